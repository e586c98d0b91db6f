"""The cells of an Excel workbook (.xlsx) that hold an error, such as `#REF!`: its reader takes them for blank.

A blank cell and a broken one are not the same: one keeps the product's value, the other is refused.
"""

import zipfile
from collections import defaultdict
from typing import TypeAlias

from products.imports.containers.xlsx_parts import Cursor, has_signs, local, parse, part_of

_SIGNS = (b't="e"', b"t='e'")
"""One of them stands in every sheet with an error."""

Errors: TypeAlias = dict[int, dict[int, str]]
"""Row → column → the error, both counted from 0."""


def errors_of(archive: zipfile.ZipFile, sheet: int) -> Errors:
    """Of the sheet with this index in an Excel workbook (.xlsx), in the order in which the workbook lists them."""
    part = part_of(archive, sheet)
    if part is None or not has_signs(archive, part, _SIGNS):
        return {}
    reader = _Reader()
    with archive.open(part) as file:
        parse(file, reader.begin, reader.text, reader.end)
    return reader.errors


class _Reader:
    """Follows the cells of a sheet."""

    def __init__(self) -> None:
        self.errors: Errors = defaultdict(dict)
        self._at = Cursor()
        self._is_error = self._is_value = False
        self._value = ""

    def begin(self, element: str, attributes: dict[str, str]) -> None:
        name = local(element)
        if name == "row":
            self._at.begin_row(attributes)
        elif name == "c":
            self._at.begin_cell(attributes)
            self._is_error, self._value = attributes.get("t") == "e", ""
        elif name == "v":
            self._is_value, self._value = self._is_error, ""

    def text(self, text: str) -> None:
        if self._is_value:
            self._value += text

    def end(self, element: str) -> None:
        name = local(element)
        if name == "v":
            self._is_value = False
        elif name == "c" and self._is_error:
            self.errors[self._at.row][self._at.column] = self._value or "#ERROR!"
            self._is_error = False
