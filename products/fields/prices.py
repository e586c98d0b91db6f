"""A cell with an amount of money → a canonical price such as `12.50`, or the reason for refusing it. Pure.

A price that depends on the rest of its column (`1.234`, `12,50`, `€ 5`) is never guessed: without a `PriceFormat`
it raises PriceFormatNeeded, and the whole column is surveyed first (`price_survey`).
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from products.fields.amounts import DECIMALS, MOST, WHOLE_DIGITS, Amount, DecimalSeparator, take_apart
from products.fields.cells import refuse, shorten, word_of
from products.fields.currencies import WITH_LAKHS, can_mean, currency_of
from products.fields.flaws import Flaw
from products.fields.reasons import Reason

Read = TypeVar("Read")
"""What becomes of a cell."""

REMEMBERED_CELLS = 50_000
REMEMBERED_LENGTH = 32


@dataclass(frozen=True, slots=True)
class PriceFormat:
    """How the prices of one column are written."""

    decimal: DecimalSeparator | None
    """None if no price of the column needs to know."""
    currency: str | None
    named: bool = False
    """A person named the currency, so that a symbol that can mean it does."""


class PriceFormatNeeded(Exception):
    """How to read a price depends on the other prices in its column."""


def read_price(
    cell: str, price_format: PriceFormat | None, *, currency: str = "", key: str = "price", noun: str = "price"
) -> str | Reason | None:
    """The price with two decimals, None for a blank cell, or the reason for refusing it.

    `currency` is the cell of the row's currency column, `key` and `noun` are those of the field. Raises
    PriceFormatNeeded if the reading depends on the column and its format is not given.
    """
    text = word_of(cell)
    if not text:
        return None
    price: Amount | Flaw | str = amount_of(cell, currency, column=price_format.currency if price_format else None)
    if isinstance(price, Amount):
        price = canonical(price, price_format)
    if isinstance(price, str):
        return price
    return refuse(key, f"{key}_{price.code}", text, f"The {noun} {shorten(text)} {price.words}")


class PriceReader(dict[str, str | Reason | None]):
    """`read_price` as `reader[cell]`, remembering the prices that come again and again.

    Reasons and long cells are not remembered, and a full memory is emptied: no file can make it grow.
    """

    def __init__(self, price_format: PriceFormat | None, *, key: str = "price", noun: str = "price") -> None:
        super().__init__()
        self._format = price_format
        self._key, self._noun = key, noun
        self._points = price_format is None or price_format.decimal != ","
        self._beside = BesideCurrencies(self.read, self._read_beside, price_format)

    def read(self, cells: list[str]) -> Sequence[str | Reason | None]:
        """The prices of a chunk; the very list `cells` if all of them are canonical."""
        if self._points and all_canonical(cells):
            return cells
        return [*map(self.__getitem__, cells)]

    def read_beside(self, cells: list[str], currencies: Sequence[str]) -> Sequence[str | Reason | None]:
        """The prices of a chunk, each with the cell of its row's currency column."""
        return self._beside.read(cells, currencies)

    def _read_beside(self, cell: str, currency: str) -> str | Reason | None:
        return read_price(cell, self._format, currency=currency, key=self._key, noun=self._noun)

    def __missing__(self, cell: str) -> str | Reason | None:
        canonical = self._points and all_canonical([cell])
        price = cell if canonical else read_price(cell, self._format, key=self._key, noun=self._noun)
        if len(cell) <= REMEMBERED_LENGTH and not isinstance(price, Reason):
            if len(self) >= REMEMBERED_CELLS:
                self.clear()
            self[cell] = price
        return price


class BesideCurrencies(Generic[Read]):
    """Reads a column of amounts, each with the cell of its row's currency column, the quick way wherever that will do.

    `alone` reads a column without currencies, `one` a single cell with the currency beside it.
    """

    def __init__(
        self,
        alone: Callable[[list[str]], Sequence[Read]],
        one: Callable[[str, str], Read],
        price_format: PriceFormat | None,
    ) -> None:
        self._alone, self._one, self._format = alone, one, price_format
        self._named: set[str] = set()
        """The currencies that rows have named, as long as there is no format."""

    def read(self, cells: list[str], currencies: Sequence[str]) -> Sequence[Read]:
        """Raises PriceFormatNeeded if rows name a second currency, or none we know, and there is no format."""
        named = {*filter(None, map(named_by, {*currencies}))}
        if self._format is None:
            self._named |= named
            if len(self._named) > 1 or UNKNOWN in named:
                raise PriceFormatNeeded
            amounts = self._alone(cells)
            return [*map(self._one, cells, currencies)] if named & WITH_LAKHS and _has_flaws(amounts) else amounts
        if named <= {self._format.currency}:
            amounts = self._alone(cells)
            if amounts is cells or not _has_flaws(amounts):
                return amounts
        return [*map(self._one, cells, currencies)]


