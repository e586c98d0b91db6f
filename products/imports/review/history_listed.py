"""The products that an undo deleted or restored: each stands in its stretch, and what it was in the deletion."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any
from uuid import UUID

from products.fields.field import Field
from products.imports.review.changes import PLACES, Change
from products.imports.review.filters import Filters
from products.imports.review.values import given_values
from products.models import Product, Stretch
from products.models.changes import Action
from products.models.kept_products import kept


def rows(fields: Sequence[Field], stretch: int, filters: Filters, *, after: int, size: int) -> Iterator[Change]:
    """The first `size` that match, in order. `after`: the place behind which to begin."""
    found = Stretch.objects.get(pk=stretch)
    ids, products = found.product_ids or [], _products(found)
    matching = (
        (place, product_id) for place, product_id in enumerate(ids) if _matches(products.get(product_id), filters)
    )
    shown = [*islice(((place, pk) for place, pk in matching if place > after), size)]
    there = {*Product.objects.filter(pk__in=[pk for _, pk in shown]).values_list("pk", flat=True)}
    for place, pk in shown:
        change = _change(found.action == Action.CREATED, pk, products.get(pk), fields)
        yield change._replace(position=stretch * PLACES + place, is_deleted=change.is_deleted and pk not in there)


def count(stretch: int, filters: Filters) -> int:
    found = Stretch.objects.get(pk=stretch)
    if not filters.text:
        return len(found.product_ids or [])
    return sum(_matches(product, filters) for product in _products(found).values())


def _products(stretch: Stretch) -> Mapping[UUID, Product]:
    """As they were: those that were restored when they had been deleted, the others when this deleted them."""
    moment = {"before": stretch.at} if stretch.action == Action.CREATED else {"upto": stretch.at}
    return kept(stretch.product_ids or [], **moment)


def _matches(product: Product | None, filters: Filters) -> bool:
    text = filters.text.casefold()
    return not text or (product is not None and text in f"{product.sku}\n{product.name}".casefold())


def _change(is_restored: bool, product_id: UUID, product: Product | None, fields: Sequence[Field]) -> Change:
    values: dict[str, Any] = given_values(fields, product) if product else {}
    return Change(
        position=0,
        action="create" if is_restored else "delete",
        record_number=None,
        sku=product.sku if product else "",
        name=product.name if product else "",
        product_id=product_id,
        before={} if is_restored else values,
        after=values if is_restored else dict.fromkeys(values),
        is_deleted=is_restored,
    )
