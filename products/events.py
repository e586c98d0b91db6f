"""Tells webhooks what people and programs did to products, inside the transaction that does it.

Without subscribers this costs one cheap query. Imports announce their changes in `products.imports.steps.announcing`.
"""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from product_importer.lib.actor import Actor
from products.fields.registry import Fields
from products.models import Product
from webhooks import publishing
from webhooks.events import EventType


def announce_created(changed: Mapping[UUID, Sequence[str]], actor: Actor, fields: Fields) -> None:
    """`changed`: for each product, the keys of the fields that were written."""
    _announce_written(EventType.PRODUCT_CREATED, changed, actor, fields)


def announce_changed(changed: Mapping[UUID, Sequence[str]], actor: Actor, fields: Fields) -> None:
    """`changed`: for each product, the keys of the fields that differ from before."""
    _announce_written(EventType.PRODUCT_UPDATED, changed, actor, fields)


def announce_deleted(products: Collection[Product], actor: Actor) -> None:
    gone = ({"id": str(each.pk), "sku": each.sku, "version": each.version} for each in products)
    publishing.publish_products(EventType.PRODUCT_DELETED, gone, actor=actor)


def announce_emptied(number: int, actor: Actor) -> None:
    """All products at once, so many of them."""
    if number and publishing.is_wanted(EventType.PRODUCT_DELETED):
        publishing.publish(EventType.PRODUCT_DELETED, {"all": True, "count": number}, actor=actor)


def _announce_written(
    event_type: EventType, changed: Mapping[UUID, Sequence[str]], actor: Actor, fields: Fields
) -> None:
    """The products as they are now, without their descriptions, which can be long."""
    if not changed or not publishing.is_wanted(event_type):
        return
    written = Product.objects.filter(pk__in=changed).defer("description").in_sku_order()
    told = (_told(product, changed[product.pk], fields) for product in written)
    publishing.publish_products(event_type, told, actor=actor)


def _told(product: Product, changed: Sequence[str], fields: Fields) -> dict[str, object]:
    head = {"id": str(product.pk), "sku": product.sku, "version": product.version}
    values = {field.key: field.kind.json_value(field.value_of(product)) for field in fields.told if not field.own}
    stored = product.attributes
    attributes = {field.key: stored[field.key] for field in fields.told if field.own and field.key in stored}
    return {**head, **values, "attributes": attributes, "changed": [*changed]}
