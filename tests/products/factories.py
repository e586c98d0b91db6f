"""Products for tests."""

from collections.abc import Iterable
from typing import Any

from product_importer.lib.actor import Actor
from products.fields.skus import fold
from products.models import OwnField, Product, vocabulary

ANA = Actor("user", "999999")


def make_products(number: int, *, sku: str = "A", **values: Any) -> list[Product]:
    """A-0, A-1, … with a name and a price unless given."""
    return put(
        Product(sku=f"{sku}-{n}", sku_key=fold(f"{sku}-{n}"), **{"name": f"Kettle {n}", "price": "12.90"} | values)
        for n in range(number)
    )


def put(products: Iterable[Product]) -> list[Product]:
    """Into the catalogue, past the doors."""
    made = Product.objects.bulk_create(products, batch_size=5_000)
    vocabulary.remember(text for product in made for text in (product.name, product.description))
    return made


def make_field(key: str, kind: str = "text", **values: Any) -> OwnField:
    """An own field, in the order in which they are made."""
    label = values.pop("label", key.replace("_", " ").capitalize())
    return OwnField.objects.create(
        key=key, kind=kind, **{"label": label, "position": OwnField.objects.count()} | values
    )
