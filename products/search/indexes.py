"""The indexes that only reading needs (for search and sorted lists), and how they survive big imports.

Updating an index costs far more per changed row than building it costs per product (docs/adr/0005). So a big import
drops them before it applies and builds them again before it completes; until then lists and search are slower, never
wrong. Missing ones are built at the end of every import and, after a crash, by the beat.
"""

from collections.abc import Callable, Collection, Mapping

from django.db import connection
from django.db.models import Index

from products.fields.models import current_fields
from products.fields.registry import Fields
from products.models import Product
from products.models.size import number_of_products
from products.search import index_builds, own_indexes

REBUILD_FROM_SHARE = 0.2
"""Changed rows per product of the resulting catalogue from which building anew is faster (measured)."""
REBUILD_FROM_ROWS = 1_000
"""Fewer changed rows are not worth the trouble."""

STAYING = {"products_pinned"}
"""Those that cost next to nothing while rows are written, as hardly any product is in them."""

ALL: dict[str, Index] = {index.name: index for index in Product._meta.indexes if index.name not in STAYING}
SLOWEST_FIRST = [
    *("products_by_word", "products_by_part_of_sku", "products_by_name"),
    *("products_by_attribute", "products_by_price", "products_by_update", "products_inactive"),
]
"""Those of own fields stand between: words take long, parts less, orders as long as that of the prices."""
_ALIKE = {
    own_indexes.WORDS: "products_by_word",
    own_indexes.PARTS: "products_by_part_of_sku",
    own_indexes.ORDERS: "products_by_price",
}


def set_aside_for(*, created: int, updated: int) -> None:
    """Drop them if so many changes are ahead that building them afterwards is faster."""
    changed, after = created + updated, number_of_products() + created
    if changed < REBUILD_FROM_ROWS or changed < REBUILD_FROM_SHARE * after:
        return
    index_builds.drop(wanted(current_fields()))


def ensure(*, on_built: Callable[[], None] = lambda: None) -> None:
    """Build those that are missing. `on_built` is called after each.

    Nobody waits long for that. While old transactions are open some may stay missing: the beat builds them later.
    """
    if not (names := in_order(missing())):
        return
    fields = current_fields()
    drop_unwanted(fields, and_these=names)  # what a build left behind that did not come to its end
    indexes = wanted(fields)
    index_builds.build([indexes[name] for name in names], on_built=on_built)
    own_indexes.learn_words(own_indexes.to_learn(fields))


def wanted(fields: Fields) -> Mapping[str, Index]:
    """Name → index, for all that ought to be there."""
    return ALL | own_indexes.wanted(fields)


def in_order(names: Collection[str]) -> list[str]:
    """As they are built: the slowest first."""
    return sorted(names, key=_place)


def drop_unwanted(fields: Fields, *, and_these: Collection[str] = ()) -> None:
    """Drop those that own fields wanted at another time."""
    index_builds.drop([*own_indexes.unwanted(fields), *and_these])


def look_at_products() -> None:
    """Refresh the planner's statistics. After the indexes are built, since some are of computed values."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {Product._meta.db_table}")


def missing() -> list[str]:
    """Their names. An index that PostgreSQL does not use, since its build did not come to its end, is missing too, and
    so is that of own words while some words are not known."""
    fields = current_fields()
    usable = own_indexes.present(ALL) | own_indexes.usable(fields)
    return [name for name in wanted(fields) if name not in usable]


def _place(name: str) -> tuple[int, str]:
    alike = next((other for start, other in _ALIKE.items() if name.startswith(start)), name)
    return SLOWEST_FIRST.index(alike), name
