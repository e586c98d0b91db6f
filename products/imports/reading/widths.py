"""How many cells a row of this file must have, and what may be cut off or filled up to get there."""

from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass

from products.fields.reasons import FileFailure

MEND_FIRST = "Correct this row, then clear this cell."
"""In our file of rejected rows, the text beyond the last column of a row that must not be imported as it is."""

_SEVERAL = 5
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
    """How many cells a row must have although it could do with fewer, because almost all rows have them. 0: no more."""
    doubtful: Container[int] = frozenset()
    """The lengths of sound rows that most rows do not have: in such a row, values may have moved."""
    blank_end_is_lost: bool = False
    """A row as long as the header whose last cell is blank is one of the longer rows, and has lost a separator."""

    @property
    def shortest(self) -> int:
        """How many cells a row must be seen to have, for the sentence that says so."""
        return max(self.least, self.body)

    @property
    def plain(self) -> int:
        """The number of cells of rows that are good as they are; -1 if every row has to be looked at."""
        return self.full if self.full == self.body >= self.least and not self.blank_end_is_lost else -1

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
        if self.blank_end_is_lost and len(cells) == self.full and not cells[-1].strip():
            return "unusual_length"
        return ""

    def is_sound(self, length: int) -> bool:
        """Whether rows may have so many cells, if the last ones are blank."""
        return length == self.full or length in self.padded

    def doubts(self, cells: Sequence[str]) -> bool:
        """Whether a row of a sound length should be looked at, as a separator too many or lost may have made it so.

        One as long as the header is one of the longer rows that lost a separator only if its last cell is blank.
        """
        return len(cells) in self.doubtful and (len(cells) != self.full or not cells[-1].strip())

    def may_be_whole(self, cells: Sequence[str]) -> bool:
        """Whether a record over several lines has a plausible width, even if `fit` does not take it."""
        return len(cells) >= min(self.named, self.body) and not self._has_text_beyond(cells)

    def _has_text_beyond(self, cells: Sequence[str]) -> bool:
        return any(cell.strip() for cell in cells[self.body :])


def measure(header: Sequence[str], sample: Sequence[list[str]], *, damaged: bool, ours: bool = False) -> Widths:
    """Decide from the first records of a file; if some were `damaged`, rows that are all short prove nothing.

    In `ours`, a file of rejected rows, whoever emptied our own mark has left a blank cell at the end of any row.
    Raises `header_mismatch` if at least nine in ten of them have text beyond the header's last column, or if half
    of them, and not a few, have the same length which is not sound.
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
    widths = _widths(full, named, sample)
    faulty = Counter(len(cells) for cells in sample if widths.fault(cells))
    if (most := max(faulty.values(), default=0)) >= _SEVERAL and most * 2 >= len(sample):
        raise _mismatch(header, sample)
    return widths


def _widths(full: int, named: int, sample: Sequence[list[str]]) -> Widths:
    """Of a file whose rows may have several lengths."""
    padded = _lengths_of_many(sample, full)
    lengths = Counter(length for length in map(len, sample) if named <= length <= full or length in padded)
    doubtful = {length for length, rows in lengths.items() if rows * (2 if length <= full else 3) < len(sample)}
    doubtful |= {full} if padded else set()
    body = _narrower(sample, full, named)
    if body < full:
        return Widths(full, named, body, padded.union(range(body + 1, full + 1)), doubtful=frozenset(doubtful))
    return Widths(
        full,
        named,
        body,
        padded,
        _least(sample, full, named, padded),
        frozenset(doubtful),
        full + 1 in padded and _blank_end_is_lost(sample, full),
    )


def _least(sample: Sequence[list[str]], full: int, named: int, padded: frozenset[int]) -> int:
    """How many cells almost all rows have beyond those with a name, or 0.

    As many as the header too if its last column has no name, but text in almost every row that has it.
    """
    least = min(padded, default=full)
    if least == named or len(sample) < 2:
        return 0
    others = sum(len(cells) < least for cells in sample)
    as_long = [cells for cells in sample if len(cells) == full]
    always_filled = not padded and _share_is_rare(sum(not cells[-1].strip() for cells in as_long), as_long)
    return least if always_filled or (others < _MANY and _share_is_rare(others, sample)) else 0


def _blank_end_is_lost(sample: Sequence[list[str]], full: int) -> bool:
    """Whether the rows that are longer by one are most, or never blank in the header's last column."""
    longer = [cells for cells in sample if len(cells) == full + 1]
    blank = sum(not cells[full - 1].strip() for cells in longer)
    return len(longer) * 2 > len(sample) or (len(longer) * 3 >= len(sample) and _share_is_rare(blank, longer))


def _share_is_rare(count: int, rows: Sequence[list[str]]) -> bool:
    return count * _RARE < len(rows)


def _lengths_of_many(sample: Sequence[list[str]], full: int) -> frozenset[int]:
    """The lengths beyond `full` that one row in twenty or ten rows have with blank cells, and never only one row.

    Where rows of that length have text there as well, those cells are a column that the header lacks.
    """
    filled = Counter(len(cells) for cells in sample if any(map(str.strip, cells[full:])))
    blank = Counter(len(cells) for cells in sample if len(cells) > full and not any(map(str.strip, cells[full:])))
    return frozenset(
        length
        for length, rows in blank.items()
        if filled[length] * _RARE <= rows and (rows >= _MANY or (rows > 1 and rows * _RARE >= len(sample)))
    )


def _narrower(sample: Sequence[list[str]], full: int, named: int) -> int:
    """How many cells most rows have, where that leaves out only columns without a name at the end; or `full`."""
    length, rows = Counter(map(len, sample)).most_common(1)[0] if sample else (full, 0)
    return length if named <= length < full and rows * 2 > len(sample) else full


def _mismatch(header: Sequence[str], sample: Sequence[list[str]]) -> FileFailure:
    longest, most = max(map(len, sample)), Counter(map(len, sample)).most_common(1)[0][0]
    rows = f"rows have up to {longest}" if longest > len(header) else f"most rows have {most}"
    return FileFailure(
        "header_mismatch",
        f"The header does not line up with the data: it has {len(header)} columns, but {rows} "
        "cells. Add the missing column names, or put text that contains the separator in double quotes.",
    )
