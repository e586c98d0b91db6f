"""Rows whose cells may stand in other columns than they were meant for, though the row is long enough.

A separator too many moves the cells behind it one column to the right, a lost one moves them to the left, and blank
cells at the end of a row, or a second damage, hide that. Telling columns show it: see `likeness`.
"""

from collections.abc import Iterator, Sequence
from operator import itemgetter

from products.fields.headers import meaning_of
from products.fields.registry import FIELDS
from products.imports.reading.likeness import Habit, Likeness
from products.imports.reading.widths import Widths

_FARTHEST = 30
"""Over so many columns cells may have moved."""
_LONGEST_TELLING = 80
_IN_NUMBERS = frozenset("0123456789.,' \u00a0\u202f+-")
_SEPARATORS = frozenset(".,")
_FIRST, _BEHIND = "http", "httq"
"""What begins with the first is not below it, and below the second."""
_CHECKED_LATER = {"money", "boolean"}
"""What stands wrongly in a column of these kinds is refused for its value."""


class MovedCells:
    """Tells such rows by what the telling columns of the file usually hold."""

    def __init__(self, header: Sequence[str], likeness: Likeness, *, delimiter: str) -> None:
        self._likeness = likeness
        self._delimiter = delimiter
        habits = {index: each for index, each in likeness.habits.items() if not _is_checked_later(header[index])}
        self._numbers = {index: each for index, each in habits.items() if each.has_numbers}
        self._addresses = {index: each for index, each in habits.items() if each.has_addresses}
        self._amounts = [
            index for index, each in likeness.habits.items() if index not in habits and _has_decimals(each)
        ]

    def among(self, rows: Sequence[list[str]]) -> set[int]:
        """The indexes of the rows, as wide as the header, where cells of numbers or addresses stand elsewhere."""
        return {index for index in self._odd_rows(rows) if self._have_moved(rows[index])} | self._without_amount(rows)

    def _without_amount(self, rows: Sequence[list[str]]) -> set[int]:
        """The rows whose amount stands beside its own column, which is blank, among texts."""
        return {
            index
            for column in self._amounts
            if "" in map(itemgetter(column), rows)
            for index, cells in enumerate(rows)
            if not cells[column] and self._stands_beside(cells, column)
        }

    def _stands_beside(self, cells: list[str], column: int) -> bool:
        habits = self._likeness.habits
        texts = [
            beside
            for beside in (column - 1, column + 1)
            if 0 <= beside < len(cells) and not (beside in habits and habits[beside].has_numbers)
        ]
        return any(self._likeness.fits(column, cells[beside]) is True for beside in texts)

    def _odd_rows(self, rows: Sequence[list[str]]) -> set[int]:
        """The rows with a cell that cannot be what its column holds. A look at all cells of a column is quick."""
        odd = set[int]()
        for column, habit in (self._numbers | self._addresses).items():
            cells = [*map(itemgetter(column), rows)]
            filled = cells if habit.never_blank else [*filter(None, cells)]
            if not (_are_addresses(filled) if habit.has_addresses else _are_numbers(filled)):
                odd.update(index for index, cell in enumerate(cells) if _is_odd(cell, habit))
        return odd

    def _have_moved(self, cells: list[str]) -> bool:
        """Whether it explains an odd cell that a separator was added on one side of it and lost on the other."""
        habits = self._numbers | self._addresses
        return any(
            self._moved_right(cells, column) or self._moved_left(cells, column)
            for column, habit in habits.items()
            if _is_odd(cells[column], habit)
        )

    def _moved_right(self, cells: list[str], column: int) -> bool:
        """Whether the cell for `column` stands right of it."""
        fits, last = self._likeness.fits, len(cells) - 1
        if column >= last - 1 or fits(column, cells[column + 1]) is not True:
            return False
        cut = next((at for at in _down(column - 1) if not fits(at, cells[at + 1])), -1)
        if cut < 0 or not self._may_be_one(cut, cells[cut], cells[cut + 1]):
            return False
        joined = next((at for at in _up(column + 1, last) if fits(at, cells[at + 1]) is False), last)
        return any(self._may_be_joined(cells[at + 1], at) for at in range(column + 1, min(joined + 1, last)))

    def _moved_left(self, cells: list[str], column: int) -> bool:
        """Whether the cell for `column` stands left of it."""
        fits, last = self._likeness.fits, len(cells) - 1
        if column < 2 or fits(column, cells[column - 1]) is not True:
            return False
        cut = next((at for at in _up(column + 1, last + 1) if not fits(at, cells[at - 1])), last + 1)
        if cut > last or not self._may_be_one(cut, cells[cut - 1], cells[cut]):
            return False
        joined = next((at for at in _down(column - 1) if at and fits(at, cells[at - 1]) is False), 0)
        return any(self._may_be_joined(cells[at - 1], at - 1) for at in range(max(joined, 1), column))

    def _may_be_one(self, column: int, one: str, other: str) -> bool:
        """Whether the two cells may have been one, with a separator in its text or without."""
        return any(self._likeness.fits(column, one + between + other) is not False for between in ("", self._delimiter))

    def _may_be_joined(self, cell: str, column: int) -> bool:
        """Whether a lost separator may have joined the cells of this column and the next one to `cell`."""
        near, end = min(len(cell), _LONGEST_TELLING), len(cell)
        return any(
            self._likely(column, cell[:at]) and self._likely(column + 1, cell[at:])
            for at in (*range(near + 1), *range(max(near, end - _LONGEST_TELLING), end + 1))
        )

    def _likely(self, column: int, cell: str) -> bool:
        habit = self._likeness.habits.get(column)
        if habit is None:
            return True
        return len(cell) <= habit.longest and habit.fits(cell) is True if cell else not habit.never_blank

    def unsure(self, cells: Sequence[str], widths: Widths) -> bool:
        """Whether a row of a length that most rows do not have may have moved cells.

        It is longer by one because of a separator at its end only if no other one can be the one too many.
        """
        odd = any(_is_odd(cell, habit) for cell, habit in self._told(cells))
        if odd or len(cells) > widths.full:
            return odd or (widths.is_sound(len(cells) - 1) and self._may_be_one_too_many(cells))
        return any(self._stands_left(cells, column) for column in self._likeness.habits)

    def _told(self, cells: Sequence[str]) -> Iterator[tuple[str, Habit]]:
        return ((cells[column], habit) for column, habit in self._likeness.habits.items() if column < len(cells))

    def _stands_left(self, cells: Sequence[str], column: int) -> bool:
        """Whether the number or address for a blank cell stands left of it."""
        habit = self._likeness.habits[column]
        is_blank = column > 0 and not "".join(cells[column : column + 1]).strip()
        return is_blank and (habit.has_numbers or habit.has_addresses) and habit.fits(cells[column - 1]) is True

    def _may_be_one_too_many(self, cells: Sequence[str]) -> bool:
        """Whether the row looks right without one of its separators, other than those behind its last text."""
        habits = self._likeness.habits
        last = max((index for index, cell in enumerate(cells) if cell.strip()), default=0)
        if last in habits and _is_odd("", habits[last]):
            return False
        for at in range(last - 1, -1, -1):
            if at not in habits or habits[at].fits(cells[at] + cells[at + 1]) is not False:
                return True
            if _is_odd(cells[at + 1], habits[at]):
                return False
        return False


def _are_numbers(cells: Sequence[str]) -> bool:
    """Whether none is blank or has other characters than a number may have."""
    together = "".join(cells)
    is_plain = together.isdigit() or together.replace(".", "").replace(",", "").isdigit()
    return (is_plain or _IN_NUMBERS.issuperset(together)) and "" not in cells


def _are_addresses(cells: Sequence[str]) -> bool:
    return not cells or _FIRST <= min(cells) <= max(cells) < _BEHIND


def _is_odd(cell: str, habit: Habit) -> bool:
    if cell.strip():
        return habit.fits(cell) is False
    return habit.never_blank and (habit.has_numbers or habit.has_addresses)


def _has_decimals(habit: Habit) -> bool:
    return habit.has_numbers and all(not _SEPARATORS.isdisjoint(form) for form in habit.forms)


def _is_checked_later(header: str) -> bool:
    meaning = meaning_of(header)
    return meaning is not None and FIELDS[meaning.field].kind.name in _CHECKED_LATER


def _down(column: int) -> range:
    return range(column, max(column - _FARTHEST, -1), -1)


def _up(column: int, end: int) -> range:
    return range(column, min(column + _FARTHEST, end))
