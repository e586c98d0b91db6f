"""Sheets of one workbook with the same columns, such as one for each group of goods, become one table. Pure.

The header is the row that both have. Sheets that hold the same products, such as last year's prices, are not joined.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from products.imports.containers.cells import Cell, text_of
from products.imports.containers.sheet_text import Sheet

_HEADER_WITHIN = 30
"""The rows at the beginning among which the header is looked for."""
_FEWEST_NAMES, _FEWEST_SHARED = 2, 3
_NEARLY_ALL = 10
_SAME_PRODUCTS = 5
"""If one in so many values of a column without doubles stands in both sheets, they hold the same products."""


class Piece(NamedTuple):
    """A further sheet. `columns`: for each column of the first one, where it is here; -1 if nowhere."""

    sheet: Sheet
    header_row: int
    columns: Sequence[int]


def piece_of(first: Sheet, other: Sheet) -> Piece | None:
    """How a sheet goes on with the table of the first one; None if it has other columns, or the same products."""
    headers = _headers(first)
    for row, names in _headers(other).items():
        for at, before in headers.items():
            if _are_alike(before, names):
                piece = Piece(other, row, [names.get(name, -1) for name in _by_column(before)])
                return None if _have_same_products(first, at, piece) else piece
    return None


class Joined:
    """The rows of the first sheet, then those of the others from their headers on, in the first one's columns."""

    def __init__(self, first: Sheet, pieces: Sequence[Piece]) -> None:
        self.start = (0, 0)
        self._first, self._pieces = first, pieces
        lengths = [_length(first), *(_length(piece.sheet) - piece.header_row for piece in pieces)]
        self.begins = [sum(lengths[:index]) for index in range(len(lengths))]
        """The rows at which the sheets begin, counted from 0."""
        self._lengths = lengths
        self._width = len(next(_rows(first), ()))

    def iter_rows(self) -> Iterator[list[Cell]]:
        yield from islice(_rows(self._first), self._lengths[0])
        for piece, length in zip(self._pieces, self._lengths[1:], strict=True):
            for row in islice(_rows(piece.sheet), piece.header_row, piece.header_row + length):
                cells: list[Cell] = [row[column] if column >= 0 else "" for column in piece.columns]
                yield cells + [""] * (self._width - len(cells))

    def place(self, row: int, column: int) -> tuple[int, int, int]:
        """The number of a cell's sheet, and its row and column there."""
        sheet = bisect_right(self.begins, row) - 1
        if not sheet:
            return sheet, row, column
        piece = self._pieces[sheet - 1]
        return sheet, row - self.begins[sheet] + piece.header_row, piece.columns[column]

    def errors(self, of_sheets: Sequence[Mapping[int, Mapping[int, str]]]) -> dict[int, dict[int, str]]:
        """Row → column → error, in the rows and columns of the whole. `of_sheets`: those of each sheet."""
        found = {row: {**errors} for row, errors in of_sheets[0].items()}
        for piece, begin, errors in zip(self._pieces, self.begins[1:], of_sheets[1:], strict=True):
            places = {column: index for index, column in enumerate(piece.columns)}
            for row, cells in errors.items():
                if row >= piece.header_row:
                    ours = {places[column]: text for column, text in cells.items() if column in places}
                    found[row - piece.header_row + begin] = ours
        return found


def _are_alike(one: Mapping[str, int], other: Mapping[str, int]) -> bool:
    """Whether they have the same names, in any order; or the first one, which is mostly the key, and most others."""
    shared = len({*one} & {*other})
    if shared == len(one) == len(other):
        return True
    return shared >= _FEWEST_SHARED and next(iter(one)) in other and shared * 3 >= max(len(one), len(other)) * 2


def _headers(sheet: Sheet) -> dict[int, dict[str, int]]:
    """Row → name → column, of the rows that may be a header: different texts in half of the columns that are used."""
    rows = [*islice(_rows(sheet), _HEADER_WITHIN * 2)]
    widest = max((sum(map(_is_filled, row)) for row in rows), default=0)
    found: dict[int, dict[str, int]] = {}
    for index, row in enumerate(rows[:_HEADER_WITHIN]):
        filled = {column: cell for column, cell in enumerate(row) if _is_filled(cell)}
        texts = {column: cell for column, cell in filled.items() if isinstance(cell, str)}
        names = {" ".join(text.split()).casefold(): column for column, text in texts.items()}
        if len(names) == len(filled) >= max(_FEWEST_NAMES, widest / 2):
            found[index] = names
    return found


def _by_column(names: Mapping[str, int]) -> list[str]:
    """The name of each column, empty where it has none."""
    by_column = {column: name for name, column in names.items()}
    return [by_column.get(column, "") for column in range(max(by_column) + 1)]


def _have_same_products(first: Sheet, header_row: int, piece: Piece) -> bool:
    ours = _columns(first, header_row, range(len(piece.columns)))
    theirs = _columns(piece.sheet, piece.header_row, piece.columns)
    rows, others = max(map(len, ours)), max(map(len, theirs))
    return any(
        len({*one} & {*other}) * _SAME_PRODUCTS >= min(len(one), len(other))
        for one, other in zip(ours, theirs, strict=True)
        if _tells_products(one, rows) and _tells_products(other, others)
    )


def _columns(sheet: Sheet, header_row: int, columns: Collection[int]) -> list[list[str]]:
    """The texts below the header, of each column."""
    rows = [*islice(_rows(sheet), header_row + 1, None)]
    return [
        [text_of(row[column]) for row in rows if len(row) > column and _is_filled(row[column])] if column >= 0 else []
        for column in columns
    ]


def _tells_products(texts: Sequence[str], rows: int) -> bool:
    """Whether a column is filled and without doubles, but for an exception, and its texts are no prices."""
    prices = sum("." in text and text.replace(".", "", 1).isdigit() for text in texts)
    return len({*texts}) * _NEARLY_ALL >= rows * (_NEARLY_ALL - 1) > 0 and prices * 2 < rows


def _rows(sheet: Sheet) -> Iterator[list[Cell]]:
    before: list[Cell] = [""] * (sheet.start[1] if sheet.start else 0)
    return ([*before, *row] for row in sheet.iter_rows())


def _length(sheet: Sheet) -> int:
    """The rows up to the last that is filled."""
    return max((index for index, row in enumerate(sheet.iter_rows(), 1) if any(map(_is_filled, row))), default=0)


def _is_filled(cell: Cell) -> bool:
    return bool(cell.strip()) if isinstance(cell, str) else True
