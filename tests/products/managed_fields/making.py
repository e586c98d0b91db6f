"""Own fields for tests, and products that have values in them."""

from typing import Any

from products.fields.models import OwnField
from products.jobs.models import ImportJob
from products.models import Product
from products.own_fields import actions, tasks
from tests.products.factories import ANA, make_products


def make_field(key: str = "brand", **parts: Any) -> OwnField:
    """A text field unless told otherwise, made by the rules."""
    usual = {"label": key.replace("_", " ").capitalize(), "kind": "text"}
    return actions.create(actor=ANA, key=key, **usual | parts)


def make_sizes(*choices: str) -> OwnField:
    return make_field("size", kind="choice", settings={"choices": [*choices]})


def give(key: str, *values: object, sku: str = "A") -> list[Product]:
    """A product for each of the values, which nobody checks."""
    products = make_products(len(values), sku=sku)
    for product, value in zip(products, values, strict=True):
        product.attributes = {key: value}
    Product.objects.bulk_update(products, ["attributes"])
    return products


def keys() -> list[str]:
    """Of the fields in use, in their order."""
    return [*OwnField.objects.in_use().in_order().values_list("key", flat=True)]


def work(job: ImportJob) -> ImportJob:
    """What a worker does with it."""
    tasks.erase_own_field(str(job.pk))
    job.refresh_from_db()
    return job
