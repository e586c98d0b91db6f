"""What dead workers leave behind is found by the beat's task, and nothing that is still wanted is touched."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import ProgrammingError, connection
from django.utils import timezone

from products.imports import leftovers, running, tasks
from products.jobs.locks import catalogue_lock, job_lock
from products.jobs.models import ImportJob
from products.search import indexes
from tests import oracle, trials
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


@pytest.mark.parametrize("status", ["pending", "processing"])
def test_beat_queues_jobs_that_nobody_holds(trial: Trial, status: str) -> None:
    set_past(trial.job, status=status, queued_at=LONG_AGO)

    assert queued_again(trial.job)


def test_beat_leaves_jobs_alone_that_somebody_holds(trial: Trial) -> None:
    set_past(trial.job, status="processing", queued_at=LONG_AGO)

    with job_lock(trial.job.id) as lock:
        assert lock.try_acquire()
        assert not queued_again(trial.job)


def test_beat_leaves_jobs_alone_that_were_queued_a_moment_ago(trial: Trial) -> None:
    before = trial.job.queued_at

    tasks.resume_interrupted_imports()

    trial.job.refresh_from_db()
    assert trial.job.queued_at == before


def test_beat_leaves_ended_jobs_alone(trial: Trial) -> None:
    running.run(trial.job.id)
    set_past(trial.job, queued_at=LONG_AGO)

    assert not queued_again(trial.job)


def test_tables_of_no_job_are_dropped(trial: Trial) -> None:
    stop_at(trial.job, "applying", 50)
    orphan = f"plan_{'0' * 32}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE staging.{orphan} ()")

    tasks.resume_interrupted_imports()

    assert tables() == {f"{kind}_{trial.job.id.hex}" for kind in ("rows", "plan", "superseded")}


def test_tables_of_a_job_that_ended_are_dropped(trial: Trial) -> None:
    """A worker that was killed between the job's end and the dropping of its tables."""
    stop_at(trial.job, "applying", 50)
    set_past(trial.job, status="completed", progress=100, finished_at=timezone.now())

    tasks.resume_interrupted_imports()

    assert oracle.unfinished_business(trial.job) == []


@pytest.mark.parametrize(("age", "kept"), [(timedelta(hours=1), True), (timedelta(days=2), False)])
def test_tables_of_a_failed_job_are_kept_for_a_day(trial: Trial, age: timedelta, kept: bool) -> None:
    stop_at(trial.job, "applying", 50)
    failure = {"status": "failed", "error_code": "internal_error", "error_message": "It broke."}
    set_past(trial.job, finished_at=timezone.now() - age, **failure)

    tasks.resume_interrupted_imports()

    assert bool(tables()) == kept


@pytest.mark.usefixtures("small_is_big")
def test_indexes_that_a_dead_import_left_out_are_built_by_the_beat(trial: Trial) -> None:
    stop_at(trial.job, "applying", 50)
    assert indexes.missing()

    tasks.resume_interrupted_imports()

    assert not indexes.missing()
    running.run(trial.job.id)
    trial.assert_fulfilled()


@pytest.mark.usefixtures("small_is_big")
def test_indexes_are_there_when_an_interrupted_job_is_completed(trial: Trial) -> None:
    stop_at(trial.job, "applying", 50)
    assert indexes.missing()

    running.run(trial.job.id)

    trial.assert_fulfilled()


@pytest.mark.usefixtures("small_is_big")
def test_beat_leaves_the_indexes_to_an_import_that_is_applying(trial: Trial) -> None:
    stop_at(trial.job, "applying", 50)

    with catalogue_lock() as lock:
        assert lock.try_acquire()
        tasks.resume_interrupted_imports()

    assert indexes.missing()


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
    assert young.file.storage.exists(young.file.name)


def test_index_that_the_server_built_meanwhile_is_no_failure(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = iter([["products_inactive"], []])

    with monkeypatch.context() as patch:
        patch.setattr(indexes, "missing", lambda: next(looks))
        indexes.ensure()  # as if a killed worker had asked for it, and its server's process had not noticed yet


def test_index_that_cannot_be_built_is_a_failure(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(indexes, "missing", lambda: ["products_inactive"])
        with pytest.raises(ProgrammingError, match="already exists"):
            indexes.ensure()
