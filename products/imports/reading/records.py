"""The records of a block of lines, in lists parallel to the lines, and what is to become of each."""

from collections.abc import Sequence
from itertools import accumulate, compress, repeat
from typing import NamedTuple

from products.imports.reading.rows import RawRow


class Refused(NamedTuple):
    """Why a record is refused, and how many cells it has."""

    code: str
    cells: int


class Records:
    """At first every line is a record and wanted; `join`, `refuse` and `skip` change that."""

    def __init__(self, raws: list[str], width: int) -> None:
        """`width`: how many cells a row has."""
        self.raws = raws
        self.cells: list[list[str]] = []
        self.starts = bytearray(b"\1") * len(raws)
        """1 for each line on which a record begins."""
        self.wanted = bytearray(self.starts)
        """1 for each line on which a good row begins."""
        self.refused: dict[int, Refused] = {}
        self.skipped: dict[int, str] = {}
        """Why records are no rows, by the lines on which they begin."""
        self.width = width
        self._blank_row = [""] * width
        """Takes the place of lines where no row begins, so that all widths can be compared at once."""

    def join(self, index: int, stop: int, raw: str, cells: list[str]) -> None:
        """Put a record in place of its first line. It goes up to the line before `stop`."""
        self.raws[index] = raw
        self.cells[index] = cells
        for inner in range(index + 1, min(stop, len(self.raws))):
            self.starts[inner] = self.wanted[inner] = 0
            self.cells[inner] = self._blank_row

    def refuse(self, index: int, code: str) -> None:
        self.wanted[index] = 0
        self.refused[index] = Refused(code, len(self.cells[index]))
        self.cells[index] = self._blank_row

    def skip(self, index: int, code: str) -> None:
        self.wanted[index] = 0
        self.cells[index] = self._blank_row
        self.skipped[index] = code

    def shorten(self, stop: int) -> None:
        """Forget the lines from `stop` on."""
        for parallel in (self.raws, self.cells, self.starts, self.wanted):
            del parallel[stop:]

    def numbers(self, first: int) -> list[int]:
        """The record number of each line, if the first one has the number `first`."""
        return list(accumulate(self.starts, initial=first - 1))[1:]

    def rows(self, numbers: Sequence[int], lines: Sequence[int]) -> list[RawRow]:
        """The wanted records, given the record number and the line number of each line."""
        columns = compress(zip(numbers, lines, self.raws, self.cells, strict=True), self.wanted)
        return list(map(tuple.__new__, repeat(RawRow), columns))  # 3 × faster than RawRow()
