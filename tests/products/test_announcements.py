"""What `products.events` tells, by itself: which products, in what order, with which values."""

import json
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from pytest_django import DjangoAssertNumQueries

from products import events
from products.fields.registry import FIELDS
from products.models import Product
from tests.products.factories import ANA, make_products
from tests.webhooks.factories import make_webhook
from webhooks.models import Event

pytestmark = pytest.mark.django_db


def told() -> list[tuple[str, Any]]:
    return [(event.type, json.loads(event.body)["data"]) for event in Event.objects.order_by("id")]


def test_created_products_are_told_in_the_order_of_their_skus_without_descriptions() -> None:
    make_webhook()
    second = make_products(1, sku="b", description="Long", price=None, active=False)
    first = make_products(1, sku="A", price=Decimal("5"))

    events.announce_created({each.pk: ["sku", "name"] for each in (*second, *first)}, ANA, FIELDS)

    ((event_type, data),) = told()
    assert event_type == "product.created"
    assert data["products"] == [
        {
            "id": str(product.pk),
            "sku": sku,
            "version": 1,
            "name": "Kettle 0",
            "price": price,
            "active": active,
            "attributes": {},
            "changed": ["sku", "name"],
        }
        for product, sku, price, active in [(first[0], "A-0", "5.00", True), (second[0], "b-0", None, False)]
    ]


def test_changed_products_are_told_with_their_own_columns() -> None:
    make_webhook()
    one, other = make_products(2)

    events.announce_changed({other.pk: ["name"], one.pk: ["price", "active"]}, ANA, FIELDS)

    ((event_type, data),) = told()
    assert event_type == "product.updated"
    assert [(each["sku"], each["changed"]) for each in data["products"]] == [
        ("A-0", ["price", "active"]),
        ("A-1", ["name"]),
    ]


def test_deleted_products_are_told_by_id_sku_and_last_version() -> None:
    make_webhook()
    (product,) = make_products(1, version=3)

    events.announce_deleted([product], ANA)

    assert told() == [("product.deleted", {"products": [{"id": str(product.pk), "sku": "A-0", "version": 3}]})]


def test_products_that_are_gone_already_are_not_told() -> None:
    make_webhook()

    events.announce_changed({UUID(int=1): ["name"]}, ANA, FIELDS)
    events.announce_deleted([], ANA)
    events.announce_emptied(0, ANA)

    assert told() == []


def test_nothing_changed_asks_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    make_webhook()

    with django_assert_num_queries(0):
        events.announce_changed({}, ANA, FIELDS)
        events.announce_created({}, ANA, FIELDS)


@pytest.mark.parametrize("subscribed", ["product.deleted", "upload.completed"])
def test_products_are_not_read_for_webhooks_that_want_something_else(
    django_assert_num_queries: DjangoAssertNumQueries, subscribed: str
) -> None:
    make_webhook(event_types=[subscribed])
    (product,) = make_products(1)

    with django_assert_num_queries(1):
        events.announce_created({product.pk: ["sku"]}, ANA, FIELDS)

    assert told() == []
    assert Product.objects.exists()
