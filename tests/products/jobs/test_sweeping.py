"""What dead workers leave behind is found by the beat's task, and nothing that is still wanted is touched."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, connection
from django.db.models import Func, Index
from django.utils import timezone

from products.imports import running, tasks
from products.jobs.locks import catalogue_lock, job_lock
from products.jobs.models import ImportJob
from products.search import index_builds, indexes
from tests import oracle
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


def test_index_that_the_server_built_meanwhile_is_no_failure(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if a killed worker had asked for it, and its server's process had not noticed yet."""
    monkeypatch.setattr(index_builds, "drop", lambda names: True)
    with monkeypatch.context() as patch:
        patch.setattr(indexes, "missing", lambda fields=None: ["products_inactive"])
        indexes.ensure()

    assert indexes.missing() == []


def test_index_that_cannot_be_built_is_a_failure(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = Index(Func("sku", function="no_such_function"), name="products_inactive")
    index_builds.drop(["products_inactive"])
    with monkeypatch.context() as patch:
        patch.setitem(indexes.ALL, "products_inactive", broken)
        with pytest.raises(ProgrammingError, match="no_such_function"):
            indexes.ensure()
