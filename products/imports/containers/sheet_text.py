"""A sheet → CSV text: UTF-8, commas, LF, each of its rows on its record, so that row 5 of the sheet is record 5."""

import csv
from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import NamedTuple, Protocol, TypeAlias

from products.fields.headers import meaning_of
from products.imports.containers.cells import (
    Cell,
    amount_with_point,
    could_be_thousands,
    says_how_numbers_are_written,
    text_of,
    with_decimal_point,
)
from products.imports.containers.number_formats import NumberFormat

_LONGEST_LETTER = 30
"""Rows."""


class Sheet(Protocol):
    """What we use of a sheet that calamine has read."""

    @property
    def start(self) -> tuple[int, int] | None: ...
    def iter_rows(self) -> Iterator[list[Cell]]: ...


class Written(NamedTuple):
    points: list[int]
    """The columns, counted from 0, with numbers such as 1.25 whose text `1.250` could be taken for 1250.

    Not those in which some number was typed as text: there, these numbers are written as `1.2500`, which has one
    meaning.
    """
    has_many_decimals: bool
    """Whether some number has more than two."""


FormatAt: TypeAlias = Callable[[int, int], NumberFormat | None]
"""Row and column → the number format there, if it changes what a number says."""


def write(
    sheet: Sheet,
    path: Path,
    *,
    errors: Mapping[int, Mapping[int, str]],
    of_excel: bool,
    format_at: FormatAt | None = None,
) -> Written:
    """Write all rows up to the last that is filled. `errors`: row → column → what stands there instead."""
    writer = _Writer(sheet, errors, of_excel=of_excel, format_at=format_at)
    doubtful = writer.write(path)
    padded = writer.with_typed_numbers(doubtful) if doubtful else set()
    writer.find_typed_amounts()
    if padded or writer.with_typed_amounts:
        writer.write(path, padded=padded)
    return Written(sorted(doubtful - padded), writer.has_many_decimals)


def has_table(sheet: Sheet) -> bool:
    """Whether at least two rows have at least two filled cells."""
    rows = (row for row in sheet.iter_rows() if sum(map(_is_filled, row)) > 1)
    return next(rows, None) is not None and next(rows, None) is not None


def has_table_of_products(sheet: Sheet) -> bool:
    """The same, but for a sheet with a few lines such as an address: words and what they stand for, side by side."""
    several = (filled for row in sheet.iter_rows() if len(filled := [*filter(_is_filled, row)]) > 1)
    rows = [*islice(several, _LONGEST_LETTER + 1)]
    has_numbers = sum(isinstance(row[1], int | float) for row in rows) * 2 >= len(rows)
    is_table = len(rows) > _LONGEST_LETTER or has_numbers or any(len(row) > 2 for row in rows)
    return len(rows) > 1 and (is_table or any(meaning_of(str(cell)) for cell in rows[0]))


def has_text(sheet: Sheet) -> bool:
    return any(any(map(_is_filled, row)) for row in sheet.iter_rows())


class _Writer:
    def __init__(
        self, sheet: Sheet, errors: Mapping[int, Mapping[int, str]], *, of_excel: bool, format_at: FormatAt | None
    ) -> None:
        self._sheet, self._errors, self._of_excel, self._format_at = sheet, errors, of_excel, format_at
        self.has_many_decimals = False
        self.with_typed_amounts: set[int] = set()
        """The columns of numbers in which an amount was typed as text, with a decimal comma: `€ 5,73` beside 3.33."""
        self._with_decimals: set[int] = set()
        self._before = [""] * (sheet.start[1] if sheet.start else 0)
        """The empty columns before the first filled one, which the reader leaves out."""

    def write(self, path: Path, *, padded: Collection[int] = ()) -> set[int]:
        """The columns with numbers that could be thousands."""
        doubtful: set[int] = set()
        blank = 0
        with path.open("w", encoding="utf-8", newline="") as output:
            writer = csv.writer(output, lineterminator="\n")
            for number, row in enumerate(self._sheet.iter_rows()):
                texts = self._texts(number, row, doubtful, padded)
                if not any(texts):
                    blank += 1
                    continue
                output.write("\n" * blank)
                blank = 0
                writer.writerow(texts)
        return doubtful

    def with_typed_numbers(self, columns: set[int]) -> set[int]:
        """Those of the columns in which a text is a number with a separator."""
        found: set[int] = set()
        first = len(self._before)
        for row in self._sheet.iter_rows():
            for column in columns - found:
                cell = row[column - first]
                if isinstance(cell, str) and cell and says_how_numbers_are_written(cell):
                    found.add(column)
        return found

    def find_typed_amounts(self) -> None:
        first = len(self._before)
        for row in self._sheet.iter_rows() if self._with_decimals else ():
            for column in self._with_decimals - self.with_typed_amounts:
                cell = row[column - first]
                if isinstance(cell, str) and cell and amount_with_point(cell) != cell:
                    self.with_typed_amounts.add(column)

    def _texts(self, number: int, row: list[Cell], doubtful: set[int], padded: Collection[int]) -> list[str]:
        texts = list(self._before)
        for cell in row:
            if type(cell) is str and "\r" not in cell:
                texts.append(amount_with_point(cell) if len(texts) in self.with_typed_amounts else cell)
                continue
            text = text_of(cell, of_excel=self._of_excel)
            if type(cell) is float or type(cell) is int:
                text = self._shown(number, len(texts), text)
                if "." in text:
                    self._with_decimals.add(len(texts))
                if could_be_thousands(text):
                    doubtful.add(len(texts))
                    text = with_decimal_point(text) if len(texts) in padded else text
            texts.append(text)
        for column, error in self._errors.get(number, {}).items():
            texts[column] = error
        return texts

    def _shown(self, row: int, column: int, text: str) -> str:
        """The text of a number as its format shows it."""
        if self._format_at and (found := self._format_at(row, column)):
            return found.shown(text)
        if not self.has_many_decimals and _has_many_decimals(text):
            self.has_many_decimals = True
        return text


def _has_many_decimals(text: str) -> bool:
    return -1 < text.find(".") < len(text) - 3


def _is_filled(cell: Cell) -> bool:
    return bool(cell.strip()) if isinstance(cell, str) else True
