"""How many of a sheet's rows and columns with text are hidden. They are read like others, which has to be said."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from products.imports.containers.kinds import Kind
from products.imports.containers.xls_errors import records_of
from products.imports.containers.xlsx_parts import column_of, has_signs, local, parse, part_of


class Hidden(NamedTuple):
    rows: int = 0
    columns: int = 0


def hidden_in(book: Path, kind: Kind, sheet: int) -> Hidden:
    """In the sheet with this index. Raises what looking into a workbook raises whose parts do not fit together."""
    if kind == Kind.XLS:
        return _in_xls(book, sheet)
    with zipfile.ZipFile(book) as archive:
        part = part_of(archive, sheet) if kind == Kind.XLSX else "content.xml"
        if part is None or not has_signs(archive, part, _SIGNS[kind]):
            return Hidden()
        reader = _XlsxReader() if kind == Kind.XLSX else _OdsReader(sheet)
        with archive.open(part) as file:
            parse(file, reader.begin, None, reader.end)
    return Hidden(len(reader.rows & reader.hidden_rows), len(reader.columns & reader.hidden_columns))


_SIGNS = {
    Kind.XLSX: (b'hidden="', b"hidden='"),
    Kind.ODS: (b'visibility="', b"visibility='"),
}
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384


class _Reader:
    """Follows the rows and cells of a sheet."""

    def __init__(self) -> None:
        self.rows: set[int] = set()
        """Those that are hidden and filled."""
        self.columns: set[int] = set()
        """Those that are filled."""
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()

    def _fill(self, row: int, column: int) -> None:
        if row in self.hidden_rows:
            self.rows.add(row)
        if column in self.hidden_columns:
            self.columns.add(column)


class _XlsxReader(_Reader):
    def __init__(self) -> None:
        super().__init__()
        self._row = self._column = -1

    def begin(self, element: str, attributes: dict[str, str]) -> None:
        name, is_hidden = local(element), attributes.get("hidden") in {"1", "true"}
        if name == "col" and is_hidden:
            first, last = int(attributes["min"]), min(int(attributes["max"]), _MOST_COLUMNS)
            self.hidden_columns |= {*range(first - 1, last)}
        elif name == "row":
            self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
            self._column = -1
            self.hidden_rows |= {self._row} if is_hidden else set()
        elif name == "c":
            place = column_of(attributes.get("r", ""))
            self._column = self._column + 1 if place is None else place
        elif name in {"v", "t"}:
            self._fill(self._row, self._column)

    def end(self, element: str) -> None:
        """Nothing ends that matters."""


class _OdsReader(_Reader):
    """Rows, columns and cells stand for as many as they say."""

    def __init__(self, sheet: int) -> None:
        super().__init__()
        self._before = sheet
        """Sheets that are still to come before ours."""
        self._row = self._column = 0
        self._rows = self._columns = 1
        self._column_number = 0

    def begin(self, element: str, attributes: dict[str, str]) -> None:
        name = local(element)
        said = {local(key): value for key, value in attributes.items()}
        is_hidden = said.get("visibility") in {"collapse", "filter"}
        if self._before:
            return
        if name == "table-column":
            number = min(int(said.get("number-columns-repeated", 1)), _MOST_COLUMNS)
            columns = range(self._column_number, self._column_number + number)
            self.hidden_columns |= {*columns} if is_hidden else set()
            self._column_number += number
        elif name == "table-row":
            self._rows, self._column, self._columns = int(said.get("number-rows-repeated", 1)), 0, 0
            self.hidden_rows |= {self._row} if is_hidden else set()
        elif name in {"table-cell", "covered-table-cell"}:
            self._column += self._columns
            self._columns = int(said.get("number-columns-repeated", 1))
        elif name == "p":
            rows = range(self._row, self._row + min(self._rows, _MOST_ROWS))
            self.hidden_rows |= {*rows} if self._row in self.hidden_rows else set()
            for row in rows:
                self._fill(row, self._column)

    def end(self, element: str) -> None:
        name = local(element)
        self._before -= name == "table"
        self._row += self._rows if name == "table-row" and not self._before else 0


_COLUMN_INFO, _ROW, _SEVERAL_NUMBERS = 0x7D, 0x208, 0xBD
_FILLED = frozenset({0x06, 0xD6, 0xFD, 0x203, 0x204, 0x205, 0x27E, _SEVERAL_NUMBERS})
"""Records of cells with a value. They begin with row and column."""


def _in_xls(book: Path, sheet: int) -> Hidden:
    reader, filled = _Reader(), set[tuple[int, int]]()
    for kind, body in records_of(book, sheet):
        if kind == _COLUMN_INFO and struct.unpack_from("<H", body, 8)[0] & 1:
            first, last = struct.unpack_from("<HH", body)
            reader.hidden_columns |= {*range(first, last + 1)}
        elif kind == _ROW and struct.unpack_from("<H", body, 12)[0] & 0x20:
            reader.hidden_rows |= {struct.unpack_from("<H", body)[0]}
        elif kind in _FILLED:
            filled |= {*_cells(kind, body)}
    rows, columns = {row for row, _ in filled}, {column for _, column in filled}
    return Hidden(len(rows & reader.hidden_rows), len(columns & reader.hidden_columns))


def _cells(kind: int, body: bytes) -> Iterator[tuple[int, int]]:
    row, first = struct.unpack_from("<HH", body)
    last = struct.unpack_from("<H", body, len(body) - 2)[0] if kind == _SEVERAL_NUMBERS else first
    yield from ((row, column) for column in range(first, last + 1))