def _has_flaws(amounts: Sequence[object]) -> bool:
    return Reason in {*map(type, amounts)}


def all_canonical(cells: Sequence[str]) -> bool:
    """Whether all cells are prices as we write them ourselves: `12.50`."""
    lines = "\n".join(cells) + "\n"
    return lines.count("\n") == len(cells) and _CANONICAL_LINES.fullmatch(lines) is not None


def named_by(cell: str) -> str | None:
    """The currency that the cell of a currency column names; None if it is blank."""
    name = word_of(cell)
    return (currency_of(name) or UNKNOWN) if name else None


def amount_of(cell: str, currency: str = "", *, signed: bool = False, column: str | None = None) -> Amount | Flaw:
    """The amount in a cell, in the currency that the cell `currency` beside it names, if that names one.

    `signed`: it may be negative. `column`: the currency of the whole column, where that is known.
    """
    beside = named_by(currency)
    amount = take_apart(word_of(cell), signed=signed, currency=beside or column)
    if isinstance(amount, Flaw) or beside is None:
        return amount
    if beside == UNKNOWN:
        words = f"is in “{shorten(currency.strip())}”, which is not a currency we know; write a code such as EUR."
        return Flaw("currency_mismatch", words)
    if amount.currency in (None, beside) or can_mean(amount.symbol, beside):
        return amount._replace(currency=beside)
    if can_mean(word_of(currency).casefold(), amount.currency):
        return amount
    return Flaw("currency_mismatch", f"contradicts its currency column, which says {beside}.")


def canonical(amount: Amount, price_format: PriceFormat | None) -> str | Flaw:
    """The amount with two decimals, read by its column's format. Raises PriceFormatNeeded where that is missing."""
    digits = digits_of(amount, price_format)
    if isinstance(digits, Flaw):
        return digits
    whole, fraction = digits
    if len(fraction) > DECIMALS:
        return Flaw("decimals", "has more than two decimals.")
    if len(whole) > WHOLE_DIGITS:
        return Flaw("too_large", f"is larger than {MOST:,}.")
    return f"{whole}.{fraction:0<{DECIMALS}}"


def digits_of(amount: Amount, price_format: PriceFormat | None, noun: str = "price") -> tuple[str, str] | Flaw:
    """The digits before and after the decimal point, without needless zeros. Raises PriceFormatNeeded."""
    whole, fraction = amount.whole, amount.fraction
    if price_format is None:
        if amount.ambiguous or amount.decimal == "," or amount.currency:
            raise PriceFormatNeeded
    elif flaw := _conflict(amount, price_format, noun):
        return flaw
    elif amount.ambiguous and amount.decimal != price_format.decimal:
        whole, fraction = whole + fraction, ""
    return whole.lstrip("0") or "0", fraction.rstrip("0")


def _conflict(amount: Amount, price_format: PriceFormat, noun: str) -> Flaw | None:
    """Why an amount contradicts its column's format, or None if it does not."""
    currency, decimal = price_format.currency, price_format.decimal
    is_meant = price_format.named and can_mean(amount.symbol, currency)
    if currency and amount.currency not in (None, currency) and not is_meant:
        return Flaw("currency_mismatch", f"is in {amount.currency}, not in {currency} like the others in this file.")
    if amount.ambiguous and decimal is None:
        return Flaw("format_conflict", f"can be read in two ways, and no other {noun} in this file shows which.")
    if decimal and not amount.ambiguous and amount.decimal not in (None, decimal):
        usual = "point" if decimal == "." else "comma"
        return Flaw("format_conflict", f"is not written with a decimal {usual} like the others in this file.")
    return None


UNKNOWN = "?"
"""In place of a currency: the cell says something else."""
_CANONICAL_LINES = re.compile(rf"(?:(?:0|[1-9][0-9]{{0,{WHOLE_DIGITS - 1}}})\.[0-9]{{{DECIMALS}}}\n)++")
