"""Every way to change the catalogue tells webhooks: in the same transaction, exactly what changed."""

import json
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from products import catalogue
from products.bulk import conductors
from products.fields.edits import set_active
from products.imports import running
from products.jobs import conductor
from products.jobs.models import ImportJob
from products.models import Product
from tests import oracle, trials
from tests.products.told import changes_in, told_by_import
from tests.webhooks.factories import ANA, make_webhook
from webhooks.models import Delivery, Event

pytestmark = pytest.mark.django_db


def told() -> list[tuple[str, Any]]:
    """Type and data of all events, in order; what is random is left out."""
    bodies = [json.loads(body) for body in Event.objects.order_by("id").values_list("body", flat=True)]
    assert all(body["actor"] == {"kind": "user", "id": "7"} for body in bodies)
    return [(body["type"], body["data"]) for body in bodies]


def kettle(**values: Any) -> Product:
    usual: dict[str, Any] = {"sku": "K-1", "name": "Kettle", "price": Decimal("12.9"), "description": "Long"}
    return catalogue.create(actor=ANA, **usual | values)


def item(product: Product, **values: Any) -> dict[str, Any]:
    facts = {"id": str(product.pk), "sku": "K-1", "version": 1, "name": "Kettle", "price": "12.90", "active": True}
    return facts | {"attributes": {}} | values


def test_product_that_is_created_changed_and_deleted_is_told() -> None:
    make_webhook()
    product = kettle()
    catalogue.change(product, actor=ANA, name="Pot", price=None)
    catalogue.change(product, actor=ANA, name="Pot")
    catalogue.delete(product, actor=ANA)

    every = ["sku", "name", "description", "price", "active"]
    assert told() == [
        ("product.created", {"products": [item(product, changed=every)]}),
        (
            "product.updated",
            {"products": [item(product, version=2, name="Pot", price=None, changed=["name", "price"])]},
        ),
        ("product.deleted", {"products": [{"id": str(product.pk), "sku": "K-1", "version": 2}]}),
    ]
    assert Delivery.objects.count() == 3


def test_selection_is_told_in_one_event() -> None:
    products = [kettle(sku=f"K-{number}") for number in range(3)]
    make_webhook()

    catalogue.change_selection([product.pk for product in products], set_active(False), actor=ANA)
    catalogue.delete_selection([product.pk for product in products], actor=ANA)

    (_, changed), (_, deleted) = told()
    assert [(each["sku"], each["active"], each["changed"]) for each in changed["products"]] == [
        (f"K-{number}", False, ["active"]) for number in range(3)
    ]
    assert [(each["sku"], each["version"]) for each in deleted["products"]] == [(f"K-{n}", 2) for n in range(3)]


def test_emptying_the_catalogue_is_one_event_with_the_count() -> None:
    for number in range(3):
        kettle(sku=f"K-{number}")
    make_webhook()

    catalogue.delete_all(actor=ANA)

    assert told() == [("product.deleted", {"all": True, "count": 3})]


def test_emptying_an_empty_catalogue_changes_nothing_and_tells_nothing() -> None:
    make_webhook()

    catalogue.delete_all(actor=ANA)

    assert told() == []


def test_change_that_fails_is_not_told() -> None:
    make_webhook()
    kettle()
    Event.objects.all().delete()

    with pytest.raises(catalogue.SkuTaken), transaction.atomic():
        kettle(sku="k-1")

    assert told() == []


def test_nothing_but_one_cheap_query_when_nobody_subscribes(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    product = kettle()
    with django_assert_num_queries(10) as without:  # one asks whether a source pins what is edited
        catalogue.change(product, actor=ANA, name="Pot")
    make_webhook(event_types=["upload.failed"])
    with django_assert_num_queries(len(without)):
        catalogue.change(product, actor=ANA, name="Kettle")

    assert sum("webhooks_webhook" in query["sql"] for query in without) == 1
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_import_tells_exactly_what_it_changed_and_how_it_ended(transactional_db: None) -> None:
    make_webhook()
    trial = trials.make_trial(2_500)
    before = oracle.stored_catalogue()

    running.run(trial.job.id)

    trial.assert_fulfilled()
    bodies = [json.loads(body) for body in Event.objects.order_by("id").values_list("body", flat=True)]
    assert told_by_import(bodies) == changes_in(before, oracle.stored_catalogue())
    stored = {(str(product_id), sku) for product_id, sku in Product.objects.values_list("id", "sku")}
    assert {(each["id"], each["sku"]) for body in bodies[:-1] for each in body["data"]["products"]} <= stored
    assert {body["actor"]["id"] for body in bodies} == {str(trial.job.id)}
    assert all(1 <= len(body["data"]["products"]) <= 500 for body in bodies[:-1])
    assert all(each["changed"] for body in bodies[:-1] for each in body["data"]["products"])
    end = bodies[-1]["data"]["import"]
    assert (bodies[-1]["type"], end["status"], end["job_id"]) == ("upload.completed", "completed", str(trial.job.id))
    assert end["counts"] == trial.job.counts
    assert end["links"]["page"] == trial.job.get_absolute_url()


@pytest.mark.django_db(transaction=True)
def test_changed_columns_are_those_that_differ(transactional_db: None) -> None:
    kettle(sku="A-1", name="One", price=Decimal(1))
    kettle(sku="A-2", name="Two", price=None)
    kettle(sku="A-3", name="Three", price=Decimal(3))
    make_webhook()
    lines = [b"A-1,Uno,,1,\n", b"A-2,Two,New,2.5,false\n", b"A-3,Three,,3,\n"]
    job = trials.store(oracle.Record(line, "created") for line in lines)

    running.run(job.id)

    bodies = [json.loads(body) for body in Event.objects.order_by("id").values_list("body", flat=True)]
    (updated,) = [body for body in bodies if body["type"] == "product.updated"]
    assert [(each["sku"], each["price"], each["changed"]) for each in updated["data"]["products"]] == [
        ("A-1", "1.00", ["name"]),
        ("A-2", "2.50", ["description", "price", "active"]),
    ]


@pytest.mark.django_db(transaction=True)
def test_import_that_fails_is_told_with_the_reason(transactional_db: None) -> None:
    make_webhook()
    job = trials.store([oracle.Record(b"\n", "skipped")])
    job.file.storage.delete(str(job.file.name))

    running.run(job.id)

    (event,) = Event.objects.all()
    end = json.loads(event.body)["data"]["import"]
    assert (event.type, end["status"], end["error"]["code"]) == ("upload.failed", "failed", "source_missing")


@pytest.mark.django_db(transaction=True)
def test_dry_run_tells_nothing(transactional_db: None) -> None:
    make_webhook()
    job = trials.store(trials.messy(100), dry_run=True)

    running.run(job.id)

    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_bulk_work_tells_its_products_but_no_upload(transactional_db: None) -> None:
    kettle(sku="A-1")
    make_webhook()
    options = {"actor": {"kind": "user", "id": "7"}, "filter": {}, "active": False}
    job = ImportJob.objects.create(kind="update", options=options)

    conductor.run(job.id, conductors.Update)

    job.refresh_from_db()
    assert (job.status, job.updated) == ("completed", 1)
    assert [event_type for event_type, _ in told()] == ["product.updated"]
