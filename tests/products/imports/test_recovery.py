"""An import that is interrupted goes on: nothing lost, nothing doubled, every counter exact."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import psycopg
import pytest
from django.db import InterfaceError, OperationalError, connection

from products.imports import running, tasks
from products.imports.steps import applying
from products.jobs.locks import LockLost
from products.jobs.models import ImportJob
from products.models import Product
from tests import oracle, trials
from tests.oracle import Record
from tests.products.imports.interruptions import (
    empty_unlogged_tables,
    lose_database_connection,
    lose_lock,
    reached,
    run_with,
    stop_at,
)
from tests.trials import Trial, make_trial

pytestmark = pytest.mark.usefixtures("small_is_big")

ROWS = 900


@pytest.fixture
def trial(transactional_db: None, settings: Any) -> Trial:
    settings.IMPORT_STAGE_ROWS = 200
    settings.IMPORT_CHUNK_ROWS = 100
    return make_trial(ROWS)


def in_a_thread(act: Callable[[], Any]) -> Any:
    """Do something on a database connection of its own."""
    try:
        return act()
    finally:
        connection.close()


def test_import_comes_to_what_the_oracle_says_when_nothing_happens(trial: Trial) -> None:
    assert running.run(trial.job.id)

    trial.assert_fulfilled()
    assert set(trial.expected.counts) == {"created", "updated", "unchanged", "superseded", "rejected", "skipped"}


@pytest.mark.parametrize(
    ("phase", "position"),
    [("reading", 0), ("reading", 700), ("planning", 0), ("applying", 0), ("applying", 300), ("applying", 600)],
)
def test_import_goes_on_when_its_process_was_stopped(trial: Trial, phase: str, position: int) -> None:
    stop_at(trial.job, phase, position)

    assert running.run(trial.job.id)

    trial.assert_fulfilled()


def test_import_goes_on_at_its_checkpoint_when_it_is_stopped_at_every_chunk(trial: Trial) -> None:
    stop_at(trial.job, "applying")
    trial.job.refresh_from_db()
    checkpoints = range(0, trial.job.planned_rows or 0, 100)

    for checkpoint in checkpoints:
        stop_at(trial.job, "applying", checkpoint)
    running.run(trial.job.id)

    assert len(checkpoints) > 4
    trial.assert_fulfilled()


@pytest.mark.parametrize(
    ("phase", "position"), [("reading", 700), ("planning", 0), ("applying", 0), ("applying", 300), ("applying", 600)]
)
def test_import_starts_again_at_reading_when_unlogged_tables_came_back_empty(
    trial: Trial, phase: str, position: int
) -> None:
    stop_at(trial.job, phase, position)
    empty_unlogged_tables(trial.job)

    assert running.run(trial.job.id)

    trial.assert_fulfilled()


def test_import_stays_exact_when_unlogged_tables_come_back_empty_again_and_again(trial: Trial) -> None:
    for position in (100, 100, 200):
        stop_at(trial.job, "applying", position)
        empty_unlogged_tables(trial.job)

    running.run(trial.job.id)

    trial.assert_fulfilled()


def test_progress_never_goes_back_when_reading_starts_again(trial: Trial) -> None:
    stop_at(trial.job, "applying", 300)
    trial.job.refresh_from_db()
    before = trial.job.progress
    empty_unlogged_tables(trial.job)

    stop_at(trial.job, "reading", 200)

    trial.job.refresh_from_db()
    assert trial.job.progress == before > 40


@pytest.mark.parametrize(
    ("phase", "position", "lock"), [("reading", 700, 0), ("applying", 300, 0), ("applying", 300, 1)]
)
def test_import_stops_before_the_next_chunk_when_a_lock_is_lost(
    trial: Trial, phase: str, position: int, lock: int
) -> None:
    with pytest.raises(LockLost):
        run_with(trial.job, lambda: lose_lock(lock), at=phase, position=position)
    trial.job.refresh_from_db()
    chunk = 200 if phase == "reading" else 100
    at = trial.job.total_rows if phase == "reading" else trial.job.checkpoint
    assert position <= at <= position + 2 * chunk
    assert trial.job.status == "processing"

    assert running.run(trial.job.id)

    trial.assert_fulfilled()


@pytest.mark.parametrize(("phase", "position"), [("reading", 700), ("applying", 300)])
def test_import_goes_on_when_its_database_connection_broke(trial: Trial, phase: str, position: int) -> None:
    with pytest.raises((OperationalError, InterfaceError, psycopg.OperationalError)):
        run_with(trial.job, lose_database_connection, at=phase, position=position)
    connection.close()

    assert running.run(trial.job.id)

    trial.assert_fulfilled()


def test_one_of_five_deliveries_does_the_work(trial: Trial) -> None:
    with ThreadPoolExecutor(5) as pool:
        deliveries = [pool.submit(in_a_thread, lambda: tasks.process_csv_upload(str(trial.job.id))) for _ in range(5)]
        for delivery in deliveries:
            delivery.result()

    trial.assert_fulfilled()


def test_chunk_that_another_worker_applied_is_not_applied_again(trial: Trial) -> None:
    stop_at(trial.job, "applying", 100)
    quick, slow = (ImportJob.objects.get(pk=trial.job.pk) for _ in range(2))
    applying.apply_chunk(quick, upto=200)

    with pytest.raises(LockLost):
        applying.apply_chunk(slow, upto=200)

    running.run(trial.job.id)
    trial.assert_fulfilled()


@pytest.mark.parametrize("moment", [("reading", 400), ("planning", 0), ("applying", 300)])
def test_worker_that_slept_while_another_took_over_writes_nothing(trial: Trial, moment: tuple[str, int]) -> None:
    """A paused machine: it checked its lock, slept, lost the lock, and wakes up to write its next chunk."""
    asleep, taken_over, awake = threading.Event(), threading.Event(), threading.Event()

    def sleep() -> None:
        lose_lock(0)
        asleep.set()
        assert taken_over.wait(30)

    def sleeper() -> None:
        with pytest.raises(LockLost):
            run_with(trial.job, sleep, at="reading", position=600)
        awake.set()

    def wait_for_the_sleeper() -> None:
        taken_over.set()
        assert awake.wait(30)

    with ThreadPoolExecutor(1) as pool:
        sleeping = pool.submit(in_a_thread, sleeper)
        assert asleep.wait(30)
        run_with(trial.job, wait_for_the_sleeper, at=moment[0], position=moment[1])
        sleeping.result()

    trial.assert_fulfilled()


def test_later_import_wins_when_two_with_the_same_skus_run_at_once(trial: Trial) -> None:
    first, second = trial.records, trials.messy(ROWS, seed=1)
    second = [Record(record.line.replace(b"Made in", b"Born in"), record.outcome) for record in second]
    before = oracle.stored_catalogue()
    jobs = {trials.store(records).pk: records for records in (first, second)}
    together = threading.Barrier(2)

    def run(job_id: Any) -> bool:
        met = False

        def meet() -> bool:
            nonlocal met
            if not met:
                met = True
                together.wait(30)
            return False

        return running.run(job_id, should_stop=meet)

    with ThreadPoolExecutor(2) as pool:
        runs = [pool.submit(in_a_thread, partial(run, pk)) for pk in jobs]
        assert [ended.result() for ended in runs] == [True, True]

    earlier, later = ImportJob.objects.filter(pk__in=jobs).order_by("finished_at")
    between = oracle.expect(jobs[earlier.pk], catalogue=before)
    oracle.assert_counted(between, earlier)
    oracle.assert_fulfilled(oracle.expect(jobs[later.pk], catalogue=between.catalogue), later)


def test_counters_add_up_when_the_catalogue_was_emptied_before_a_restart(trial: Trial) -> None:
    stop_at(trial.job, "applying", 300)
    empty_unlogged_tables(trial.job)
    Product.objects.all().delete()

    running.run(trial.job.id)

    trial.job.refresh_from_db()
    into_nothing = oracle.expect(trial.records, catalogue={})
    assert trial.job.status == "completed"
    assert trial.job.processed_rows == trial.job.total_rows == len(trial.records)
    assert oracle.differences(oracle.stored_catalogue(), into_nothing.catalogue) == []
    assert reached(trial.job, "done")
