"""Jobs that a person stops, that fail, or whose file is not what it was: what was applied stays, and is counted."""

from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection

from products.imports import running
from products.jobs import control
from products.jobs.locks import catalogue_lock
from products.jobs.models import ImportJob
from tests import oracle
from tests.oracle import Entry
from tests.products.imports.interruptions import empty_unlogged_tables, run_with, stop_at
from tests.trials import Trial, make_trial


@pytest.fixture
def trial(transactional_db: None, settings: Any) -> Trial:
    settings.IMPORT_STAGE_ROWS = 200
    settings.IMPORT_CHUNK_ROWS = 100
    return make_trial(900)


def refuse_product(sku_key: str) -> None:
    """Let the database refuse one product, as a full disk or a broken index would."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE products_product ADD CONSTRAINT trouble CHECK (sku_key <> '{sku_key}') NOT VALID")


def heal() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE products_product DROP CONSTRAINT trouble")


def drop_search_index() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX products_by_word")


def changed(before: dict[str, Entry], after: dict[str, Entry]) -> set[str]:
    return {key for key in after if before.get(key) != after[key]}


def test_cancelled_job_stops_at_the_next_chunk_while_reading(trial: Trial) -> None:
    before = oracle.stored_catalogue()

    run_with(trial.job, lambda: control.cancel(trial.job), at="reading", position=400)

    trial.job.refresh_from_db()
    assert (trial.job.status, trial.job.total_rows) == ("cancelled", 400)
    assert oracle.stored_catalogue() == before
    assert oracle.unfinished_business(trial.job) == []


def test_cancelled_job_keeps_what_was_applied(trial: Trial) -> None:
    before = oracle.stored_catalogue()

    run_with(trial.job, lambda: control.cancel(trial.job), at="applying", position=300)

    trial.job.refresh_from_db()
    after = oracle.stored_catalogue()
    expected = trial.expected.catalogue
    in_order = sorted(changed(before, expected))
    assert (trial.job.status, trial.job.checkpoint) == ("cancelled", 300)
    assert changed(before, after) == set(in_order[:300])
    assert {key: after[key] for key in in_order[:300]} == {key: expected[key] for key in in_order[:300]}
    assert trial.job.created + trial.job.updated == 300
    assert oracle.unfinished_business(trial.job) == []


def test_job_that_waits_is_cancelled_before_it_writes_anything(trial: Trial) -> None:
    before = oracle.stored_catalogue()
    assert control.cancel(trial.job)

    running.run(trial.job.id)

    trial.job.refresh_from_db()
    assert (trial.job.status, trial.job.processed_rows) == ("cancelled", 0)
    assert oracle.stored_catalogue() == before


def test_cancelled_job_can_be_neither_cancelled_nor_resumed(trial: Trial) -> None:
    run_with(trial.job, lambda: control.cancel(trial.job), at="reading")
    trial.job.refresh_from_db()

    assert not control.cancel(trial.job)
    assert not control.resume(trial.job)
    assert not running.run(trial.job.id)


def test_cancelled_job_leaves_the_search_index_to_the_import_that_is_applying(trial: Trial) -> None:
    control.cancel(trial.job)
    drop_search_index()

    with catalogue_lock() as another_import:
        assert another_import.try_acquire()
        running.run(trial.job.id)

    trial.job.refresh_from_db()
    assert trial.job.status == "cancelled"
    assert oracle.unfinished_business(trial.job) == ["products_by_word is missing"]


def test_failed_job_goes_on_where_it_stopped_when_it_is_resumed(trial: Trial) -> None:
    in_order = sorted(changed(oracle.stored_catalogue(), trial.expected.catalogue))
    refuse_product(in_order[250])
    with pytest.raises(IntegrityError):
        running.run(trial.job.id)
    trial.job.refresh_from_db()
    assert (trial.job.status, trial.job.error_code, trial.job.checkpoint) == ("failed", "internal_error", 200)
    assert trial.job.created + trial.job.updated == 200
    heal()

    assert control.resume(trial.job)
    assert running.run(trial.job.id)

    trial.assert_fulfilled()


def test_job_fails_and_writes_nothing_when_its_file_is_gone(trial: Trial) -> None:
    before = oracle.stored_catalogue()
    Path(trial.job.file.path).unlink()

    running.run(trial.job.id)

    trial.job.refresh_from_db()
    assert (trial.job.status, trial.job.error_code) == ("failed", "source_missing")
    assert trial.job.error_message.startswith("The stored file is gone")
    assert oracle.stored_catalogue() == before


@pytest.mark.parametrize("change", ["longer", "other bytes", "gone"])
def test_job_fails_and_keeps_its_counts_when_its_file_changed_between_two_runs(trial: Trial, change: str) -> None:
    stop_at(trial.job, "applying", 300)
    empty_unlogged_tables(trial.job)
    applied, counts = oracle.stored_catalogue(), ImportJob.objects.get(pk=trial.job.pk).counts
    spoil(Path(trial.job.file.path), change)

    running.run(trial.job.id)

    trial.job.refresh_from_db()
    assert (trial.job.status, trial.job.error_code) == ("failed", "source_changed")
    assert trial.job.counts == counts
    assert trial.job.created + trial.job.updated == 300
    assert oracle.stored_catalogue() == applied
    assert oracle.unfinished_business(trial.job) == []


def spoil(file: Path, change: str) -> None:
    content = file.read_bytes()
    if change in {"gone", "a folder"}:
        file.unlink()
    if change == "a folder":
        file.mkdir()
    elif change != "gone":
        file.write_bytes(content + b"X-1,More,,1.00,true\n" if change == "longer" else content[:-2] + b"X\n")


@pytest.mark.parametrize("change", ["longer", "other bytes", "a folder"])
def test_job_whose_file_changed_before_the_first_run_fails(trial: Trial, change: str) -> None:
    spoil(Path(trial.job.file.path), change)

    running.run(trial.job.id)

    trial.job.refresh_from_db()
    assert (trial.job.status, trial.job.error_code) == ("failed", "source_changed")
