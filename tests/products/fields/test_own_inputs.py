"""The inputs of own fields: their controls, and how what people type is read."""

from datetime import date
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError

from products.fields.field import Field
from products.fields.inputs import input_of, name_of, shown_in_input
from products.fields.kinds import Boolean, Kind, LongText, Text, Value
from products.fields.own_inputs import OwnInput, unit_of, written
from products.fields.own_kinds import Barcode, Choice, Date, DecimalNumber, Integer, Listing, OwnMoney, Url
from tests.products.own_fields import EAN

COLOUR = Choice(choices=("Red", "Dark blue"), synonyms=(("rot", "Red"),))
WEIGHT = DecimalNumber(places=3, unit="kg")


def made(kind: Kind) -> Field:
    return Field(key="it", label="It", kind=kind, own=True, nullable=True)


def read(kind: Kind, text: str, *, stored: Value = None) -> Any:
    return input_of(made(kind), stored=stored).clean(text)


def html(kind: Kind, *, stored: Value = None) -> str:
    return str(input_of(made(kind), stored=stored).widget.render("it", ""))


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (Text(), '<input type="text" name="it"'),
        (LongText(), '<textarea name="it"'),
        (Integer(), 'inputmode="numeric"'),
        (WEIGHT, 'inputmode="decimal"'),
        (OwnMoney(), 'inputmode="decimal"'),
        (Boolean(), '<select name="it"'),
        (Date(), '<input type="date" name="it"'),
        (COLOUR, '<select name="it"'),
        (Listing(), '<textarea name="it"'),
        (Url(), '<input type="url" name="it"'),
        (Barcode(), '<input type="text" name="it" inputmode="numeric"'),
    ],
)
def test_kind_has_its_control(kind: Kind, expected: str) -> None:
    assert expected in html(kind)


def test_boolean_is_asked_with_three_answers() -> None:
    widget = input_of(made(Boolean())).widget

    assert isinstance(widget, forms.Select)
    assert [*widget.choices] == [("", "—"), ("true", "yes"), ("false", "no")]


def test_choice_offers_its_choices_and_the_stored_one_even_if_it_is_none_any_more() -> None:
    assert html(COLOUR).count("<option") == 3
    assert '<option value="Pink">' in html(COLOUR, stored="Pink")
    assert read(COLOUR, "Pink", stored="Pink") == "Pink"
    assert html(COLOUR, stored="Red").count("<option") == 3


def test_unit_is_told_for_decimals_only() -> None:
    assert [unit_of(kind) for kind in (WEIGHT, DecimalNumber(), Integer())] == ["kg", "", ""]


def test_list_says_how_it_is_written() -> None:
    assert input_of(made(Listing())).help_text == "One a line."


