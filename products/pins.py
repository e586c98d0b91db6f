"""Values that imports leave alone: a person knows them better than a supplier does.

Pinning is written to the history. It raises no version and tells no webhook, since no value changes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from product_importer.lib.actor import Actor
from products import pin_rules
from products.fields import typed
from products.fields.edits import Unpinned
from products.fields.field import Field
from products.fields.registry import Fields
from products.models import Product, ProductQuerySet, changes
from products.models.changes import Action, Step

PINNED = "pinned"
"""The column, and how the history calls it."""


class Pin(NamedTuple):
    """A field of a product, and whether imports leave its value alone."""

    field: Field
    is_pinned: bool


def pins_of(product: Product, fields: Fields) -> dict[str, Pin]:
    """By key, of all fields that can be pinned."""
    return {field.key: Pin(field, field.key in (product.pinned or ())) for field in fields.changeable}


def checked(keys: Collection[str], fields: Fields) -> tuple[str, ...]:
    """The keys in the order of the fields. Raises InvalidValues for what cannot be pinned."""
    known = [field.key for field in fields.changeable]
    if unknown := [key for key in keys if key not in known]:
        sentences = [f"There is no field “{key[:40]}” that could be pinned." for key in unknown]
        raise typed.InvalidValues({PINNED: sentences})
    return tuple(key for key in known if key in keys)


def pin_exactly(product: Product, keys: Collection[str], *, actor: Actor) -> bool:
    """Pin these fields of the product and no others. `keys`: as `checked`. False if that is so already."""
    with transaction.atomic():
        stored = Product.objects.select_for_update().filter(pk=product.pk).first()
        if stored is None or (before := tuple(stored.pinned or ())) == tuple(keys):
            return False
        Product.objects.filter(pk=product.pk).update(pinned=[*keys] or None)
        changes.record(Action.PINNED, [Step(product.pk, {PINNED: before}, {PINNED: tuple(keys)})], actor)
    product.pinned = [*keys] or None
    return True


def change(
    product: Product, fields: Fields, *, pin: Collection[str] = (), unpin: Collection[str] = (), actor: Actor
) -> bool:
    """Pin and unpin these fields of the product; its other pins stay. False if nothing changes by that."""
    with transaction.atomic():
        stored = Product.objects.select_for_update().filter(pk=product.pk).first()
        if stored is None:
            return False
        had = {*(stored.pinned or ())}
        wanted, known = (had | {*pin}) - {*unpin}, {field.key for field in fields.changeable}
        of_archived_fields = sorted(had - known)
        has_changed = pin_exactly(stored, (*checked(wanted & known, fields), *of_archived_fields), actor=actor)
    product.pinned = stored.pinned
    return has_changed


def unpin(products: ProductQuerySet, keys: Unpinned, *, actor: Actor, job_id: UUID | None = None) -> set[UUID]:
    """Take these pins, or all, from a few thousand products that are locked. Returns the products that had some."""
    steps, by_rest = list[Step](), defaultdict[tuple[str, ...], list[UUID]](list)
    for pk, pins in products.pinned().in_sku_order().values_list("pk", "pinned"):
        pinned = tuple(pins or ())
        rest = () if keys is True else tuple(key for key in pinned if key not in keys)
        if rest != pinned:
            steps.append(Step(pk, {PINNED: pinned}, {PINNED: rest}))
            by_rest[rest].append(pk)
    for rest, ids in by_rest.items():
        Product.objects.filter(pk__in=ids).update(pinned=[*rest] or None)
    changes.record(Action.PINNED, steps, actor, job_id=job_id)
    return {step.product_id for step in steps}


def pin_edited(product: Product, keys: Collection[str], fields: Fields, *, actor: Actor) -> None:
    """Pin what a person has just edited, where that is the rule. Inside the transaction of the edit."""
    if actor.kind == "user" and pin_rules.pins_edits(product.sku_key):
        change(product, fields, pin=keys, actor=actor)
