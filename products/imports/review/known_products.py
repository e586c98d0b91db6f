"""What products are called now, or were called when they were deleted."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple
from uuid import UUID

from products.models import Product
from products.models.changes import Action, Change
from products.models.kept_products import kept


class Known(NamedTuple):
    sku: str
    """Empty if it was deleted without a record, with the whole catalogue."""
    name: str
    is_deleted: bool


def known(product_ids: Collection[UUID]) -> Mapping[UUID, Known]:
    """By product, for each of these."""
    there = Product.objects.filter(pk__in=product_ids).values_list("pk", "sku", "name")
    found = {pk: Known(sku, name, is_deleted=False) for pk, sku, name in there}
    gone = {*product_ids} - found.keys()
    return {pk: Known("", "", is_deleted=True) for pk in gone} | (_deleted(gone) if gone else {}) | found


def _deleted(product_ids: Collection[UUID]) -> dict[UUID, Known]:
    deletions = Change.objects.filter(product_id__in=product_ids, action=Action.DELETED, kept=None)
    whole = {pk: Known(each.sku, each.name, is_deleted=True) for pk, each in kept(product_ids).items()}
    return {each.product_id: named_when_deleted(each) for each in deletions} | whole


def named_when_deleted(deletion: Change) -> Known:
    name, sku = ((deletion.values.get(key) or [""])[0] or "" for key in ("name", "sku"))
    return Known(sku, name, is_deleted=True)
