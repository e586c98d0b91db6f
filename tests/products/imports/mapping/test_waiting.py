"""A job that waits for its columns: nobody works on it, nothing of it is left about, and it ends when told to."""

from typing import Any

import pytest
from django.db import connection

from products.imports import leftovers, running
from products.imports.steps import staging
from products.jobs import control, progress, sweeping, tables
from products.jobs.conductor import Interrupted
from products.jobs.locks import job_lock
from products.jobs.models import ImportJob
from tests.products.conftest import Import, question
from tests.products.imports.interruptions import reached

UNKNOWN = "Code,Title,Betrag\nK-1,Kettle,5\nK-2,Mug,6\n"
BLANK_KEYS = "sku,ean,name\n" + "".join(f",{number:013},Mug\n" for number in range(12))


def tables_of(job: ImportJob) -> list[str]:
    return [table.name for table in tables.owned() if table.owner == job.id.hex]


def test_other_imports_run_while_one_waits(import_file: Import) -> None:
    waiting = import_file(UNKNOWN)

    assert import_file("sku,name\nA-1,Mug\n").status == "completed"
    with job_lock(waiting.id) as lock:
        assert lock.try_acquire()


def test_beat_leaves_a_waiting_job_alone(import_file: Import, settings: Any) -> None:
    job = import_file(UNKNOWN)
    ImportJob.objects.filter(pk=job.pk).update(queued_at="2026-01-01T00:00Z")
    before = ImportJob.objects.get(pk=job.pk).queued_at

    sweeping.queue_abandoned_jobs()
    leftovers.sweep()
    sweeping.drop_orphans()

    job.refresh_from_db()
    assert (job.status, job.queued_at) == ("awaiting_mapping", before)
    assert job.file.storage.exists(str(job.file.name))


def test_tables_that_a_killed_worker_left_of_a_waiting_job_are_dropped(import_file: Import) -> None:
    job = import_file(UNKNOWN)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE staging.rows_{job.id.hex} ()")

    sweeping.drop_orphans()

    assert tables_of(job) == []


def test_snapshot_says_that_it_waits(import_file: Import) -> None:
    job = import_file(UNKNOWN)

    published = progress.read(job.id)

    assert published
    assert (published["status"], published["state"], published["error"]) == ("awaiting_mapping",) * 2 + (None,)


def test_waiting_job_is_cancelled_at_once(import_file: Import) -> None:
    job = import_file(UNKNOWN)

    assert control.cancel(job)

    assert (job.status, bool(job.finished_at)) == ("cancelled", True)
    assert control.cancel(job) is False


def test_waiting_job_cannot_be_resumed(import_file: Import) -> None:
    assert control.resume(import_file(UNKNOWN)) is False


def test_job_that_nobody_answered_is_cancelled_when_its_time_is_over(import_file: Import, settings: Any) -> None:
    settings.IMPORT_KEEP_FILES_DAYS = 3
    old, young = import_file(UNKNOWN), import_file(UNKNOWN)
    ImportJob.objects.filter(pk=old.pk).update(updated_at="2026-01-01T00:00Z")

    leftovers.sweep()

    old.refresh_from_db()
    young.refresh_from_db()
    assert (old.status, young.status) == ("cancelled", "awaiting_mapping")
    assert old.warnings == ["Nobody chose the columns of this file within 3 days, so its import was cancelled."]


def test_interrupted_look_begins_again(keep_file: Import, small_chunks: None) -> None:
    job, has_read = keep_file(BLANK_KEYS), False

    def is_looking() -> bool:
        """Whether the rows that were read are forgotten."""
        nonlocal has_read
        has_read = has_read or reached(job, "reading", 10)
        return has_read and not reached(job, "reading", 1)

    with pytest.raises(Interrupted):
        running.run(job.id, should_stop=is_looking)
    job.refresh_from_db()
    assert (job.status, tables_of(job)) == ("processing", [])

    assert running.run(job.id)

    job.refresh_from_db()
    assert question(job).code == "sku_column_unclear"


def test_keys_are_looked_at_though_an_earlier_turn_read_the_rows(keep_file: Import) -> None:
    """Its worker was killed between the last row and the look at its keys."""
    job = keep_file(BLANK_KEYS)
    assert job.begin()
    staging.stage(job, go_on=lambda: None)

    assert running.run(job.id)

    job.refresh_from_db()
    assert question(job).code == "sku_column_unclear"
