"""Tells webhooks what people and programs did to products, inside the transaction that does it.

Without subscribers this costs one cheap query. Imports announce their changes in `products.imports.steps.announcing`.
"""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from product_importer.lib.actor import Actor
from products.fields.registry import FIELDS
from products.models import Product
from webhooks import publishing
from webhooks.events import EventType


def announce_created(ids: Collection[UUID], changed: Sequence[str], actor: Actor) -> None:
    """`changed`: the columns that were written."""
    _announce_written(EventType.PRODUCT_CREATED, dict.fromkeys(ids, changed), actor)


def announce_changed(changed: Mapping[UUID, Sequence[str]], actor: Actor) -> None:
    """`changed`: for each product, the columns that differ from before."""
    _announce_written(EventType.PRODUCT_UPDATED, changed, actor)


def announce_deleted(products: Collection[Product], actor: Actor) -> None:
    gone = ({"id": str(each.pk), "sku": each.sku, "version": each.version} for each in products)
    publishing.publish_products(EventType.PRODUCT_DELETED, gone, actor=actor)


def announce_emptied(number: int, actor: Actor) -> None:
    """All products at once, so many of them."""
    if number and publishing.is_wanted(EventType.PRODUCT_DELETED):
        publishing.publish(EventType.PRODUCT_DELETED, {"all": True, "count": number}, actor=actor)


def _announce_written(event_type: EventType, changed: Mapping[UUID, Sequence[str]], actor: Actor) -> None:
    """The products as they are now, without their descriptions, which can be long."""
    if not changed or not publishing.is_wanted(event_type):
        return
    written = Product.objects.filter(pk__in=changed).defer("description").in_sku_order()
    told = (_told(product, changed[product.pk]) for product in written)
    publishing.publish_products(event_type, told, actor=actor)


def _told(product: Product, changed: Sequence[str]) -> dict[str, object]:
    head = {"id": str(product.pk), "sku": product.sku, "version": product.version}
    values = {field.key: field.kind.json_value(getattr(product, field.key)) for field in FIELDS.told}
    return {**head, **values, "changed": [*changed]}
