"""The number format of a cell, as far as it changes what a number says: `00330` for 330, 19.35 for 19.3548. Pure.

A code of digits with zeros before it is the code, zeros and all. A number that was computed has the two decimals that
people see, and no more. All other formats change nothing: percents, units, currencies, separators.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import NamedTuple

_TWO_DECIMALS = frozenset({2, 4, 7, 8, 39, 40, 43, 44})
"""The numbers of those formats that every workbook knows."""
_TOKEN = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]|(.)', re.DOTALL)
_CONDITION = re.compile(r"\[[<>=]")
_MONEY = re.compile(r"[#0,?]*0\.00")
_CENT = Decimal("0.01")


class NumberFormat(NamedTuple):
    """`pattern`: a code, with `0` for each digit and what stands between; empty if two decimals are all it says."""

    pattern: str = ""

    def shown(self, text: str) -> str:
        """`text`: the number with all its digits."""
        if self.pattern:
            return _in_pattern(text, self.pattern) if text.isdecimal() else text
        whole, _, decimals = text.partition(".")
        if len(decimals) <= 2 or not (whole.lstrip("-") + decimals).isdecimal():
            return text
        shown = f"{whole}.{decimals[:2]}"
        if decimals[2] >= "5":
            shown = format(Decimal(text).quantize(_CENT, ROUND_HALF_UP), "f")
        shown = shown.rstrip("0").rstrip(".")
        return "0" if shown == "-0" else shown


@dataclass(slots=True)
class Formats:
    """Which cells of a sheet have one. `styles`: number of a style → its format."""

    styles: Mapping[int, NumberFormat] = field(default_factory=dict)
    columns: dict[int, array[int]] = field(default_factory=dict)
    """Column → the number of the style of each row, or -1: half a million rows take 2 MB."""

    def put(self, row: int, column: int, style: int) -> None:
        numbers = self.columns.setdefault(column, array("i"))
        numbers.extend([-1] * (row + 1 - len(numbers)))
        numbers[row] = style

    def at(self, row: int, column: int) -> NumberFormat | None:
        numbers = self.columns.get(column)
        return self.styles.get(numbers[row]) if numbers and row < len(numbers) else None


def codes_among(styles: Mapping[int, NumberFormat]) -> list[int]:
    return [number for number, found in styles.items() if found.pattern]


@lru_cache(maxsize=1_000)
def format_of(code: str, number: int = 0) -> NumberFormat | None:
    """`code`: as the workbook writes it, such as `#,##0.00 "€"`; empty if `number` is one that every workbook knows."""
    if not code:
        return NumberFormat() if number in _TWO_DECIMALS else None
    if _CONDITION.search(code):
        return None
    parts = [found.groups("") for found in _TOKEN.finditer(code.split(";")[0])]
    places, bare = "".join(map("".join, parts)), "".join(part[-1] for part in parts)
    if bare.count("0") > 1 and not bare.strip("0 -") and places.count("0") == bare.count("0"):
        return NumberFormat(places)
    money = re.sub(r"[$€£¥ ()+-]", "", bare)
    return NumberFormat() if _MONEY.fullmatch(money) else None


def _in_pattern(digits: str, pattern: str) -> str:
    """The digits from the right; those that are too many stand before the first."""
    padded = digits.rjust(pattern.count("0"), "0")
    more = len(padded) - pattern.count("0")
    left, text, is_first = iter(padded), "", True
    for place in pattern:
        if place == "0":
            text += "".join(next(left) for _ in range(1 + more if is_first else 1))
            is_first = False
        else:
            text += place
    return text
