"""The stored file of a job: opened, as it was uploaded or as the text in it, and compared with what was uploaded."""

import hashlib
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import cast

from product_importer.lib.file_store.failures import Exchanged
from product_importer.lib.humanize import counted
from product_importer.lib.warning import Warned
from products.fields.cells import shorten
from products.fields.reasons import FileFailure
from products.imports import local_copy
from products.imports.containers import unpacked_text, zip_files
from products.imports.containers.kinds import SPREADSHEETS, Kind
from products.imports.containers.workbooks import SheetFacts, SheetName
from products.jobs.models import ImportJob

MOST_NAMED = 10

ETAG = "etag"
"""The option that says what the store called the file's content, if whoever uploaded it may still write over it."""


def never_mind() -> None:
    """Nobody can stop it."""


@contextmanager
def opened(job: ImportJob, *, go_on: Callable[[], None] = never_mind) -> Iterator[io.BufferedReader]:
    """The text in the job's file, from its beginning: of an archive or a workbook, what is in it.

    That is taken out at the first time; meanwhile `go_on` is called every now and then, and raises to stop. Raises
    FileFailure `source_missing`, `source_changed` or what is wrong with the container.
    """
    if not container(job):
        with uploaded(job) as file:
            yield file
        return
    with _text(job, go_on).path.open("rb") as text:
        yield text


@contextmanager
def uploaded(job: ImportJob) -> Iterator[io.BufferedReader]:
    """The job's file as it was uploaded. Raises FileFailure `source_missing` or `source_changed`, or StoreAway."""
    copy = local_copy.path_of(job)
    with copy.open("rb") if copy else _stored(job) as file:
        yield file


@contextmanager
def at_hand(job: ImportJob, *, go_on: Callable[[], None]) -> Iterator[None]:
    """Have the file on this host's disk for the block: it is to be read more than once. Raises as `uploaded` does."""
    if is_on_this_disk(job):
        yield
        return
    with _stored(job) as stored, local_copy.kept(job, stored, go_on=go_on):
        yield


def is_on_this_disk(job: ImportJob) -> bool:
    """Whether files are kept here, and not in a store elsewhere."""
    try:
        return bool(job.file.storage.path(str(job.file.name)))
    except NotImplementedError:
        return False


@contextmanager
def _stored(job: ImportJob) -> Iterator[io.BufferedReader]:
    try:
        file = job.file.storage.open(str(job.file.name), "rb")
    except FileNotFoundError:
        raise _gone(job) from None
    except (IsADirectoryError, NotADirectoryError, PermissionError):
        raise _changed() from None
    try:
        with file:
            if getattr(file, "etag", "") != job.options.get(ETAG, getattr(file, "etag", "")):
                raise _changed()
            yield cast(io.BufferedReader, file)
    except Exchanged:
        raise _changed() from None


def checksum(job: ImportJob, file: io.BufferedReader) -> str:
    """The uploaded file's SHA-256 in hexadecimal. Afterwards the file is at its beginning again.

    Raises FileFailure `source_changed` if the file is not the one that was uploaded.
    """
    found = hashlib.file_digest(file, "sha256").hexdigest()
    size = file.tell()
    file.seek(0)
    if size != job.file_size or job.file_sha256 not in ("", found):
        raise _changed()
    return found


def refuse_exchanged(job: ImportJob) -> None:
    """Raise FileFailure `source_changed` if an archive or a workbook is not the one that was uploaded.

    Nothing is taken out of another one. Plain text is compared when it is read.
    """
    if container(job):
        with uploaded(job) as file:
            checksum(job, file)


