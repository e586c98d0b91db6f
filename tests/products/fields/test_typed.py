from decimal import Decimal

import pytest

from products.fields.kinds import Value
from products.fields.typed import InvalidValues, cleaned


def test_values_are_cleaned_by_their_kinds() -> None:
    values: dict[str, Value] = {
        "sku": " a\u200b  b ",
        "name": " one\ntwo ",
        "description": "a\r\nb",
        "price": Decimal("1.5"),
        "active": False,
    }

    assert cleaned(values) == {
        "sku": "a b",
        "name": "one two",
        "description": "a\nb",
        "price": Decimal("1.5"),
        "active": False,
    }


def test_what_a_spreadsheet_or_a_terminal_left_is_refused_in_every_text() -> None:
    with pytest.raises(InvalidValues) as refused:
        cleaned({"sku": "#NV", "name": "#BEZUG!", "description": "bell \a"})

    assert refused.value.fields == {
        "sku": ["The SKU #NV was damaged by a spreadsheet."],
        "name": ["The name #BEZUG! was damaged by a spreadsheet."],
        "description": ["The description contains an invisible control character."],
    }


def test_only_what_is_given_is_looked_at() -> None:
    assert cleaned({}) == {}
    assert cleaned({"price": None}) == {"price": None}


def test_what_is_no_field_is_refused() -> None:
    with pytest.raises(InvalidValues) as refused:
        cleaned({"version": "7", "name": " x "})

    assert refused.value.fields == {"version": ["There is no own field “version”."]}


def test_every_bad_value_is_named_with_its_sentence() -> None:
    with pytest.raises(InvalidValues) as refused:
        cleaned({"sku": "", "name": " \u200b ", "description": "fine", "price": Decimal("0.001")})

    assert refused.value.fields == {
        "sku": ["The SKU is missing."],
        "name": ["The name is missing."],
        "price": ["The price can have at most two decimals."],
    }
    assert str(refused.value) == "The SKU is missing. The name is missing. The price can have at most two decimals."
