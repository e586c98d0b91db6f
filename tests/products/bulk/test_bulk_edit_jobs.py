"""An edit of many products by a job: interrupted, resumed, and when the fields change meanwhile."""

import logging
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from products.bulk import actions, conductors, job_warnings
from products.bulk.conductors import Update
from products.fields.edits import Edit, InvalidEdit
from products.jobs import conductor
from products.jobs.models import ImportJob
from products.models import Change, OwnField, Product
from products.search.query import EVERYTHING, Selection
from tests.products.bulk.asking import UPDATE, call, do, facts, skus, work
from tests.products.factories import ANA, make_products
from tests.products.own_fields import add_fields, archive

pytestmark = pytest.mark.django_db(transaction=True)


def interrupt(answer: Any, *, after: int) -> ImportJob:
    """Do the job up to so many looks at whether to stop."""
    turns = iter([False] * after + [True])
    with pytest.raises(conductor.Interrupted):
        conductor.run(answer.json()["task_id"], Update, should_stop=lambda: next(turns))
    return ImportJob.objects.get()


def with_stock(number: int) -> int:
    return Product.objects.filter(attributes__stock=number).count()


def test_job_of_1500_products_by_filter_goes_on_where_it_was_interrupted(admin_client: Client) -> None:
    add_fields("stock", "tags")
    make_products(1_500, attributes={"tags": ["a"]})
    make_products(2, sku="B", name="Lamp")
    Product.objects.filter(sku="A-1").update(attributes={"stock": 5, "tags": ["a", "new"]})
    body = {"filter": {"name": "kettle"}, "set": {"attributes": {"stock": 5}}, "add": {"tags": ["new"]}}
    answer = call(admin_client, UPDATE, body)

    half = interrupt(answer, after=2)
    done = with_stock(5)
    job = do(answer)

    assert (half.status, half.checkpoint, half.updated + half.unchanged, done) == ("processing", 1_000, 1_000, 1_000)
    assert (facts(job), job.warnings, str(job)) == (
        ("completed", 1_500, 1_499, 1),
        [],
        "Stock set to 5; Tags: added new",
    )
    assert set(Product.objects.filter(name__startswith="Kettle").values_list("version", flat=True)) == {1, 2}
    assert list(Product.objects.filter(version=1).in_sku_order().values_list("sku", flat=True)) == ["A-1", "B-0", "B-1"]
    assert Product.objects.get(sku="A-0").attributes == {"stock": 5, "tags": ["a", "new"]}
    assert Change.objects.count() == 1_499
    assert Change.objects.first().values == {"stock": [None, 5], "tags": [["a"], ["a", "new"]]}  # type: ignore[union-attr]


def test_job_from_an_earlier_version_still_runs(small: None) -> None:
    make_products(3)
    options = {"actor": {"kind": "user", "id": "1"}, "filter": {}, "active": False}
    job = ImportJob.objects.create(kind="update", title="Deactivate 3 products", options=options)

    assert (facts(work(job)), skus(active=True)) == (("completed", 3, 3, 0), set())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda: archive("stock"), "There is no own field “stock”."),
        (lambda: OwnField.objects.filter(key="stock").delete(), "There is no own field “stock”."),
        (lambda: OwnField.objects.filter(key="stock").update(kind="text"), "The stock 5 must be a text."),
        (
            lambda: OwnField.objects.filter(key="brand").update(required=True),
            "The brand cannot be cleared, since every product needs a value.",
        ),
    ],
)
def test_job_fails_and_keeps_what_it_did_when_a_field_changes_meanwhile(
    admin_client: Client, small: None, change: Callable[[], object], said: str
) -> None:
    add_fields("stock", "brand")
    make_products(5, attributes={"brand": "Acme"})
    answer = call(admin_client, UPDATE, {"filter": {}, "set": {"attributes": {"stock": 5, "brand": None}}})
    interrupt(answer, after=2)
    change()

    job = do(answer)

    assert (job.status, job.error_code, job.updated, with_stock(5)) == ("failed", "field_changed", 2, 2)
    assert job.error_message == (
        f"A field was archived or changed in the meantime, so the change cannot go on: {said} "
        "What was changed before that is kept."
    )


def test_job_fails_when_the_value_means_something_else_by_now(admin_client: Client, small: None) -> None:
    add_fields("brand")
    make_products(3)
    answer = call(admin_client, UPDATE, {"filter": {}, "set": {"attributes": {"brand": "2.50"}}})
    OwnField.objects.filter(key="brand").update(kind="decimal")

    job = do(answer)

    assert (job.status, job.error_code, job.updated) == ("failed", "field_changed", 0)
    assert Product.objects.filter(attributes={}).count() == 3


def test_job_can_be_resumed_when_the_field_is_back(admin_client: Client, small: None) -> None:
    add_fields("stock")
    make_products(5)
    answer = call(admin_client, UPDATE, {"filter": {}, "set": {"attributes": {"stock": 5}}})
    interrupt(answer, after=2)
    archive("stock")
    do(answer)
    OwnField.objects.update(archived_at=None)

    admin_client.post(f"/products/api/imports/{answer.json()['job_id']}/resume/")
    job = do(answer)

    assert (job.status, job.updated, with_stock(5)) == ("completed", 5, 5)


def test_products_that_cannot_take_the_edit_are_conflicts_with_a_warning_each(
    admin_client: Client, small: None, caplog: pytest.LogCaptureFixture
) -> None:
    add_fields("tags")
    full = list(map(str, range(100)))
    make_products(3)
    make_products(2, sku="FULL", attributes={"tags": full})
    make_products(1, sku="OLD", attributes={"tags": ["new"]})

    with caplog.at_level(logging.WARNING):
        job = do(call(admin_client, UPDATE, {"filter": {}, "add": {"tags": ["new"]}}))

    sentences = [
        f"{sku} stays as it is: The tags has 101 members; at most 100 are allowed." for sku in ("FULL-0", "FULL-1")
    ]
    assert (facts(job), job.conflicts, job.warnings) == (("completed", 6, 3, 1), 2, sentences)
    assert [each.message for each in caplog.records if each.name == job_warnings.__name__] == sentences
    page = admin_client.get(job.get_absolute_url()).text
    assert sentences[0] in page
    assert set(Product.objects.filter(sku__startswith="FULL").values_list("version", flat=True)) == {1}


def test_job_takes_smaller_chunks_where_long_texts_are_replaced(
    admin_client: Client, small: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conductors, "LONG_TEXT_CHUNK_ROWS", 1)
    make_products(3)

    half = interrupt(call(admin_client, UPDATE, {"filter": {}, "set": {"description": "For tea"}}), after=2)

    assert half.checkpoint == 1


def test_edit_that_does_not_fit_the_fields_becomes_no_job(admin_user: User, small: None) -> None:
    make_products(3)

    with pytest.raises(InvalidEdit, match="There is no own field “stock”"):
        actions.change(Selection(filter=EVERYTHING), Edit({"stock": 5}), user=admin_user, actor=ANA)

    assert not ImportJob.objects.exists()
