"""The verbs of an import job: each is one conditional update that says whether it won."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from products.jobs.models import ImportJob
from products.jobs.record import COUNTERS
from products.jobs.states import Status

pytestmark = pytest.mark.django_db


def job(**values: object) -> ImportJob:
    return ImportJob.objects.create(file_name="spring.csv", **values)


def ended(status: Status) -> dict[str, object]:
    failure = {"error_code": "x", "error_message": "X."} if status == Status.FAILED else {}
    progress = 100 if status == Status.COMPLETED else 40
    return {"status": status, "progress": progress, "finished_at": timezone.now(), **failure}


def test_begin_wins_once_a_job_may_run() -> None:
    pending = job()

    assert pending.begin()
    first_start = pending.started_at
    assert pending.begin()  # goes on after an interruption
    assert (pending.status, pending.started_at) == ("processing", first_start)


@pytest.mark.parametrize("status", [Status.COMPLETED, Status.FAILED, Status.CANCELLED])
def test_nothing_moves_a_job_that_has_ended(status: Status) -> None:
    old = job(**ended(status))

    assert not old.begin()
    assert not old.complete()
    assert not old.fail("y", "Y.")
    assert not old.stop()
    assert not old.request_cancel()
    assert not old.advance(created=5)
    assert (old.status, old.created) == (status, 0)


def test_progress_never_goes_back_and_never_reaches_100_before_the_end() -> None:
    running = job()
    running.begin()

    running.advance(progress=60)
    running.advance(progress=20)
    assert running.progress == 60
    running.advance(progress=100)
    assert running.progress == 99
    assert running.complete()
    assert running.progress == 100


def test_advance_loses_when_somebody_else_moved_the_checkpoint() -> None:
    ours = job()
    ours.begin()
    theirs = ImportJob.objects.get(pk=ours.pk)

    assert theirs.advance(checkpoint=10, created=10)
    assert not ours.advance(checkpoint=10, created=10)
    assert ImportJob.objects.get(pk=ours.pk).created == 10


def test_stop_needs_somebody_who_asked() -> None:
    running = job()
    running.begin()

    assert not running.stop()
    assert running.request_cancel()
    assert running.stop()
    assert running.status == Status.CANCELLED
    assert running.finished_at


def test_reopen_makes_a_failed_job_ready_to_go_on() -> None:
    failed = job(**ended(Status.FAILED), created=7, checkpoint=7)

    assert failed.reopen()
    assert (failed.status, failed.error_code, failed.finished_at) == ("pending", "", None)
    assert (failed.created, failed.checkpoint) == (7, 7)
    assert not failed.reopen()


@pytest.mark.parametrize(
    "values",
    [
        {"status": "sleeping"},
        {"phase": "dancing"},
        {"progress": 100},
        {"status": "completed", "progress": 100},
        {"status": "processing", "finished_at": timezone.now()},
        {"status": "failed", "finished_at": timezone.now()},
    ],
    ids=["unknown status", "unknown phase", "100 too early", "no end", "end too early", "no reason"],
)
def test_database_refuses_a_job_that_cannot_be(values: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        job(**values)


def test_processed_rows_are_those_with_a_settled_outcome() -> None:
    counts = {name: number for number, name in enumerate(COUNTERS, start=1)}

    assert job(**counts).processed_rows == 36


def test_changed_are_those_products_that_are_not_what_they_were() -> None:
    assert job(created=1, updated=2, unchanged=30, deleted=4).changed == 7


def test_job_is_called_by_its_title_or_by_its_file() -> None:
    assert str(ImportJob(title="Delete 3 products")) == "Delete 3 products"
    assert str(ImportJob(file_name="spring.csv")) == "spring.csv"
    assert str(nameless := ImportJob()) == str(nameless.id)
