"""What the kinds of own fields share: one function reads a text, wherever it was written. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from product_importer.lib.text import is_storable
from products.fields.cells import is_blank, refuse, shorten, text_of, word_of
from products.fields.damage import has_control_character, is_spreadsheet_error
from products.fields.dates import DayOrder
from products.fields.flaws import Flaw
from products.fields.kinds import NO_TEXT, PLAIN_COLUMN, Column, Kind, Named, Reader, Value
from products.fields.prices import PriceFormat
from products.fields.reasons import Reason
from products.fields.spelling import LONGEST_WORD, trimmed

BETWEEN_MEMBERS = "\x1e"
"""Where a recipe has taken a list apart. No text that is stored has it."""


class DayOrderNeeded(Exception):
    """How to read a date depends on the other dates in its column."""


@dataclass(frozen=True, slots=True)
class Style:
    """How the numbers and dates of a column are written, as far as that is known."""

    numbers: PriceFormat | None = None
    dates: DayOrder | None = None


UNKNOWN_STYLE = Style()


class OwnKind(Kind):
    """What these kinds share: one function reads a text, wherever it was written."""

    remedy = "Correct it and import the row again."

    def read(self, text: str, style: Style = UNKNOWN_STYLE) -> Value | Flaw:
        """What a cell shows, or a person typed, and is not blank → its value.

        Raises PriceFormatNeeded or DayOrderNeeded where that takes the other cells of the column.
        """
        raise NotImplementedError

    def of_json(self, value: object) -> Value | Flaw:
        if not isinstance(value, str):
            return NO_TEXT
        text = self.shown(value)
        return self.read(text) if text else None

    def shown(self, cell: str, *, ours: bool = False) -> str:
        """What a cell shows; empty if it is blank. `ours`: we wrote the file."""
        return word_of(cell)

    def reader(self, field: Named, price_format: PriceFormat | None, column: Column = PLAIN_COLUMN) -> Reader:
        style = Style(price_format, column.day_order)

        def read(cell: str) -> Value | Reason:
            text = self.shown(cell, ours=column.ours)
            found = self.read(text, style) if text else None
            return refused(field, text, found, self.remedy) if isinstance(found, Flaw) else found

        return Remembering(read).all


class Remembering(dict[str, object]):
    """A function of one cell, for whole columns: short cells that come again and again are read once.

    Reasons are not remembered, and a full memory is emptied: no file can make it grow.
    """

    def __init__(self, read: Callable[[str], object]) -> None:
        super().__init__()
        self._read = read

    def all(self, cells: list[str]) -> Sequence[object]:
        return [*map(self.__getitem__, cells)]

    def __missing__(self, cell: str) -> object:
        found = self._read(cell)
        if len(cell) <= LONGEST_WORD and not isinstance(found, Reason):
            if len(self) >= _REMEMBERED:
                self.clear()
            self[cell] = found
        return found


def apart_reader(field: Named, of: Callable[[Sequence[str]], Value | Flaw], *, separator: str, remedy: str) -> Reader:
    """What reads cells whose members have been taken apart. `of`: members → the value."""

    def read(cell: str) -> Value | Reason:
        members = [member for text in cell.split(BETWEEN_MEMBERS) if (member := line_in(text, ours=False))]
        found = of(members)
        return refused(field, separator.join(members), found, remedy) if isinstance(found, Flaw) else found

    return Remembering(read).all


def refused(field: Named, text: str, flaw: Flaw, remedy: str) -> Reason:
    """The reason for refusing a text in a field."""
    return refuse(field.key, f"{field.key}_{flaw.code}", text, sentence(field, text, flaw), remedy)


def sentence(field: Named, text: str, flaw: Flaw) -> str:
    """What is wrong with a text, or with what is no text, in a field."""
    return " ".join(filter(None, ["The", field.noun, shorten(text), flaw.words]))


def line_in(cell: str, *, ours: bool) -> str:
    """A line of text as a cell shows it, empty if it is blank."""
    return "" if is_blank(cell) else text_of(trimmed(cell), ours=ours)


def line_flaw(line: str) -> Flaw | None:
    """Why a line cannot be stored, or None if it can."""
    if is_spreadsheet_error(line):
        return DAMAGED
    if has_control_character(line) or not is_storable(line):
        return Flaw("control_character", "contains an invisible control character.")
    return None


DAMAGED = Flaw("spreadsheet_damage", "was damaged by a spreadsheet.")
_REMEMBERED = 3_000
