import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from product_importer.lib import redis_client
from products.jobs import progress
from products.jobs.models import ImportJob
from tests.products.imports.factories import NOON, finished_job, make_job
from tests.redis_away import NOWHERE, redis_at


def in_redis(job: ImportJob) -> dict[str, str]:
    names = ("status", "progress", "error", "snapshot")
    values = redis_client.client().mget([f"upload:{job.id}:{name}" for name in names])
    return {
        name: value.decode() if isinstance(value, bytes) else value
        for name, value in zip(names, values, strict=True)
        if value is not None
    }


def grow_old(job: ImportJob, settings: Settings, seconds: float) -> None:
    left = int((settings.PROGRESS_KEEP_SECONDS - seconds) * 1000)
    redis_client.client().pexpire(f"upload:{job.id}:snapshot", left)


@pytest.mark.django_db
def test_snapshot_has_the_shape_of_the_contract() -> None:
    ana = User.objects.create(username="ana")
    job = make_job(
        status="processing", phase="applying", progress=63, total_rows=500_000, created=315_000,
        created_by=ana, started_at=NOON, updated_at=NOON + timedelta(seconds=5),
    )  # fmt: skip

    assert progress.snapshot(job) == {
        "task_id": str(job.id),
        "job_id": str(job.id),
        "kind": "import",
        "title": "spring.csv",
        "file_name": "spring.csv",
        "mode": "apply",
        "created_by": "ana",
        "status": "processing",
        "phase": "applying",
        "state": "applying",
        "ending": None,
        "waits_for": None,
        "progress": 63,
        "total_rows": 500_000,
        "processed_rows": 315_000,
        "counts": {
            "created": 315_000, "updated": 0, "unchanged": 0, "superseded": 0,
            "rejected": 0, "skipped": 0, "conflicts": 0, "deleted": 0,
        },
        "plan": None,
        "missing": {"deactivated": 0, "deleted": 0},
        "undo_of": None,
        "rows_per_second": 63_000,
        "eta_seconds": 3,
        "warnings": [],
        "error": None,
        "created_at": "2026-03-01T12:00:00.000Z",
        "started_at": "2026-03-01T12:00:00.000Z",
        "asked_seconds": 0,
        "finished_at": None,
    }  # fmt: skip


WAITED_A_SECOND = {"read_at": NOON + timedelta(seconds=1), "comparison_began_at": NOON + timedelta(seconds=2)}
APPLIED_IN_TWO_SECONDS = {
    "checkpoint": 20_000,
    "updated": 20_000,
    "planned_at": NOON + timedelta(seconds=2),
    "applied_at": NOON + timedelta(seconds=4),
}


@pytest.mark.parametrize(
    ("facts", "rate", "eta"),
    [
        ({"status": "pending", "started_at": None}, None, None),
        ({"phase": "reading", "total_rows": 40_000, "progress": 20, "rejected": 3}, 10_000, 16),
        ({"phase": "reading", "total_rows": 40_000, "progress": 0}, 10_000, None),
        ({"phase": "reading", "total_rows": 40_000, "progress": 30, "waits_for": "spring.csv"}, None, None),
        ({"phase": "applying", "total_rows": 40_000, "updated": 9, "progress": 50, **WAITED_A_SECOND}, 2, 3),
        ({"phase": "applying", "total_rows": 40_000, "updated": 20_000, "progress": 50}, 5_000, 4),
        ({"phase": "applying", "total_rows": 40_000, "progress": 40}, None, 6),
        ({"phase": "applying", "total_rows": 40_000, "progress": 40, "rejected": 9, "planned_at": NOON}, None, 6),
        ({"phase": "applying", "total_rows": 40_000, "progress": 50, **APPLIED_IN_TWO_SECONDS}, 10_000, 4),
        ({"phase": "reading", "total_rows": 40_000, "updated_at": NOON}, None, None),
        ({"phase": "applying", "progress": 95, "total_rows": 1_000, "created": 1_000}, 250, None),
    ],
)
def test_snapshot_gives_rate_and_time_left_only_when_they_mean_something(
    facts: dict[str, Any], rate: int | None, eta: int | None
) -> None:
    running = {"status": "processing", "started_at": NOON, "updated_at": NOON + timedelta(seconds=4)}
    job = ImportJob(created_at=NOON, **running | facts)

    snapshot = progress.snapshot(job)

    assert (snapshot["rows_per_second"], snapshot["eta_seconds"]) == (rate, eta)


def comparing(*, since: float, expected: float | None, progress: int = 30) -> ImportJob:
    """A job that began to compare `since` seconds ago, after two seconds of reading and one of waiting."""
    began = timezone.now() - timedelta(seconds=since)
    return ImportJob(
        status="processing",
        phase="planning",
        progress=progress,
        started_at=began - timedelta(seconds=3),
        read_at=began - timedelta(seconds=1),
        comparison_began_at=began,
        comparison_seconds=expected,
        updated_at=began,
    )


@pytest.mark.parametrize(
    ("since", "expected", "before", "shown"),
    [
        (0, 1000, 30, 30),
        (501, 1000, 30, 34),
        (999, 1000, 30, 38),
        (2000, 1000, 30, 39),
        (501, None, 30, 30),
        (501, 0, 30, 30),
        (501, 1000, 45, 45),
    ],
)
def test_comparing_moves_as_far_as_it_was_expected_to_come(
    since: float, expected: float | None, before: int, shown: int
) -> None:
    job = comparing(since=since, expected=expected, progress=before)

    assert progress.snapshot(job)["progress"] == shown


def test_comparing_says_how_long_the_rest_will_take() -> None:
    """34 % took 502 seconds and a bit: 2 for reading, 500 for comparing, and none of the one it waited."""
    left = progress.snapshot(comparing(since=500.1, expected=1000))["eta_seconds"]

    assert left == pytest.approx(502.1 * 66 / 34, abs=3)


