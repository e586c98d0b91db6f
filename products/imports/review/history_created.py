"""The products that an import created, with the values that they had at first.

The history does not keep these: they are what the product has now, or had before the first change of each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from heapq import merge
from typing import Any, NamedTuple, cast
from uuid import UUID

from products.fields.field import Field
from products.fields.skus import fold
from products.imports.review.changes import PLACES, Change
from products.imports.review.filters import Filters
from products.imports.review.known_products import named_when_deleted
from products.imports.review.plan_changes import plain
from products.models import Change as Entry
from products.models import Product, Stretch, import_changes
from products.models.changes import Action


class _Found(NamedTuple):
    product_id: UUID
    sku: str
    name: str
    values: Mapping[str, Any]
    """Those that the product has, or had when it was deleted."""
    has_changed: bool
    is_deleted: bool


def rows(fields: Sequence[Field], stretch: int, filters: Filters, *, after: int, size: int) -> Iterator[Change]:
    """The first `size` that match, in order. `after`: the place behind which to begin. Emptying the catalogue deletes
    products without a record: of those nothing is known.
    """
    ids = _range(stretch, after)
    there = [*_there(fields, ids, filters, size)]
    last = there[-1].product_id if len(there) == size else ids[1]
    found = [*merge(there, _deleted((ids[0], last), filters), key=lambda each: each.product_id)][:size]
    first_values = _first_values([each for each in found if each.has_changed])
    for each in found:
        values = {**each.values, **first_values.get(each.product_id, {})}
        yield Change(
            position=stretch * PLACES + each.product_id.int % PLACES,
            action="create",
            record_number=None,
            sku=each.sku,
            name=each.name,
            product_id=each.product_id,
            before={},
            after={field.key: values[field.key] for field in fields if values.get(field.key) not in (None, "")},
            is_deleted=each.is_deleted,
        )


def count(stretch: int, filters: Filters, *, most: int) -> int:
    ids = _range(stretch, -1)
    there = Product.objects.filter(filters.of_product, pk__range=ids)[:most].count()
    return there + len([*_deleted(ids, filters)]) if there < most else most


def _range(stretch: int, after: int) -> tuple[UUID, UUID]:
    ends = Stretch.objects.values_list("first_id", "last_id").get(pk=stretch)
    first, last = cast("tuple[UUID, UUID]", ends)  # as a constraint says
    return (UUID(int=first.int - first.int % PLACES + after + 1) if after >= 0 else first), last


def _there(fields: Sequence[Field], ids: tuple[UUID, UUID], filters: Filters, size: int) -> Iterator[_Found]:
    for product in Product.objects.filter(filters.of_product, pk__range=ids).order_by("pk")[:size]:
        values = {field.key: plain(field.value_of(product)) for field in fields}
        yield _Found(product.pk, product.sku, product.name, values, product.version > 1, is_deleted=False)


def _deleted(ids: tuple[UUID, UUID], filters: Filters) -> Iterator[_Found]:
    """None if a text is looked for: no index knows their names."""
    deletions = Entry.objects.filter(product_id__range=ids, action=Action.DELETED)
    for deletion in deletions.order_by("product_id") if not filters.text else ():
        named, values = named_when_deleted(deletion), {key: before for key, (before, _) in deletion.values.items()}
        yield _Found(deletion.product_id, named.sku, named.name, values, has_changed=True, is_deleted=True)


def _first_values(products: Sequence[_Found]) -> dict[UUID, dict[str, Any]]:
    """By product: of the fields that have changed since, the values before the first change."""
    ids = {each.product_id for each in products}
    by_hand = [*Entry.objects.filter(product_id__in=ids, action=Action.CHANGED)]
    skus = {each.sku for each in products} | {sku for each in by_hand for sku in each.values.get("sku", ()) if sku}
    by_imports = import_changes.changes_of(ids, {fold(sku) for sku in skus}) if ids else ()
    found: dict[UUID, dict[str, Any]] = {pk: {} for pk in ids}
    for change in sorted([*by_hand, *by_imports], key=lambda each: each.at, reverse=True):
        found[change.product_id] |= {key: sides[0] for key, sides in change.values.items()}
    return found
