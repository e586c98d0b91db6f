"""The names under which files know our fields. Pure.

Some headers are taken by themselves, in order of rank; some are only suggested, because they often mean
something else, and wait for a person to say so. The lists stand in docs/csv-format.md too.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from products.fields.currencies import CODES
from products.fields.skus import INVISIBLE_MARKS

FIELDS = ("sku", "name", "description", "price", "active")


class Meaning(NamedTuple):
    """What a header stands for."""

    field: str
    rank: int
    """Of two headers for one field the one with the lower rank is taken."""


def meaning_of(header: str) -> Meaning | None:
    """The field that a header names without asking anybody, or None."""
    return MEANINGS.get(normalise(header)) if len(header) <= _LONGEST else None


def suggested(field: str, headers: Iterable[str]) -> list[str]:
    """The headers that might mean `field` if a person says so."""
    return [header for header in headers if _SUGGESTED[field].fullmatch(normalise(header[:_LONGEST]))]


def normalise(header: str) -> str:
    """The header as it is compared: `Regular Price (EUR) *` becomes `regular_price`."""
    text = unicodedata.normalize("NFKC", header.translate(INVISIBLE_MARKS)).casefold()
    words = _NOT_ALPHANUMERIC.sub("_", _BRACKETED.sub(" ", text)).strip("_")
    return words or _NOT_ALPHANUMERIC.sub("_", text).strip("_")


_LONGEST = 200
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")

# In order of rank; spellings joined by "=" have the same one.
_NAMES = {
    "sku": """sku product_sku variant_sku item_sku article_sku product_code item_code item_number item_no
        article_number article_no part_number part_no reference artikelnummer referencia codigo=código""",
    "name": "name product_name title product_title item_name artikelname nombre nom",
    "description": """description product_description body body_html long_description desc beschreibung
        descripcion=descripción""",
    "price": "price regular_price unit_price variant_price product_price list_price retail_price preis precio prix",
    "active": "active is_active enabled status published product_online visible aktiv activo",
}

MEANINGS = {
    spelling: Meaning(field, rank)
    for field, names in _NAMES.items()
    for rank, spellings in enumerate(names.split())
    for spelling in spellings.split("=")
}

_LOCALE = "_[a-z]{2}(?:_[a-z]{2})?"
_CURRENCY = f"_(?:{'|'.join(sorted(CODES)).lower()})"
_SUGGESTED = {
    "sku": re.compile("code|ref|product_id|id|handle|slug|mpn|ean|upc|gtin|barcode|asin"),
    "name": re.compile(f"product|item|label|short_description|name{_LOCALE}"),
    "description": re.compile(f"short_description|summary|details|description{_LOCALE}"),
    "price": re.compile(f"price{_CURRENCY}|amount|initial_price|final_price"),
    "active": re.compile("available|in_stock|visibility"),
}
