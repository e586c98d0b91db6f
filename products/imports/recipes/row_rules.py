"""The rows of a file by a recipe's rules: cells filled from the row above, and rows that are no products. Pure.

Cells are filled first, then it is judged which rows are left out. A row that could not be read may have said anything:
a row behind it that would take something from above is refused, unless it names the same group as the last one did.
"""

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter

from products.fields.cells import refuse, shorten
from products.fields.own_files import Origin
from products.fields.reasons import MAX_RAW_LENGTH, Reason, Refusal
from products.imports.reading.rows import RawChunk, RawRow, Skip
from products.imports.recipes.conditions import Fits, fits
from products.imports.recipes.pieces import folded, piece_of
from products.imports.recipes.recipe import Recipe

SKIPPED = "rule"
"""The code of rows that a rule left out."""
UNKNOWN_ABOVE = "unknown_above"


class RowsByRules:
    """Goes through the chunks of one reading of a file, in order."""

    def __init__(self, recipe: Recipe, indexes: Mapping[str, int], origin: Origin) -> None:
        """`indexes`: column → index of its cell."""
        ours = origin != Origin.ELSEWHERE
        rules = recipe.rows
        self._blanks = [(indexes[column], {*map(folded, words)}) for column, words in recipe.blank]
        self._skip: list[tuple[str, Fits]] = [(f"{rule}.", fits(rule, indexes, ours=ours)) for rule in rules.skip]
        within = None if rules.within is None else indexes[rules.within]
        filled = [indexes[column] for column in rules.fill_down]
        self._names = {indexes[column]: column for column in rules.fill_down}
        self._filling = FillDown(within, filled, ours=ours, gaps=origin is Origin.REJECTED) if filled else None
        self._ours = ours

    def apply(self, chunk: RawChunk) -> RawChunk:
        """The same records of the file, some of its rows filled, left out or refused."""
        for index, words in self._blanks:
            for row in chunk.rows:
                if folded(piece_of(row.cells[index], ours=self._ours)) in words:
                    row.cells[index] = ""
        refused = self._fill(chunk) if self._filling else set()
        rows = [row for row in chunk.rows if row.record_number not in refused] if refused else chunk.rows
        skips = [skip for row in rows if (skip := self._left_out(row))] if self._skip else []
        left_out = {skip.record_number for skip in skips}
        result = RawChunk(
            rows=[row for row in rows if row.record_number not in left_out] if left_out else rows,
            refusals=sorted(chunk.refusals, key=attrgetter("record_number")),
            skips=chunk.skips,
            bytes_read=chunk.bytes_read,
        )
        result.skip(skips)
        return result

    def _fill(self, chunk: RawChunk) -> set[int]:
        """Fill the rows. Returns the record numbers of those that are refused for it."""
        filling, refused = self._filling, set[int]()
        if filling is None:
            return refused
        for record in _in_order(chunk.rows, tuple(chunk.refusals)):
            if isinstance(record, Refusal):
                filling.lose()
            elif unknown := filling.fill(record.cells):
                refused.add(record.record_number)
                chunk.refusals.append(self._refusal(record, unknown))
        return refused

    def _left_out(self, row: RawRow) -> Skip | None:
        for rule, is_meant in self._skip:
            if is_meant(row.cells):
                return Skip(row.record_number, row.line_number, 1, SKIPPED, row.raw, rule)
        return None

    def _refusal(self, row: RawRow, unknown: Sequence[int]) -> Refusal:
        columns = ", ".join(f"“{shorten(self._names[index])}”" for index in unknown)
        sentence = f"A row above could not be read, so it is not known what {columns} takes from there."
        reason: Reason = refuse(None, UNKNOWN_ABOVE, "", sentence, "Fill it in and import the row again.")
        return Refusal(row.record_number, row.line_number, row.raw[:MAX_RAW_LENGTH], (reason,))


class FillDown:
    """Blank cells take the value of the row above while the cell `within` is the same, or blank."""

    def __init__(self, within: int | None, filled: Sequence[int], *, ours: bool, gaps: bool) -> None:
        """`gaps`: there were others between any two rows, and what these had from above stands in them."""
        self._within, self._filled = within, filled
        self._ours, self._gaps = ours, gaps
        self._group = ""
        self._above: dict[int, str] = {}
        self._lost: set[int] = set()
        """Columns of which it is not known what stands above."""
        self._gap = False

    def lose(self) -> None:
        """A row could not be read."""
        self._gap = True

    def fill(self, cells: list[str]) -> list[int]:
        """Fill the blank cells, unless it is not known with what. Returns the columns of which that is true."""
        self._enter(cells)
        unknown = []
        for index in self._filled:
            if self._piece(cells[index]):
                self._above[index] = cells[index]
                self._lost.discard(index)
            elif index in self._lost:
                unknown.append(index)
            elif index in self._above:
                cells[index] = self._above[index]
        return unknown

    def _enter(self, cells: Sequence[str]) -> None:
        """Forget what stands above if the row is of another group, or may be behind a gap."""
        group = "" if self._within is None else self._piece(cells[self._within])
        goes_on = group == self._group if group else not (self._gap or self._gaps)
        if not goes_on:
            self._above.clear()
            self._lost = {*self._filled} if self._gap else set()
        self._group, self._gap = group or self._group, False

    def _piece(self, cell: str) -> str:
        return piece_of(cell, ours=self._ours)


def _in_order(rows: Iterable[RawRow], refusals: Iterable[Refusal]) -> list[RawRow | Refusal]:
    if not refusals:
        return [*rows]
    return sorted([*rows, *refusals], key=attrgetter("record_number"))
