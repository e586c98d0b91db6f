"""How many products there are, in bounded time."""

import json
from typing import NamedTuple

from django.db import connection

from product_importer.lib import paging
from product_importer.lib.paging import Count
from products.models import Product, ProductQuerySet
from products.models.size import number_of_products


def count_catalogue() -> Count:
    """All products, exactly at any size."""
    return Count(number_of_products(), is_exact=True)


def count_products(products: ProductQuerySet) -> Count:
    """How many there are: exactly up to 10,000; above, that is the least there can be."""
    number = products.order_by()[: paging.COUNTED_EXACTLY_UP_TO + 1].count()
    return Count(min(number, paging.COUNTED_EXACTLY_UP_TO), is_exact=number <= paging.COUNTED_EXACTLY_UP_TO)


def estimate(products: ProductQuerySet) -> Count:
    """PostgreSQL's estimate, to two digits, of a number that would take too long to count."""
    return roughly(expected(products))


def expected(products: ProductQuerySet) -> int:
    """How many PostgreSQL expects, by its statistics alone."""
    plan = json.loads(products.order_by().explain(format="json"))[0]["Plan"]
    return int(plan["Plan Rows"])


def roughly(number: int) -> Count:
    """To two digits, and more than is counted exactly."""
    rows = max(number, paging.COUNTED_EXACTLY_UP_TO + 1)
    unit = 10 ** (len(str(rows)) - 2)
    return Count(-(-rows // unit) * unit, is_exact=False)


class Share(NamedTuple):
    percent: float
    is_exact: bool


def share_active(number: int) -> Share | None:
    """The active ones of so many products in all: counted if these are few, from PostgreSQL's statistics if many.

    None if there are no products, or no statistics.
    """
    if not number:
        return None
    if number <= paging.COUNTED_EXACTLY_UP_TO:
        return Share(100 * Product.objects.filter(active=True).count() / number, is_exact=True)
    with connection.cursor() as cursor:
        cursor.execute(_SHARE_ACTIVE, [Product._meta.db_table])
        found = cursor.fetchone()
    return Share(round(100 * found[0]), is_exact=False) if found else None


_SHARE_ACTIVE = """
    SELECT frequency FROM pg_stats, unnest(most_common_vals::text::text[], most_common_freqs) AS s(value, frequency)
    WHERE schemaname = current_schema() AND tablename = %s AND attname = 'active' AND value = 't'
"""
