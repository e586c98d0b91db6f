"""The indexes that only reading needs (for search and sorted lists), and how they survive big imports.

Updating an index costs far more per changed row than building it costs per product (docs/adr/0005). So a big import
drops them before it applies and builds them again before it completes; until then lists and search are slower, never
wrong. Missing ones are built at the end of every import and, after a crash, by the beat.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed

from django.db import OperationalError, ProgrammingError, connection

from products.models import Product

REBUILD_FROM_SHARE = 0.2
"""Changed rows per product of the resulting catalogue from which building anew is faster (measured)."""
REBUILD_FROM_ROWS = 1_000
"""Fewer changed rows are not worth the trouble."""

ALL = {index.name: index for index in Product._meta.indexes}
SLOWEST_FIRST = [
    *("products_by_word", "products_by_part_of_sku", "products_by_name"),
    *("products_by_price", "products_by_update", "products_inactive"),
]


def set_aside_for(*, created: int, updated: int) -> None:
    """Drop them if so many changes are ahead that building them afterwards is faster."""
    changed, after = created + updated, _estimated_products() + created
    if changed < REBUILD_FROM_ROWS or changed < REBUILD_FROM_SHARE * after:
        return
    gone = missing()
    try:
        with connection.schema_editor() as editor:
            editor.execute("SET LOCAL lock_timeout = '2s'")
            for name, index in ALL.items():
                if name not in gone:
                    editor.remove_index(Product, index)
    except OperationalError:
        return  # somebody is reading the table: the indexes stay and the import takes longer


def ensure(*, on_built: Callable[[], None] = lambda: None) -> None:
    """Build those that are missing, two at a time. Reads go on; edits by hand wait for some seconds.

    `on_built` is called after each.
    """
    names = sorted(missing(), key=SLOWEST_FIRST.index)
    if connection.in_atomic_block:  # another connection would wait for this one
        for name in names:
            _build(name)
            on_built()
        return
    with ThreadPoolExecutor(max_workers=2) as pool:
        for built in as_completed([pool.submit(_build_apart, name) for name in names]):
            built.result()
            on_built()


def look_at_products() -> None:
    """Refresh the planner's statistics. After the indexes are built, since some are of computed values."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {Product._meta.db_table}")


def missing() -> list[str]:
    """Their names."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM unnest(%s::text[]) AS name WHERE to_regclass(name) IS NULL", [[*ALL]])
        return [name for (name,) in cursor]


def _build_apart(name: str) -> None:
    """On this thread's own connection."""
    try:
        _build(name)
    finally:
        connection.close()


def _build(name: str) -> None:
    """Without parallel workers: on two processors two builds at once are faster than one after the other with them."""
    try:
        with connection.schema_editor() as editor:
            editor.execute("SET LOCAL maintenance_work_mem = '256MB'; SET LOCAL max_parallel_maintenance_workers = 0")
            editor.add_index(Product, ALL[name])
    except ProgrammingError:
        if name in missing():
            raise
        # The server has just finished what a killed worker asked for.


def _estimated_products() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = to_regclass(%s)", [Product._meta.db_table]
        )
        return int(cursor.fetchone()[0])
