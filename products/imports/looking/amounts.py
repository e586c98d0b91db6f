"""What the amounts of a column tell, and those of two compared row by row. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from products.fields.amounts import DECIMALS, Amount, is_in_lakhs, take_apart
from products.imports.looking.role import cell

_NEARLY_ALL = 0.9
_HUNDREDTHS = frozenset(
    {
        "cent",
        "cents",
        "pence",
        "penny",
        "pennies",
        "centimes",
        "centavos",
        "centesimi",
        "groszy",
        "kopecks",
        "paise",
        "minor",
    }
)
_MILLIONS = re.compile(r"\d{1,3}(?:,\d{3}){2}")
_LOOKED_AT = 500
_STYLE = re.compile(
    r"(?P<comma>\d{1,3}(?:\.\d{3}){2,}|\d{1,3}(?:\.\d{3})+,\d{1,2}|\d+,\d{1,2})"
    r"|\d{1,3}(?:,\d{3}){2,}|\d{1,3}(?:,\d{3})+\.\d{1,2}|\d+\.\d{1,2}"
)
"""Numbers that show which character separates their decimals."""
_SEVERAL, _ROUNDED = 2, Decimal("0.02")
_FEWEST_MOVING, _SAME_SHARE = 5, Decimal("1.7")
"""Rows, and how much more the discount may be in one row than in another."""
_GROUPED_FREELY = "INR"
"""The currency by which digits may be grouped in the way of India, too."""


def is_less(rows: Sequence[Sequence[str]], one: int, other: int, *, at_most: int | None = None) -> bool:
    """Whether nearly all rows have a smaller amount in one column than in the other. Blank ones do not count.

    `at_most`: how many times as much the other may be.
    """
    pairs = [(_amount(cell(row, one)), _amount(cell(row, other))) for row in rows]
    both = [(a, b) for a, b in pairs if a is not None and b is not None]
    return (
        bool(both) and sum(a < b and (at_most is None or b <= a * at_most) for a, b in both) >= len(both) * _NEARLY_ALL
    )


def is_product(rows: Sequence[Sequence[str]], index: int, one: int, other: int) -> bool:
    """Whether nearly all rows have in one column what two others have multiplied, and these are not one throughout."""
    found = [tuple(_amount(cell(row, each)) for each in (index, one, other)) for row in rows]
    told = [(a, b, c) for a, b, c in found if a is not None and b is not None and c is not None and 1 not in {b, c}]
    return len(told) >= _SEVERAL and sum(abs(a - b * c) <= _ROUNDED for a, b, c in told) >= len(told) * _NEARLY_ALL


def move_together(rows: Sequence[Sequence[str]], one: int, other: int) -> bool:
    """Whether the amounts of two columns that differ widely rise and fall as one, as prices of the same products do."""
    pairs = [(_amount(cell(row, one)), _amount(cell(row, other))) for row in rows]
    both = [(a, b) for a, b in pairs if a and b]
    if len(both) < _FEWEST_MOVING:
        return False
    shares = sorted(a / b for a, b in both)
    amounts = sorted(a for a, _ in both)
    return shares[-1] <= shares[0] * _SAME_SHARE and amounts[-1] >= amounts[0] * 2


def value_of(amount: Amount) -> Decimal:
    """Without its sign."""
    return Decimal(f"{amount.whole or 0}.{amount.fraction or 0}")


def are_amounts(cells: Sequence[str]) -> bool:
    """Whether nearly all cells that are not blank are amounts, and most of them have decimals."""
    found = [take_apart(text, currency=_GROUPED_FREELY) for each in cells if (text := each.strip())]
    amounts = [each for each in found if isinstance(each, Amount)]
    return bool(amounts) and len(amounts) >= len(found) * _NEARLY_ALL and _with_decimals(amounts) * 2 > len(amounts)


def is_in_hundredths(header: str) -> bool:
    """Whether a column of prices is called `price_cents` or the like."""
    return not _HUNDREDTHS.isdisjoint(re.split(r"[\W_]+", header.casefold()))


def grouped_in_lakhs(cells: Sequence[str]) -> str | None:
    """The first of several amounts grouped as in India, unless others are grouped as elsewhere or name a currency."""
    grouped = [*filter(is_in_lakhs, map(str.strip, cells))]
    if len(grouped) < _SEVERAL:
        return None
    amounts = [found for text in cells if isinstance(found := take_apart(text), Amount)]
    is_of_elsewhere = any(_MILLIONS.match(text) for text in cells) or any(amount.currency for amount in amounts)
    return None if is_of_elsewhere else grouped[0]


def decimals_elsewhere(rows: Sequence[Sequence[str]], column: int) -> str | None:
    """The decimal separator that numbers beside a column show, such as `103.824.818`, if all show the same."""
    found: set[str] = set()
    for row in rows[:_LOOKED_AT]:
        for index, text in enumerate(row):
            if index != column and (style := _STYLE.fullmatch(text.strip())):
                found.add("," if style["comma"] else ".")
    return found.pop() if len(found) == 1 else None


def _with_decimals(amounts: Sequence[Amount]) -> int:
    return sum(0 < len(amount.fraction) <= DECIMALS for amount in amounts)


def _amount(text: str) -> Decimal | None:
    """As it most likely is: the columns of one file are written alike."""
    found = take_apart(text, currency=_GROUPED_FREELY)
    return value_of(found) if isinstance(found, Amount) else None
