"""The cells of an OpenDocument spreadsheet that its reader gets wrong: errors, and texts with line breaks."""

import zipfile
from collections import defaultdict
from xml.parsers import expat

from products.imports.containers.xlsx_errors import BLOCK_BYTES, Errors

_PART = "content.xml"
_SIGNS = (b'value-type="error"', b"value-type='error'", b"line-break")
_BREAKS = {"line-break": "\n", "tab": "\t"}
_CELLS = {"table-cell", "covered-table-cell"}


def texts_of(archive: zipfile.ZipFile, sheet: int) -> Errors:
    """Row → column → text, of the sheet with this index."""
    if not _has_signs(archive):
        return {}
    reader = _Reader(sheet)
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
            if any(sign in before + block for sign in _SIGNS):
                return True
            before = block[-max(map(len, _SIGNS)) :]
    return False


class _Reader:
    """Follows the cells of one sheet. Cells and rows stand for as many as they say."""

    def __init__(self, sheet: int) -> None:
        self.texts: Errors = defaultdict(dict)
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
            self._is_wrong = any(_local(key) == "value-type" and value == "error" for key, value in attributes.items())
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
        if self._is_wrong:
            text = "\n".join(self._paragraphs) or "#ERROR!"
            for row in range(self._row, self._row + self._rows):
                self.texts[row] |= dict.fromkeys(range(self._column, self._column + self._columns), text)
        self._column += self._columns
        self._in_cell = False


def _number(attributes: dict[str, str], name: str) -> int:
    return next((int(value) for key, value in attributes.items() if _local(key) == name), 1)


def _local(name: str) -> str:
    return name.rpartition(":")[2]
