"""Erasing a field by a job: confirmed, interrupted, made to wait, and what becomes of its key."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from products import catalogue
from products.fields.models import OwnField
from products.jobs import chunked, conductor, control, queue
from products.jobs.failures import final_codes
from products.jobs.locks import catalogue_lock
from products.jobs.models import ImportJob
from products.jobs.record import Kind
from products.models import Change, Product, Stretch
from products.own_fields import actions, refusals, tasks
from products.own_fields.conductors import Erasure
from tests.products.bulk.asking import tables_left
from tests.products.factories import ANA, make_products
from tests.products.managed_fields.making import give, keys, make_field, work
from tests.webhooks.factories import make_webhook
from webhooks.models import Event

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two products are a chunk."""
    monkeypatch.setattr(chunked, "CHUNK_ROWS", 2)


@pytest.fixture
def user(db: None) -> User:
    return User.objects.create(username="ana", is_staff=True)


def start(user: User, number: int, key: str = "brand") -> ImportJob:
    return actions.erase(key, confirmed=number, user=user, actor=ANA)


def with_values() -> set[str]:
    return {product.sku for product in Product.objects.all() if product.attributes}


def test_values_are_removed_and_only_the_key_is_left(user: User, small: None) -> None:
    make_field("brand")
    make_field("size")
    products = give("brand", *"NQLRS")
    Product.objects.filter(pk=products[0].pk).update(attributes={"brand": "N", "size": "S"})
    make_products(2, sku="B")

    job = work(start(user, 5))

    assert (job.status, job.total_rows, job.updated, job.unchanged) == ("completed", 5, 5, 0)
    assert (str(job), job.permission) == ("Erase the values of Brand", "products.delete_ownfield")
    assert {(product.sku, product.version) for product in Product.objects.all()} == {
        *((f"A-{n}", 2) for n in range(5)),
        *((f"B-{n}", 1) for n in range(2)),
    }
    assert (with_values(), keys(), tables_left()) == ({"A-0"}, ["size"], [])
    erased = OwnField.objects.get(key="brand")
    assert erased.erased_at is not None
    assert erased not in OwnField.objects.kept()


def test_history_and_webhooks_are_told_of_each_product_once(user: User, small: None) -> None:
    make_field("brand")
    give("brand", *"NQL")
    make_webhook()

    work(start(user, 3))

    assert [change.values for change in Change.objects.order_by("id")] == [{"brand": [value, None]} for value in "NQL"]
    assert {*Change.objects.values_list("actor_kind", "actor_id")} == {("user", ANA.id)}
    bodies = [json.loads(event.body) for event in Event.objects.filter(type="product.updated")]
    told = [product for body in bodies for product in body["data"]["products"]]
    assert sorted(product["sku"] for product in told) == ["A-0", "A-1", "A-2"]
    assert {(*product["changed"], product["version"], len(product["attributes"])) for product in told} == {
        ("brand", 2, 0)
    }


def test_field_is_hidden_before_the_job_begins(user: User) -> None:
    make_field("brand")
    give("brand", "N")

    start(user, 1)

    assert (keys(), with_values()) == ([], {"A-0"})
    with pytest.raises(refusals.BeingErased):
        actions.restore("brand", actor=ANA)
    with pytest.raises(refusals.BeingErased):
        start(user, 1)
    assert ImportJob.objects.count() == 1


@pytest.mark.parametrize("number", [0, 1, 3])
def test_another_number_erases_nothing(user: User, number: int) -> None:
    make_field("brand")
    give("brand", "N", "Q")

    with pytest.raises(refusals.CountDiffers, match="2 products have a value now"):
        start(user, number)

    assert keys() == ["brand"]
    assert not ImportJob.objects.exists()


def test_field_without_values_is_erased_too(user: User) -> None:
    make_field("brand")

    job = work(start(user, 0))

    assert (job.status, job.total_rows) == ("completed", 0)
    assert not OwnField.objects.kept().exists()


def test_job_goes_on_where_it_was_killed(user: User, small: None) -> None:
    make_field("brand")
    give("brand", *"NQLRS")
    job = start(user, 5)
    turns = iter([False, False, False, True])

    with pytest.raises(conductor.Interrupted):
        conductor.run(job.id, Erasure, should_stop=lambda: next(turns))
    half, remaining = ImportJob.objects.get(), with_values()
    erased = OwnField.objects.get().erased_at
    done = work(job)

    assert (half.status, half.updated, len(remaining), erased) == ("processing", 4, 1, None)
    assert (done.status, done.updated, done.total_rows, with_values()) == ("completed", 5, 5, set())
    assert Change.objects.count() == 5


def test_chunk_that_dies_before_its_end_leaves_nothing(user: User, small: None, monkeypatch: Any) -> None:
    make_field("brand")
    give("brand", *"NQLRS")
    job = start(user, 5)
    clear, chunks = catalogue.clear_selection, iter([False, True])

    def die_in_the_second(*args: Any, **options: Any) -> int:
        number = clear(*args, **options)
        if next(chunks):
            raise KeyboardInterrupt
        return number

    monkeypatch.setattr(catalogue, "clear_selection", die_in_the_second)
    with pytest.raises(KeyboardInterrupt):
        conductor.run(job.id, Erasure)
    half = with_values(), Change.objects.count(), ImportJob.objects.get().updated
    monkeypatch.setattr(catalogue, "clear_selection", clear)

    assert half == ({"A-2", "A-3", "A-4"}, 2, 2)
    assert (work(job).updated, Change.objects.count(), with_values()) == (5, 5, set())


