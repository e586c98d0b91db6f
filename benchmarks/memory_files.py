"""Files within the limits whose records take much memory. Each line is the record with this number, in a version."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from products.fields.registry import FIELDS

COLUMNS = 1_000
WORDS = 60


class Shape(NamedTuple):
    header: str
    line: Callable[[int, int], str]
    """The number of the record and of the version of the file → the record."""


def _repeated(text: str, size: int) -> str:
    return (text * (size // len(text.encode()) + 1)).encode()[:size].decode("utf-8", "ignore")


def _described(number: int, version: int, text: str) -> str:
    return f"D-{number},Mug {number},{text},{version}.50,true"


def _named(number: int, version: int) -> str:
    """Words that no other record has."""
    return f"N-{number},{' '.join(f'{version}{number:06x}' for _ in range(WORDS))},x,{version}.50,true"


def _too_many_cells(number: int, version: int) -> str:
    """In every second record: more, and the file would be refused."""
    return _described(number, version, "x") + ",яя" * (number % 2 * 300_000)


def _repeating(word: str, size: int = 65_000, *, before: str = "") -> Callable[[int, int], str]:
    """With a description of this size in which a word comes again and again."""
    return lambda number, version: _described(number, version, before + _repeated(f"{version}{word} ", size))


OURS = FIELDS.header
MORE = ",".join([OURS, *(f"more {number}" for number in range(COLUMNS - 5))])
TWO_MEGABYTES = "x" * 2_000_000

SHAPES: dict[str, Shape] = {
    "ordinary": Shape(OURS, _repeating("mug", 80)),
    "descriptions": Shape(OURS, _repeating("mug")),
    "emoji": Shape(OURS, _repeating("mug", before="🫖")),
    "cyrillic": Shape(OURS, _repeating("кружка")),
    "short descriptions": Shape(OURS, _repeating("mug", 2_000)),
    "marks": Shape(OURS, _repeating("\u0301\u0316" * 16_000, before="x")),
    "names": Shape(OURS, _named),
    "long records": Shape(OURS, lambda number, version: _described(number, version, TWO_MEGABYTES)),
    "other columns": Shape(f"{OURS},notes", lambda *which: f"{_described(*which, 'x')},🫖{TWO_MEGABYTES}"),
    "many columns": Shape(MORE, lambda *which: _described(*which, "x") + ",яя" * (COLUMNS - 5)),
    "too many cells": Shape(OURS, _too_many_cells),
    "too few cells": Shape(OURS, lambda number, version: "x" * 100),
}


def write(shape: Shape, path: Path, *, size: int, version: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(f"{shape.header}\n")
        number = 0
        while file.tell() < size:
            file.write("".join(f"{shape.line(number + each, version)}\n" for each in range(8)))
            number += 8
