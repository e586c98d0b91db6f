"""Texts of earlier versions get the spelling of today, and nobody takes that for a change."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client

from products.bulk import job_warnings, respelling
from products.bulk.respelling import Respelling
from products.fields.skus import fold
from products.jobs import conductor, queue, sweeping
from products.jobs.models import ImportJob
from products.jobs.record import Kind
from products.models import Product, vocabulary
from products.models.changes import Change
from products.search.query import ProductFilter
from tests.oracle import words_not_found
from tests.products.factories import make_products
from webhooks.models import Event

pytestmark = pytest.mark.django_db(transaction=True)

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def put_as_it_was(*texts: tuple[str, str, str]) -> None:
    """SKU, name and description as an earlier version stored them."""
    vocabulary.remember(text for each in texts for text in each[1:])
    Product.objects.bulk_create(
        Product(sku=sku, sku_key=fold(sku), name=name, description=text, version=3, updated_at=LONG_AGO)
        for sku, name, text in texts
    )


def texts() -> dict[str, tuple[str, str]]:
    return {product.sku: (product.name, product.description) for product in Product.objects.in_sku_order()}


def respell(**options: Any) -> ImportJob:
    job = ImportJob.objects.create(kind=Kind.INDEX, title="Respelling")
    conductor.run(job.id, Respelling, **options)
    job.refresh_from_db()
    return job


def counted(job: ImportJob) -> dict[str, int]:
    return {name: count for name, count in job.counts.items() if count}


def test_texts_are_composed_and_names_get_single_spaces() -> None:
    put_as_it_was(
        ("A1", "Cre\u0300me bru\u0302le\u0301e", "two  spaces,\u00a0e\u0301"),
        ("A2", "Shampoo  (original)\u00a0 300 ml", ""),
        ("A3", "Crème", "plain"),
        ("a4", "Mug", "Cafe\u0301"),
    )

    job = respell()

    assert texts() == {
        "A1": ("Crème brûlée", "two  spaces,\u00a0é"),
        "A2": ("Shampoo (original) 300 ml", ""),
        "A3": ("Crème", "plain"),
        "a4": ("Mug", "Café"),
    }
    assert (job.status, counted(job), job.total_rows, job.warnings) == (
        "completed", {"updated": 3, "unchanged": 1}, 4, []
    )  # fmt: skip
    assert {product.sku for product in ProductFilter(q="CRÈME").products()} == {"A1", "A3"}
    assert words_not_found() == []


def test_nobody_takes_it_for_a_change() -> None:
    put_as_it_was(("A1", "Cafe\u0301", ""))
    events = Event.objects.count()

    respell()

    product = Product.objects.get()
    assert (product.name, product.version, product.updated_at) == ("Café", 3, LONG_AGO)
    assert (Change.objects.count(), Event.objects.count()) == (0, events)


def test_text_that_would_become_too_long_stays_and_is_listed(caplog: pytest.LogCaptureFixture) -> None:
    longer = "\u0958" * 500  # which composing writes as two characters each
    put_as_it_was(("A1", longer, "Cafe\u0301"), ("A2", longer, ""), ("A3", "Cafe\u0301", ""))

    with caplog.at_level(logging.WARNING):
        job = respell()

    assert texts() == {"A1": (longer, "Café"), "A2": (longer, ""), "A3": ("Café", "")}
    sentences = [
        f"The name of {sku} stays as it is: The name has 1,000 characters; at most 500 are allowed."
        for sku in ("A1", "A2")
    ]
    assert (job.status, job.warnings, counted(job)) == ("completed", sentences, {"updated": 2, "unchanged": 1})
    assert [record.message for record in caplog.records if record.name == job_warnings.__name__] == sentences


@pytest.mark.parametrize(("most", "listed"), [(1, 2), (2, 3), (3, 3)])
def test_page_lists_only_so_many(monkeypatch: pytest.MonkeyPatch, most: int, listed: int) -> None:
    monkeypatch.setattr(job_warnings, "MOST_LISTED", most)
    monkeypatch.setattr(respelling, "CHUNK_ROWS", 1)
    put_as_it_was(*((f"A{number}", "\u0958" * 500, "") for number in range(3)))

    warnings = respell().warnings

    assert len(warnings) == listed
    assert ("log" in warnings[-1]) == (most < 3)


def test_job_goes_on_where_it_was_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(respelling, "CHUNK_ROWS", 2)
    put_as_it_was(*((f"A{number}", f"Cafe\u0301 {number}", "") for number in range(7)))
    turns = iter([False, False, True])
    with pytest.raises(conductor.Interrupted):
        respell(should_stop=lambda: next(turns))
    half = ImportJob.objects.get()

    conductor.run(half.id, Respelling)
    job = ImportJob.objects.get()

    assert 0 < half.updated < 7
    assert (job.status, counted(job), job.total_rows) == ("completed", {"updated": 7}, 7)
    assert {name for name, _ in texts().values()} == {f"Café {number}" for number in range(7)}


@pytest.mark.parametrize("number", [0, 2])
def test_job_of_any_chunks_comes_to_its_end(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    monkeypatch.setattr(respelling, "CHUNK_ROWS", 2)
    make_products(number)

    job = respell()

    assert (job.status, job.total_rows, job.processed_rows) == ("completed", number, number)


def test_page_of_the_job_tells_what_it_did(admin_client: Client) -> None:
    put_as_it_was(("A1", "Cafe\u0301", ""), ("A2", "\u0958" * 500, ""))

    page = admin_client.get(respell().get_absolute_url()).content.decode()

    assert "The name of A2 stays as it is" in page


BEFORE = "0007_rows_that_came_to_nothing"


@pytest.fixture
def upgraded(newest_migrations: None) -> Callable[[], list[ImportJob]]:
    """What migrates from the version before."""
    MigrationExecutor(connection).migrate([("imports", BEFORE)])

    def upgrade() -> list[ImportJob]:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes("imports"))
        return [*ImportJob.objects.order_by("created_at")]

    return upgrade


def test_upgrade_leaves_a_job_that_the_beat_starts(upgraded: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    put_as_it_was(("A1", "Cafe\u0301", ""))
    sent: list[ImportJob] = []
    monkeypatch.setattr(queue, "enqueue", sent.append)

    (job,) = upgraded()
    ImportJob.objects.update(queued_at=LONG_AGO)
    sweeping.queue_abandoned_jobs()

    assert (job.kind, job.status, sent) == ("index", "pending", [job])


def test_upgrade_of_an_empty_catalogue_leaves_nothing(upgraded: Any) -> None:
    assert upgraded() == []


def test_upgrade_has_unfinished_imports_read_their_file_again(upgraded: Any) -> None:
    facts = {"staged_rows": 5, "planned_rows": 5}
    state = MigrationExecutor(connection).loader.project_state([("imports", BEFORE)])
    old: Any = state.apps.get_model("imports", "ImportJob")
    old.objects.create(status="processing", phase="applying", **facts)
    old.objects.create(status="completed", phase="done", progress=100, finished_at=LONG_AGO, **facts)

    assert [job.staged_rows for job in upgraded()] == [None, 5]
