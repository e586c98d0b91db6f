"""The door: a file and its options become a stored file and a job. What is refused leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import IO, Any, cast
from uuid import UUID

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.files import File
from django.db import transaction
from django.utils import timezone

from product_importer.lib.errors import is_disk_full
from product_importer.lib.file_store.failures import StoreAway
from product_importer.lib.humanize import size_in_words
from product_importer.lib.locks import hold_until_commit, key_of
from product_importer.lib.uploads import checksum_of
from products.fields.cells import shorten
from products.fields.reasons import FileFailure
from products.imports import source
from products.imports.containers import kinds
from products.imports.containers.kinds import SPREADSHEETS
from products.imports.containers.limits import limits
from products.imports.containers.opening import layers_of
from products.imports.models import Source
from products.imports.same_file import earlier_of, is_worth_asking
from products.imports.sources import use
from products.imports.upload_options import OPTIONS, InvalidOptions, Options, checked
from products.jobs import progress, queue, second_person
from products.jobs.models import ImportJob
from products.jobs.record import Kind, Mode, stored_name
from products.jobs.states import Status

ASKS_IF_SEEN = "asks_if_seen"
"""The option of a job whose file no process of ours has read yet: ask before it is imported again."""
_STORE_AWAY = (
    "The store of uploaded files does not answer, so this file could not be kept. Nothing was imported. "
    "Upload it again in a minute."
)
_DISK_FULL = "There is not enough space on the server's disk for this file. Ask your administrator to free some."


class NotEnded(Exception):
    """The job is under way, waits for its columns, or had no file."""

    def __init__(self) -> None:
        super().__init__(
            "Only an import that has ended can be run again. One that waits goes on once its columns are chosen."
        )


def receive(
    file: File[bytes], *, file_name: str, user: AbstractBaseUser | AnonymousUser | None, options: Mapping[str, object]
) -> ImportJob:
    """Keep the file and give its job to the queue, unless somebody is asked first whether to import it again.

    While Redis is away the job waits for the beat to find it.

    Raises as `keep` does.
    """
    return hand_over(keep(file, file_name=file_name, user=user, options=options))


def hand_over(job: ImportJob) -> ImportJob:
    """Give a kept job to the queue, unless somebody is asked first."""
    progress.publish(job)
    if job.status == Status.PENDING:
        queue.enqueue(job)
    return job


def again(job: ImportJob, *, user: AbstractBaseUser | AnonymousUser | None, as_nobodys: bool = False) -> ImportJob:
    """A new import of the file of one that has ended, queued. As `keep_again`."""
    return hand_over(keep_again(job, user=user, as_nobodys=as_nobodys))


def keep_again(job: ImportJob, *, user: AbstractBaseUser | AnonymousUser | None, as_nobodys: bool = False) -> ImportJob:
    """A new import of the file of one that has ended, with the same options, not queued yet.

    `as_nobodys`: without its source, which was the wrong one.

    Raises NotEnded, or FileFailure `source_missing` or `source_changed`.
    """
    if not job.is_terminal or job.kind != Kind.IMPORT:
        raise NotEnded
    if job.continues_id:
        raise FileFailure("source_missing", "These were mended rows of another import. Import them from there again.")
    if not job.file or not job.file.storage.exists(str(job.file.name)):
        raise FileFailure("source_missing", "The file of this import is no longer kept. Upload it again.")
    chosen = checked(use.options_again(job, OPTIONS, as_nobodys=as_nobodys), gone=True)
    with source.uploaded(job) as stored:
        if not source.is_on_this_disk(job):
            return _keep_copy(job, cast("File[bytes]", stored), user=user, chosen=chosen)
        source.checksum(job, stored)
        return _keep(File(stored, job.file_name), file_name=job.file_name, user=user, chosen=chosen)


def keep(
    file: File[bytes],
    *,
    file_name: str,
    user: AbstractBaseUser | AnonymousUser | None,
    options: Mapping[str, object],
    dry_run: bool = False,
) -> ImportJob:
    """Check the file and its options and store both, without queueing. A dry run is planned and never applied.

    Raises InvalidOptions, or FileFailure `empty_file`, `too_large`, `unsupported_format`, `archive_invalid`,
    `unknown_sheet`, `disk_full`, `store_away`.
    """
    chosen = checked(options) | ({"mode": Mode.DRY_RUN} if dry_run else {})
    return _keep(file, file_name=file_name, user=user, chosen=chosen)


def _keep_copy(
    job: ImportJob, file: File[bytes], *, user: AbstractBaseUser | AnonymousUser | None, chosen: Options
) -> ImportJob:
    """Of the file of another job, which the store copies by itself: it may be too large for a web process."""
    copy = _job_of(file, file_name=job.file_name, user=user, chosen=chosen, sha256=job.file_sha256)
    copy.file.name = stored_name(copy, copy.file_name)
    storage: Any = job.file.storage
    _store(copy, partial(storage.copy, str(job.file.name), str(copy.file.name)), asks=False)
    return copy


def _keep(
    file: File[bytes], *, file_name: str, user: AbstractBaseUser | AnonymousUser | None, chosen: Options
) -> ImportJob:
    job = _job_of(file, file_name=file_name, user=user, chosen=chosen, sha256=checksum_of(file))
    save = partial(job.file.save, job.file_name, file, save=False)
    _store(job, save, asks=chosen.get("same_file") == "ask")
    return job


def _job_of(
    file: File[bytes],
    *,
    file_name: str,
    user: AbstractBaseUser | AnonymousUser | None,
    chosen: Options,
    sha256: str,
) -> ImportJob:
    """Not in the database yet. Raises FileFailure if the file, or the sheet that was chosen, cannot be read."""
    if must_be_reviewed(str(chosen.get("mode")), user):
        chosen = chosen | {"mode": Mode.REVIEW.value}
    elif settings.IMPORT_MODE == Mode.REVIEW:
        chosen = {"usual_mode": Mode.REVIEW.value} | chosen
    layers = _layers_at_sight(file, is_cut=not chosen.get("delimiter"))
    _refuse_sheet_of_none(chosen, layers)
    try:
        stored, source_id = use.resolved({name: value for name, value in chosen.items() if name != "same_file"})
    except Source.DoesNotExist as error:  # it was deleted at this moment
        raise InvalidOptions({"source": [str(error)]}) from error
    return ImportJob(
        file_name=as_text(file_name),
        file_size=file.size,
        file_sha256=sha256,
        options=stored | ({"container": layers} if layers else {}),
        source_id=source_id,
        created_by_id=user.pk if user else None,
    )


def keep_stored(
    file: File[bytes],
    *,
    job_id: UUID,
    file_name: str,
    user: AbstractBaseUser | AnonymousUser | None,
    options: Mapping[str, object],
) -> ImportJob:
    """As `keep`, of a file that the store has already, under the name that is this job's.

    Nobody has seen its bytes: a worker takes the checksum, and asks then if the file was imported before.
    """
    chosen = checked(options)
    job = _job_of(file, file_name=file_name, user=user, chosen=chosen, sha256="")
    job.id = job_id
    job.file.name = stored_name(job, file_name)
    job.options |= {source.ETAG: getattr(file, "etag", "")}
    job.options |= {ASKS_IF_SEEN: True} if chosen.get("same_file") == "ask" else {}
    _insert(job, asks=False)
    return job


def must_be_reviewed(mode: str, user: AbstractBaseUser | AnonymousUser | None) -> bool:
    """Whether somebody else has to apply the import, whatever was asked for."""
    return mode != Mode.DRY_RUN and second_person.is_needed(user)


def _layers_at_sight(file: File[bytes], *, is_cut: bool = True) -> list[str]:
    """What the file comes in. Refuse what a look gives away, so that the person hears of it at once.

    `is_cut`: whether a printed list may be cut where its columns stand; nobody has said what separates its cells.
    """
    refuse_size(file.size)
    layers = layers_of(cast("IO[bytes]", file), limits())
    return [layer.value for layer in layers if is_cut or layer != kinds.Kind.PRINTED]


def refuse_size(size: int) -> None:
    """Raises FileFailure `empty_file` or `too_large`. `size`: in bytes."""
    if size <= 0:
        raise FileFailure("empty_file", "This file is empty. Choose a file with a header line and products.")
    if size > settings.IMPORT_MAX_BYTES:
        most = size_in_words(settings.IMPORT_MAX_BYTES)
        raise FileFailure(
            "too_large", f"This file is {size_in_words(size)}; the limit is {most}. Split it into smaller files."
        )


def _refuse_sheet_of_none(options: Options, layers: list[str]) -> None:
    if "sheet" in options and SPREADSHEETS.isdisjoint(layers):
        raise FileFailure(
            "unknown_sheet", f"This file is no workbook, so it has no sheet “{shorten(str(options['sheet']))}”."
        )


def _store(job: ImportJob, save: Callable[[], object], *, asks: bool) -> None:
    """Both or none: a file without a job is removed again. `save` stores the file."""
    try:
        save()
        _insert(job, asks=asks)
    except StoreAway as error:
        with suppress(StoreAway):  # its answer may be all that was lost
            job.file.storage.delete(stored_name(job, job.file_name))
        raise FileFailure("store_away", _STORE_AWAY) from error
    except BaseException as error:
        job.file.storage.delete(stored_name(job, job.file_name))
        if is_disk_full(error):
            raise FileFailure("disk_full", _DISK_FULL) from error
        raise


def _insert(job: ImportJob, *, asks: bool) -> None:
    """Of two jobs of the same file at once, the second sees the first. `asks`: then it waits at the door."""
    with transaction.atomic():
        hold_until_commit(key_of(f"file {job.file_sha256}"))
        job.created_at = job.queued_at = timezone.now()
        if asks and is_worth_asking(earlier_of(job)):
            job.status = Status.AWAITING_REVIEW
        job.save(force_insert=True)


def as_text(file_name: str) -> str:
    """The name as it may be shown and stored: without folders and control characters, at most 255 characters.

    A backslash may be part of it. Paths of Windows are cut where uploads are parsed.
    """
    name = "".join(each if each.isprintable() else "\ufffd" for each in file_name.rpartition("/")[2])
    return name[-255:] or "unnamed.csv"
