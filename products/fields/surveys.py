"""How the values of a whole column are written, where a single one can be read in two ways: `1.250`, `3/4/2026`. Pure.

`add` the cells of the sound rows of every chunk, then `decide`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

from products.fields.amounts import DECIMALS, WHOLE_DIGITS, take_apart
from products.fields.cells import shorten, word_of
from products.fields.dates import DayOrder, Either, Ordered
from products.fields.dates import take_apart as take_date_apart
from products.fields.field import Field
from products.fields.flaws import Flaw
from products.fields.kinds import Money
from products.fields.numbers import without_unit
from products.fields.own_kind import UNKNOWN_STYLE, Style
from products.fields.own_kinds import Date, DecimalNumber, Integer, OwnMoney
from products.fields.price_survey import COLUMN_FORMAT_UNCLEAR, PRICES, PriceSurvey, words_of_column
from products.fields.reasons import FileFailure


class Survey(Protocol):
    """What all surveys can do."""

    def add(self, cells: Sequence[str], currencies: Sequence[str] = ()) -> None:
        """Count how the cells are written; `currencies` are those of their rows' currency column."""

    @property
    def is_unanimous(self) -> bool:
        """Whether no cell is doubtful and none contradicts another, so that it does not matter which of them count."""
        ...

    def decide(self) -> Style:
        """Raises FileFailure `price_format_unclear` or `column_format_unclear`."""
        ...


def survey_of(field: Field, given: Style = UNKNOWN_STYLE, *, calculates: bool = False) -> Survey | None:
    """What asks the cells of the field's column; None if each of its cells speaks for itself.

    `given`: what a person said of the style. `calculates`: the cells are part of a sum, and may be negative and have
    more decimals than the field.
    """
    kind, numbers = field.kind, given.numbers
    if isinstance(kind, Money):
        return AmountSurvey(PriceSurvey(PRICES, numbers), _as_amount if calculates else None, is_money=True)
    if isinstance(kind, Date):
        return DateSurvey(field.noun, given.dates)
    words = words_of_column(field.noun)
    if isinstance(kind, OwnMoney):
        return AmountSurvey(PriceSurvey(words, numbers), _as_amount if calculates else _unsigned, is_money=True)
    if isinstance(kind, DecimalNumber | Integer):
        unit = kind.unit if isinstance(kind, DecimalNumber) else ""
        told = partial(_as_price, unit=unit, is_whole=isinstance(kind, Integer) and not calculates)
        return AmountSurvey(PriceSurvey(words, numbers), told)
    return None


def settled_style(field: Field, given: Style) -> Style | None:
    """How the field's column is written, if what a person said settles it."""
    if isinstance(field.kind, Date):
        return given if given.dates else None
    numbers = given.numbers
    if numbers is None or numbers.decimal is None:
        return None
    has_currency = isinstance(field.kind, Money | OwnMoney)
    return given if numbers.currency is not None or not has_currency else None


class AmountSurvey:
    """`told`: what a cell tells, as a price that tells the same. `is_money`: whether its row's currency is its own."""

    def __init__(
        self, prices: PriceSurvey, told: Callable[[str], str] | None = None, *, is_money: bool = False
    ) -> None:
        self._prices, self._told, self._is_money = prices, told, is_money

    def add(self, cells: Sequence[str], currencies: Sequence[str] = ()) -> None:
        shown = [*map(self._told, cells)] if self._told else cells
        self._prices.add(shown, currencies if self._is_money else ())

    @property
    def is_unanimous(self) -> bool:
        return self._prices.is_unanimous

    def decide(self) -> Style:
        return Style(numbers=self._prices.decide())


class DateSurvey:
    """Dates that show their order decide for the others, if they all show the same."""

    def __init__(self, noun: str, given: DayOrder | None = None) -> None:
        """`given`: what a person said."""
        self._noun, self._given = noun, given
        self._orders: Counter[DayOrder] = Counter()
        self._examples: dict[DayOrder | None, str] = {}
        """The first date of each order; under None the first that can be read in two ways."""

    def add(self, cells: Sequence[str], currencies: Sequence[str] = ()) -> None:
        for cell in {*cells}:
            date = take_date_apart(word_of(cell))
            if isinstance(date, Either):
                self._examples.setdefault(None, shorten(cell.strip()))
            elif isinstance(date, Ordered) and date.order:
                self._orders[date.order] += 1
                self._examples.setdefault(date.order, shorten(cell.strip()))

    @property
    def is_unanimous(self) -> bool:
        return self._given is not None or (None not in self._examples and len(self._orders) <= 1)

    def decide(self) -> Style:
        if self._given:
            return Style(dates=self._given)
        doubtful = self._examples.get(None)
        if doubtful is None:
            return Style()
        if len(self._orders) == 1:
            return Style(dates=next(iter(self._orders)))
        others = "no other date shows which"
        if self._orders:
            others = f"the others disagree: {self._examples['DMY']} and {self._examples['MDY']}"
        raise FileFailure(COLUMN_FORMAT_UNCLEAR, _UNCLEAR.format(self._noun, doubtful, others))


def _unsigned(cell: str) -> str:
    text = word_of(cell).lstrip("-\N{MINUS SIGN}+ ").removeprefix("(").removesuffix(")")
    return text[:-1] if text[-2:-1].isdigit() and text[-1:] in "-\N{MINUS SIGN}" else text


def _as_amount(cell: str) -> str:
    """`-1,8765 €` tells what `1,87 EUR` tells."""
    text = _unsigned(cell)
    amount = take_apart(text)
    if isinstance(amount, Flaw) or amount.decimal is None or amount.ambiguous:
        return text
    number = f"{amount.whole[-WHOLE_DIGITS:] or 0}{amount.decimal}{amount.fraction[:DECIMALS] or 0}"
    return f"{number} {amount.symbol or amount.currency or ''}".rstrip()


def _as_price(cell: str, *, unit: str, is_whole: bool) -> str:
    """`-1,525 kg` tells what `1,52` tells. A whole number `1.200` has thousands, and tells what `1.200,00` tells."""
    text = _unsigned(without_unit(unit, word_of(cell)))
    amount = take_apart(text)
    if isinstance(amount, Flaw) or amount.decimal is None:
        return text
    if not amount.ambiguous:
        return f"{amount.whole[-WHOLE_DIGITS:] or 0}{amount.decimal}{amount.fraction[:DECIMALS] or 0}"
    is_in_thousands = is_whole and amount.fraction.strip("0")
    return f"{text}{',' if amount.decimal == '.' else '.'}00" if is_in_thousands else text


_UNCLEAR = (
    "The dates for “{}” in this file can be read in two ways: {} may begin with the day or with the month, and {}. "
    "Write all of them as 2026-12-31 and import the file again."
)
