"""The page that a ProductQuery asks for: by cursor at the same cost anywhere, by number from the nearer end."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from product_importer.lib import paging
from product_importer.lib.keyset import cursor_after, cursor_before, cursor_page
from product_importer.lib.paging import Count, last_page
from products.models import Product, ProductQuerySet
from products.search import counts, window
from products.search.query import ProductQuery, reversed_order
from products.search.window import Window

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
    """The page that the query asks for. Raises InvalidCursor, and NoSuchPage for a number.

    Few matches are best found first and then sorted; many are soon met while reading the order's index. PostgreSQL
    cannot tell the two cases apart when filter and order are correlated, so it is told.
    """
    products = query.filter.products()
    if not query.filter.given:
        return _paged(query, counts.count_catalogue(), products)
    expected = counts.expected(products)
    if query.filter.has_text:
        return _searched(query, products, expected)
    about = counts.roughly(expected)
    near = 0 if expected > window.SORTED_UP_TO or _is_far(query) else window.looked_at(query, expected)
    if not near:
        return _paged(query, *_counted(products, about))
    return _read_near(query, products, near, expected, about) or _sorted(query, products, expected, about)


def _searched(query: ProductQuery, products: ProductQuerySet, expected: int) -> Listing:
    """Nothing is known of the number of matches of a text that are not counted, but that they are many."""
    if _is_far(query):
        return _of_all(query, window.sort_all(query, products))
    if_many = Count(paging.COUNTED_EXACTLY_UP_TO, is_exact=False)
    if expected > window.SORTED_UP_TO:
        few = window.sort_few(query, products, paging.COUNTED_EXACTLY_UP_TO)
        return _of_all(query, few) if few.is_all else _read(query, if_many)
    near = window.looked_at(query, expected)
    found = _read_near(query, products, near, expected, if_many) if near else None
    return found or _sorted(query, products, expected, if_many)


def _read_near(
    query: ProductQuery, products: ProductQuerySet, near: int, expected: int, if_many: Count
) -> Listing | None:
    """The page if it ends among so many products. `if_many`: what to show as the number of matches if they are many.

    That a whole page was there bears out what PostgreSQL expects. If that is far more than is counted exactly, counting
    would only take time.
    """
    ids = window.read_near(query, products, near)
    if len(ids) <= query.page_size:
        return None
    if window.are_surely_many(expected):
        return _found(query, if_many, ids)
    count = counts.count_products(products)
    return _found(query, count if count.is_exact else if_many, ids)


def _sorted(query: ProductQuery, products: ProductQuerySet, expected: int, if_many: Count) -> Listing:
    """If few products match, one statement counts, sorts and pages them, since searching is the expensive part. If more
    do, these few tell where the page ends at the latest, unless they are the last ones of the order.
    """
    few = window.few_of(expected)
    tells_an_end = window.tells_an_end(query, few)
    found = window.sort_few(query, products, few) if tells_an_end else window.sort_many(query, products)
    if found.is_all:
        return _of_all(query, found)
    ids = window.sort_to_an_end(query, products, found) if tells_an_end else None
    return _read(query, if_many) if ids is None else _found(query, if_many, ids)


def _is_far(query: ProductQuery) -> bool:
    return not query.cursor and (query.page or 1) * query.page_size > READ_UP_TO


def _counted(products: ProductQuerySet, about: Count) -> tuple[Count, ProductQuerySet]:
    """The number of matches, exact up to 10,000 and estimated above, and the matches."""
    count = counts.count_products(products)
    if not count.is_exact:
        return about, products
    found = products.values("pk")[: paging.COUNTED_EXACTLY_UP_TO + 1]
    return count, Product.objects.filter(pk__in=found)


def _read(query: ProductQuery, count: Count) -> Listing:
    return _paged(query, count, query.filter.products(by_reading=True))


def _paged(query: ProductQuery, count: Count, products: ProductQuerySet) -> Listing:
    if query.cursor:
        return _by_cursor(query, count, query.with_sort_keys(products))
    return _by_number(query, count, query.with_sort_keys(products))


def _of_all(query: ProductQuery, found: Window) -> Listing:
    count = Count(found.matched, is_exact=True)
    if not query.cursor and (query.page or 1) > last_page(found.matched, query.page_size):
        raise NoSuchPage(query.page or 1, count, query.page_size)
    return _found(query, count, found.ids)


def _found(query: ProductQuery, count: Count, ids: list[UUID]) -> Listing:
    products = query.with_sort_keys(Product.objects.filter(pk__in=ids))
    if query.cursor:
        return _by_cursor(query, count, products)
    rows = list(products.order_by(*query.order))
    return _numbered(query, count, rows[: query.page_size], has_next=len(rows) > query.page_size)


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
