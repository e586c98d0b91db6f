"""The cells of an OpenDocument spreadsheet that its reader gets wrong: errors, texts with line breaks, and numbers.

Beside each number stands what is shown: `00330` for 330, which is a code, or 19.35 for 19.3548, which was computed.
"""

import re
import zipfile
from collections import defaultdict
from decimal import Decimal
from xml.parsers import expat

from products.imports.containers.cells import text_of
from products.imports.containers.number_formats import NumberFormat
from products.imports.containers.xlsx_errors import Errors
from products.imports.containers.xlsx_parts import BLOCK_BYTES

_PART = "content.xml"
_SIGNS = re.compile(rb"""value-type=["']error|line-break|min-integer-digits=["'](?:[2-9]|1\d)""")
_LONGEST_SIGN = 40
_TWO_DECIMALS = re.compile(r"[.,]\d\d(?!\d)")
_NOT_DIGITS = re.compile(r"\D+")
_BREAKS = {"line-break": "\n", "tab": "\t"}
_CELLS = {"table-cell", "covered-table-cell"}


def texts_of(archive: zipfile.ZipFile, sheet: int, *, decimals: bool = False) -> Errors:
    """Row → column → text, of the sheet with this index. `decimals`: also numbers with more of them than are shown."""
    if not decimals and not _has_signs(archive):
        return {}
    reader = _Reader(sheet, decimals=decimals)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = reader.begin, reader.end
    parser.CharacterDataHandler = reader.text
    with archive.open(_PART) as file:
        parser.ParseFile(file)
    return reader.texts


def _has_signs(archive: zipfile.ZipFile) -> bool:
    with archive.open(_PART) as file:
        before = b""
        while block := file.read(BLOCK_BYTES):
            if _SIGNS.search(before + block):
                return True
            before = block[-_LONGEST_SIGN:]
    return False


class _Reader:
    """Follows the cells of one sheet. Cells and rows stand for as many as they say."""

    def __init__(self, sheet: int, *, decimals: bool) -> None:
        self.texts: Errors = defaultdict(dict)
        self._decimals = decimals
        self._value: str | None = None
        """Of a number."""
        self._before = sheet
        """Sheets that are still to come before ours."""
        self._row = self._column = 0
        self._rows = self._columns = 1
        self._depth = 0
        """Of tables, comments and the like inside a cell, whose text is not the cell's."""
        self._in_cell = self._in_paragraph = self._is_wrong = False
        self._paragraphs: list[str] = []

    def begin(self, element: str, attributes: dict[str, str]) -> None:
        name = _local(element)
        if self._depth or (self._in_cell and name in {"annotation", "table", "frame"}):
            self._depth += 1
        elif self._before == 0 and name == "table-row":
            self._rows, self._column = _number(attributes, "number-rows-repeated"), 0
        elif self._before == 0 and name in _CELLS:
            self._columns, self._paragraphs, self._in_cell = _number(attributes, "number-columns-repeated"), [], True
            said = {_local(key): value for key, value in attributes.items()}
            self._is_wrong = said.get("value-type") == "error"
            self._value = said.get("value") if said.get("value-type") in {"float", "currency"} else None
        elif self._in_cell:
            self._begin_text(name, attributes)

    def text(self, text: str) -> None:
        if self._in_paragraph and not self._depth:
            self._paragraphs[-1] += text

    def end(self, element: str) -> None:
        name = _local(element)
        if self._depth:
            self._depth -= 1
        elif name == "table":
            self._before -= 1
        elif self._before == 0 and name == "table-row":
            self._row += self._rows
        elif self._in_cell and name in _CELLS:
            self._end_cell()
        elif name == "p":
            self._in_paragraph = False

    def _begin_text(self, name: str, attributes: dict[str, str]) -> None:
        if name == "p":
            self._paragraphs.append("")
            self._in_paragraph = True
        elif self._in_paragraph and name in {*_BREAKS, "s"}:
            self._paragraphs[-1] += _BREAKS.get(name) or " " * min(_number(attributes, "c"), 1_000)
            self._is_wrong = self._is_wrong or name == "line-break"

    def _end_cell(self) -> None:
        text = "\n".join(self._paragraphs)
        shown = self._shown(text)
        if self._is_wrong or shown:
            text = shown or text or "#ERROR!"
            for row in range(self._row, self._row + self._rows):
                self.texts[row] |= dict.fromkeys(range(self._column, self._column + self._columns), text)
        self._column += self._columns
        self._in_cell = False

    def _shown(self, text: str) -> str:
        """What a number says where that is not its value; else nothing."""
        if self._value is None:
            return ""
        if text.isdecimal():
            return text if text.startswith("0") and len(text) > 1 and int(text) == float(self._value) else ""
        return _in_two_decimals(float(self._value), text) if self._decimals else ""


def _in_two_decimals(value: float, text: str) -> str:
    """The number as it is shown, if that is with two decimals."""
    plain = text_of(value)
    shown, digits = NumberFormat().shown(plain), _NOT_DIGITS.sub("", text)
    is_shown = _TWO_DECIMALS.search(text) and digits and int(digits) == abs(Decimal(shown)) * 100
    return shown if shown != plain and is_shown else ""


def _number(attributes: dict[str, str], name: str) -> int:
    return next((int(value) for key, value in attributes.items() if _local(key) == name), 1)


def _local(name: str) -> str:
    return name.rpartition(":")[2]
