"""How many cells a row of this file must have, and what may be cut off or filled up to get there."""

from collections.abc import Sequence
from dataclasses import dataclass

from products.fields.reasons import FileFailure

MEND_FIRST = "Mend this row, then empty this cell."
"""In our file of rejected rows, the text beyond the last column of a row that must not be imported as it is."""


@dataclass(frozen=True, slots=True)
class Widths:
    """Rows with `full` cells are good as they are; `fit` says what else is."""

    full: int
    """The columns of the header."""
    named: int
    """The columns up to the last one that has a name."""
    body: int
    """What the rows have: `full`, or fewer if all rows of the file end equally short."""

    def fit(self, cells: list[str]) -> list[str] | None:
        """The row with `full` cells, or None if that would take a guess.

        At the end, only blank cells are cut off. Cells are added only for columns without a name, or for those that
        every row of the file lacks.
        """
        if len(cells) == self.full == self.body:
            return cells
        if any(cell.strip() for cell in cells[self.body :]):
            return None
        cells = cells[: self.body]
        if len(cells) < min(self.named, self.body):
            return None
        return cells + [""] * (self.full - len(cells))


def measure(header: Sequence[str], sample: Sequence[list[str]], *, damaged: bool) -> Widths:
    """Decide from the first records of a file; if some were `damaged`, rows that are all short prove nothing.

    Raises `header_mismatch` if at least nine in ten of them have text beyond the header's last column.
    """
    full = len(header)
    named = max((index for index, cell in enumerate(header, 1) if cell.strip()), default=full)
    too_wide = sum(any(cell.strip() and cell != MEND_FIRST for cell in cells[full:]) for cells in sample)
    if len(sample) >= 2 and too_wide * 10 >= len(sample) * 9:
        raise _mismatch(header, sample)
    found = {len(cells) for cells in sample}
    short = not damaged and len(sample) >= 2 and len(found) == 1 and min(found) < named
    return Widths(full=full, named=named, body=min(found) if short else full)


def _mismatch(header: Sequence[str], sample: Sequence[list[str]]) -> FileFailure:
    longest = max(map(len, sample))
    return FileFailure(
        "header_mismatch",
        f"The header does not line up with the data: it has {len(header)} columns, but rows have up to {longest} "
        "cells. Add the missing column names, or put text that contains the separator in double quotes.",
    )
