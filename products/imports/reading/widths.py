"""How many cells a row of this file must have, and what may be cut off or filled up to get there."""

from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass

from products.fields.reasons import FileFailure

MEND_FIRST = "Correct this row, then clear this cell."
"""In our file of rejected rows, the text beyond the last column of a row that must not be imported as it is."""

_MANY = 10
"""Rows that are as long as one another on purpose, however many others there are."""
_RARE = 20
"""Of so many rows, one may be shifted by a separator too many."""
_ANY = range(1, 1_000_000_000)


@dataclass(frozen=True, slots=True)
class Widths:
    """Rows with `full` cells are good as they are; `fit` says what else is."""

    full: int
    """The columns of the header."""
    named: int
    """The columns up to the last one that has a name."""
    body: int
    """What the rows have: `full`, or fewer if all rows of the file end equally short."""
    padded: Container[int] = frozenset()
    """How many cells a row may have beyond these, if they are blank."""
    least: int = 0
    """How many cells a row must have although the header has fewer, because almost all rows have them. 0: no more."""

    @property
    def shortest(self) -> int:
        """How many cells a row must be seen to have, for the sentence that says so."""
        return max(self.least, self.body)

    @property
    def plain(self) -> int:
        """The number of cells of rows that are good as they are; -1 if every row has to be looked at."""
        return self.full if self.full == self.body >= self.least else -1

    def fit(self, cells: list[str]) -> list[str] | None:
        """The row with `full` cells, or None if that would take a guess.

        At the end, only blank cells are cut off, and only from rows that are as long as many others: a lone long row
        has a separator too many somewhere, which has moved its values. Cells are added only for columns without a
        name, or for those that every row of the file lacks.
        """
        if len(cells) == self.plain:
            return cells
        if self.fault(cells):
            return None
        cells = cells[: self.body]
        return cells + [""] * (self.full - len(cells))

    def fault(self, cells: Sequence[str]) -> str:
        """Which of the refusals the row is for its width; empty if it is none."""
        if len(cells) > self.body and self._has_text_beyond(cells):
            return "too_many_cells" if self.body == self.full else "longer_row"
        if len(cells) < max(self.least, min(self.named, self.body)):
            return "too_few_cells"
        if len(cells) > self.body and len(cells) not in self.padded:
            return "lone_long_row" if self.body == self.full else "longer_row"
        return ""

    def may_be_whole(self, cells: Sequence[str]) -> bool:
        """Whether a record over several lines has a plausible width, even if `fit` does not take it."""
        return len(cells) >= min(self.named, self.body) and not self._has_text_beyond(cells)

    def _has_text_beyond(self, cells: Sequence[str]) -> bool:
        return any(cell.strip() for cell in cells[self.body :])


def measure(header: Sequence[str], sample: Sequence[list[str]], *, damaged: bool, ours: bool = False) -> Widths:
    """Decide from the first records of a file; if some were `damaged`, rows that are all short prove nothing.

    In `ours`, a file of rejected rows, whoever emptied our own mark has left a blank cell at the end of any row.
    Raises `header_mismatch` if at least nine in ten of them have text beyond the header's last column.
    """
    full = len(header)
    named = max((index for index, cell in enumerate(header, 1) if cell.strip()), default=full)
    too_wide = sum(any(cell.strip() and cell != MEND_FIRST for cell in cells[full:]) for cells in sample)
    if len(sample) >= 2 and too_wide * 10 >= len(sample) * 9:
        raise _mismatch(header, sample)
    found = {len(cells) for cells in sample}
    short = not damaged and len(sample) >= 2 and len(found) == 1 and min(found) < named
    if ours or short:
        return Widths(full, named, min(found) if short else full, padded=_ANY if ours else frozenset())
    padded = _lengths_of_many(sample, full)
    others = sum(len(cells) <= full for cells in sample)
    least = min(padded) if padded and others < _MANY and others * _RARE < len(sample) else 0
    return Widths(full, named, full, padded, least)


def _lengths_of_many(sample: Sequence[list[str]], full: int) -> frozenset[int]:
    """The lengths beyond `full` that one row in twenty or ten rows have with blank cells, and never only one row."""
    lengths = Counter(len(cells) for cells in sample if len(cells) > full and not any(map(str.strip, cells[full:])))
    return frozenset(
        length for length, rows in lengths.items() if rows >= _MANY or (rows > 1 and rows * _RARE >= len(sample))
    )


def _mismatch(header: Sequence[str], sample: Sequence[list[str]]) -> FileFailure:
    longest = max(map(len, sample))
    return FileFailure(
        "header_mismatch",
        f"The header does not line up with the data: it has {len(header)} columns, but rows have up to {longest} "
        "cells. Add the missing column names, or put text that contains the separator in double quotes.",
    )
