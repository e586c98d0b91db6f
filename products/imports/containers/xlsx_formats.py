"""Which cells of an Excel workbook (.xlsx) have a number format that changes what a number says."""

import zipfile
from collections.abc import Collection

from products.imports.containers.number_formats import Formats, NumberFormat, format_of, wanted
from products.imports.containers.xlsx_errors import column_of, has_signs, local, parse, part_of

_STYLES = "xl/styles.xml"


def formats_of(archive: zipfile.ZipFile, sheet: int, *, decimals: bool) -> Formats:
    """Of the sheet with this index. Without `decimals` only those of codes are looked for."""
    names = {name.lower().replace("\\", "/"): name for name in archive.namelist()}
    styles, part = _styles(archive, names[_STYLES]) if _STYLES in names else {}, part_of(archive, sheet)
    formats = Formats(wanted(styles, decimals=decimals))
    if part is None or not formats.styles or not has_signs(archive, part, _signs(formats.styles)):
        return formats
    reader = _Cells(formats)
    with archive.open(part) as file:
        parse(file, reader.begin)
    return formats


def _signs(styles: Collection[int]) -> list[bytes]:
    return [f"s={quote}{number}{quote}".encode() for number in styles for quote in "\"'"]


def _styles(archive: zipfile.ZipFile, part: str) -> dict[int, NumberFormat]:
    reader = _Styles()
    with archive.open(part) as file:
        parse(file, reader.begin, None, reader.end)
    return reader.found


class _Styles:
    """Follows the formats of numbers, and the styles of cells that name them."""

    def __init__(self) -> None:
        self.found: dict[int, NumberFormat] = {}
        self._codes: dict[int, str] = {}
        self._number = 0
        self._is_cell = False

    def begin(self, element: str, attributes: dict[str, str]) -> None:
        name = local(element)
        if name == "numFmt":
            self._codes[int(attributes["numFmtId"])] = attributes["formatCode"]
        elif name == "cellXfs":
            self._is_cell = True
        elif name == "xf" and self._is_cell:
            number = int(attributes.get("numFmtId", 0))
            if found := format_of(self._codes.get(number, ""), number):
                self.found[self._number] = found
            self._number += 1

    def end(self, element: str) -> None:
        self._is_cell = self._is_cell and local(element) != "cellXfs"


class _Cells:
    """Follows the cells of a sheet, which may or may not say where they stand."""

    def __init__(self, formats: Formats) -> None:
        self._formats = formats
        self._row = self._column = -1

    def begin(self, element: str, attributes: dict[str, str]) -> None:
        name = local(element)
        if name == "row":
            self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
            self._column = -1
        elif name == "c":
            place = column_of(attributes.get("r", ""))
            self._column = self._column + 1 if place is None else place
            style = int(attributes.get("s", 0))
            if style in self._formats.styles:
                self._formats.put(self._row, self._column, style)
