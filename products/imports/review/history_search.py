"""Where to look for products whose SKU or name contains a text: all that an import did to them need not be read.

The indexes of the catalogue find them if they are few. Names that the import changed stand in the stretches.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple, TypeVar
from uuid import UUID

from products.fields.skus import fold
from products.imports.review import history_changed
from products.imports.review.filters import Filters
from products.models import Product
from products.models.changes import Action, Change

_Value = TypeVar("_Value", str, UUID)

FEW_CHANGES = 10_000
"""If the import changed no more, its stretches are read one after the other."""

FEW_MATCHES = 1_000
"""If more products match, too: then the next of them is near."""


class StretchAt(NamedTuple):
    """Where a stretch is among the products, and what was done to them."""

    id: int
    action: str
    first_key: str
    last_key: str
    first_id: UUID | None
    last_id: UUID | None


def that_may_match(stretches: Sequence[StretchAt], filters: Filters) -> Sequence[StretchAt]:
    """Without those in which no product can match."""
    ids = _products_like(filters)
    if ids is None:
        return stretches
    keys = sorted(_keys_of(ids))
    changed = [each.id for each in stretches if each.action == Action.CHANGED]
    renaming = history_changed.with_names_like(changed, filters)
    return [
        each
        for each in stretches
        if each.id in renaming
        or (each.action != Action.CHANGED and each.first_id is None)
        or (each.action == Action.CHANGED and _is_one_between(keys, each.first_key, each.last_key))
        or (each.first_id and each.last_id and _is_one_between(ids, each.first_id, each.last_id))
    ]


def _products_like(filters: Filters) -> list[UUID] | None:
    """In order; None if they are many."""
    products = Product.objects.search(filters.text).filter(filters.of_product)
    ids = [*products.values_list("pk", flat=True)[: FEW_MATCHES + 1]]
    return sorted(ids) if len(ids) <= FEW_MATCHES else None


def _keys_of(ids: Sequence[UUID]) -> set[str]:
    """Of the SKUs that the products have, and of those that they had."""
    keys = {*Product.objects.filter(pk__in=ids).values_list("sku_key", flat=True)}
    renamed = Change.objects.filter(product_id__in=ids, values__has_key="sku").values_list("values__sku", flat=True)
    return keys | {fold(sku) for both in renamed for sku in both if sku}


def _is_one_between(ordered: Sequence[_Value], first: _Value, last: _Value) -> bool:
    place = bisect_left(ordered, first)
    return place < len(ordered) and ordered[place] <= last
