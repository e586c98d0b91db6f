"""The parts of an Excel workbook (.xlsx), and where in a sheet its cells stand."""

import re
import zipfile
from collections.abc import Callable, Sequence
from typing import IO, TypeAlias
from xml.parsers import expat

BLOCK_BYTES = 1024 * 1024
_PLACE = re.compile(r"([A-Z]+)([0-9]+)")

_Begin: TypeAlias = Callable[[str, dict[str, str]], None]
_Text: TypeAlias = Callable[[str], None]


class Cursor:
    """The row and the column at which the reading of a sheet is. Rows and cells may or may not say where they stand."""

    def __init__(self) -> None:
        self.row = self.column = -1

    def begin_row(self, attributes: dict[str, str]) -> None:
        self.row = int(attributes["r"]) - 1 if "r" in attributes else self.row + 1
        self.column = -1

    def begin_cell(self, attributes: dict[str, str]) -> None:
        self.column += 1
        if place := _PLACE.fullmatch(attributes.get("r", "")):
            self.column, self.row = _number_of(place[1]) - 1, int(place[2]) - 1


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
