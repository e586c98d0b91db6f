"""Numbers of a file, multiplied and added, as a person wanted it: exact, and rounded once, at the end. Pure.

Each number is read in the style of its own column. It may be negative and have more decimals than the field: it is the
result that has to obey the field's kind.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from products.fields import amounts
from products.fields.amounts import Amount
from products.fields.cells import refuse, shorten, word_of
from products.fields.field import Field
from products.fields.flaws import Flaw
from products.fields.kinds import Column, Money
from products.fields.numbers import number_of
from products.fields.own_kind import Style
from products.fields.own_kinds import DecimalNumber, OwnMoney
from products.fields.prices import PriceFormat, amount_of, digits_of
from products.fields.reasons import Reason

_EXACT = Context(prec=400)
"""More digits than two numbers of the longest kind, a factor and their product have."""
_REMEMBERED = 50_000
_REMEMBERED_LENGTH = 96
_POINTS = PriceFormat(".", None)


class SumReader:
    """Reads cells of a column, each times a factor, plus the number in a cell of another column."""

    def __init__(self, field: Field, style: Style, other: Style) -> None:
        """`other`: the style of the column whose numbers are added."""
        self._field, self._style, self._other = field, style, other
        self._plain = field.kind.reader(field, style.numbers, Column())
        self._canonical = field.kind.reader(field, _POINTS, Column())
        self._unit = field.kind.unit if isinstance(field.kind, DecimalNumber) else ""
        self._one_unit = Decimal(1).scaleb(-_places(field))
        self._remembered = lru_cache(_REMEMBERED)(self._value)

    def read(
        self, cells: Sequence[str], factors: Sequence[str], added: Sequence[str], currencies: Sequence[str]
    ) -> list[object]:
        """The values. Where the factor is empty, the cell is read as it is. Raises PriceFormatNeeded."""
        beside = currencies or [""] * len(cells)
        return [self._read(*each) for each in zip(cells, factors, added, beside, strict=True)]

    def _read(self, cell: str, factor: str, added: str, currency: str) -> object:
        is_short = len(cell) + len(added) + len(currency) <= _REMEMBERED_LENGTH
        return (self._remembered if is_short else self._value)(cell, factor, added, currency)

    def _value(self, cell: str, factor: str, added: str, currency: str) -> object:
        if not factor:
            return self._as_it_is(cell, currency)
        if not word_of(cell):
            return None
        number = self._number(cell, self._style, currency)
        if isinstance(number, Flaw):
            return self._refused(cell, number, f"The {self._field.noun} {{}}")
        other = self._added(added, currency)
        if isinstance(other, Flaw):
            return self._refused(added, other, f"What is added to the {self._field.noun}, {{}},")
        return self._result(_EXACT.add(_EXACT.multiply(number, Decimal(factor)), other))

    def _as_it_is(self, cell: str, currency: str) -> object:
        kind = self._field.kind
        if isinstance(kind, Money | OwnMoney) and currency:
            (value,) = kind.reader_beside(self._field, self._style.numbers)([cell], [currency])
        else:
            (value,) = self._plain([cell])
        return value

    def _added(self, cell: str, currency: str) -> Decimal | Flaw:
        ours, theirs = self._style.numbers, self._other.numbers
        if not word_of(cell):
            return Decimal(0)
        if ours and theirs and ours.currency and theirs.currency and ours.currency != theirs.currency:
            return Flaw("currency_mismatch", f"is in {theirs.currency}, not in {ours.currency}.")
        return self._number(cell, self._other, currency)

    def _number(self, cell: str, style: Style, currency: str) -> Decimal | Flaw:
        amount = self._amount(cell, currency, style.numbers)
        if isinstance(amount, Flaw):
            return amount
        digits = digits_of(amount, style.numbers, self._field.noun)
        if isinstance(digits, Flaw):
            return digits
        whole, fraction = digits
        return Decimal(f"{'-' if amount.is_negative else ''}{whole}.{fraction or 0}")

    def _amount(self, cell: str, currency: str, column: PriceFormat | None) -> Amount | Flaw:
        if isinstance(self._field.kind, Money | OwnMoney):
            return amount_of(cell, currency, signed=True, column=column.currency if column else None)
        return number_of(word_of(cell), self._unit)

    def _result(self, exact: Decimal) -> object:
        rounded = exact.quantize(self._one_unit, ROUND_HALF_UP, _EXACT)
        (value,) = self._canonical([f"{rounded:f}" if rounded else "0"])
        return value

    def _refused(self, cell: str, flaw: Flaw, subject: str) -> Reason:
        text, key = word_of(cell), self._field.key
        return refuse(key, f"{key}_{flaw.code}", text, f"{subject.format(shorten(text))} {flaw.words}")


def _places(field: Field) -> int:
    """Behind the decimal point."""
    kind = field.kind
    if isinstance(kind, DecimalNumber):
        return kind.places
    return amounts.DECIMALS if isinstance(kind, Money | OwnMoney) else 0
