"""Columns without a name. They are not imported, but may show that other values stand in the wrong columns."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import NamedTuple, cast

from product_importer.lib.humanize import counted
from product_importer.lib.warning import Warned
from products.fields.headers import meaning_of
from products.fields.reasons import FileFailure
from products.fields.registry import FIELDS
from products.imports.reading.header_rows import letter
from products.imports.reading.rows import RawRow

_MOST_LISTED = 12
_CURRENCY = r"(?:[^\w\s.,]|[A-Za-z]{2,3})?"
_WHOLE = re.compile(rf"\s*+{_CURRENCY}\s*+[+-]?\d{{1,3}}(?:[.'\s]?\d{{3}})*\s*+")
"""A number that may go on behind a decimal comma."""
_NUMBER = re.compile(rf"{_WHOLE.pattern}(?:\.\d+)?\s*+{_CURRENCY}\s*+")
_CENTS = re.compile(rf"\s*+\d{{1,2}}\s*+{_CURRENCY}\s*+")
_REST_OF_AMOUNT = re.compile(rf"\s*+(?:\d{{1,2}}|\d{{3}}(?:\.\d{{1,2}})?)\s*+{_CURRENCY}\s*+")


class _Place(NamedTuple):
    """Where a number may have been cut in two at its comma."""

    number: int
    rest: re.Pattern[str]
    """What the cell behind it looks like then."""
    evidence: int | None
    """The column that has text only then; None if the row is longer than the header then."""


class NamelessColumns:
    """The columns of a file that have no name, and what is found in them."""

    def __init__(self, header: Sequence[str], sample: Sequence[Sequence[str]], *, delimiter: str) -> None:
        """`sample`: the cells of the first records.

        Raises `header_mismatch` if they show that the decimal commas were not quoted.
        """
        self._columns = [index for index, cell in enumerate(header) if not cell.strip()]
        self._filled = Counter[int]()
        places = _places(header, self._columns, sample) if delimiter == "," else []
        _refuse_split_numbers(places, sample, width=len(header))
        self._places = [place for place in places if place.evidence is not None]

    def split_numbers(self, rows: Sequence[Sequence[str]]) -> set[int]:
        """The indexes of the rows, as wide as the header, that have a number cut in two at its comma."""
        return {
            index
            for place in self._places
            if any(map(itemgetter(cast("int", place.evidence)), rows))
            for index, cells in enumerate(rows)
            if _is_split(cells, place)
        }

    def count(self, rows: Sequence[RawRow]) -> None:
        """Count the cells with text in rows that are taken."""
        if not self._columns:
            return
        records = [row.cells for row in rows]
        for column in self._columns:
            if any(map(itemgetter(column), records)):
                self._filled[column] += sum(1 for cells in records if cells[column].strip())

    @property
    def warnings(self) -> list[Warned]:
        """The columns that hold text, by their letters."""
        filled = [(column, rows) for column, rows in sorted(self._filled.items()) if rows]
        if not filled:
            return []
        listed = ", ".join(f"{letter(column)} ({counted(rows, 'row')})" for column, rows in filled[:_MOST_LISTED])
        more = f" and {len(filled) - _MOST_LISTED:,} more" if len(filled) > _MOST_LISTED else ""
        sentence = f"Columns without a name are not imported, but these hold text: {listed}{more}."
        return [Warned(sentence, "nameless_columns", number=len(filled), examples=(letter(each) for each, _ in filled))]


def _places(header: Sequence[str], nameless: Sequence[int], sample: Sequence[Sequence[str]]) -> list[_Place]:
    """Where the commas of numbers would show if they were not quoted.

    Right behind the number, if that column has no name. Else further right, where the row ends: there all values have
    moved, unless the column behind the number has numbers of its own.
    """
    kinds = [FIELDS[meaning.field].kind.name if (meaning := meaning_of(cell)) else "" for cell in header]
    places, end = [], len(header) - 1
    for column in nameless:
        if column and kinds[column - 1] == "money":
            places.append(_Place(column - 1, _REST_OF_AMOUNT, column))
        elif column and header[column - 1].strip() and not kinds[column - 1] and _has_numbers(sample, column - 1):
            places.append(_Place(column - 1, _CENTS, column))
    for number, kind in enumerate(kinds[:-1]):
        if kind == "money" and end in nameless and number + 1 not in nameless:
            as_they_were = [cells for cells in sample if len(cells) <= end or not cells[end].strip()]
            if not _has_numbers(as_they_were, number + 1):
                places.append(_Place(number, _CENTS, end))
        if kind == "money" and kinds[number + 1] in {"text", "long_text"}:
            places.append(_Place(number, _CENTS, None))
    return places


def _has_numbers(sample: Iterable[Sequence[str]], column: int) -> bool:
    """Whether most cells of the column are numbers."""
    filled = [cells[column] for cells in sample if len(cells) > column and cells[column].strip()]
    return sum(map(bool, map(_NUMBER.fullmatch, filled))) * 2 > len(filled)


def _refuse_split_numbers(places: Iterable[_Place], sample: Sequence[Sequence[str]], *, width: int) -> None:
    for place in places:
        shortest = width if place.evidence is None else place.number
        filled = [cells for cells in sample if len(cells) > shortest and cells[place.number].strip()]
        if sum(_is_split(cells, place) for cells in filled) * 2 > len(filled):
            raise mismatch(
                f"The decimal commas in column {letter(place.number)} are not in quotes, so they split its "
                "numbers in two. Put numbers with a comma in double quotes, or separate the cells with semicolons. "
                f"If column {letter(place.number + 1)} has values of its own, "
                "name all columns and give every row as many cells as the header."
            )


def _is_split(cells: Sequence[str], place: _Place) -> bool:
    """Whether a number of the row is cut in two there."""
    return (
        len(cells) > place.number + 1
        and _WHOLE.fullmatch(cells[place.number]) is not None
        and place.rest.fullmatch(cells[place.number + 1]) is not None
        and (place.evidence is None or any(map(str.strip, cells[place.evidence : place.evidence + 1])))
    )


def mismatch(sentence: str) -> FileFailure:
    """`header_mismatch`, with what shows it and what to do."""
    return FileFailure("header_mismatch", f"The header does not line up with the data. {sentence}")
