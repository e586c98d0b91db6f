"""Headers as they are compared, and what they mean without asking anybody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from products.fields.headers import normalise


@pytest.mark.parametrize(
    ("header", "normalised"),
    [
        ("sku", "sku"),
        ("\ufeffSKU", "sku"),
        ("  Product SKU  ", "product_sku"),
        ("Price*", "price"),
        ("Price:", "price"),
        ("Regular Price (EUR) *", "regular_price"),
        ("Is active (0/1)", "is_active"),
        ("Body (HTML)", "body"),
        ("Name [de]", "name"),
        ("item-no.", "item_no"),
        ("Ｓｋｕ", "sku"),
        ("S\u200bKU", "sku"),
        ("[SKU]", "sku"),
        ("___", ""),
        ("", ""),
    ],
)
def test_normalise_keeps_the_words_of_a_header(header: str, normalised: str) -> None:
    assert normalise(header) == normalised


@given(st.text())
def test_normalise_leaves_a_normalised_header_alone(header: str) -> None:
    assert normalise(normalise(header)) == normalise(header)
