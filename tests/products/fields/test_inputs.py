from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError

from products.fields.field import Field, Need
from products.fields.inputs import PriceField, input_of
from products.fields.kinds import Boolean, Kind, LongText, Money, Sku, Text
from products.fields.typed import MOST_TYPED


def made(kind: Kind, need: Need = Need.NEVER) -> forms.Field:
    return input_of(Field(key="brand", label="Brand", kind=kind, need=need, nullable=kind.absent is None, hint="Rare."))


@pytest.mark.parametrize(
    ("kind", "expected", "widget"),
    [
        (Sku(), forms.CharField, forms.TextInput),
        (Text(), forms.CharField, forms.TextInput),
        (LongText(), forms.CharField, forms.Textarea),
        (Money(), PriceField, forms.TextInput),
        (Boolean(), forms.BooleanField, forms.CheckboxInput),
    ],
)
def test_kind_has_its_input(kind: Kind, expected: type[forms.Field], widget: type[forms.Widget]) -> None:
    found = made(kind)

    assert (type(found), type(found.widget), found.label) == (expected, widget, "Brand")


def test_text_is_not_trimmed_since_its_kind_does_that() -> None:
    assert made(Text()).clean(" a ") == " a "
    assert made(LongText()).clean(" a\n") == " a\n"


@pytest.mark.parametrize("kind", [Sku(), Text(), LongText()])
@pytest.mark.parametrize(("need", "is_required"), [(Need.ALWAYS, True), (Need.NEW, True), (Need.NEW_IF_IN_FILE, False)])
def test_text_is_required_where_the_field_is_needed(kind: Kind, need: Need, is_required: bool) -> None:
    assert made(kind, need).required is is_required


def test_line_takes_more_than_is_possible_and_a_long_text_anything() -> None:
    assert made(Text(longest=10)).clean("x" * MOST_TYPED) == "x" * MOST_TYPED
    with pytest.raises(ValidationError, match="at most 1000 characters"):
        made(Text()).clean("x" * (MOST_TYPED + 1))
    assert made(LongText()).clean("x" * 100_000) == "x" * 100_000


def test_switch_begins_as_a_new_product_does_and_may_be_off() -> None:
    switch = made(Boolean())

    assert switch.initial is True
    assert switch.clean("") is False


def test_hint_stands_beside_the_input_of_money() -> None:
    assert made(Money()).help_text == "Rare."


@pytest.mark.parametrize(
    ("written", "price"),
    [
        ("12.90", Decimal("12.90")),
        (" 7 ", Decimal(7)),
        (".5", Decimal("0.5")),
        ("0", Decimal(0)),
        ("", None),
        (None, None),
        ("9999999999.99", Decimal("9999999999.99")),
        ("12,90", Decimal("12.90")),
        ("12,9", Decimal("12.9")),
        (",5", Decimal("0.5")),
        ("1.234,50", Decimal("1234.50")),
        ("1,234.50", Decimal("1234.50")),
        ("1 234,50", Decimal("1234.50")),
        ("1'234.50", Decimal("1234.50")),
        ("1.234.567", Decimal(1234567)),
        ("12,9000", Decimal("12.9")),
    ],
)
def test_price_is_taken_as_people_write_it(written: str | None, price: Decimal | None) -> None:
    assert PriceField().clean(written) == price


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("1.234", "Is “1.234” 1234.00\\? Then write 1234.00, with two decimals."),
        ("1,234", "Is “1,234” 1234.00\\?"),
        ("12,9O", "“12,9O” contains a letter. Write an amount such as 12.90 or 12,90."),
        ("12.34.56", "does not|are not in groups of three"),
        ("€ 12,90", "names a currency"),
        ("12,905", "no more than 2 decimal places|Is “12,905” 12905.00"),
        ("1e3", "contains a letter|exponent"),
        ("1_000", "is not a number we can read"),
        ("-0", "is negative"),
        ("NaN", "is not a number"),
        ("-1", "is negative"),
        ("10000000000", "no more than 10 digits before the decimal point"),
        ("0.001", "no more than 2 decimal places"),
    ],
)
def test_other_prices_are_refused(written: str, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        PriceField().clean(written)
