"""Quotes where none belong, and quotes lost."""

from collections.abc import Callable
from functools import partial
from random import Random

from tests.corpus.sheet import Damage, Line, Sheet, is_quoted, literal


def _stray(quote: str, place: Callable[[str, Random], int], sheet: Sheet, chance: Random) -> None:
    """Put it into a cell."""
    for line in sheet.some(chance, 1):
        at = chance.randrange(len(line.cells))
        cell = line.cells[at]
        where = place(cell, chance)
        line.cells[at] = cell[:where] + quote + cell[where:]
        _literally(sheet, line, at)


def _literally(sheet: Sheet, line: Line, at: int) -> None:
    said = [*sheet.said[line.record]]
    text = literal(line.cells[at], sheet.delimiter)
    if text is not None and at < len(said) <= len(line.cells):
        said[at] = text
        sheet.literally(line, said)


def _at_start(cell: str, chance: Random) -> int:
    return 0


def _at_end(cell: str, chance: Random) -> int:
    return len(cell)


def _within(cell: str, chance: Random) -> int:
    return chance.randint(1, len(cell) - 1) if len(cell) > 1 else 0


def _quoted_cell(sheet: Sheet, chance: Random) -> tuple[Line, int] | None:
    """A quoted cell of a line that nothing has happened to."""
    found = [
        (line, at)
        for line in sheet.lines
        for at, cell in enumerate(line.cells)
        if is_quoted(cell) and line.record not in sheet.touched
    ]
    if not found:
        return None
    line, at = chance.choice(found)
    sheet.touched.add(line.record)
    return line, at


def _opening_lost(sheet: Sheet, chance: Random) -> None:
    if found := _quoted_cell(sheet, chance):
        line, at = found
        line.cells[at] = line.cells[at][1:]
        _literally(sheet, line, at)


def _closing_lost(sheet: Sheet, chance: Random) -> None:
    if found := _quoted_cell(sheet, chance):
        line, at = found
        line.cells[at] = line.cells[at][:-1]


def _both_lost(sheet: Sheet, chance: Random) -> None:
    if found := _quoted_cell(sheet, chance):
        line, at = found
        line.cells[at] = line.cells[at][1:-1]
        _literally(sheet, line, at)


def _all_lost(sheet: Sheet, chance: Random) -> None:
    """Whoever wrote the file has never heard of quotes."""
    for line in [line for line in sheet.lines if line.record not in sheet.touched]:
        for at, cell in enumerate(line.cells):
            if is_quoted(cell):
                sheet.touched.add(line.record)
                line.cells[at] = cell[1:-1].replace('""', '"')


def _doubling_lost(sheet: Sheet, chance: Random) -> None:
    if found := _quoted_cell(sheet, chance):
        line, at = found
        inner = line.cells[at][1:-1].replace('""', '"')
        line.cells[at] = f'"{inner}"'


def _delimiter_lost_before(sheet: Sheet, chance: Random) -> None:
    found = _quoted_cell(sheet, chance)
    if found and found[1]:
        line, at = found
        line.cells[at - 1 : at + 1] = [line.cells[at - 1] + line.cells[at]]


def _delimiter_lost_after(sheet: Sheet, chance: Random) -> None:
    found = _quoted_cell(sheet, chance)
    if found and found[1] < len(found[0].cells) - 1:
        line, at = found
        line.cells[at : at + 2] = [line.cells[at] + line.cells[at + 1]]


def _space_around(sheet: Sheet, chance: Random) -> None:
    if found := _quoted_cell(sheet, chance):
        line, at = found
        line.cells[at] = f" {line.cells[at]} "


KINDS: dict[str, Damage] = {
    "stray quote at the start": partial(_stray, '"', _at_start),
    "stray quote within": partial(_stray, '"', _within),
    "stray quote at the end": partial(_stray, '"', _at_end),
    "two stray quotes at the start": partial(_stray, '""', _at_start),
    "two stray quotes within": partial(_stray, '""', _within),
    "two stray quotes at the end": partial(_stray, '""', _at_end),
    "opening quote lost": _opening_lost,
    "closing quote lost": _closing_lost,
    "both quotes lost": _both_lost,
    "no quotes in the file": _all_lost,
    "quotes within not doubled": _doubling_lost,
    "delimiter lost before quotes": _delimiter_lost_before,
    "delimiter lost behind quotes": _delimiter_lost_after,
    "spaces around quotes": _space_around,
}
