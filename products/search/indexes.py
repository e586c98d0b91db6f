"""The indexes that only reading needs (for search and sorted lists), and how they survive big imports.

Updating an index costs far more per changed row than building it costs per product (docs/adr/0005). So a big import
drops them before it applies and builds them again before it completes; until then lists and search are slower, never
wrong. Missing ones are built at the end of every import and, after a crash, by the beat.
"""

from collections.abc import Callable

from django.db import connection

from products.models import Product
from products.models.size import number_of_products
from products.search import index_builds

REBUILD_FROM_SHARE = 0.2
"""Changed rows per product of the resulting catalogue from which building anew is faster (measured)."""
REBUILD_FROM_ROWS = 1_000
"""Fewer changed rows are not worth the trouble."""

ALL = {index.name: index for index in Product._meta.indexes}
SLOWEST_FIRST = [
    *("products_by_word", "products_by_part_of_sku", "products_by_name"),
    *("products_by_attribute", "products_by_price", "products_by_update", "products_inactive"),
]


def set_aside_for(*, created: int, updated: int) -> None:
    """Drop them if so many changes are ahead that building them afterwards is faster."""
    changed, after = created + updated, number_of_products() + created
    if changed < REBUILD_FROM_ROWS or changed < REBUILD_FROM_SHARE * after:
        return
    index_builds.drop(ALL)


def ensure(*, on_built: Callable[[], None] = lambda: None) -> None:
    """Build those that are missing. `on_built` is called after each.

    Nobody waits long for that. While old transactions are open some may stay missing: the beat builds them later.
    """
    names = sorted(missing(), key=SLOWEST_FIRST.index)
    if names:
        index_builds.drop(names)  # what a build left behind that did not come to its end
        index_builds.build([ALL[name] for name in names], on_built=on_built)


def look_at_products() -> None:
    """Refresh the planner's statistics. After the indexes are built, since some are of computed values."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {Product._meta.db_table}")


def missing() -> list[str]:
    """Their names. An index that PostgreSQL does not use, since its build did not come to its end, is missing too."""
    with connection.cursor() as cursor:
        cursor.execute(_MISSING, [[*ALL]])
        return [name for (name,) in cursor]


_MISSING = """
    SELECT name
    FROM unnest(%s::text[]) AS name LEFT JOIN pg_index ON indexrelid = to_regclass(name)
    WHERE indisvalid IS NOT TRUE
"""
