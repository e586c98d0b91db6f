"""The page that a ProductQuery asks for: by cursor at the same cost anywhere, by number from the nearer end."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction

from product_importer.lib import paging
from product_importer.lib.keyset import cursor_after, cursor_before, cursor_page, place_of
from product_importer.lib.paging import Count, last_page
from products.models import Product, ProductQuerySet
from products.search import counts
from products.search.query import ProductFilter, ProductQuery, reversed_order

SORTED_UP_TO = 100_000
"""Up to this many matches of a text are all sorted: the first match in an order may be far from its beginning."""

READ_UP_TO = 10_000
"""Matches of a text that are found by reading an order from its beginning; to get beyond them all are sorted."""


class NoSuchPage(Exception):
    """The list has fewer pages."""

    def __init__(self, number: int, count: Count, size: int) -> None:
        last = f"; the last one is {last_page(count.number, size):,}" if count.is_exact else ""
        super().__init__(f"There is no page {number:,}{last}.")


@dataclass(frozen=True)
class Listing:
    """One page of a list, and its place in the list."""

    query: ProductQuery
    count: Count
    rows: list[Product]
    first_row: int
    """Its number in the list, from 1; approximate, deep in a list that is changing."""
    next_cursor: str | None
    previous_cursor: str | None

    @property
    def last_row(self) -> int:
        return self.first_row + len(self.rows) - 1

    @property
    def number(self) -> int:
        return (self.first_row - 1) // self.query.page_size + 1

    @property
    def pages(self) -> int:
        return last_page(self.count.number, self.query.page_size)

    @property
    def links(self) -> list[tuple[int | None, str]]:
        """Page numbers to offer, with their links: the ends and neighbours. None is a gap."""
        around = {self.number - 1, self.number + 1, 1, self.pages}
        numbers = sorted({self.number, *(number for number in around if 1 <= number <= self.pages)})
        links: list[tuple[int | None, str]] = []
        for number in numbers:
            if links and number - (links[-1][0] or 0) > 1:
                links.append((None, ""))
            links.append((number, self.query.url(page=number)))
        return links

    @property
    def next_url(self) -> str:
        return self.query.url(cursor=self.next_cursor) if self.next_cursor else ""

    @property
    def previous_url(self) -> str:
        return self.query.url(cursor=self.previous_cursor) if self.previous_cursor else ""

    @property
    def export_query(self) -> str:
        """The filters only: a file has all pages."""
        return ProductQuery(filter=self.query.filter).url()


def find_page(query: ProductQuery) -> Listing:
    """The page that the query asks for. Raises InvalidCursor, and NoSuchPage for a number."""
    if query.filter.has_text:
        return _searched(query)
    count, products = _counted(query.filter)
    return _paged(query, count, products)


def _paged(query: ProductQuery, count: Count, products: ProductQuerySet) -> Listing:
    if query.cursor:
        return _by_cursor(query, count, query.with_sort_keys(products))
    return _by_number(query, count, query.with_sort_keys(products))


def _counted(wanted: ProductFilter) -> tuple[Count, ProductQuerySet]:
    """The number of matches, exact up to 10,000 and estimated above, and the matches.

    Few matches are best found first and then sorted; many are soon met while reading the order's index. PostgreSQL
    cannot tell the two cases apart when filter and order are correlated, so it is told.
    """
    products = wanted.products()
    if not wanted.given:
        return counts.count_catalogue(), products
    count = counts.count_products(products)
    if not count.is_exact:
        return counts.estimate(products), products
    found = products.values("pk")[: paging.COUNTED_EXACTLY_UP_TO + 1]
    return count, Product.objects.filter(pk__in=found)


def _searched(query: ProductQuery) -> Listing:
    """If few products match, one statement counts, sorts and pages them, since searching is the expensive part."""
    products = query.filter.products()
    is_far = not query.cursor and (query.page or 1) * query.page_size > READ_UP_TO
    few = SORTED_UP_TO if counts.estimate(products).number < SORTED_UP_TO else paging.COUNTED_EXACTLY_UP_TO
    most = None if is_far else few
    matched, ids = _window(query, products, most)
    if most is not None and matched > most:
        many = query.filter.products(by_reading=True)
        return _paged(query, Count(most, is_exact=False), many)
    count, found = Count(matched, is_exact=True), query.with_sort_keys(Product.objects.filter(pk__in=ids))
    if query.cursor:
        return _by_cursor(query, count, found)
    if (query.page or 1) > last_page(matched, query.page_size):
        raise NoSuchPage(query.page or 1, count, query.page_size)
    rows = list(found.order_by(*query.order))
    return _numbered(query, count, rows[: query.page_size], has_next=len(rows) > query.page_size)


_WINDOW = """
    WITH found AS MATERIALIZED ({matching})
    SELECT
        (SELECT count(*) FROM found),
        ARRAY (SELECT id FROM found WHERE {condition} ORDER BY {order} LIMIT %s OFFSET %s)
