"""Headers as they are compared, and what they mean without asking anybody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from products.fields.headers import CURRENCY, meaning_of, normalise, rank_as_currency, suggested
from products.fields.registry import FIELDS


@pytest.mark.parametrize(
    ("header", "normal"),
    [
        ("sku", "sku"),
        (" Regular Price (EUR) *", "regular_price"),
        ("Item-No.", "item_no"),
        ("Price [net]", "price"),
        ("PRODUCT  NAME", "product_name"),
        ("\ufeffsku", "sku"),
        ("ＳＫＵ", "sku"),
        ("Código", "codigo"),
        ("Référence", "reference"),
        ("RE\u0301FE\u0301RENCE", "reference"),
        ("Größe", "grosse"),
        ("Cena zł", "cena_zl"),
        ("ΈΚΠΤΩΣΗ", "εκπτωση"),
        ("(price)", "price"),
        ("***", ""),
        ("  Product SKU  ", "product_sku"),
        ("Price*", "price"),
        ("Price:", "price"),
        ("Is active (0/1)", "is_active"),
        ("Body (HTML)", "body"),
        ("Name [de]", "name"),
        ("S\u200bKU", "sku"),
        ("[SKU]", "sku"),
        ("", ""),
    ],
)
def test_header_is_compared_without_case_brackets_and_punctuation(header: str, normal: str) -> None:
    assert normalise(header) == normal


@given(st.text(max_size=40))
def test_normal_header_stays_as_it_is(header: str) -> None:
    assert normalise(normalise(header)) == normalise(header)


@pytest.mark.parametrize(
    ("header", "field", "rank"),
    [
        ("sku", "sku", 0),
        ("Product SKU", "sku", 1),
        ("Title", "name", 2),
        ("codigo", "sku", 16),
        ("código", "sku", 16),
        ("Beschreibung", "description", 6),
        ("Regular price", "price", 1),
        ("Published", "active", 4),
    ],
)
def test_header_means_its_field_and_has_a_rank_among_the_others(header: str, field: str, rank: int) -> None:
    assert meaning_of(header) == (field, rank)


@pytest.mark.parametrize("header", ["", "colour", "code", "sku2", "sku " + "x" * 200, "sku" + " " * 198])
def test_other_headers_mean_nothing_by_themselves(header: str) -> None:
    assert meaning_of(header) is None


@pytest.mark.parametrize(
    ("field", "headers", "found"),
    [
        ("sku", ["Handle", "sku", "EAN", "colour"], ["Handle", "EAN"]),
        ("name", ["name_de", "name_de_AT", "label", "labels"], ["name_de", "name_de_AT", "label"]),
        ("price", ["Price EUR", "price_usd", "price_xxx", "Amount"], ["Price EUR", "price_usd", "Amount"]),
        (
            "price",
            ["Preis in EUR", "prix_chf", "list_price_usd", "sale_price_usd"],
            ["Preis in EUR", "prix_chf", "list_price_usd"],
        ),
        ("description", ["summary", "description-fr"], ["summary", "description-fr"]),
        ("active", ["In stock", "visible"], ["In stock"]),
    ],
)
def test_headers_that_often_mean_something_else_are_only_suggested(
    field: str, headers: list[str], found: list[str]
) -> None:
    assert suggested(field, headers) == found


def test_no_header_means_two_fields() -> None:
    spellings = [word for field in FIELDS for word in field.headers.split()]

    assert sorted(spellings) == sorted(FIELDS.meanings)


def test_every_field_is_known_by_its_own_key_first() -> None:
    assert {key: FIELDS.meanings[key] for key in FIELDS.keys} == {key: (key, 0) for key in FIELDS.keys}


def test_every_header_is_written_as_it_is_compared() -> None:
    assert [normalise(spelling) for spelling in FIELDS.meanings] == [*FIELDS.meanings]


@pytest.mark.parametrize("header", ["Currency", "CURRENCY (ISO)", "price-currency:", "Währung", "WAEHRUNG", "Devise"])
def test_currency_of_prices_is_known_but_is_no_field(header: str) -> None:
    assert rank_as_currency(header) is not None
    assert meaning_of(header) is None


@pytest.mark.parametrize("header", ["price", "currency_id", "exchange rate", "", "currency" + "x" * 200])
def test_other_headers_name_no_currency(header: str) -> None:
    assert rank_as_currency(header) is None


def test_headers_of_the_currency_are_written_as_they_are_compared() -> None:
    assert rank_as_currency("Currency") == 0
    assert [normalise(word) for word in CURRENCY.split()] == CURRENCY.split()
