"""What headers mean by the words that they are made of."""

import tomllib
from pathlib import Path

import pytest

from products.fields.header_parts import means, parts_of
from products.fields.header_senses import rating

HEADERS = tomllib.loads((Path(__file__).parent / "headers.toml").read_text(encoding="utf-8"))
FIELDS = [field for field in HEADERS if field != "none"]


def best(header: str) -> str:
    """The field that the header names best."""
    rated = {field: rating(field, header) for field in FIELDS}
    field = max(FIELDS, key=rated.__getitem__)
    return field if rated[field] > 0 else "none"


@pytest.mark.parametrize("field", HEADERS)
def test_headers_name_their_field(field: str) -> None:
    assert {header: best(header) for header in HEADERS[field]} == dict.fromkeys(HEADERS[field], field)


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("sku Artikelnummer", "sku EAN"),
        ("sku EAN", "sku ID"),
        ("sku ProductID", "sku EuropeanArticleNumber"),
        ("sku Reference", "sku Parent SKU"),
        ("sku Custom SKU", "sku Manufacturer SKU"),
        ("sku Händler-SKU", "sku ASIN"),
        ("sku Code", "sku Kreditor-Artikelnr."),
        ("name Product name", "name Description"),
        ("name Kurztext", "name Langtext"),
        ("name Bezeichnung 1", "name Bezeichnung 2"),
        ("description Langtext", "description Kurztext"),
        ("price UVP", "price Händlerpreis"),
        ("price VK1", "price VK2"),
        ("price Preis neu", "price Preis alt"),
        ("price Regular price", "price Special price"),
        ("price Bottle price", "price Price per litre (kg)"),
        ("price Preis pro Stück", "price Preis pro 100 St."),
        ("price Prijs per eenheid", "price Prijs per kg"),
        ("price Offer price", "price Price before discount"),
        ("price Текущая цена со скидкой", "price Минимальная цена"),
        ("price SALE_PRICE", "price IN_PRICE"),
        ("price Price level 1", "price Price level 2"),
        ("sku Supplier product code", "sku GTIN"),
        ("sku GTIN", "sku Case barcode"),
        ("sku Stock ID", "sku Inventory item ID"),
        ("name Trade name", "name Trade price"),
        ("name Offer title", "name Offer price"),
    ],
)
def test_one_header_names_a_field_better_than_another(better: str, worse: str) -> None:
    (field, one), (same, other) = better.split(" ", 1), worse.split(" ", 1)
    assert rating(field, one) > rating(same, other)


@pytest.mark.parametrize(
    ("header", "parts"),
    [
        ("ArtikelBez", ["artikel", "bez"]),
        ("VERKPREIS1", ["verk", "preis", "1"]),
        ("p_name.de", ["p", "name", "de"]),
        ("M.R.P. (Rs.)", ["mrp", "rs"]),
        ("商品単価", ["商品", "単価"]),
        ("x" * 300, ["x" * 200]),
        ("", []),
    ],
)
def test_headers_are_split_into_words(header: str, parts: list[str]) -> None:
    assert [part.text for part in parts_of(header)] == parts


def test_words_that_only_begin_alike_mean_something_else() -> None:
    assert not means("Partner", "item")
    assert not means("départ", "item")
    assert not means("Quartal", "item")
