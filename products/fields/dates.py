"""A written date → a day, `2026-12-31`. Pure.

Year first, or with dots, there is one way to read it: no language writes the month before a dot. `03/04/2026` and
`03-04-2026` have two: whoever reads a whole column finds out which (`DayOrder`), or asks.
"""

import re
from datetime import date
from typing import Literal, NamedTuple, TypeAlias

from products.fields.flaws import Flaw

DayOrder: TypeAlias = Literal["DMY", "MDY", "YMD"]
EARLIEST_YEAR, LATEST_YEAR = 1000, 9999


class Either(NamedTuple):
    """A date that can be read in two ways."""

    day_first: date
    month_first: date

    def by(self, order: DayOrder) -> date | None:
        """None if the order says that it has to be written with the year first."""
        return {"DMY": self.day_first, "MDY": self.month_first, "YMD": None}[order]


class Ordered(NamedTuple):
    """A date that can be read in one way only, and the order that it shows."""

    day: date
    order: DayOrder | None
    """None if it shows none: the year is first, or dots separate its parts."""


def take_apart(text: str) -> Ordered | Either | Flaw:
    """`text`: trimmed."""
    if len(text) > _LONGEST:
        return _UNREADABLE
    if iso := _YEAR_FIRST.fullmatch(text):
        found = _day(iso["year"], iso["month"], iso["day"])
        return Ordered(found, None) if found else _IMPOSSIBLE
    shape = _YEAR_LAST.fullmatch(text)
    if shape is None:
        return _flaw_of(text)
    first, second, year = shape["first"], shape["second"], shape["year"]
    day_first, month_first = _day(year, second, first), _day(year, first, second)
    if shape["separator"] == ".":
        return Ordered(day_first, None) if day_first else _IMPOSSIBLE
    if day_first and month_first:
        return Ordered(day_first, None) if day_first == month_first else Either(day_first, month_first)
    if day_first:
        return Ordered(day_first, "DMY")
    return Ordered(month_first, "MDY") if month_first else _IMPOSSIBLE


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day)) if int(year) >= EARLIEST_YEAR else None
    except ValueError:
        return None


def _flaw_of(text: str) -> Flaw:
    if _SERIAL.fullmatch(text):
        return Flaw("spreadsheet_damage", "is the number by which a spreadsheet counts days.")
    if _SHORT_YEAR.fullmatch(text):
        return Flaw("invalid", "does not say which century.")
    if _WITH_TIME.fullmatch(text):
        return Flaw("invalid", "has a time of day.")
    return _UNREADABLE


_LONGEST = 40
_MIDNIGHT = "(?:[T ]00:00(?::00(?:[.,]0+)?)?Z?)?"
_YEAR_FIRST = re.compile(
    rf"(?P<year>[0-9]{{4}})(?P<separator>[-/.])(?P<month>[0-9]{{1,2}})(?P=separator)(?P<day>[0-9]{{1,2}}){_MIDNIGHT}"
)
_YEAR_LAST = re.compile(
    r"(?P<first>[0-9]{1,2})(?P<separator>[-/.])(?P<second>[0-9]{1,2})(?P=separator)(?P<year>[0-9]{4})" + _MIDNIGHT
)
_SHORT_YEAR = re.compile(r"[0-9]{1,2}([-/.])[0-9]{1,2}\1[0-9]{2}")
_WITH_TIME = re.compile(r"[0-9]{1,4}([-/.])[0-9]{1,2}\1[0-9]{1,4}[T ].*[0-9].*")
_SERIAL = re.compile(r"[0-9]{4,6}(?:[.,][0-9]+)?")
_IMPOSSIBLE = Flaw("invalid", "is not in the calendar.")
_UNREADABLE = Flaw("invalid", "is not a date that we can read.")
