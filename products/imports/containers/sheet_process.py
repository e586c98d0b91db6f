"""The process in which a workbook is read, apart from the worker: `python -m …containers.sheet_process`.

A workbook made to be dear takes this process along, not the worker: its memory, its time and what it writes have
limits, and it ends when the worker does. It reads one JSON object from standard input and answers with JSON, one
object a line. `workbooks` talks to it.
"""

import ctypes
import json
import os
import resource
import signal
import sys
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypedDict

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetMetadata,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from product_importer.launch.end_with_parent import ask_for
from products.fields.cells import shorten
from products.fields.reasons import FileFailure
from products.imports.containers import sheet_text
from products.imports.containers.joined_sheets import Joined, Piece, piece_of
from products.imports.containers.kinds import Kind
from products.imports.containers.sheet_details import Details
from products.imports.containers.sheet_failures import (
    OUT_OF_MEMORY,
    damaged,
    protected,
    too_many_cells,
    too_much_memory,
)

UNREADABLE = (CalamineError, OSError, ValueError)
"""What calamine raises for them."""
MOST_JOINED_BYTES = 8 * 1024**2
"""Of a workbook whose sheets may be joined: they are in memory together."""
MOST_SECONDS = 600
"""Of processor time."""
MOST_NAMED = 20
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""In every workbook with a password, of whatever age."""


class Request(TypedDict):
    parent: int
    book: str
    kind: str
    text: str | None
    """Where the sheet's text goes; None if only the sheets' names are wanted."""
    sheet: str
    """Its name, or empty: the first with a table."""
    most_cells: int
    most_text_bytes: int
    memory_bytes: int


class Listed(NamedTuple):
    """A sheet of the workbook, and where it stands there."""

    place: int
    name: str
    is_hidden: bool


def main() -> None:
    request: Request = json.load(sys.stdin)
    _limit(request)
    if os.getppid() != request["parent"]:
        return
    try:
        _answer(request)
    except FileFailure as failure:
        _say({"code": failure.code, "message": failure.message})
    except MemoryError:
        sys.exit(OUT_OF_MEMORY)
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # what calamine raises where it met the unexpected
            raise
        _say({"code": damaged().code, "message": damaged().message})


def _limit(request: Request) -> None:
    ask_for(signal.SIGKILL)
    for what, most in (
        (resource.RLIMIT_AS, request["memory_bytes"]),
        (resource.RLIMIT_CPU, MOST_SECONDS),
        (resource.RLIMIT_FSIZE, request["most_text_bytes"]),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _answer(request: Request) -> None:
    with _opened(request["book"]) as book:
        sheets = _listed(book)
        if request["text"] is None:
            _say({"sheets": [(each.name, each.is_hidden) for each in sheets]})
            return
        chosen, loaded = _chosen(book, sheets, request)
        alike = _alike(book, sheets[sheets.index(chosen) + 1 :], loaded, request)
    _give_back_memory()
    read = [chosen, *alike]
    joined = Joined(loaded, [*alike.values()]) if alike else None
    details = Details(Path(request["book"]), Kind(request["kind"]), [each.place for each in read], joined)
    points = _write(joined or loaded, details, request)
    begins = [(each.name, row + 1) for each, row in zip(read, joined.begins, strict=True)][1:] if joined else []
    del loaded, joined, alike
    hidden = details.hidden()._asdict()
    _say({"sheet": chosen.name, "points": points, "joined": begins, "hidden": hidden})
    if not request["sheet"]:
        _say({"others": _tables(request, [each for each in sheets if each not in read])})


def _give_back_memory() -> None:
    """Of a workbook that is closed: all its texts, each of which a sheet that was loaded has of its own."""
    with suppress(AttributeError):  # another C library
        ctypes.CDLL(None).malloc_trim(0)


def _opened(path: str) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_path(path)
    except UNREADABLE as error:
        if isinstance(error, PasswordError) or _ENCRYPTED in Path(path).read_bytes():
            raise protected() from error
        raise _failure_of(error) from error


def _listed(book: CalamineWorkbook) -> list[Listed]:
    """The sheets with cells, hidden ones last."""
    found = [_as_listed(index, each) for index, each in enumerate(book.sheets_metadata) if _has_cells(each)]
    return sorted(found, key=lambda each: each.is_hidden)


def _has_cells(sheet: SheetMetadata) -> bool:
    return sheet.typ == SheetTypeEnum.WorkSheet


def _as_listed(index: int, sheet: SheetMetadata) -> Listed:
    return Listed(index, sheet.name, sheet.visible != SheetVisibleEnum.Visible)


def _chosen(book: CalamineWorkbook, sheets: list[Listed], request: Request) -> tuple[Listed, CalamineSheet]:
    if not request["sheet"]:
        return _first_with_table(book, sheets, request)
    named = _named(sheets, request["sheet"])
    return named, _loaded(book, named, request)


def _named(sheets: list[Listed], name: str) -> Listed:
    """Upper and lower case are the same, as in spreadsheet programs."""
    for spelt in (str, str.strip, _folded):
        if found := next((each for each in sheets if spelt(each.name) == spelt(name)), None):
            return found
    names = ", ".join(f"“{shorten(each.name)}”" for each in sheets[:MOST_NAMED])
    more = f" and {len(sheets) - MOST_NAMED:,} more" if len(sheets) > MOST_NAMED else ""
    raise FileFailure("unknown_sheet", f"This workbook has no sheet “{shorten(name)}”. Its sheets are {names}{more}.")


def _folded(name: str) -> str:
    return name.strip().casefold()


def _first_with_table(book: CalamineWorkbook, sheets: list[Listed], request: Request) -> tuple[Listed, CalamineSheet]:
    """Failing that, the first in which there is anything at all."""
    for each in (sheet for sheet in sheets if not sheet.is_hidden):
        with suppress(FileFailure):
            loaded = _loaded(book, each, request)
            if sheet_text.has_table_of_products(loaded):
                return each, loaded
    for tells in (sheet_text.has_table, sheet_text.has_text):
        for each in sheets:
            loaded = _loaded(book, each, request)
            if tells(loaded):
                return each, loaded
    raise FileFailure("empty_file", "This workbook is empty. Choose one with a header row and products.")


def _alike(book: CalamineWorkbook, others: list[Listed], first: CalamineSheet, request: Request) -> dict[Listed, Piece]:
    """Of the sheets behind the chosen one those that go on with its table, if nobody said which sheet to read."""
    found: dict[Listed, Piece] = {}
    if request["sheet"] or Path(request["book"]).stat().st_size > MOST_JOINED_BYTES:
        return found
    left = request["most_cells"] - first.height * first.width
    for each in others:
        with suppress(FileFailure):
            loaded = _loaded(book, each, request)
            left -= loaded.height * loaded.width
            if left >= 0 and not each.is_hidden and (piece := piece_of(first, loaded)):
                found[each] = piece
    return found


def _tables(request: Request, sheets: list[Listed]) -> list[str]:
    """The names of those with a table. A sheet that cannot be read has none."""
    if not sheets:
        return []
    try:
        with _opened(request["book"]) as book:
            return [each.name for each in sheets if _has_table(book, each, request)]
    except FileFailure:
        return []


def _has_table(book: CalamineWorkbook, sheet: Listed, request: Request) -> bool:
    try:
        return sheet_text.has_table(_loaded(book, sheet, request))
    except FileFailure:
        return False


def _loaded(book: CalamineWorkbook, sheet: Listed, request: Request) -> CalamineSheet:
    try:
        loaded = book.get_sheet_by_index(sheet.place)
    except UNREADABLE as error:
        raise _failure_of(error) from error
    if loaded.height * loaded.width > request["most_cells"]:
        raise too_many_cells(loaded.height, loaded.width, most=request["most_cells"])
    return loaded


def _write(sheet: CalamineSheet | Joined, details: Details, request: Request) -> list[int]:
    """Twice if numbers have more decimals than may be shown: only then it is worth finding out which are."""
    path, of_excel = Path(str(request["text"])), request["kind"] != Kind.ODS
    write = partial(sheet_text.write, sheet, path, of_excel=of_excel)
    try:
        format_at = details.format_at()
        written = write(errors=details.errors(), format_at=format_at)
        if written.has_many_decimals and format_at is None:
            written = write(errors=details.errors(decimals=True), format_at=details.format_at(decimals=True))
    except OSError as error:
        _say({"errno": error.errno})
        sys.exit(0)
    return written.points


def _failure_of(error: Exception) -> FileFailure:
    return too_much_memory() if "limit exceeded" in str(error) else damaged()


def _say(answer: object) -> None:
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
