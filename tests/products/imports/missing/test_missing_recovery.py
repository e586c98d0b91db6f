"""What is missing becomes inactive or goes exactly once, whatever happens to the process; and it can be undone."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from products.imports.missing import applying
from products.imports.models import Source
from products.imports.review import deciding
from products.imports.undo import requesting, undo_run
from products.jobs.conductor import Interrupted
from products.jobs.models import ImportJob
from products.jobs.progress import snapshot
from products.models import Change, Product
from tests.products.conftest import Import, counts
from tests.products.imports.interruptions import empty_unlogged_tables
from tests.products.imports.missing.conftest import Send, file_of, go_on, inactive, members, skus


@pytest.fixture
def source(make_source: Callable[..., Source], request: pytest.FixtureRequest, settings: Any) -> Source:
    settings.IMPORT_MISSING_WAITS_PERCENT = 100
    return make_source(missing=getattr(request, "param", "deactivate"))


def stop_in_chunk(job: ImportJob, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process is gone while it works on this chunk of the missing products, from 1."""
    apply_chunk, seen = applying._apply_chunk, list[int]()

    def die(job: ImportJob) -> None:
        seen.append(1)
        apply_chunk(job)
        if len(seen) == number:
            transaction.set_rollback(True)
            raise Interrupted

    with monkeypatch.context() as patch:
        patch.setattr(applying, "_apply_chunk", die)
        with pytest.raises(Interrupted):
            go_on(job)
    job.refresh_from_db()


@pytest.mark.parametrize("source", ["deactivate", "delete"], indirect=True)
def test_each_is_done_once_after_many_deaths(
    source: Source, send: Send, keep_file: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(applying, "CHUNK_ROWS", 7)
    send(file_of(skus(60)))
    job = keep_file(file_of(skus(20), price="2.00"), source="Acme")

    for chunk in (1, 2, 2, 1):
        stop_in_chunk(job, chunk, monkeypatch)
    assert go_on(job).status == "completed"

    done = {"deactivated": 40, "deleted": 0} if source.missing == "deactivate" else {"deactivated": 0, "deleted": 40}
    assert snapshot(job)["missing"] == done
    assert counts(job) == {"updated": 20}
    assert Change.objects.filter(job_id=job.id).count() == 40
    assert len(members(source)) == 20
    assert {*Product.objects.filter(sku__in=skus(40, start=20)).values_list("version", flat=True)} <= {2}


def test_crash_of_the_database_between_two_chunks_counts_what_was_done(
    source: Source, send: Send, keep_file: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(applying, "CHUNK_ROWS", 7)
    send(file_of(skus(60)))
    job = keep_file(file_of(skus(20), price="2.00"), source="Acme")
    stop_in_chunk(job, 3, monkeypatch)
    empty_unlogged_tables(job)

    assert go_on(job).status == "completed"

    assert snapshot(job)["missing"] == {"deactivated": 40, "deleted": 0}
    assert {*Product.objects.values_list("version", flat=True)} == {2}


def test_reviewed_plan_outlives_a_crash_of_the_database(source: Source, send: Send) -> None:
    send(file_of(skus(60)))
    job = send(file_of(skus(50), price="1.01"), mode="review")
    empty_unlogged_tables(job)

    deciding.apply(job, by=None)

    assert snapshot(go_on(job))["missing"] == {"deactivated": 10, "deleted": 0}
    assert len(members(source)) == 50


def test_kill_between_plan_and_what_is_missing_loses_nothing(
    source: Source, send: Send, keep_file: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(file_of(skus(60)))
    job = keep_file(file_of(skus(50)), source="Acme")
    with monkeypatch.context() as patch:
        patch.setattr("products.imports.missing.planning._write", lambda *_: pytest.fail("killed"))
        with pytest.raises(pytest.fail.Exception):
            go_on(job)

    assert snapshot(go_on(job))["missing"] == {"deactivated": 10, "deleted": 0}


@pytest.mark.parametrize("source", ["deactivate", "delete"], indirect=True)
def test_undo_brings_products_back_and_whose_they_are(source: Source, send: Send) -> None:
    send(file_of(skus(60)))
    ids = {*Product.objects.values_list("id", flat=True)}
    job = send(file_of(skus(50)))
    assert len(members(source)) == 50

    undo = requesting.prepare(job, user=None)
    assert undo_run.run(undo.id)
    undo.refresh_from_db()
    deciding.apply(undo, by=None)
    assert undo_run.run(undo.id)

    undo.refresh_from_db()
    assert undo.status == "completed"
    assert ({*Product.objects.values_list("id", flat=True)}, inactive()) == (ids, [])
    assert len(members(source)) == 60
    again = send(file_of(skus(50)))
    assert sum(snapshot(again)["missing"].values()) == 10


def test_undo_of_a_wrong_file_makes_its_products_nobodys(source: Source, send: Send, import_file: Import) -> None:
    import_file(file_of(["X-1", "X-2"]), source="none")
    send(file_of(skus(10)))
    wrong = send(file_of([*skus(10), "X-1", "X-2"], price="1.01"))
    assert len(members(source)) == 12

    undo = requesting.prepare(wrong, user=None)
    assert undo_run.run(undo.id)
    undo.refresh_from_db()
    deciding.apply(undo, by=None)
    assert undo_run.run(undo.id)

    assert len(members(source)) == 10
    send(file_of(skus(10)))
    assert inactive() == []
