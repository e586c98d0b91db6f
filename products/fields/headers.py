"""The column headers by which files name our fields. Pure.

Some are recognised without asking, in order of rank. Others often mean something else, so they are only suggested
and a person decides. Each field has its own (`builtin`); docs/csv-format.md lists them.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from product_importer.lib.text import unaccented
from products.fields.registry import FIELDS, Fields, HeaderMeaning
from products.fields.skus import INVISIBLE_MARKS


def meaning_of(header: str, fields: Fields = FIELDS) -> HeaderMeaning | None:
    """The field that a header names beyond doubt, or None."""
    return fields.meanings.get(normalise(header)) if len(header) <= _LONGEST else None


def rank_as_currency(header: str) -> int | None:
    """The rank of a header that names the column with the currency of each row's price, or None."""
    return _CURRENCY_RANKS.get(normalise(header)) if len(header) <= _LONGEST else None


def count_known(cells: Sequence[str]) -> int:
    """How many cells name one of our fields without asking anybody: many in a header, few in data."""
    return sum(meaning_of(cell) is not None for cell in cells)


def suggested(field: str, headers: Iterable[str]) -> list[str]:
    """The headers that might mean a field that every catalogue has; a person decides."""
    pattern = _SUGGESTED.get(field)
    return [header for header in headers if pattern and pattern.fullmatch(normalise(header[:_LONGEST]))]


def normalise(header: str) -> str:
    """The header as it is compared: `Regular Price (EUR) *` becomes `regular_price`, `Référence` `reference`.

    One that is too long for a name is compared as it stands.
    """
    return _remembered(header) if len(header) <= _LONGEST else _normalised(header)


def _normalised(header: str) -> str:
    visible = header.translate(INVISIBLE_MARKS).strip()
    if len(visible) > _LONGEST_COMPARED:
        return visible
    text = unaccented(visible)
    words = _NOT_ALPHANUMERIC.sub("_", _BRACKETED.sub(" ", text)).strip("_")
    return words or _NOT_ALPHANUMERIC.sub("_", text).strip("_")


_remembered = lru_cache(maxsize=10_000)(_normalised)
_LONGEST = 200
_LONGEST_COMPARED = 1_000
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")

CURRENCY = """
    currency currency_code price_currency currency_iso_code iso_currency
    wahrung waehrung wahrungscode waehrungscode preiswahrung preiswaehrung devise code_devise monnaie valuta
    codice_valuta divisa moneda codigo_moneda codigo_de_moneda moeda codigo_da_moeda valutacode munteenheid
    waluta kod_waluty mena penznem валюта
"""
"""The headers of a column with the currency of each row's price: no field of its own, but read with amounts."""
_CURRENCY_RANKS = {spelling: rank for rank, spelling in enumerate(CURRENCY.split())}
_SUGGESTED = {field.key: re.compile(field.suggested) for field in FIELDS}
