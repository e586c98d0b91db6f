"""How numbers of own fields are written, and what can be read in two ways."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from products.fields import numbers
from products.fields.amounts import Amount, DecimalSeparator
from products.fields.flaws import Flaw
from products.fields.numbers import LARGEST, number_of
from products.fields.prices import PriceFormat, PriceFormatNeeded

COMMAS, POINTS = PriceFormat(",", None), PriceFormat(".", None)


def whole(text: str, column: PriceFormat | None = None) -> int | str:
    """The number, or the code of its refusal."""
    amount = number_of(text)
    found = numbers.whole(amount, column) if isinstance(amount, Amount) else amount
    return found.code if isinstance(found, Flaw) else found


def decimal(text: str, column: PriceFormat | None = None, *, places: int = 3, unit: str = "") -> str:
    """The same for a number with decimals; a refusal as `code: words`."""
    amount = number_of(text, unit)
    found = numbers.decimal(amount, column, places=places) if isinstance(amount, Amount) else amount
    return f"{found.code}: {found.words}" if isinstance(found, Flaw) else found


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        ("-3", -3),
        ("3-", -3),
        ("(3)", -3),
        ("+7", 7),
        ("12.0", 12),
        ("12.00", 12),
        ("1,200", 1200),
        ("1.200", 1200),
        ("1 200", 1200),
        ("1'200", 1200),
        ("1,234,567", 1234567),
        ("007", 7),
        ("-0", 0),
        (str(LARGEST), LARGEST),
        (f"-{LARGEST}", -LARGEST),
        (str(LARGEST + 1), "too_large"),
        ("9" * 60, "too_large"),
        ("1.5", "invalid"),
        ("1e3", "invalid"),
        ("NaN", "invalid"),
        ("Infinity", "invalid"),
        ("12 pcs", "invalid"),
        ("€ 5", "invalid"),
        ("12,34,567", "invalid"),
        ("--3", "invalid"),
        ("#REF!", "spreadsheet_damage"),
    ],
)
def test_whole_number(text: str, number: int | str) -> None:
    assert whole(text) == number


def test_thousands_of_whole_numbers_are_asked_for_where_they_could_be_decimals() -> None:
    with pytest.raises(PriceFormatNeeded):
        whole("12.000")
    assert (whole("12.000", COMMAS), whole("12.000", POINTS)) == (12000, 12)
    assert (whole("1.200", COMMAS), whole("1.200", POINTS)) == (1200, "invalid")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.50", "1.5"),
        ("1.5 kg", "1.5"),
        ("1.5KG", "1.5"),
        ("10", "10"),
        ("-0.250", "-0.25"),
        ("0", "0"),
        ("-0.00", "0"),
        (".5", "0.5"),
        ("1,234.5678", "decimals: has more than three decimals."),
        ("1500 g", "invalid: is not in kg."),
        ("kg", "invalid: is not in kg."),
        ("1e3", "invalid: is written with an exponent."),
        ("1" * 16, "too_large: has more than 15 digits before the decimal point."),
    ],
)
def test_decimal_number(text: str, number: str) -> None:
    assert decimal(text, POINTS if "." in text else None, unit="kg") == number


def test_decimal_separator_is_asked_for() -> None:
    for text in ("1,5", "1.500", "1,500"):
        with pytest.raises(PriceFormatNeeded):
            decimal(text)
    assert [decimal("1.500", column) for column in (COMMAS, POINTS)] == ["1500", "1.5"]
    assert decimal("1,5", COMMAS) == "1.5"
    assert decimal("1,5", POINTS).startswith("format_conflict")


def test_number_without_decimals_says_so() -> None:
    assert decimal("1.5", places=0) == "decimals: is not a whole number."


@given(st.integers(-LARGEST, LARGEST), st.sampled_from(",. '"))
def test_every_whole_number_is_read_however_it_is_grouped(number: int, separator: str) -> None:
    other: DecimalSeparator = "." if separator == "," else ","

    assert whole(f"{number:,}".replace(",", separator), PriceFormat(other, None)) == number


@given(st.decimals(-(10**14), 10**14, places=6))
def test_every_decimal_number_keeps_its_value(number: Decimal) -> None:
    found = decimal(f"{number:f}", POINTS, places=6)

    assert Decimal(found) == number
    assert decimal(found, POINTS, places=6) == found


@given(st.text(max_size=80))
def test_any_text_has_an_outcome(text: str) -> None:
    found = number_of(text.strip(), "kg")

    assert isinstance(found, Amount | Flaw)
