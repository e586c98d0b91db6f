"""Numbers of a file times a factor, and one column added to another: exact, and rounded once."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from products.fields.field import Field
from products.fields.kinds import Money
from products.fields.own_kind import UNKNOWN_STYLE, Style
from products.fields.own_kinds import DecimalNumber, Integer, OwnMoney
from products.fields.prices import PriceFormat, PriceFormatNeeded
from products.fields.reasons import Reason
from products.fields.sums import SumReader

PRICE = Field(key="price", label="Price", kind=Money())
STOCK = Field(key="stock", label="Stock", kind=Integer(), own=True)
WEIGHT = Field(key="weight", label="Weight", kind=DecimalNumber(places=3, unit="kg"), own=True)
COST = Field(key="cost", label="Cost", kind=OwnMoney(negative=True), own=True)
POINTS, COMMAS = Style(PriceFormat(".", None)), Style(PriceFormat(",", None))
EUROS, DOLLARS = Style(PriceFormat(".", "EUR")), Style(PriceFormat(".", "USD"))


def read(
    cell: str,
    factor: str = "1",
    added: str = "",
    *,
    field: Field = PRICE,
    style: Style = POINTS,
    other: Style = POINTS,
    currency: str = "",
) -> object:
    (value,) = SumReader(field, style, other).read([cell], [factor], [added], [currency] if currency else [])
    return value


@pytest.mark.parametrize(
    ("field", "cell", "factor", "added", "value"),
    [
        (PRICE, "10", "1.22", "", "12.20"),
        (PRICE, "1.005", "1", "", "1.01"),
        (PRICE, "2.5", "1", "0.005", "2.51"),
        (PRICE, "0.333333", "3", "", "1.00"),
        (PRICE, "1", "0.004", "", "0.00"),
        (PRICE, "-5", "1", "7", "2.00"),
        (PRICE, "10", "1", "(2)", "8.00"),
        (PRICE, "10", "1", " ", "10.00"),
        (PRICE, " ", "1.22", "5", None),
        (PRICE, "€ 10", "2", "€ 1", "21.00"),
        (STOCK, "7", "12", "1", 85),
        (STOCK, "2.5", "1", "", 3),
        (STOCK, "-2.5", "1", "", -3),
        (WEIGHT, "1250 kg", "0.001", "", "1.25"),
        (COST, "3", "1", "-5", "-2.00"),
    ],
)
def test_number_is_multiplied_then_added_to(field: Field, cell: str, factor: str, added: str, value: object) -> None:
    style = EUROS if "€" in cell else POINTS

    assert read(cell, factor, added, field=field, style=style, other=style) == value


@pytest.mark.parametrize(
    ("cell", "factor", "added", "code", "beginning"),
    [
        ("1", "1", "-2", "price_negative", "The price -1.00 is negative."),
        ("9999999999", "2", "", "price_too_large", "The price 19999999998.00 is larger than"),
        ("12,5O", "2", "", "price_invalid", "The price 12,5O contains a letter."),
        ("1", "2", "x", "price_invalid", "What is added to the price, x, is not a number."),
        ("#REF!", "2", "", "price_spreadsheet_damage", "The price #REF! was damaged by a spreadsheet."),
        ("1,50", "2", "", "price_format_conflict", "The price 1,50 is not written with a decimal point"),
        ("1.555", "", "", "price_decimals", "The price 1.555 has more than two decimals."),
    ],
)
def test_result_or_number_that_cannot_be_is_refused(
    cell: str, factor: str, added: str, code: str, beginning: str
) -> None:
    reason = read(cell, factor, added)

    assert isinstance(reason, Reason)
    assert (reason.column, reason.code) == ("price", code)
    assert reason.message.startswith(beginning)


def test_each_number_is_read_in_the_style_of_its_column() -> None:
    assert read("1.234,50", "1", "1,234.25", style=COMMAS, other=POINTS) == "2468.75"


def test_numbers_in_two_currencies_are_not_added() -> None:
    reason = read("10", "1", "1", style=EUROS, other=DOLLARS)

    assert isinstance(reason, Reason)
    assert reason.code == "price_currency_mismatch"
    assert read("10", "1", "", style=EUROS, other=DOLLARS) == "10.00"


def test_currency_beside_the_price_is_heeded() -> None:
    assert read("10", "2", "", style=EUROS, currency="EUR") == "20.00"
    assert isinstance(read("10", "2", "", style=EUROS, currency="USD"), Reason)
    assert isinstance(read("10", "", "", style=EUROS, currency="USD"), Reason)


@pytest.mark.parametrize("cell", ["1,50", "1.500", "€ 5"])
def test_number_that_depends_on_its_column_asks_for_it(cell: str) -> None:
    with pytest.raises(PriceFormatNeeded):
        read(cell, "2", style=UNKNOWN_STYLE)


AMOUNTS = st.decimals(0, 1_000_000, places=4)


@given(AMOUNTS, st.decimals("0.0001", 100, places=6), AMOUNTS)
def test_sum_is_exact_and_rounded_half_up(number: Decimal, factor: Decimal, added: Decimal) -> None:
    expected = (number * factor + added).quantize(Decimal("0.01"), ROUND_HALF_UP)

    assert read(f"{number:f}", f"{factor:f}", f"{added:f}") == f"{expected:f}"
