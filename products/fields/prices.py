"""A cell with an amount of money → a canonical price such as `12.50`, or the reason for refusing it. Pure.

A price that depends on the rest of its column (`1.234`, `12,50`, `€ 5`) is never guessed: without a `PriceFormat`
it raises PriceFormatNeeded, and the whole column is surveyed first.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from products.fields.amounts import DECIMALS, MOST, WHOLE_DIGITS, Amount, DecimalSeparator, Flaw, take_apart
from products.fields.cells import refuse, shorten, word_of
from products.fields.reasons import FileFailure, Reason

_REMEMBERED_CELLS = 50_000
_REMEMBERED_LENGTH = 32


@dataclass(frozen=True, slots=True)
class PriceFormat:
    """How the prices of one column are written."""

    decimal: DecimalSeparator | None
    """None if no price of the column needs to know."""
    currency: str | None


class PriceFormatNeeded(Exception):
    """How to read a price depends on the other prices in its column."""


def read_price(
    cell: str, price_format: PriceFormat | None, *, key: str = "price", noun: str = "price"
) -> str | Reason | None:
    """The price with two decimals, None for a blank cell, or the reason for refusing it.

    `key` and `noun` are those of the field. Raises PriceFormatNeeded if the reading depends on the column and its
    format is not given.
    """
    text = word_of(cell)
    if not text:
        return None
    amount = take_apart(text)
    if isinstance(amount, Amount):
        price = _canonical(amount, price_format)
        if isinstance(price, str):
            return price
        amount = price
    return refuse(key, f"{key}_{amount.code}", text, f"The {noun} {shorten(text)} {amount.words}")


class PriceReader(dict[str, str | Reason | None]):
    """`read_price` as `reader[cell]`, remembering the prices that come again and again.

    Reasons and long cells are not remembered, and a full memory is emptied: no file can make it grow.
    """

    def __init__(self, price_format: PriceFormat | None, *, key: str = "price", noun: str = "price") -> None:
        super().__init__()
        self._format = price_format
        self._key, self._noun = key, noun
        self._points = price_format is None or price_format.decimal != ","

    def read(self, cells: list[str]) -> Sequence[str | Reason | None]:
        """The prices of a chunk; the very list `cells` if all of them are canonical."""
        if self._points and _all_canonical(cells):
            return cells
        return [*map(self.__getitem__, cells)]

    def __missing__(self, cell: str) -> str | Reason | None:
        canonical = self._points and _all_canonical([cell])
        price = cell if canonical else read_price(cell, self._format, key=self._key, noun=self._noun)
        if len(cell) <= _REMEMBERED_LENGTH and not isinstance(price, Reason):
            if len(self) >= _REMEMBERED_CELLS:
                self.clear()
            self[cell] = price
        return price


@dataclass(slots=True)
class PriceSurvey:
    """Counts how a column's prices are written: `add` every chunk, then `decide`."""

    decimals: Counter[str] = field(default_factory=Counter)
    currencies: Counter[str] = field(default_factory=Counter)
    ambiguous: str | None = None
    """The first price with two readings."""

    def add(self, cells: Sequence[str]) -> None:
        """Count the prices that decide something; cells that are not prices are ignored."""
        if _all_canonical(cells):
            self.decimals["."] += len(cells)
            return
        for cell, count in Counter(cells).items():
            amount = _remembered(cell) if len(cell) <= _REMEMBERED_LENGTH else take_apart(word_of(cell))
            if isinstance(amount, Amount):
                self._count(amount, cell, count)

    def _count(self, amount: Amount, cell: str, count: int) -> None:
        if amount.ambiguous:
            self.ambiguous = self.ambiguous or shorten(cell.strip())
        elif amount.decimal:
            self.decimals[amount.decimal] += count
        if amount.currency:
            self.currencies[amount.currency] += count

    def decide(self) -> PriceFormat:
        """The format of most deciding prices. Raises FileFailure `price_format_unclear` if there is no majority."""
        if self.ambiguous and not self.decimals:
            raise FileFailure("price_format_unclear", _TWO_READINGS.format(self.ambiguous))
        if _is_tied(self.decimals):
            raise FileFailure("price_format_unclear", _TIED_DECIMALS)
        if _is_tied(self.currencies):
            raise FileFailure("price_format_unclear", _TIED_CURRENCIES.format(*_top(self.currencies, 2)))
        decimal, currency = _top(self.decimals, 1), _top(self.currencies, 1)
        return PriceFormat(_SEPARATORS[decimal[0]] if decimal else None, currency[0] if currency else None)


def _all_canonical(cells: Sequence[str]) -> bool:
    """Whether all cells are prices as we write them ourselves: `12.50`."""
    lines = "\n".join(cells) + "\n"
    return lines.count("\n") == len(cells) and _CANONICAL_LINES.fullmatch(lines) is not None


@lru_cache(maxsize=_REMEMBERED_CELLS)
def _remembered(cell: str) -> Amount | Flaw:
    return take_apart(word_of(cell))


def _canonical(amount: Amount, price_format: PriceFormat | None) -> str | Flaw:
    whole, fraction = amount.whole, amount.fraction
    if price_format is None:
        if amount.ambiguous or amount.decimal == "," or amount.currency:
            raise PriceFormatNeeded
    elif flaw := _conflict(amount, price_format):
        return flaw
    elif amount.ambiguous and amount.decimal != price_format.decimal:
        whole, fraction = whole + fraction, ""
    whole, fraction = whole.lstrip("0") or "0", fraction.rstrip("0")
    if len(fraction) > DECIMALS:
        return Flaw("decimals", "has more than two decimals.")
    if len(whole) > WHOLE_DIGITS:
        return Flaw("too_large", f"is larger than {MOST:,}.")
    return f"{whole}.{fraction:0<{DECIMALS}}"


def _conflict(amount: Amount, price_format: PriceFormat) -> Flaw | None:
    """Why a price contradicts its column's format, or None if it does not."""
    if amount.currency not in (None, price_format.currency):
        currency = price_format.currency
        return Flaw("currency_mismatch", f"is not in {currency} like the others in this file.")
    if not amount.ambiguous and amount.decimal not in (None, price_format.decimal):
        usual = "point" if price_format.decimal == "." else "comma"
        return Flaw("format_conflict", f"is not written with a decimal {usual} like the others in this file.")
    return None


def _is_tied(votes: Mapping[str, int]) -> bool:
    first, second, *_ = [*sorted(votes.values(), reverse=True), 0, 0]
    return first == second > 0


def _top(votes: Counter[str], count: int) -> list[str]:
    return sorted(votes, key=lambda choice: (-votes[choice], choice))[:count]


_CANONICAL_LINES = re.compile(rf"(?:(?:0|[1-9][0-9]{{0,{WHOLE_DIGITS - 1}}})\.[0-9]{{{DECIMALS}}}\n)++")
_SEPARATORS: dict[str, DecimalSeparator] = {".": ".", ",": ","}

_TWO_READINGS = (
    "The prices of this file can be read in two ways: {0} may have thousands or three decimals. "
    "Write the prices with two decimals, such as 1234.00, and import the file again."
)
_TIED_DECIMALS = (
    "As many prices of this file have a decimal point as have a decimal comma. "
    "Write all of them in one way, such as 1234.50, and import the file again."
)
_TIED_CURRENCIES = "As many prices of this file are in {0} as in {1}. Keep one currency in a file and import it again."
