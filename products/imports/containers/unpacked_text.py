"""Where the text of a file lives that came in a container: in a folder of its own, until its job has ended.

It may be made again at any time. It appears under its name only when it is complete, so a killed process leaves
nothing that could be taken for it. Each choice of a sheet has a text of its own.
"""

import json
import os
import shutil
import time
import uuid
import zlib
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, NamedTuple

from django.conf import settings

from products.imports.containers import unpacking, workbooks
from products.imports.containers.kinds import ARCHIVES, SPREADSHEETS, Kind
from products.imports.containers.limits import limits
from products.imports.containers.workbooks import SheetFacts, SheetName

PARTS_AGE_SECONDS = 24 * 3600
"""No file takes that long to unpack, and hardly an import to read it."""

_PARTS = ".parts"
_KEY_LENGTH = 32


class Text(NamedTuple):
    path: Path
    facts: SheetFacts | None
    """Of a sheet of a workbook."""


def text_of(
    job_id: uuid.UUID, stored: IO[bytes], layers: Collection[str], *, sheet: str, go_on: Callable[[], None]
) -> Text:
    """The text of a job's stored file, made now if it is not there. `layers`: as `opening.layers_of` found them.

    `go_on` is called every now and then and raises to stop. Raises FileFailure, or ReaderDied.
    """
    text, facts = _folder() / f"{_key(job_id, sheet)}.csv", _folder() / f"{_key(job_id, sheet)}.json"
    if not text.exists():
        _remove_old()
        with _taken_out(job_id, stored, layers, go_on=go_on) as (inside, kind):
            found = inside
            if kind in SPREADSHEETS:
                found = inside.parent / "sheet.csv"
                told = workbooks.write_text(inside, kind, found, sheet=sheet, limits=limits(), go_on=go_on)
                _write_whole(facts, json.dumps(asdict(told)))
            elif kind is Kind.PRINTED:
                found = unpacking.cut(inside, inside.parent / "cut.csv", go_on=go_on)
            _sync(found)
            found.replace(text)
    return Text(text, SheetFacts(**json.loads(facts.read_text())) if facts.exists() else None)


def sheets_of(
    job_id: uuid.UUID, stored: IO[bytes], layers: Collection[str], *, go_on: Callable[[], None]
) -> list[SheetName]:
    """The sheets of the workbook in a job's stored file, hidden ones last; none if it is no workbook."""
    if not SPREADSHEETS.intersection(map(Kind, layers)):
        return []
    with _taken_out(job_id, stored, layers, go_on=go_on) as (book, kind):
        return workbooks.sheets(book, kind, limits=limits(), go_on=go_on)


def forget(job_id: uuid.UUID) -> None:
    """Remove what was unpacked for a job."""
    for path in _folder().glob(f"{job_id.hex}*"):
        _remove(path)


def sweep(needed: Callable[[Collection[str]], Collection[str]]) -> None:
    """Remove what no job needs. `needed` says which of these jobs, by the hex of their ids, may still want theirs.

    The folder is looked at first: no text is older than its job.
    """
    found = [*_folder().iterdir()]
    wanted = needed({path.name[:_KEY_LENGTH] for path in found}) if found else ()
    oldest = time.time() - PARTS_AGE_SECONDS
    for path in found:
        if path.name[:_KEY_LENGTH] not in wanted or (path.suffix == _PARTS and _is_older(path, oldest)):
            _remove(path)


def _remove_old() -> None:
    """On a host without workers nobody else does. What somebody wants after all is made again."""
    oldest = time.time() - PARTS_AGE_SECONDS
    for path in _folder().iterdir():
        if _is_older(path, oldest):
            _remove(path)


@contextmanager
def _taken_out(
    job_id: uuid.UUID, stored: IO[bytes], layers: Collection[str], *, go_on: Callable[[], None]
) -> Iterator[tuple[Path, Kind]]:
    """The innermost file, in a folder that is there for the block, and what kind it is."""
    with TemporaryDirectory(prefix=f"{job_id.hex}.", suffix=_PARTS, dir=_folder()) as folder:
        outer, *inner = map(Kind, layers)
        kind = inner[0] if inner else (Kind.TEXT if outer in ARCHIVES else outer)
        inside = Path(folder) / f"inside.{kind}"
        if outer in ARCHIVES:
            unpacking.unpack(stored, outer, inside, limits=limits(), go_on=go_on)
        else:
            unpacking.copy(stored, inside, limits=limits(), go_on=go_on)
        yield inside, kind


def _folder() -> Path:
    folder: Path = settings.DATA_DIR / "unpacked"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _key(job_id: uuid.UUID, sheet: str) -> str:
    return f"{job_id.hex}-{zlib.crc32(sheet.encode()):08x}" if sheet else job_id.hex


def _sync(path: Path) -> None:
    """Have the disk hold what the file holds, before its name says that it is complete."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _write_whole(path: Path, text: str) -> None:
    part = path.with_suffix(".part")
    part.write_text(text)
    part.replace(path)


def _is_older(path: Path, moment: float) -> bool:
    try:
        return path.stat().st_mtime < moment
    except FileNotFoundError:
        return False


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
