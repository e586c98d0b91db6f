"""What the cells of this file usually look like. It decides where the quotes can be read in two ways.

    A1,"Blue mug,9.99
    A2,ruler 12",5.00

is one well-formed record of three cells, but also an unclosed quote followed by a row. The lines are rows if each
alone has the width of a row, and has numbers and codes where this file always has such numbers and codes. Only columns
with few forms tell anything; without one, the grammar alone decides.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from products.imports.reading.grammar import Grammar, Record
from products.imports.reading.widths import Widths

_MOST_FORMS = 6
_MANY = 8
"""Cells, of which a single one with another form is an exception."""
_RARE = 20
"""Of so many cells, one may be an exception."""
_LONGEST_CELL = 40
_DIGITS = re.compile(r"\d+")
_LETTERS = re.compile(r"[^\W\d_]+")
ADDRESSES = ("http://", "https://")
_ADDRESS = "http:"
"""The form of all addresses of web pages and pictures."""


class Habit(NamedTuple):
    """What the cells of a telling column have in common."""

    forms: frozenset[str]
    shortest: int
    longest: int
    never_blank: bool
    """But for exceptions."""

    def fits(self, cell: str) -> bool | None:
        """None if it cannot be told: a number of unusual length, or a new word among words."""
        if form_of(cell) in self.forms:
            return True if self.shortest <= len(cell) <= self.longest else None
        new_word = not any("9" in form for form in self.forms) and not any(map(str.isspace, cell))
        return None if new_word and not self.has_addresses else False

    @property
    def has_addresses(self) -> bool:
        return self.forms == {_ADDRESS}

    @property
    def has_numbers(self) -> bool:
        """Numbers alone, without letters around them."""
        return not any(any(map(str.isalpha, form)) for form in self.forms) and all("9" in form for form in self.forms)


class Likeness:
    """The habits of the telling columns, learned from the first records."""

    def __init__(self, sample: Sequence[list[str]], widths: Widths) -> None:
        """`sample`: the cells of the first well-formed records."""
        sure = (cells for cells in sample if len(cells) == widths.full or not widths.doubts(cells))
        rows = [cells for cells in map(widths.fit, sure) if cells]
        columns = [[cell for cell in column if cell.strip()] for column in zip(*rows, strict=True)]
        habits = {index: _habit(cells, of=len(rows)) for index, cells in enumerate(columns)}
        self.habits = {index: habit for index, habit in habits.items() if habit}
        """Of the telling columns."""

    def may_begin(self, cells: Sequence[str]) -> bool:
        """Whether a line after an unclosed quote may be a row, and not more of the text in the quotes.

        Only several words speak against it, and only if the first telling column has none elsewhere: a single word may
        be a new code.
        """
        telling = min(self.habits, default=None)
        if telling is None:
            return True
        forms, cell = self.habits[telling].forms, cells[telling].strip()
        words_are_usual = any(" " in form for form in forms) and any(map(str.isdigit, cell))
        return words_are_usual or not any(map(str.isspace, cell)) or form_of(cell) in forms

    def contradicts(self, cells: Sequence[str]) -> bool:
        """Whether cells seem to stand in wrong columns: at least two, and most of those that tell anything."""
        told = [self.fits(column, cell) for column, cell in enumerate(cells) if cell.strip()]
        return told.count(False) > max(1, told.count(True))

    def may_swallow(self, second_line: str, cells: Sequence[str], grammar: Grammar, widths: Widths) -> bool:
        """Whether it is worth asking if a record over several lines has swallowed rows."""
        complete = second_line.count(grammar.delimiter) + 1 >= min(widths.named, widths.body)
        return bool(self.habits) and (complete or _opens_a_cell(cells, grammar))

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
            told += [self.fits(column, cell) for column, cell in enumerate(known) if cell.strip()]
        return told.count(True) >= max(2, 4 * told.count(False))

    def _first_line(self, line: str, record: Record, grammar: Grammar, widths: Widths) -> list[bool | None]:
        """What the cells after the open quote tell if that quote is an ordinary character of its cell."""
        rest = line[record.opened :].split(grammar.delimiter)
        if record.column + len(rest) != widths.body:
            return []
        return [self.fits(column, cell) for column, cell in enumerate(rest[1:], record.column + 1) if cell.strip()]

    def fits(self, column: int, cell: str) -> bool | None:
        """Whether `cell` is as usual; None if its column does not tell."""
        habit = self.habits.get(column)
        return habit.fits(cell) if habit else None


def _opens_a_cell(cells: Sequence[str], grammar: Grammar) -> bool:
    """Whether a cell over several lines ends with a delimiter, so that its closing quote could open a cell."""
    return any("\n" in cell and cell.rstrip(grammar.space).endswith(grammar.delimiter) for cell in cells)


def _habit(column: Sequence[str], *, of: int) -> Habit | None:
    """The habit of a column with few forms (numbers, codes, the same words again and again), or None. `of`: its rows.

    A cell over several lines does not count, as it may have swallowed rows. A column with many of them holds text.
    """
    cells = [cell for cell in column if "\n" not in cell]
    lengths = [*map(len, cells)]
    if len(cells) < 2 or len(cells) * 4 < len(column) * 3:
        return None
    blank = of - len(column)
    never_blank = not blank or (of >= _MANY and (blank == 1 or blank * _RARE < of))
    if sum(map(_is_address, cells)) * 10 >= len(cells) * 9:
        return Habit(frozenset({_ADDRESS}), min(lengths), max(lengths), never_blank)
    if max(lengths) > _LONGEST_CELL:
        return None
    forms = _usual(Counter(map(form_of, cells)))
    telling = 0 < len(forms) <= _MOST_FORMS and (all("9" in form for form in forms) or len(forms) * 2 <= len(cells))
    return Habit(forms, min(lengths), max(lengths), never_blank) if telling else None


def _usual(forms: Counter[str]) -> frozenset[str]:
    """Those that are no exceptions; none if there are many exceptions."""
    cells = forms.total()
    usual = {form: count for form, count in forms.items() if cells < _MANY or (count > 1 and count * _RARE >= cells)}
    return frozenset(usual) if sum(usual.values()) * 4 >= cells * 3 else frozenset()


def _is_address(cell: str) -> bool:
    return cell.startswith(ADDRESSES) and not any(map(str.isspace, cell.strip()))


def form_of(cell: str) -> str:
    """`SKU-0012` becomes `a-9`; a cell without digits is its own form; all addresses have one."""
    if cell.startswith(ADDRESSES) and _is_address(cell):
        return _ADDRESS
    return _remembered_form(cell) if len(cell) <= _LONGEST_CELL else _long_form_of(cell)


def _long_form_of(cell: str) -> str:
    cell = cell.casefold()
    return _LETTERS.sub("a", _DIGITS.sub("9", cell)) if any(map(str.isdigit, cell)) else cell


_remembered_form = lru_cache(maxsize=10_000)(_long_form_of)
