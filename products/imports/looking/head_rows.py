"""The records at the beginning of a file, and what single ones of them say: names of fields, values, or hints. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from products.fields.header_senses import rating
from products.fields.header_words import field_named, without_common_prefix
from products.fields.headers import meaning_of
from products.imports.reading.grammar import Grammar

SEVERAL_CELLS = 2
"""So many cells that a list has again and again make a product of a row."""
_A_FEW, _PARTS_OF_A_LIST = 2, 5
"""What stands in more rows than a few, and in more than one in so many, is no header of a part of the list."""
_LONGEST_GUESSED = 40
_FEWEST_HINTS = 4
_LIKELY = 0.6
"""Of how likely a header names a field."""
_NUMBERED = re.compile(r"([^\d]*[^\W\d])[ ._:#-]*(\d{1,3})")


@dataclass(frozen=True, slots=True)
class Row:
    """A record of the file's head. `number` is its row in a spreadsheet."""

    number: int
    cells: list[str]

    @property
    def filled(self) -> int:
        return sum(map(bool, map(str.strip, self.cells)))


def rows_of(lines: Sequence[str], delimiter: str) -> Iterator[Row]:
    """The records; a line whose quotes cannot be read stands for itself."""
    grammar, at, number = Grammar(delimiter), 0, 1
    while at < len(lines):
        record = grammar.read_record(lines, at, widest=1_000, longest=100_000)
        if record.problem:
            yield Row(number, lines[at].split(delimiter))
            at += 1
        else:
            yield Row(number, record.cells)
            at = record.stop
        number += 1


def names_known(cells: Sequence[str]) -> int:
    """How many different fields the cells name."""
    return len({field for cell in without_common_prefix(cells) if (field := _field_of(cell))})


@lru_cache(maxsize=10_000)
def _field_of(cell: str) -> str | None:
    if meaning := meaning_of(cell):
        return meaning.field
    if named := field_named(cell):
        return named[0]
    if len(cell) > _LONGEST_GUESSED or any(map(str.isdigit, cell)):
        return None
    return max((rating(field, cell), field) for field in ("sku", "name", "price"))[1] if _is_rated(cell) else None


def _is_rated(cell: str) -> bool:
    return any(rating(field, cell) >= _LIKELY for field in ("sku", "name", "price"))


def without_values(rows: list[Row]) -> list[Row]:
    """The rows without what comes again and again and so is no name: `In Stock`; all of a row that has several such."""
    different = {tuple(row.cells) for row in rows}
    counts = Counter((at, text) for cells in different for at, cell in enumerate(cells) if (text := cell.strip()))
    again = {place: count for place, count in counts.items() if count > _A_FEW}
    often = len(different) / _PARTS_OF_A_LIST
    values = {place for place, count in again.items() if count > often or _field_of(place[1]) in (None, "active")}
    return [_without(row, values, {*again} - values) for row in rows] if values else rows


def _without(row: Row, values: Container[tuple[int, str]], names: Container[tuple[int, str]]) -> Row:
    """`values` and `names`: what stands in some column again and again."""
    places = [(at, cell.strip()) for at, cell in enumerate(row.cells)]
    is_product = sum(place in values for place in places) >= SEVERAL_CELLS and not any(map(names.__contains__, places))
    if is_product:
        return Row(row.number, [""] * len(row.cells))
    return Row(row.number, ["" if (at, cell.strip()) in values else cell for at, cell in enumerate(row.cells)])


def has_hints(row: Row) -> bool:
    """Whether the row says the same few words of many columns."""
    filled = [cell.strip().casefold() for cell in row.cells if cell.strip()]
    if _are_numbered(filled):
        return True
    return len(filled) >= _FEWEST_HINTS and len({*filled}) * 2 <= len(filled)


def _are_numbered(cells: Sequence[str]) -> bool:
    """Whether they say one word, and one number after the other: `column 1`, `column 2`."""
    found = [_NUMBERED.fullmatch(cell) for cell in cells]
    if len(cells) < _FEWEST_HINTS or None in found or len({each[1] for each in found if each}) > 1:
        return False
    return [int(each[2]) for each in found if each] == [*range(1, len(cells) + 1)]
