"""Values of an own field that begin with a text or contain it, found in bounded time at any size of the catalogue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.db import OperationalError, connection, transaction
from psycopg.errors import QueryCanceled

from products.fields.asked import can_be_sorted
from products.fields.field import Field
from products.fields.own_kinds import Choice
from products.fields.registry import Fields
from products.fields.spelling import on_one_line
from products.models import Product, ProductQuerySet
from products.models.attributes import OwnTexts, contains, sort_key_sql, text_sql
from products.models.product import SHORTEST_TRIGRAM
from products.search import own_indexes

MOST = 10
STEPS = 1_000
"""Different values that are looked at, in their order, for those that contain the text."""
LOOKED_AT = 2_000
"""Products that are looked at where no index leads to the values."""
PATIENCE_MS = 20
"""How long products with such words are looked for."""

KINDS = frozenset({"choice", "text", "list", "url", "barcode"})
"""Whose values people type."""


def suggestions(fields: Fields, field: Field, text: str) -> list[str]:
    """Up to MOST values, those that begin with the text first.

    Of a choice, the choices. Of a field that lists go by the order of, its values along that index, those that contain
    the text among the first STEPS; of a searchable one, those that the search box finds. Otherwise some of the values
    that products have which were changed lately.
    """
    line, kind = on_one_line(text), field.kind
    if kind.name not in KINDS:
        return []
    if isinstance(kind, Choice):
        return _best(kind.choices, line)
    usable, own = own_indexes.usable(fields), OwnTexts(own_indexes.searched_among(fields))
    if can_be_sorted(field) and own_indexes.order_index(field) in usable:
        found = _along_the_order(field, line)
    elif field in own.searched and own_indexes.search_index(field, own) in usable:
        found = _searched(field, line, own)
    else:
        found = _of_products(field, Product.objects.lately_changed())
    return _best(found, line)


def _best(values: Iterable[str], line: str) -> list[str]:
    part = line.casefold()
    found = [value for value in dict.fromkeys(values) if part in value.casefold()]
    return sorted(found, key=lambda value: not value.casefold().startswith(part))[:MOST]


def _along_the_order(field: Field, line: str) -> list[str]:
    """Jumps from each different value to the next one."""
    key, value = sort_key_sql(field), text_sql(field)
    parameters: dict[str, str | int] = {"text": line, "steps": STEPS, "most": MOST}
    found = list[str]()
    with connection.cursor() as cursor:
        for condition in (_BEGINS, _CONTAINS) if line else (_BEGINS,):
            if len(found) < MOST:
                cursor.execute(_JUMP.format(key=key, value=value, **condition), parameters)
                found += [text for (text,) in cursor]
    return found


def _searched(field: Field, line: str, own: OwnTexts) -> list[str]:
    """As the search box finds them, unless that takes long: the words may be all over the catalogue in other fields."""
    lately = Product.objects.lately_changed()
    if len(line) < SHORTEST_TRIGRAM:
        return _of_products(field, lately)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = {PATIENCE_MS}")
            products = Product.objects.with_own_words_like(line, own) if field in own.with_words else Product.objects
            found = _of_products(field, products.filter(contains(field, line)))
            cursor.execute("RESET statement_timeout")
    except OperationalError as error:
        if not isinstance(error.__cause__, QueryCanceled):
            raise
        return _of_products(field, lately)
    return found


def _of_products(field: Field, products: ProductQuerySet) -> list[str]:
    """Their values, the most frequent first."""
    stored = products.values_list(f"attributes__{field.key}", flat=True)[:LOOKED_AT]
    texts = (text for value in stored if value is not None for text in (value if isinstance(value, list) else [value]))
    return [str(text) for text, _ in Counter(texts).most_common()]


_BEGINS = {
    "start": "lower(%(text)s)",
    "goes_on": "starts_with(along.key, lower(%(text)s))",
    "fits": "starts_with(key, lower(%(text)s))",
}
_CONTAINS = {"start": "''", "goes_on": "true", "fits": "position(lower(%(text)s) IN key) > 0"}

_JUMP = """
    WITH RECURSIVE along (key, value, step) AS (
        (
            SELECT {key}, {value}, 1
            FROM products_product
            WHERE {key} >= {start} AND {key} > ''
            ORDER BY {key}, id
            LIMIT 1
        )
        UNION ALL
        SELECT following.key, following.value, step + 1
        FROM along, LATERAL (
            SELECT {key} AS key, {value} AS value
            FROM products_product
            WHERE {key} > along.key
            ORDER BY {key}, id
            LIMIT 1
        ) AS following
        WHERE step < %(steps)s AND {goes_on}
    )
    SELECT value FROM along WHERE {fits} LIMIT %(most)s
"""
