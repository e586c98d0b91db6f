"""What an undo tells webhooks, and what the history says of it."""

import json
from collections import Counter
from typing import Any

from products.models import Product
from products.models.history import past_of
from products.presenters import entries
from tests.products.conftest import Import
from tests.products.imports.undo.conftest import FIRST, SECOND, undo
from tests.webhooks.factories import make_webhook
from webhooks.models import Event


def bodies() -> list[dict[str, Any]]:
    return [json.loads(event.body) for event in Event.objects.order_by("id")]


def test_webhooks_hear_of_each_product_with_the_undo_as_actor(import_file: Import) -> None:
    import_file(FIRST)
    job = import_file(SECOND)
    jug = Product.objects.with_sku("D").get()
    make_webhook(event_types=["product.created", "product.updated", "product.deleted"])

    back = undo(job)
    told = bodies()
    Event.objects.all().delete()
    again = undo(back)

    assert {(body["actor"]["kind"], body["actor"]["id"]) for body in told} == {("import", str(back.id))}
    products = [(body["type"], each["sku"], each.get("changed")) for body in told for each in body["data"]["products"]]
    assert Counter(map(str, products)) == Counter(
        map(
            str,
            [
                ("product.updated", "A", ["description", "price"]),
                ("product.updated", "B", ["name"]),
                ("product.deleted", "D", None),
            ],
        )
    )
    (created,) = [body for body in bodies() if body["type"] == "product.created"]
    assert created["data"]["products"] == [
        {
            **{"id": str(jug.id), "sku": "D", "version": 2, "name": "Jug", "price": "8.00", "active": True},
            "attributes": {},
            "changed": ["sku", "name", "description", "price", "active"],
        }
    ]
    assert created["actor"]["id"] == str(again.id)


def test_history_tells_what_an_undo_did(import_file: Import) -> None:
    import_file(FIRST)
    back = undo(import_file(SECOND))
    mug = Product.objects.with_sku("A").get()

    newest = past_of(mug).changes[0]
    assert (newest.action, newest.actor_id) == ("changed", str(back.id))
    assert newest.values == {"description": ["New", "Old"], "price": ["5.50", "5.00"]}
    assert entries([newest])[0].who == "Undo “test.csv”"

    undo(back)
    jug = Product.objects.with_sku("D").get()
    assert [change.action for change in past_of(jug).changes] == ["created", "deleted", "created"]


def test_products_that_an_undo_changed_or_restored_are_found(import_file: Import) -> None:
    import_file(FIRST)
    back = undo(import_file(SECOND))
    again = undo(back)

    assert {each.sku for each in Product.objects.changed_by_import(back.id)} == {"A", "B"}
    assert {each.sku for each in Product.objects.changed_by_import(again.id)} == {"A", "B", "D"}