def test_own_inputs_have_names_that_nothing_else_has() -> None:
    assert name_of(made(Text())) == "own_it"


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Integer(), "12", 12),
        (Integer(), " 1,200 ", 1200),
        (Integer(), "1.200", 1200),
        (Integer(), "-3", -3),
        (Integer(), "12,0", 12),
        (WEIGHT, "1,5", "1.5"),
        (WEIGHT, "1.5", "1.5"),
        (WEIGHT, "-1,50", "-1.5"),
        (WEIGHT, "1,5 kg", "1.5"),
        (WEIGHT, "1.1250", "1.125"),
        (WEIGHT, "0.125", "0.125"),
        (WEIGHT, "1.234,5", "1234.5"),
        (OwnMoney(), "12,9", "12.90"),
        (OwnMoney(), "1'234.50", "1234.50"),
        (OwnMoney(negative=True), "-7", "-7.00"),
        (Boolean(), "true", True),
        (Boolean(), "false", False),
        (Date(), "2026-12-31", "2026-12-31"),
        (Date(), "31.12.2026", "2026-12-31"),
        (Date(), "12/31/2026", "2026-12-31"),
        (COLOUR, "ROT", "Red"),
        (COLOUR, " dark  blue ", "Dark blue"),
        (Listing(), "new\r\n\r\n sale \nnew", ("new", "sale")),
        (Url(), " https://example.com/ ", "https://example.com/"),
        (Barcode(), "4006381-333931", EAN),
    ],
)
def test_value_is_read_as_people_write_it(kind: Kind, text: str, value: Value) -> None:
    found = read(kind, text)

    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    "kind", [Integer(), WEIGHT, OwnMoney(), Boolean(), Date(), COLOUR, Listing(), Url(), Barcode()]
)
@pytest.mark.parametrize("text", ["", None])
def test_empty_input_is_no_value(kind: Kind, text: Any) -> None:
    assert read(kind, text) is None
    with pytest.raises(ValidationError, match="required"):
        input_of(made(kind), required=True).clean(text)


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        (WEIGHT, "1.500", "“1.500” can be read as 1.5 or as 1500. Write one of them."),
        (WEIGHT, "1,125", "“1,125” can be read as 1125 or as 1.1250. Write one of them."),
        (Integer(), "1.000", "“1.000” can be read as 1 or as 1000. Write one of them."),
        (OwnMoney(), "1.234", "Is “1.234” 1234.00? Then write 1234.00."),
        (Date(), "03/04/2026", "“03/04/2026” can be read as 2026-04-03 or as 2026-03-04. Write one of them."),
        (Integer(), "1.5", "The it 1.5 is not a whole number."),
        (Integer(), str(2**63), f"The it {2**63} is larger than 9,223,372,036,854,775,807."),
        (Integer(), "NaN", "The it NaN is not a number."),
        (Integer(), "1e3", "The it 1e3 is written with an exponent."),
        (Integer(), "a\0b", "The it a�b is not a number."),
        (WEIGHT, "1.2345", "The it 1.2345 has more than three decimals."),
        (WEIGHT, "1,5 g", "The it 1,5 g is not in kg."),
        (OwnMoney(), "-1", "The it -1 is negative."),
        (OwnMoney(), "€ 5", "The it € 5 names a currency."),
        (OwnMoney(), "5 EUR", "The it 5 EUR names a currency."),
        (Boolean(), "perhaps", "The it perhaps must be true or false."),
        (Date(), "30.02.2026", "The it 30.02.2026 is not in the calendar."),
        (COLOUR, "Green", "The it Green is none of its choices: Red, Dark blue."),
        (Listing(), "a|b", "The it a|b has “|” inside a member, which separates the members in files."),
        (Listing(), "a\0b", "The it a�b contains an invisible control character."),
        (Url(), "javascript:alert(1)", "is not an address that begins with http:// or https://."),
        (Url(), "https://", "names no host."),
        (Barcode(), "4006381333932", "has a wrong check digit"),
        (Barcode(), "7,70E+12", "was shortened by a spreadsheet."),
    ],
)
def test_what_cannot_be_read_is_refused_or_asked(kind: Kind, text: str, said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        read(kind, text)

    assert said in refused.value.messages[0]


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (Integer(), 12, "12"),
        (WEIGHT, "1.125", "1.1250"),
        (WEIGHT, "-1.125", "-1.1250"),
        (WEIGHT, "1.5", "1.5"),
        (WEIGHT, "0.125", "0.125"),
        (OwnMoney(), "12.50", "12.50"),
        (Boolean(), True, "true"),
        (Boolean(), False, "false"),
        (Date(), date(2026, 12, 31).isoformat(), "2026-12-31"),
        (COLOUR, "Red", "Red"),
        (Listing(), ("a", "b"), "a\nb"),
        (Url(), "https://example.com/", "https://example.com/"),
        (Barcode(), EAN, EAN),
        (Text(), "x", "x"),
        (Integer(), None, ""),
    ],
)
def test_value_is_written_so_that_it_is_read_again_as_it_is(kind: Kind, value: Value, text: str) -> None:
    assert written(kind, value) == shown_in_input(made(kind), value) == text
    if not isinstance(kind, Text):
        assert read(kind, text) == value


def test_what_was_left_as_it_was_shown_is_not_judged_again() -> None:
    stricter = DecimalNumber(places=1)

    assert read(stricter, "1.1250", stored="1.125") == "1.125"
    with pytest.raises(ValidationError, match="more than one decimal"):
        read(stricter, "1.1250", stored="2")


@pytest.mark.parametrize(
    ("initial", "data", "expected"),
    [("a\nb", "a\r\nb", False), ("", None, False), (None, "", False), ("a", "b", True), ("1.5", "1,5", True)],
)
def test_input_tells_whether_its_text_changed(initial: Any, data: Any, expected: bool) -> None:
    found = input_of(made(Listing()))

    assert isinstance(found, OwnInput)
    assert found.has_changed(initial, data) is expected
