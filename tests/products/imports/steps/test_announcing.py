"""What webhooks are told of an import: the same JSON that anybody makes of the product."""

import json
from typing import TypedDict
from uuid import UUID

import pytest
from pytest_django import DjangoAssertNumQueries

from products.fields.registry import FIELDS
from products.imports.steps import announcing
from products.imports.steps.applying import apply, apply_chunk
from products.models import Product
from tests.products.imports.steps.jobs import HEADER, go_on, planned, product
from tests.webhooks.factories import make_webhook
from webhooks.models import Event

pytestmark = pytest.mark.django_db

FIVE = "sku,name\n" + "".join(f"S-{number},Mug {number}\n" for number in range(5))


class Told(TypedDict):
    type: str
    actor: dict[str, str]
    data: dict[str, list[dict[str, object]]]


def events() -> list[Told]:
    return [json.loads(body) for body in Event.objects.order_by("id").values_list("body", flat=True)]


def as_json(made: Product, *changed: str) -> dict[str, object]:
    """The product as an event has it, made in Python."""
    values = {field.key: field.kind.json_value(getattr(made, field.key)) for field in FIELDS.told}
    return {
        "id": str(made.pk),
        "sku": made.sku,
        "version": made.version,
        **values,
        "attributes": {},
        "changed": [*changed],
    }


ODD = [
    'say "hi"',
    "back\\slash \\n \\u0041 \\",
    "C:\\new\\table",
    "{curly} {{twice}} %s %(name)s",
    "tab\tinside",
    "\x80\x9f",
    "🪑 👩‍👩‍👧 𝔘",
    "line\u2028separator \u2029",
    "</script><!-- &amp; '",
    "é e\u0301 ｆｕｌｌ",
    "\ufffd \ufeffmark",
    "null",
]


@pytest.mark.parametrize("text", ODD)
def test_odd_text_is_told_as_it_is_stored(text: str) -> None:
    make_webhook()
    quoted = text.replace('"', '""')
    old = product("OLD-1")

    apply(planned(f'sku,name\nNEW-1,"{quoted}"\nOLD-1,"{quoted}"\n'), go_on=go_on)

    new = Product.objects.get(sku="NEW-1")
    old.refresh_from_db()
    assert old.name == new.name != "Old"
    assert [(event["type"], event["data"]["products"]) for event in events()] == [
        ("product.created", [as_json(new, *FIELDS.keys)]),
        ("product.updated", [as_json(old, "name")]),
    ]


@pytest.mark.parametrize("sku", ['A"1', "A\\1", "A{1}", "Ä🪑1", "A%s1", "A'1"])
def test_odd_skus_are_told_as_they_are_stored(sku: str) -> None:
    make_webhook()
    quoted = sku.replace('"', '""')

    apply(planned(f'sku,name\n"{quoted}",Mug\n'), go_on=go_on)

    (event,) = events()
    assert event["data"]["products"] == [as_json(Product.objects.get(sku=sku), *FIELDS.keys)]


@pytest.mark.parametrize(("price", "active"), [("", ""), ("0", "no"), ("0.5", "yes"), ("9999999999.99", "no")])
def test_values_of_new_and_changed_products_are_told_alike(price: str, active: str) -> None:
    make_webhook()
    old = product("B-2", price="7.77", active=active == "no")
    header, cells = ("sku,name,active", active) if not price else ("sku,name,price,active", f"{price},{active}")

    apply(planned(f"{header}\nA-1,Mug,{cells}\nB-2,Mug,{cells}\n"), go_on=go_on)

    old.refresh_from_db()
    created, updated = (event["data"]["products"][0] for event in events())
    changed = ["name", *(["price"] if price else []), *(["active"] if active else [])]
    assert created == as_json(Product.objects.get(sku="A-1"), *FIELDS.keys)
    assert updated == as_json(old, *changed)


@pytest.mark.parametrize("key", ["name", "description", "price", "active"])
def test_changed_names_the_fields_that_differ(key: str) -> None:
    make_webhook()
    product("A-1")
    new = {"name": "New", "description": "Words", "price": "2.00", "active": "no"}
    cells = {"name": "Old", "description": "Old text", "price": "1.00", "active": "yes"} | {key: new[key]}

    apply(planned(HEADER + ",".join(["A-1", *cells.values()]) + "\n"), go_on=go_on)

    (event,) = events()
    assert event["data"]["products"] == [as_json(Product.objects.get(), key)]


def test_cleared_fields_are_among_those_that_changed() -> None:
    make_webhook()
    product("A-1")

    apply(planned("sku,description,price\nA-1,,\n", on_blank="clear"), go_on=go_on)

    (event,) = events()
    assert event["data"]["products"] == [as_json(Product.objects.get(), "description", "price")]


def test_each_chunk_tells_of_its_own_products_in_the_order_of_the_key() -> None:
    make_webhook()
    job = planned(FIVE)
    apply_chunk(job, upto=2)
    apply_chunk(job, upto=5)

    assert [[each["sku"] for each in event["data"]["products"]] for event in events()] == [
        ["S-0", "S-1"],
        ["S-2", "S-3", "S-4"],
    ]
    assert {UUID(str(each["id"])) for event in events() for each in event["data"]["products"]} == {
        *Product.objects.values_list("pk", flat=True)
    }


def test_each_chunk_tells_of_its_own_changed_products() -> None:
    make_webhook()
    for number in range(5):
        product(f"S-{number}")
    job = planned(FIVE)
    apply_chunk(job, upto=2)
    apply_chunk(job, upto=5)

    assert [[each["sku"] for each in event["data"]["products"]] for event in events()] == [
        ["S-0", "S-1"],
        ["S-2", "S-3", "S-4"],
    ]


def test_import_is_the_one_who_did_it() -> None:
    make_webhook()
    job = planned(FIVE)
    apply(job, go_on=go_on)

    assert [event["actor"] for event in events()] == [{"kind": "import", "id": str(job.pk)}]


def test_only_what_somebody_subscribed_to_is_told() -> None:
    make_webhook(event_types=["product.updated"])
    product("S-1")

    apply(planned(FIVE), go_on=go_on)

    assert [(event["type"], len(event["data"]["products"])) for event in events()] == [("product.updated", 1)]


def test_nobody_listening_costs_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    job = planned(FIVE)

    with django_assert_num_queries(1):
        announcing.announce_changed(job, after=0, upto=5)

    assert not Event.objects.exists()