def test_job_that_has_ended_does_nothing_when_it_is_delivered_again(user: User) -> None:
    make_field("brand")
    job = work(start(user, 0))
    give("brand", "N")

    work(job)

    assert with_values() == {"A-0"}


def test_value_written_at_the_last_moment_is_removed_too(user: User, small: None) -> None:
    """By somebody who had read the fields before this one was archived."""
    make_field("brand")
    one, *_ = give("brand", *"NQL")
    job = start(user, 3)
    asked = []

    def write_late() -> bool:
        asked.append(1)
        if len(asked) == 3:  # the first chunk is done
            Product.objects.filter(pk=one.pk).update(attributes={"brand": "Late"})
        return False

    conductor.run(job.id, Erasure, should_stop=write_late)

    job.refresh_from_db()
    assert (job.status, job.updated, with_values()) == ("completed", 4, set())


def test_job_erases_no_more_than_was_confirmed(user: User) -> None:
    make_field("brand")
    give("brand", "N")
    job = start(user, 1)
    give("brand", "Q", "L", sku="NEW")

    work(job)

    job.refresh_from_db()
    assert (job.status, job.error_code, len(with_values())) == ("failed", "more_with_value", 3)
    assert job.error_message.startswith("3 products would now lose a value, more than the 1 you confirmed.")
    assert "more_with_value" in final_codes()
    assert work(start(user, 3)).status == "completed"


def test_job_that_was_cancelled_leaves_the_field_in_the_archive(user: User, small: None) -> None:
    make_field("brand")
    give("brand", *"NQL")
    job = start(user, 3)
    turns = iter([False, False])

    def cancel_after_a_chunk() -> bool:
        if next(turns, True):
            control.cancel(ImportJob.objects.get(pk=job.pk))
        return False

    conductor.run(job.id, Erasure, should_stop=cancel_after_a_chunk)
    job.refresh_from_db()

    assert (job.status, len(with_values()), keys()) == ("cancelled", 3 - job.updated, [])
    actions.restore("brand", actor=ANA)
    assert keys() == ["brand"]


def test_resumed_job_leaves_a_field_alone_that_is_back(user: User) -> None:
    make_field("brand")
    give("brand", "N")
    job = start(user, 1)
    ImportJob.objects.update(
        status="failed", finished_at=timezone.now(), error_code="internal_error", error_message="Oh."
    )
    actions.restore("brand", actor=ANA)

    assert control.resume(ImportJob.objects.get())
    work(job)

    job.refresh_from_db()
    assert (job.status, job.error_code, with_values(), keys()) == ("failed", "field_restored", {"A-0"}, ["brand"])


def test_job_waits_while_an_import_has_the_catalogue(user: User) -> None:
    make_field("brand")
    give("brand", "N")
    job = start(user, 1)
    turns = iter([False, False, True])

    with catalogue_lock() as lock:
        assert lock.try_acquire()
        with pytest.raises(conductor.Interrupted):
            conductor.run(job.id, Erasure, should_stop=lambda: next(turns))

    assert with_values() == {"A-0"}
    assert work(job).status == "completed"


def test_beat_gives_the_job_to_its_own_task() -> None:
    assert queue._TASKS[Kind.ERASE] == tasks.erase_own_field.name


def test_key_is_free_again_when_nothing_knows_it(user: User) -> None:
    make_field("brand", kind="integer")
    work(start(user, 0))

    field = make_field("brand", label="Brand")

    assert OwnField.objects.get().pk == field.pk
    assert (field.kind, field.erased_at) == ("text", None)


def held_by_the_history(user: User) -> None:
    give("brand", "N")
    work(start(user, 1))


def held_by_what_an_import_did(user: User) -> None:
    work(start(user, 0))
    (product,) = make_products(1)
    Stretch.objects.create(
        job_id=product.pk,
        action="changed",
        at=timezone.now(),
        first_key="a-0",
        last_key="a-0",
        product_ids=[product.pk],
        attributes_before=[None],
        attributes_after=[{"brand": "N"}],
    )


def held_by_an_import_that_has_not_ended(user: User) -> None:
    ImportJob.objects.create(created_at=timezone.now() - timedelta(hours=1))
    work(start(user, 0))


def held_by_a_product(user: User) -> None:
    work(start(user, 0))
    give("brand", "N")


@pytest.mark.parametrize(
    "hold",
    [
        held_by_the_history,
        held_by_what_an_import_did,
        held_by_an_import_that_has_not_ended,
        held_by_a_product,
    ],
)
def test_erased_key_stays_taken_while_something_knows_it(user: User, hold: Any) -> None:
    make_field("brand")
    hold(user)

    with pytest.raises(refusals.KeyTaken, match="belonged to a field that was erased"):
        make_field("brand")
    make_field("maker")
    with pytest.raises(refusals.Refusal):
        actions.change("maker", key="brand", actor=ANA)

    assert OwnField.objects.get(key="brand").erased_at is not None


def test_import_that_began_later_does_not_hold_an_erased_key(user: User) -> None:
    make_field("brand")
    work(start(user, 0))
    ImportJob.objects.create()

    assert make_field("brand").erased_at is None


def test_label_and_synonyms_of_an_erased_field_are_free(user: User) -> None:
    make_field("brand", label="Brand", synonyms=["Marke"])
    give("brand", "N")
    work(start(user, 1))

    assert make_field("maker", label="Brand", synonyms=["Marke"]).key == "maker"
