"""Bulk work by a job: interrupted, lost, made to wait, and never about more than was meant."""

from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import Client

from product_importer.lib import paging, table_lock
from products import catalogue
from products.bulk import conductors, tasks
from products.jobs import conductor, queue
from products.jobs.locks import catalogue_lock
from products.jobs.models import ImportJob
from products.jobs.record import Kind
from products.models import Product
from products.search import indexes
from tests.products.bulk.asking import DELETE, UPDATE, call, do, facts, skus, tables_left, work
from tests.products.factories import ANA, make_products

pytestmark = pytest.mark.django_db(transaction=True)


def test_job_goes_on_where_it_was_interrupted(admin_client: Client, small: None) -> None:
    make_products(5)
    answer = call(admin_client, DELETE, {"filter": {"name": "kettle"}})
    job_id = answer.json()["task_id"]
    turns = iter([False, False, False, True])

    with pytest.raises(conductor.Interrupted):
        conductor.run(job_id, conductors.Deletion, should_stop=lambda: next(turns))
    half = ImportJob.objects.get()
    remaining = Product.objects.count()
    job = do(answer)

    assert (half.status, half.deleted, remaining) == ("processing", 5 - remaining, remaining)
    assert 0 < remaining < 5
    assert (facts(job), skus()) == (("completed", 5, 5, 0), set())


@pytest.mark.parametrize("lost", ["DELETE FROM", "DROP TABLE"])
def test_job_chooses_anew_when_its_table_was_lost_in_a_crash(admin_client: Client, small: None, lost: str) -> None:
    make_products(5)
    answer = call(admin_client, UPDATE, {"filter": {"name": "kettle"}, "set": {"active": False}})
    turns = iter([False, False, True])
    with pytest.raises(conductor.Interrupted):
        conductor.run(answer.json()["task_id"], conductors.Update, should_stop=lambda: next(turns))
    with connection.cursor() as cursor:
        cursor.execute(f"{lost} staging.{tables_left()[0]}")

    job = do(answer)

    assert (job.status, job.updated, skus(active=True)) == ("completed", 5, set())
    assert job.processed_rows == job.total_rows


def test_job_waits_while_an_import_has_the_catalogue(admin_client: Client) -> None:
    make_products(1)
    answer = call(admin_client, DELETE, {"confirm": "1"})
    turns = iter([False, False, True])

    with catalogue_lock() as lock:
        assert lock.try_acquire()
        with pytest.raises(conductor.Interrupted):
            conductor.run(answer.json()["task_id"], conductors.Deletion, should_stop=lambda: next(turns))

    assert skus() == {"A-0"}
    assert facts(do(answer))[0] == "completed"


def test_job_fails_with_a_sentence_when_somebody_reads_for_long(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_products(1)
    answer = call(admin_client, DELETE, {"confirm": "1"})
    monkeypatch.setattr(table_lock, "TRY_SECONDS", 0.05)
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None}) as reader:
        reader.execute("SELECT count(*) FROM products_product")
        job = do(answer)

    assert (job.status, job.error_code, skus()) == ("failed", "catalogue_busy", {"A-0"})
    assert "Nothing was deleted" in job.error_message


@pytest.mark.parametrize("body", [{"confirm": "3"}, {"filter": {"q": "kettle"}}], ids=["all", "some"])
def test_job_deletes_nothing_that_came_while_it_waited(admin_client: Client, body: dict[str, Any]) -> None:
    make_products(3)
    answer = call(admin_client, DELETE, body)
    make_products(2, sku="NEW")

    job = do(answer)

    assert (job.status, job.error_code, len(skus())) == ("failed", "more_than_meant", 5)
    assert job.error_message.startswith("5 products would now be deleted, more than the 3 you confirmed.")
    assert tables_left() == []


def test_job_deletes_what_is_left_of_what_was_meant(admin_client: Client) -> None:
    gone, *_ = make_products(3)
    answer = call(admin_client, DELETE, {"confirm": "3"})
    catalogue.delete(gone, actor=ANA)

    assert (facts(do(answer)), skus()) == (("completed", 2, 2, 0), set())


def test_catalogue_is_emptied_once_though_the_worker_dies_before_the_job_ends(admin_client: Client) -> None:
    make_products(3)
    job = do(call(admin_client, DELETE, {"confirm": "3"}))
    ImportJob.objects.update(status="processing", phase="applying", progress=99, finished_at=None)
    make_products(2, sku="NEW")

    assert (facts(work(job)), skus()) == (("completed", 3, 3, 0), {"NEW-0", "NEW-1"})


def test_counts_are_about_right_after_many_changes(admin_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conductor, "MANY", 100)
    monkeypatch.setattr(paging, "COUNTED_EXACTLY_UP_TO", 10)
    make_products(200)
    indexes.look_at_products()
    before = paging.estimated_rows(Product)

    do(call(admin_client, DELETE, {"filter": {"name": "kettle"}}))

    assert (before, paging.estimated_rows(Product)) == (200, 10)


def test_job_that_is_done_already_does_nothing_when_it_is_delivered_again(admin_client: Client) -> None:
    make_products(1)
    job = do(call(admin_client, DELETE, {"confirm": "1"}))
    make_products(1)

    work(job)

    assert skus() == {"A-0"}


def test_beat_gives_each_job_to_its_own_task(admin_client: Client) -> None:
    """The kind decides: carried on as an import, a deletion would fail for lack of a file."""
    make_products(3)
    call(admin_client, DELETE, {"confirm": "3"})

    assert queue._TASKS[Kind(ImportJob.objects.get().kind)] == tasks.bulk_delete_products.name
