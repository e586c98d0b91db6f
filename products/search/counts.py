"""How many products there are, in bounded time."""

import json

from django.db import connection

from product_importer.lib import paging
from product_importer.lib.paging import Count, estimated_rows
from products.models import Product, ProductQuerySet


def count_products(products: ProductQuerySet, *, is_whole_catalogue: bool) -> Count:
    """How many there are: exactly up to 10,000; above, an estimate for the catalogue, a lower bound for a search."""
    number = products.order_by()[: paging.COUNTED_EXACTLY_UP_TO + 1].count()
    if number <= paging.COUNTED_EXACTLY_UP_TO:
        return Count(number, is_exact=True)
    return Count(estimated_rows(Product) if is_whole_catalogue else paging.COUNTED_EXACTLY_UP_TO, is_exact=False)


def estimate(products: ProductQuerySet) -> Count:
    """PostgreSQL's estimate, to two digits, of a number that would take too long to count."""
    plan = json.loads(products.order_by().explain(format="json"))[0]["Plan"]
    rows = max(int(plan["Plan Rows"]), paging.COUNTED_EXACTLY_UP_TO + 1)
    unit = 10 ** (len(str(rows)) - 2)
    return Count(-(-rows // unit) * unit, is_exact=False)


def share_active(count: Count) -> float | None:
    """The percentage of active products: counted in a small catalogue, from PostgreSQL's statistics in a large one.

    None if there are no products, or no statistics.
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
