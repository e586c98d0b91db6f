"""Pages of matches that are found first and sorted then: all of them, or those before an end that the page lies before.

Where more match than are quickly sorted, the first that PostgreSQL meets, whichever they are, tell such an end: if they
were all, the page would end there, and others can only make it end earlier. Up to that end PostgreSQL finds the matches
by two indexes at once, that of the filter and that of the order, and visits no other product.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Func, TextField, Value
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual

from product_importer.lib import paging
from product_importer.lib.keyset import Place, behind, is_falling, place_of
from products.models import Product, ProductQuerySet
from products.models.size import number_of_products
from products.search.query import ProductQuery

SORTED_UP_TO = 100_000
"""No more matches are sorted for a page near the beginning of a list, or near a cursor."""

LOOKED_AT = 5_000
"""Products of an order that are looked at one by one, at most, in the hope that the page ends among them."""

_FAR_MORE = 3

AS_THEY_CAME = {"id", "updated_at", "sku_key"}
"""Columns in whose order products often stand in the table: they come one after the other, and files are sorted."""

Key: TypeAlias = tuple[Any, ...]
"""A product's values in the columns of the order."""


@dataclass(frozen=True)
class Window:
    matched: int
    """How many products match; if these are not all, one more than were to be sorted."""
    ids: list[UUID]
    """Of the page, and of the row after it if there is one."""
    is_all: bool
    """Whether all that match were sorted."""


def sort_all(query: ProductQuery, products: ProductQuerySet) -> Window:
    """However many there are."""
    return _window(query, products, None)


def are_surely_many(expected: int) -> bool:
    """Whether so many more are expected than are counted exactly that counting would only take time."""
    return expected >= _FAR_MORE * paging.COUNTED_EXACTLY_UP_TO


def few_of(expected: int) -> int:
    """How many matches are sorted in the hope that they are all, or tell where the page ends. Half of them tell it
    nearly as well.
    """
    return paging.COUNTED_EXACTLY_UP_TO // (2 if are_surely_many(expected) else 1)


def sort_few(query: ProductQuery, products: ProductQuerySet, most: int) -> Window:
    """If more match, then some of them."""
    return _window(query, products, most)


def looked_at(query: ProductQuery, expected: int) -> int:
    """Three times the products among which the page would stand if so many matches were spread evenly, since
    expectations are rough. 0 if these are too many, or the matches too few.
    """
    if expected <= paging.COUNTED_EXACTLY_UP_TO:
        return 0
    rows = 3 * (_skipped(query) + query.page_size + 1)
    number = -(-rows * number_of_products() // expected)
    return number if number <= LOOKED_AT else 0


def read_near(query: ProductQuery, products: ProductQuerySet, number: int) -> list[UUID]:
    """The ids of the page, and of the row after it, if all stand among the next products of the order, so many of which
    are read one by one. Fewer or none if they do not.
    """
    to_come, everything = _to_come(query, products), _to_come(query, Product.objects.all())
    order, start = _order(query), _skipped(query)
    end = everything.order_by(*order).values_list(*_names(query))[number : number + 1]
    within = (_until(query, to_come, end[0]) if end else to_come).order_by(*order).values_list("id", flat=True)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_bitmapscan = off")  # it would find all matches before the first is looked at
        return list(within[start : start + query.page_size + 1])


def sort_many(query: ProductQuery, products: ProductQuerySet) -> Window:
    """As many as a page may take."""
    return _window(query, products, SORTED_UP_TO)


def tells_an_end(query: ProductQuery, some: int) -> bool:
    """Whether the matches that PostgreSQL meets first say where the page ends: not if it lies deep, or if they are the
    last ones of the order.
    """
    if 2 * (_skipped(query) + query.page_size) > some:
        return False
    return not (is_falling(query.order, _place(query)) and _names(query)[0] in AS_THEY_CAME)


def sort_to_an_end(query: ProductQuery, products: ProductQuerySet, some: Window) -> list[UUID] | None:
    """The ids of the page, and of the row after it, from many matches. None: too many would have to be sorted.

    `some`: of the matches, those that PostgreSQL met first.
    """
    to_come = _to_come(query, products)
    end = _key(query, some.ids[-1]) if len(some.ids) > query.page_size else None
    found = _window(query, to_come if end is None else _until(query, to_come, end), SORTED_UP_TO)
    if end is not None and len(found.ids) <= query.page_size:  # some have gone meanwhile
        found = _window(query, to_come, SORTED_UP_TO)
    return found.ids if found.is_all else None


def _key(query: ProductQuery, pk: UUID) -> Key | None:
    return query.with_sort_keys(Product.objects.filter(pk=pk)).values_list(*_names(query)).first()


def _to_come(query: ProductQuery, products: ProductQuerySet) -> ProductQuerySet:
    """Those behind the cursor, with the columns of the order."""
    products, place = query.with_sort_keys(products), _place(query)
    return behind(products, query.order, place) if place else products


def _until(query: ProductQuery, products: ProductQuerySet, end: Key) -> ProductQuerySet:
    """Those up to the end, in the form that the order's index finds."""
    is_before = GreaterThanOrEqual if is_falling(query.order, _place(query)) else LessThanOrEqual
    return products.filter(is_before(Row(*map(F, _names(query))), Row(*map(Value, end))))


class Row(Func):
    """Values that are compared from the first to the last."""

    template = "ROW(%(expressions)s)"
    output_field = TextField()


def _place(query: ProductQuery) -> Place | None:
    products = query.with_sort_keys(Product.objects.all())
    return place_of(products, query.order, query.cursor, query.list_name) if query.cursor else None


def _order(query: ProductQuery) -> list[str]:
    direction = "-" if is_falling(query.order, _place(query)) else ""
    return [direction + name for name in _names(query)]


def _names(query: ProductQuery) -> list[str]:
    return [name.removeprefix("-") for name in query.order]


def _skipped(query: ProductQuery) -> int:
    return 0 if query.cursor else ((query.page or 1) - 1) * query.page_size


_WINDOW = """
    WITH found AS MATERIALIZED ({matching})
    SELECT
        (SELECT count(*) FROM found),
        ARRAY (SELECT id FROM found WHERE {condition} ORDER BY {order} LIMIT %s OFFSET %s)
"""


def _window(query: ProductQuery, products: ProductQuerySet, most: int | None) -> Window:
    """`most`: None to count and sort them all."""
    names, place = _names(query), _place(query)
    falling = is_falling(query.order, place)
    matching = query.with_sort_keys(products).values(*{"id", *names})[: None if most is None else most + 1]
    statement, parameters = matching.query.sql_with_params()
    condition = "true"
    if place:
        condition = f"({', '.join(names)}) {'<' if falling else '>'} ({', '.join(['%s'] * len(names))})"
    order = ", ".join(f"{name} DESC" if falling else name for name in names)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL max_parallel_workers_per_gather = 0")  # to start them takes longer than they save
        cursor.execute(
            _WINDOW.format(matching=statement, condition=condition, order=order),
            [*parameters, *(place.values if place else []), query.page_size + 1, _skipped(query)],
        )
        matched, ids = cursor.fetchone()
    return Window(matched, ids, is_all=most is None or matched <= most)