@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["begin", "stop"])
def test_progress_that_was_shown_by_the_clock_does_not_go_back(verb: str) -> None:
    job = comparing(since=501, expected=1000)
    job.cancel_requested_at = NOON
    job.save()

    assert getattr(job, verb)()

    assert job.progress == 34


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"status": "pending"}, "Queued."),
        ({"status": "processing", "phase": "queued"}, "Starting."),
        ({"status": "processing", "phase": "reading", "total_rows": 1_200}, "Reading the file: 1,200 rows so far."),
        ({"status": "processing", "phase": "reading", "total_rows": 1}, "Reading the file: 1 row so far."),
        (
            {"status": "processing", "kind": "delete", "phase": "applying", "total_rows": 2_000, "deleted": 1_000},
            "Applying: 1,000 of 2,000 products done.",
        ),
        (
            {"status": "processing", "phase": "planning", "total_rows": 1_200},
            "Comparing 1,200 rows with the catalogue.",
        ),
        (
            {"status": "processing", "phase": "applying", "total_rows": 1_200, "created": 1_000},
            "Applying: 1,000 of 1,200 rows done.",
        ),
        (
            {"status": "processing", "phase": "reading", "waits_for": "spring.csv"},
            "Waiting for spring.csv.",
        ),
        ({"status": "completed", "total_rows": 2, "created": 2}, "Completed: 2 created."),
        (
            {"status": "completed", "total_rows": 3, "created": 2, "rejected": 1},
            "Completed with rejected rows: 2 created, 1 rejected.",
        ),
        (
            {"status": "completed", "total_rows": 2, "rejected": 2},
            "Completed, but all rows were rejected: 2 rejected.",
        ),
        ({"status": "completed"}, "Nothing imported: no rows."),
        ({"status": "failed", "error_message": "This file is empty."}, "Failed: This file is empty."),
        ({"status": "cancelled", "updated": 7}, "Cancelled: 7 updated before it stopped."),
        ({"status": "completed", "kind": "delete", "deleted": 3, "unchanged": 1}, "Completed: 3 deleted."),
        ({"status": "completed", "kind": "delete"}, "Completed: 0 deleted."),
        ({"status": "awaiting_mapping"}, "Waiting for someone to confirm the columns."),
        ({"status": "awaiting_review", "phase": "planning"}, "Waiting for someone to review the changes."),
    ],
)
def test_sentence_says_what_the_job_does(facts: dict[str, Any], sentence: str) -> None:
    assert progress.sentence(ImportJob(**facts)) == sentence


@pytest.mark.django_db
def test_publish_writes_four_keys_that_expire(settings: Settings) -> None:
    job = make_job(
        status="failed",
        progress=12,
        error_code="no_sku_column",
        error_message="No column is the SKU.",
        finished_at=NOON,
    )

    progress.publish(job)

    found = in_redis(job)
    assert json.loads(found.pop("snapshot")) == progress.snapshot(job)
    assert found == {
        "status": "Failed: No column is the SKU.", "progress": "12", "error": "No column is the SKU.",
    }  # fmt: skip
    lives = [
        redis_client.client().ttl(f"upload:{job.id}:{name}") for name in ("status", "progress", "error", "snapshot")
    ]
    assert all(settings.PROGRESS_KEEP_SECONDS - 5 <= life <= settings.PROGRESS_KEEP_SECONDS for life in lives)


@pytest.mark.django_db
def test_publish_goes_on_while_redis_is_away() -> None:
    job = make_job()

    with redis_at(NOWHERE):
        progress.publish(job)

        assert progress.read(job.id) == progress.snapshot(job)
    assert in_redis(job) == {}


@pytest.mark.django_db
def test_read_asks_postgresql_when_redis_was_emptied() -> None:
    job = make_job()
    progress.publish(job)
    redis_client.client().flushdb()

    assert progress.read(job.id) == progress.snapshot(job)


@pytest.mark.django_db
def test_read_takes_a_young_snapshot_from_redis_without_a_query(django_assert_num_queries: Any) -> None:
    job = make_job()
    progress.publish(job)

    with django_assert_num_queries(0):
        assert progress.read(job.id) == progress.snapshot(job)


@pytest.mark.django_db
@pytest.mark.parametrize("known", ["processing", "failed"])
def test_read_does_not_believe_an_old_snapshot_when_a_later_publication_was_lost(
    known: str, settings: Settings
) -> None:
    job = make_job()
    stale = ImportJob.objects.get(pk=job.pk)
    stale.status = known
    progress.publish(stale)
    ImportJob.objects.filter(pk=job.pk).update(status="completed", progress=100, finished_at=NOON)
    grow_old(job, settings, seconds=3)

    snapshot = progress.read(job.id)

    assert snapshot is not None
    assert (snapshot["status"], snapshot["progress"]) == ("completed", 100)


@pytest.mark.django_db(transaction=True)
def test_read_makes_do_with_an_old_snapshot_while_postgresql_is_away(settings: Settings) -> None:
    job = make_job()
    progress.publish(job)
    grow_old(job, settings, seconds=60)
    known = progress.snapshot(job)
    connection.close()
    host = connection.settings_dict["HOST"]
    connection.settings_dict["HOST"] = "/nonexistent"
    try:
        assert progress.read(job.id) == known
    finally:
        connection.settings_dict["HOST"] = host


@pytest.mark.django_db
def test_read_knows_nothing_of_an_unknown_job() -> None:
    assert progress.read(uuid.uuid4()) is None


@pytest.mark.django_db
def test_snapshot_of_a_job_without_a_user_names_nobody() -> None:
    assert progress.snapshot(finished_job())["created_by"] is None