"""


def _window(query: ProductQuery, products: ProductQuerySet, most: int | None) -> tuple[int, list[UUID]]:
    """How many products match, counted to one more than `most`, and the ids of the page and of the row after it.

    `most`: None to count and sort them all.
    """
    products = query.with_sort_keys(products)
    names = [name.removeprefix("-") for name in query.order]
    place = place_of(products, query.order, query.cursor, query.list_name) if query.cursor else None
    falling = query.order[0].startswith("-") != (place is not None and place.is_backwards)
    matching = products.values(*{"id", *names})[: None if most is None else most + 1]
    statement, parameters = matching.query.sql_with_params()
    condition = "true"
    if place:
        condition = f"({', '.join(names)}) {'<' if falling else '>'} ({', '.join(['%s'] * len(names))})"
    order = ", ".join(f"{name} DESC" if falling else name for name in names)
    skipped = 0 if place else ((query.page or 1) - 1) * query.page_size
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL max_parallel_workers_per_gather = 0")  # to start them takes longer than they save
        cursor.execute(
            _WINDOW.format(matching=statement, condition=condition, order=order),
            [*parameters, *(place.values if place else []), query.page_size + 1, skipped],
        )
        matched, ids = cursor.fetchone()
    return matched, ids


def _by_cursor(query: ProductQuery, count: Count, products: ProductQuerySet) -> Listing:
    page = cursor_page(
        products, order=query.order, cursor=query.cursor, size=query.page_size, list_name=query.list_name
    )
    return Listing(query, count, page.rows, page.first_row, page.next_cursor, page.previous_cursor)


def _by_number(query: ProductQuery, count: Count, products: ProductQuerySet) -> Listing:
    """Counted from the nearer end. A list that was counted only roughly may go on behind what is thought its end."""
    number, size = query.page or 1, query.page_size
    last = last_page(count.number, size)
    if number > last and count.is_exact:
        raise NoSuchPage(number, count, size)
    is_counted_from_the_end = last // 2 < number <= last and not query.filter.has_text
    if is_counted_from_the_end:
        behind = max(count.number - number * size, 0)
        ahead = (number - 1) * size
        rows = _slice(query, products, reversed_order(query.order), behind, count.number - behind - ahead)[::-1]
        return _numbered(query, count, rows, has_next=number < last)
    rows = _slice(query, products, query.order, (number - 1) * size, size + 1)
    if number > 1 and not rows:
        raise NoSuchPage(number, count, size)
    return _numbered(query, count, rows[:size], has_next=len(rows) > size)


def _slice(query: ProductQuery, products: ProductQuerySet, order: list[str], start: int, size: int) -> list[Product]:
    """Finds the last column of the order, which is unique, from the index alone: rows before them are not read."""
    unique = order[-1].removeprefix("-")
    keys = products.order_by(*order).values(unique)[start : start + size]
    found = Product.objects.filter(**{f"{unique}__in": keys})
    return list(query.with_sort_keys(found).order_by(*order))


def _numbered(query: ProductQuery, count: Count, rows: list[Product], *, has_next: bool) -> Listing:
    first = ((query.page or 1) - 1) * query.page_size + 1
    return Listing(
        query=query,
        count=count,
        rows=rows,
        first_row=first,
        next_cursor=cursor_after(rows[-1], query.order, first + len(rows), query.list_name) if has_next else None,
        previous_cursor=cursor_before(rows[0], query.order, first, query.list_name) if rows and first > 1 else None,
    )