def size_of(file: io.BufferedReader) -> int:
    """The bytes of an open file, which is then at its beginning."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    return size


def container(job: ImportJob) -> list[str]:
    """What the file came in, from the outermost layer to the innermost; nothing if it is plain text."""
    return list(job.options.get("container") or ())


def is_workbook(job: ImportJob) -> bool:
    return not SPREADSHEETS.isdisjoint(container(job))


def sheets(job: ImportJob, *, go_on: Callable[[], None] = never_mind) -> list[SheetName]:
    """The sheets of a workbook, hidden ones last. Raises FileFailure."""
    with uploaded(job) as file:
        return unpacked_text.sheets_of(job.id, file, container(job), go_on=go_on)


def sheet_facts(job: ImportJob, *, go_on: Callable[[], None] = never_mind) -> SheetFacts | None:
    """What is known of the sheet that is read, if the file is a workbook. Raises FileFailure."""
    return _text(job, go_on).facts if is_workbook(job) else None


def warnings(job: ImportJob, *, go_on: Callable[[], None] = never_mind) -> list[Warned]:
    """What a person should know about how the text was taken out. Raises FileFailure."""
    facts = sheet_facts(job, go_on=go_on)
    of_sheet = [*_hidden(facts), *_joined(facts), *_not_read(facts)] if facts else []
    return [*_beside(job), *of_sheet]


def _beside(job: ImportJob) -> Iterator[Warned]:
    """Of an archive with letters, readmes or pictures beside its table."""
    if Kind.ZIP not in container(job):
        return
    with uploaded(job) as file, zip_files.listed(file) as archive:
        table, others = zip_files.beside(archive)
    if others:
        sentence = f"“{shorten(table)}” was read. Other files of the archive were not: {_named(others)}."
        yield Warned(sentence, "other_files", number=len(others), examples=others)


def _hidden(facts: SheetFacts) -> Iterator[Warned]:
    numbers = [(facts.hidden_rows, "hidden row"), (facts.hidden_columns, "hidden column")]
    if told := " and ".join(counted(number, noun) for number, noun in numbers if number):
        number = facts.hidden_rows + facts.hidden_columns
        verb, advice = "was" if number == 1 else "were", "Remove what should not be imported."
        yield Warned(f"{told} of the sheet “{shorten(facts.sheet)}” {verb} read too. {advice}", "hidden", number=number)


def _joined(facts: SheetFacts) -> Iterator[Warned]:
    if facts.joined:
        named = ", ".join(f"“{shorten(name)}” from row {row:,}" for name, row in facts.joined[:MOST_NAMED])
        more = f" and {len(facts.joined) - MOST_NAMED:,} more" if len(facts.joined) > MOST_NAMED else ""
        sentence = f"Sheets with the same columns as “{shorten(facts.sheet)}” were read behind it: {named}{more}."
        names = [name for name, _ in facts.joined]
        yield Warned(sentence, "joined_sheets", number=len(names), examples=names)


def _not_read(facts: SheetFacts) -> list[Warned]:
    if not facts.others:
        return []
    sentence = f"The sheet “{shorten(facts.sheet)}” was imported. "
    sentence += f"Other sheets with tables were not: {_named(facts.others)}."
    return [Warned(sentence, "other_sheets", number=len(facts.others), examples=facts.others)]


def _named(names: list[str]) -> str:
    more = f" and {len(names) - MOST_NAMED:,} more" if len(names) > MOST_NAMED else ""
    return ", ".join(f"“{shorten(name)}”" for name in names[:MOST_NAMED]) + more


def forget_text(job: ImportJob) -> None:
    """Remove what was taken out of the job's file."""
    if container(job):
        unpacked_text.forget(job.id)


def _text(job: ImportJob, go_on: Callable[[], None]) -> unpacked_text.Text:
    with uploaded(job) as file:
        return unpacked_text.text_of(job.id, file, container(job), sheet=_sheet(job), go_on=go_on)


def _sheet(job: ImportJob) -> str:
    """The sheet that a person chose, or the recipe."""
    of_recipe = (job.options.get("mapping") or {}).get("file")
    return str(job.options.get("sheet") or (of_recipe.get("sheet") if isinstance(of_recipe, dict) else "") or "")


def _changed() -> FileFailure:
    return FileFailure(
        "source_changed",
        "The stored file is not the one that was uploaded: it changed on the server. Upload it again.",
    )


def _gone(job: ImportJob) -> FileFailure:
    if job.read_at:
        return FileFailure(
            "source_changed", "The stored file was removed while the import was running. Upload the file again."
        )
    return FileFailure("source_missing", "The stored file is gone, so nothing was imported. Upload the file again.")
