"""Products that are gone, as they were when they were deleted: by hand, by bulk work, or by an undo."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from products.models.product import Product


def kept(
    product_ids: Collection[UUID], *, before: datetime | None = None, upto: datetime | None = None
) -> dict[UUID, Product]:
    """By product, as its last deletion kept it, or the last one `before` or `upto` a moment. Not stored: they are gone.

    Those are missing that were deleted with the whole catalogue, or when deletions kept less.
    """
    found = _found(_OF_IDS, {"ids": [*product_ids], "before": before, "upto": upto}) if product_ids else ()
    return {product.pk: product for product in found}


def kept_between(first: UUID, last: UUID, *, keys: tuple[str, str], most: int) -> list[Product]:
    """Those with an id from `first` to `last`, in the order of the ids. `keys`: between which their SKU keys were."""
    return [*_found(_BETWEEN, {"first": first, "last": last, "low": keys[0], "high": keys[1], "most": most})]


def _found(statement: str, parameters: Mapping[str, Any]) -> Any:
    return Product.objects.raw(statement, parameters)


_OF_IDS = """
    SELECT (jsonb_populate_record(NULL::products_product, kept)).* FROM (
        SELECT DISTINCT ON (id) id, kept FROM (
            SELECT one.id, one.kept, at
            FROM products_stretch, unnest(product_ids, kept) AS one (id, kept)
            WHERE action = 'deleted' AND product_ids && %(ids)s::uuid[] AND one.id = ANY (%(ids)s)
            UNION ALL
            SELECT product_id, kept, at
            FROM products_change
            WHERE product_id = ANY (%(ids)s) AND action = 'deleted' AND kept IS NOT NULL
        ) deletion
        WHERE (%(before)s::timestamptz IS NULL OR at < %(before)s) AND (%(upto)s::timestamptz IS NULL OR at <= %(upto)s)
        ORDER BY id, at DESC
    ) last
"""

_BETWEEN = """
    SELECT (jsonb_populate_record(NULL::products_product, kept)).* FROM (
        SELECT DISTINCT ON (id) id, kept FROM (
            SELECT one.id, one.kept, at
            FROM products_stretch, unnest(product_ids, kept) AS one (id, kept)
            WHERE action = 'deleted' AND first_key <= %(high)s AND last_key >= %(low)s
              AND one.id BETWEEN %(first)s AND %(last)s
            UNION ALL
            SELECT product_id, kept, at
            FROM products_change
            WHERE product_id BETWEEN %(first)s AND %(last)s AND action = 'deleted' AND kept IS NOT NULL
        ) deletion
        WHERE NOT EXISTS (SELECT FROM products_product WHERE products_product.id = deletion.id)
        ORDER BY id, at DESC
        LIMIT %(most)s
    ) last
"""
