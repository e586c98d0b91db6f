"""Rows that a line break without quotes tore in two, within their last cell or their first one.

    A-1,Mug,A fine mug.
    Dishwasher safe
    A-2,Lamp,Bright

The first line has all its cells, but its last one goes on in the second, which is refused for its width. Both are
refused, and so is a row whose first cell began in such a line. A row stays if its cell at the tear is complete as far
as the column tells: a heading between rows costs no row then.
"""

from collections.abc import Sequence
from typing import NamedTuple

from products.imports.reading.decoder import INVALID
from products.imports.reading.further_headers import FurtherHeaders
from products.imports.reading.grammar import Grammar
from products.imports.reading.likeness import Likeness
from products.imports.reading.page_marks import PageMarks
from products.imports.reading.records import Records
from products.imports.reading.widths import Widths

_LONGEST = 100_000
_LONGEST_BEGINNING = 40


class Piece(NamedTuple):
    """A line that may be a piece of a row."""

    text: str
    """Of its first cell."""
    is_all: bool
    """It has no other cells."""


class TornRows:
    """Finds them by what the file's columns usually hold."""

    def __init__(
        self,
        grammar: Grammar,
        widths: Widths,
        likeness: Likeness,
        further_headers: FurtherHeaders,
        page_marks: PageMarks,
    ) -> None:
        self._grammar = grammar
        self._widths = widths
        self._likeness = likeness
        self._further_headers = further_headers
        self._page_marks = page_marks

    def refuse(self, records: Records, next_line: str, *, loose: Piece | None) -> Piece | None:
        """Refuse them. `loose`: a piece of a row that ended the lines before these. Returns that of these lines.

        `next_line`: what follows the records; empty at the end of the file.
        """
        starts = [index for index, start in enumerate(records.starts) if start]
        pieces = {index: piece for index in records.refused if (piece := self._piece(records.raws[index]))}
        rest = self._piece(next_line)
        if not starts or not (pieces or loose or rest):
            return None
        for index, following in zip(starts, [*starts[1:], -1], strict=True):
            piece = pieces.get(following) if following >= 0 else rest
            if records.wanted[index] and self._is_torn(records.cells[index], records.raws[index].strip(), loose, piece):
                records.refuse(index, "torn_row")
            loose = pieces.get(index)
        return loose

    def _is_torn(self, cells: Sequence[str], raw: str, before: Piece | None, after: Piece | None) -> bool:
        """Whether the piece of a row before or after this one belongs to it. A cell in quotes is complete."""
        first, last, quote = cells[0], cells[-1], self._grammar.quote
        if (
            before
            and before.is_all
            and not raw.startswith(quote)
            and self._belongs(0, first, before, before.text + first)
        ):
            return True
        is_quoted = raw.endswith(quote) and (not last.endswith(quote) or raw.endswith(quote * 3))
        is_complete = is_quoted and not (after and after.text.count(quote) % 2)
        if after is None or is_complete or not after.text.strip():  # it adds nothing to the cell
            return False
        return self._belongs(len(cells) - 1, last, after, last + after.text)

    def _belongs(self, column: int, cell: str, piece: Piece, joined: str) -> bool:
        """Whether the cell may have been `joined` before, as far as its column tells."""
        habit = self._likeness.habits.get(column)
        if habit and habit.fits(joined):
            return True
        is_complete = habit and (habit.fits(cell) if cell.strip() else not habit.never_blank)
        return not is_complete and not self._begins_a_row(piece.text)

    def _begins_a_row(self, text: str) -> bool:
        """Whether it has or begins with what the first cells of rows are like."""
        return any(self._likeness.fits(0, text[:end]) for end in range(1, min(len(text), _LONGEST_BEGINNING) + 1))

    def _piece(self, line: str) -> Piece | None:
        """What a line has that is no row, but may belong to the row above it or below."""
        if (
            not line.strip(f"{self._grammar.delimiter}{self._grammar.quote} \t\xa0\r\n")
            or len(line) > _LONGEST
            or "\0" in line
            or INVALID.search(line)
        ):
            return None
        record = self._grammar.read_record([line], 0, widest=self._widths.full, longest=_LONGEST)
        if record.problem or self._widths.fault(record.cells) != "too_few_cells":
            return None
        if self._page_marks.are_in(record.cells):
            return None
        first, *others = record.cells
        is_row = others and self._likeness.fits(0, first) is not False
        return None if is_row or self._further_headers.among([record.cells]) else Piece(first, not others)
