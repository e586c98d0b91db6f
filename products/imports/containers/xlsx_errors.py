"""The cells of an Excel workbook (.xlsx) that hold an error, such as `#REF!`: its reader takes them for blank.

A blank cell and a broken one are not the same: one keeps the product's value, the other is refused.
"""

import re
import zipfile
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import IO, TypeAlias
from xml.parsers import expat

BLOCK_BYTES = 1024 * 1024
_SIGNS = (b't="e"', b"t='e'")
"""One of them stands in every sheet with an error."""
_PLACE = re.compile(r"([A-Z]+)([0-9]+)")

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


def part_of(archive: zipfile.ZipFile, sheet: int) -> str | None:
    """The name of the part in which the sheet stands."""
    names = {name.lower().replace("\\", "/"): name for name in archive.namelist()}
    listed = _elements(archive, names["xl/workbook.xml"], "sheet")
    related = _elements(archive, names["xl/_rels/workbook.xml.rels"], "Relationship")
    targets = {each["Id"]: each["Target"] for each in related}
    target = targets.get(next(value for name, value in listed[sheet].items() if name.endswith(":id")), "")
    path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return names.get(path.lower())


def _elements(archive: zipfile.ZipFile, part: str, name: str) -> list[dict[str, str]]:
    """The attributes of each element of this name."""
    found: list[dict[str, str]] = []

    def begin(element: str, attributes: dict[str, str]) -> None:
        if local(element) == name:
            found.append(attributes)

    with archive.open(part) as file:
        parse(file, begin)
    return found


def has_signs(archive: zipfile.ZipFile, part: str, signs: Sequence[bytes]) -> bool:
    """Whether one of them stands in the part: a quick look that spares most sheets the rest."""
    with archive.open(part) as file:
        before = b""
        while block := file.read(BLOCK_BYTES):
            seen = before + block
            if any(sign in seen for sign in signs):
                return True
            before = block[-max(map(len, signs)) :]
    return False


_Begin: TypeAlias = Callable[[str, dict[str, str]], None]
_Text: TypeAlias = Callable[[str], None]


class _Reader:
    """Follows the rows and cells of a sheet. Rows and cells may or may not say where they stand."""

    def __init__(self) -> None:
        self.errors: Errors = defaultdict(dict)
        self._row = self._column = -1
        self._is_error = self._is_value = False
        self._value = ""

    def begin(self, element: str, attributes: dict[str, str]) -> None:
        name = local(element)
        if name == "row":
            self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
            self._column = -1
        elif name == "c":
            self._begin_cell(attributes)
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
            self.errors[self._row][self._column] = self._value or "#ERROR!"
            self._is_error = False

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        self._column += 1
        if place := _PLACE.fullmatch(attributes.get("r", "")):
            self._column, self._row = _number_of(place[1]) - 1, int(place[2]) - 1
        self._is_error, self._value = attributes.get("t") == "e", ""


def column_of(place: str) -> int | None:
    """The column of a place such as `B7`, counted from 0; None if it is none."""
    found = _PLACE.fullmatch(place)
    return _number_of(found[1]) - 1 if found else None


def _number_of(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def local(name: str) -> str:
    return name.rpartition(":")[2]


def parse(file: IO[bytes], begin: _Begin, text: _Text | None = None, end: _Text | None = None) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.CharacterDataHandler, parser.EndElementHandler = begin, text, end
    parser.ParseFile(file)
