"""What the reader of workbooks does not tell of a sheet, or gets wrong: errors, number formats, what is hidden."""

import struct
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from xml.parsers import expat

from products.imports.containers import ods_texts, xls_errors, xls_formats, xlsx_errors, xlsx_formats
from products.imports.containers.hidden import Hidden, hidden_in
from products.imports.containers.joined_sheets import Joined
from products.imports.containers.kinds import Kind
from products.imports.containers.number_formats import Formats, NumberFormat
from products.imports.containers.sheet_failures import damaged
from products.imports.containers.sheet_text import FormatAt

DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, struct.error, expat.ExpatError),
    *(EOFError, LookupError, StopIteration, ValueError),
)
"""What looking into a workbook raises whose parts do not fit together."""


class Details:
    """Of those sheets of a workbook that are read, in their order. `joined`: the table that several make up."""

    def __init__(self, book: Path, kind: Kind, sheets: Sequence[int], joined: Joined | None) -> None:
        self._book, self._kind, self._sheets, self._joined = book, kind, sheets, joined

    def errors(self, *, decimals: bool = False) -> xlsx_errors.Errors:
        """Row → column → text that stands there instead. `decimals`: also numbers with more of them than are shown.

        Raises FileFailure `spreadsheet_invalid`.
        """
        found = [self._errors(sheet, decimals=decimals) for sheet in self._sheets]
        return self._joined.errors(found) if self._joined else found[0]

    def format_at(self, *, decimals: bool = False) -> FormatAt | None:
        """The number format of a row and a column, if it changes what a number says; None if none does."""
        formats = [self._formats(sheet, decimals=decimals) for sheet in self._sheets]
        if not any(found.columns for found in formats):
            return None
        joined = self._joined
        if joined is None:
            return formats[0].at

        def at(row: int, column: int) -> NumberFormat | None:
            sheet, *place = joined.place(row, column)
            return formats[sheet].at(*place)

        return at

    def hidden(self) -> Hidden:
        found = [self._hidden(sheet) for sheet in self._sheets]
        return Hidden(sum(each.rows for each in found), sum(each.columns for each in found))

    def _errors(self, sheet: int, *, decimals: bool) -> xlsx_errors.Errors:
        try:
            if self._kind == Kind.XLS:
                return xls_errors.errors_of(self._book, sheet)
            with zipfile.ZipFile(self._book) as archive:
                if self._kind == Kind.ODS:
                    return ods_texts.texts_of(archive, sheet, decimals=decimals)
                return xlsx_errors.errors_of(archive, sheet)
        except DAMAGED as error:
            raise damaged() from error

    def _formats(self, sheet: int, *, decimals: bool) -> Formats:
        """None where the parts of the workbook do not tell. An OpenDocument spreadsheet says what it shows."""
        try:
            if self._kind == Kind.XLS:
                return xls_formats.formats_of(self._book, sheet, decimals=decimals)
            if self._kind == Kind.XLSX:
                with zipfile.ZipFile(self._book) as archive:
                    return xlsx_formats.formats_of(archive, sheet, decimals=decimals)
        except DAMAGED:
            pass
        return Formats()

    def _hidden(self, sheet: int) -> Hidden:
        """None where the parts of the workbook do not tell: it was read all the same."""
        try:
            return hidden_in(self._book, self._kind, sheet)
        except DAMAGED:
            return Hidden()
