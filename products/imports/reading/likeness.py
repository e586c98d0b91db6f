"""What the cells of this file usually look like. It decides where the quotes can be read in two ways.

    A1,"Blue mug,9.99
    A2,ruler 12",5.00

is one well-formed record of three cells, but also an unclosed quote followed by a row. The lines are rows if each
alone has the width of a row, and has numbers and codes where this file always has such numbers and codes. Only columns
with few forms tell anything; without one, the grammar alone decides.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from products.imports.reading.grammar import Grammar, Record
from products.imports.reading.widths import Widths

_MOST_FORMS = 6
_LONGEST_CELL = 40
_DIGITS = re.compile(r"\d+")
_LETTERS = re.compile(r"[^\W\d_]+")


class _Habit(NamedTuple):
    """What the cells of a telling column have in common."""

    forms: frozenset[str]
    shortest: int
    longest: int

    def fits(self, cell: str) -> bool | None:
        """None if it cannot be told: a number of unusual length, or a new word among words."""
        if _form(cell) in self.forms:
            return True if self.shortest <= len(cell) <= self.longest else None
        new_word = not any("9" in form for form in self.forms) and not any(map(str.isspace, cell))
        return None if new_word else False


class Likeness:
    """The habits of the telling columns, learned from the first records."""

    def __init__(self, sample: Sequence[list[str]], widths: Widths) -> None:
        """`sample`: the cells of the first well-formed records."""
        rows = [cells for cells in map(widths.fit, sample) if cells]
        columns = [[cell for cell in column if cell.strip()] for column in zip(*rows, strict=True)]
        self._habits = {index: habit for index, cells in enumerate(columns) if (habit := _habit(cells))}

    def may_begin(self, cells: Sequence[str]) -> bool:
        """Whether a line after an unclosed quote may be a row, and not more of the text in the quotes.

        Only several words speak against it, and only if the first telling column has none elsewhere: a single word may
        be a new code.
        """
        telling = min(self._habits, default=None)
        if telling is None:
            return True
        forms, cell = self._habits[telling].forms, cells[telling].strip()
        words_are_usual = any(" " in form for form in forms) and any(map(str.isdigit, cell))
        return words_are_usual or not any(map(str.isspace, cell)) or _form(cell) in forms

    def contradicts(self, cells: Sequence[str]) -> bool:
        """Whether cells seem to stand in wrong columns: at least two, and most of those that tell anything."""
        told = [self._fits(column, cell) for column, cell in enumerate(cells) if cell.strip()]
        return told.count(False) > max(1, told.count(True))

    def may_swallow(self, second_line: str, cells: Sequence[str], grammar: Grammar, widths: Widths) -> bool:
        """Whether it is worth asking if a record over several lines has swallowed rows."""
        complete = second_line.count(grammar.delimiter) + 1 >= min(widths.named, widths.body)
        return bool(self._habits) and (complete or _opens_a_cell(cells, grammar))

    def swallowed_rows(
        self, lines: Sequence[str], at: int, record: Record, grammar: Grammar, widths: Widths, longest: int
    ) -> bool:
        """Whether the well-formed `record` over several lines has rather swallowed rows from its second line on.

        At least two cells must speak for it, and four for each one against it: a list of numbers in a description
        is no row. The last row may go on after `record`; of the line on which `record` ends, only the cells before
        its quote count. Text that ends with a delimiter counts too: its quote would open a cell there.
        """
        if not self.may_swallow(lines[at + 1], record.cells, grammar, widths):
            return False
        opens = _opens_a_cell(record.cells, grammar)
        told = [*self._first_line(lines[at], record, grammar, widths), *[True] * opens]
        inside, row = lines[: record.stop], at + 1
        while row < record.stop:
            inner = grammar.read_record(inside, row, widest=widths.full, longest=longest)
            cells = inner.cells if inner.ran_out else None if inner.problem else widths.fit(inner.cells)
            if cells is None and inside[row].strip():
                return False
            row = record.stop if inner.ran_out else inner.stop
            known = (cells or [])[: record.column if row == record.stop else None]
            told += [self._fits(column, cell) for column, cell in enumerate(known) if cell.strip()]
        return told.count(True) >= max(2, 4 * told.count(False))

    def _first_line(self, line: str, record: Record, grammar: Grammar, widths: Widths) -> list[bool | None]:
        """What the cells after the open quote tell if that quote is an ordinary character of its cell."""
        rest = line[record.opened :].split(grammar.delimiter)
        if record.column + len(rest) != widths.body:
            return []
        return [self._fits(column, cell) for column, cell in enumerate(rest[1:], record.column + 1) if cell.strip()]

    def _fits(self, column: int, cell: str) -> bool | None:
        """Whether `cell` is as usual; None if its column does not tell."""
        habit = self._habits.get(column)
        return habit.fits(cell) if habit else None


def _opens_a_cell(cells: Sequence[str], grammar: Grammar) -> bool:
    """Whether a cell over several lines ends with a delimiter, so that its closing quote could open a cell."""
    return any("\n" in cell and cell.rstrip(grammar.space).endswith(grammar.delimiter) for cell in cells)


def _habit(column: Sequence[str]) -> _Habit | None:
    """The habit of a column with few forms (numbers, codes, the same words again and again), or None.

    A cell over several lines does not count, as it may have swallowed rows. A column with many of them holds text.
    """
    cells = [cell for cell in column if "\n" not in cell]
    lengths = [*map(len, cells)]
    if len(cells) < 2 or len(cells) * 4 < len(column) * 3 or max(lengths) > _LONGEST_CELL:
        return None
    forms = frozenset(map(_form, cells))
    telling = len(forms) <= _MOST_FORMS and (all("9" in form for form in forms) or len(forms) * 2 <= len(cells))
    return _Habit(forms, min(lengths), max(lengths)) if telling else None


def _form(cell: str) -> str:
    """`SKU-0012` becomes `a-9`; a cell without digits is its own form."""
    return _remembered_form(cell) if len(cell) <= _LONGEST_CELL else _form_of(cell)


def _form_of(cell: str) -> str:
    cell = cell.casefold()
    return _LETTERS.sub("a", _DIGITS.sub("9", cell)) if any(map(str.isdigit, cell)) else cell


_remembered_form = lru_cache(maxsize=10_000)(_form_of)
