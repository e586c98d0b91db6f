"""Pages of a list: which rows stand on one, how many there are in all, which page numbers to offer."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from django.db import connection, models

from products.models import Product, ProductQuerySet

PAGE_SIZE = 50
COUNTED_EXACTLY_UP_TO = 10_000
NEIGHBOURS = 1

Row = TypeVar("Row", bound=models.Model)


class Count(NamedTuple):
    number: int
    is_exact: bool


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of a list, and its place among the others. Pages are counted from 1."""

    rows: Sequence[Row]
    number: int
    size: int
    count: Count

    @property
    def pages(self) -> int:
        return last_page(self.count.number, self.size)

    @property
    def first_row(self) -> int:
        return (self.number - 1) * self.size + 1

    @property
    def last_row(self) -> int:
        return self.first_row + len(self.rows) - 1

    @property
    def links(self) -> list[int | None]:
        """Page numbers to offer: the ends and the neighbours; None stands for a gap."""
        around = range(self.number - NEIGHBOURS, self.number + NEIGHBOURS + 1)
        offered = sorted({number for number in (1, *around, self.pages) if 1 <= number <= self.pages})
        links: list[int | None] = []
        for number in offered:
            if links and number - (links[-1] or 0) > 1:
                links.append(number - 1 if number - (links[-1] or 0) == 2 else None)
            links.append(number)
        return links


def page_of(
    queryset: models.QuerySet[Row], *, key: str, number: str | int | None, count: Count, size: int = PAGE_SIZE
) -> Page[Row]:
    """The page with that number, or the nearest one that exists.

    `key` is the unique column of the queryset's order. The keys of the page are found first, from the index
    alone, so that a deep page does not read all the rows before it.
    """
    wanted = min(_page_number(number), last_page(count.number, size))
    start = (wanted - 1) * size
    keys = list(queryset.values_list(key, flat=True)[start : start + size]) if count.number else []
    return Page(rows=list(queryset.filter(**{f"{key}__in": keys})), number=wanted, size=size, count=count)


def count_products(products: ProductQuerySet, *, is_whole_catalogue: bool) -> Count:
    """How many there are: exactly up to 10,000; above, an estimate for the catalogue, a lower bound for a search."""
    number = products.order_by()[: COUNTED_EXACTLY_UP_TO + 1].count()
    if number <= COUNTED_EXACTLY_UP_TO:
        return Count(number, is_exact=True)
    return Count(estimated_rows(Product) if is_whole_catalogue else COUNTED_EXACTLY_UP_TO, is_exact=False)


def estimate(products: ProductQuerySet) -> Count:
    """What PostgreSQL's statistics say of so many products that counting them would take long: two digits of it."""
    plan = json.loads(products.order_by().explain(format="json"))[0]["Plan"]
    rows = max(int(plan["Plan Rows"]), COUNTED_EXACTLY_UP_TO + 1)
    unit = 10 ** (len(str(rows)) - 2)
    return Count(-(-rows // unit) * unit, is_exact=False)


def share_active(count: Count) -> float | None:
    """The percentage of active products: counted while the catalogue is small, then from PostgreSQL's statistics.

    None if there is nothing to tell.
    """
    if not count.number:
        return None
    if count.is_exact:
        return 100 * Product.objects.filter(active=True).count() / count.number
    sql = """
        SELECT frequency FROM pg_stats, unnest(most_common_vals::text::text[], most_common_freqs) AS s(value, frequency)
        WHERE schemaname = current_schema() AND tablename = %s AND attname = 'active' AND value = 't'
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [Product._meta.db_table])
        found = cursor.fetchone()
    return 100 * found[0] if found else None


def last_page(count: int, size: int) -> int:
    return max(-(-count // size), 1)


def _page_number(text: str | int | None) -> int:
    number = str(text or 1)
    return max(int(number), 1) if number.isascii() and number.isdigit() and len(number) <= 9 else 1


def estimated_rows(model: type[models.Model]) -> int:
    """What PostgreSQL believes the table holds, without counting.

    Its running count knows of every insert and delete but is forgotten in a crash; the last ANALYZE's figure
    survives but is older. The greater of them, and never less than what was counted.
    """
    sql = """
        SELECT greatest(c.reltuples::bigint, s.n_live_tup, %s)
        FROM pg_class c JOIN pg_stat_all_tables s ON s.relid = c.oid
        WHERE c.oid = to_regclass(%s)
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [COUNTED_EXACTLY_UP_TO, model._meta.db_table])
        return int(cursor.fetchone()[0])
