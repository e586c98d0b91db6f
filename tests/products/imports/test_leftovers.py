"""What imports leave behind goes when nobody wants it any more: dry runs, files, parts of uploads."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from products.imports import leftovers, tasks
from products.imports.models import KeptKeys
from products.jobs.locks import job_lock
from products.jobs.models import ImportJob
from tests import trials
from tests.products.imports.factories import finished_job
from tests.products.imports.interruptions import stop_at
from tests.trials import Trial, make_trial

LONG_AGO = timezone.now() - timedelta(days=2)


@pytest.fixture
def trial(transactional_db: None, settings: Any) -> Trial:
    settings.IMPORT_STAGE_ROWS = 100
    settings.IMPORT_CHUNK_ROWS = 50
    return make_trial(300)


def set_past(job: ImportJob, **moments: Any) -> None:
    ImportJob.objects.filter(pk=job.pk).update(**moments)


def queued_again(job: ImportJob) -> bool:
    """Whether the beat's task gives the job to the queue."""
    tasks.resume_interrupted_imports()
    job.refresh_from_db()
    return job.queued_at > LONG_AGO


def tables() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'staging'")
        return {name for (name,) in cursor}


def test_abandoned_dry_run_is_removed_with_its_tables_and_file(trial: Trial) -> None:
    job = trials.store(trial.records, dry_run=True)
    stop_at(job, "reading", 100)
    file = job.file.path
    set_past(job, updated_at=LONG_AGO)

    tasks.resume_interrupted_imports()

    assert not ImportJob.objects.filter(pk=job.pk).exists()
    assert tables() == set()
    assert not job.file.storage.exists(file)


def test_dry_run_that_was_killed_is_not_gone_on_with(trial: Trial) -> None:
    job = trials.store(trial.records, dry_run=True)
    stop_at(job, "reading", 100)
    set_past(job, queued_at=LONG_AGO)

    assert not queued_again(job)


def test_dry_run_that_is_at_work_is_left_alone(trial: Trial) -> None:
    young, held = (trials.store(trial.records, dry_run=True) for _ in range(2))
    set_past(held, updated_at=LONG_AGO)

    with job_lock(held.id) as lock:
        assert lock.try_acquire()
        tasks.resume_interrupted_imports()

    assert ImportJob.objects.filter(pk__in=[young.pk, held.pk]).count() == 2


def test_parts_of_uploads_are_removed_after_a_day(db: None, settings: Any, tmp_path: Path) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    old, young = tmp_path / "old.upload", tmp_path / "young.upload"
    for part in (old, young):
        part.write_bytes(b"sku,na")
    os.utime(old, (LONG_AGO.timestamp(), LONG_AGO.timestamp()))

    leftovers.sweep()

    assert list(tmp_path.iterdir()) == [young]


def test_file_of_an_import_is_removed_when_its_time_is_over(trial: Trial, settings: Any) -> None:
    old, young = trial.job, trials.store(trial.records[:3])
    settings.IMPORT_KEEP_FILES_DAYS = 1
    for job, ended in ((old, LONG_AGO), (young, timezone.now())):
        set_past(job, status="cancelled", finished_at=ended)

    leftovers.sweep()

    old.refresh_from_db()
    assert not old.file
    assert young.file.storage.exists(str(young.file.name))


def test_file_is_kept_as_long_as_its_refused_rows_can_be_mended(db: None, settings: Any) -> None:
    settings.IMPORT_KEEP_FILES_DAYS, settings.IMPORT_UNDO_DAYS = 1, 7
    days_old = {days: timezone.now() - timedelta(days=days) for days in (2, 8)}
    mendable, sound, older = (
        finished_job(finished_at=days_old[days], rejected=rejected) for days, rejected in ((2, 1), (2, 0), (8, 1))
    )
    for job in (mendable, older):
        KeptKeys.objects.create(job=job, keys=[], numbers=[])

    leftovers.sweep()

    kept = {job.pk: bool(ImportJob.objects.get(pk=job.pk).file) for job in (mendable, sound, older)}
    assert kept == {mendable.pk: True, sound.pk: False, older.pk: False}
    assert [each.job_id for each in KeptKeys.objects.all()] == [mendable.pk]
