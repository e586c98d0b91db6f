"""An undo is exact, whatever happens to the process that carries it out."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from psycopg import sql

from products.imports import running
from products.imports.review import deciding
from products.imports.steps import planning
from products.imports.undo import requesting, undo_run
from products.jobs.conductor import Interrupted
from products.jobs.models import ImportJob
from products.models import Product
from tests import oracle
from tests.oracle import Entry
from tests.products.conftest import counts
from tests.products.imports.interruptions import empty_unlogged_tables, reached
from tests.products.imports.undo.conftest import carry_on, plan_undo, undo
from tests.trials import Trial, make_trial

pytestmark = pytest.mark.usefixtures("small_is_big")


@pytest.fixture
def trial(transactional_db: None, settings: Any) -> Iterator[Trial]:
    """A messy file that was imported; what the catalogue was like before stands in `BEFORE`."""
    settings.IMPORT_CHUNK_ROWS = 100
    trial = make_trial(900)
    BEFORE.clear()
    BEFORE.update(oracle.stored_catalogue())
    assert running.run(trial.job.id)
    trial.job.refresh_from_db()
    yield trial
    BEFORE.clear()


BEFORE: dict[str, Entry] = {}


def stop_at(job: ImportJob, phase: str, position: int = 0) -> None:
    with pytest.raises(Interrupted):
        undo_run.run(job.id, should_stop=lambda: reached(job, phase, position))


def assert_undone(job: ImportJob, trial: Trial) -> None:
    """The values of before are back, each changed product is two versions older, and everything is counted."""
    job.refresh_from_db()
    assert (job.status, job.progress, job.error_message) == ("completed", 100, "")
    done = {"updated": trial.job.updated, "deleted": trial.job.created}
    assert counts(job) == done
    assert job.total_rows == sum(done.values())
    changed = {key for key, what in trial.expected.history.items() if what != "created"}
    expected = {key: entry._replace(version=entry.version + 2 * (key in changed)) for key, entry in BEFORE.items()}
    assert oracle.differences(oracle.stored_catalogue(), expected) == []
    assert oracle.unfinished_business(job) == []
    assert oracle.words_not_found() == []


def ids() -> dict[str, tuple[UUID, Any]]:
    return {each.sku_key: (each.id, each.created_at) for each in Product.objects.all()}


@pytest.mark.parametrize("position", [0, 100, 300])
def test_killed_undo_is_carried_on_exactly(trial: Trial, position: int) -> None:
    job = plan_undo(trial.job)
    deciding.apply(job, by=None)

    stop_at(job, "applying", position)
    stop_at(job, "applying", position + 100)
    carry_on(job)

    assert_undone(job, trial)


def test_undo_that_is_killed_before_its_plan_is_complete_plans_again(trial: Trial) -> None:
    job = requesting.prepare(trial.job, user=None)
    stop_at(job, "planning")

    carry_on(job)
    deciding.apply(job, by=None)
    carry_on(job)

    assert_undone(job, trial)


def test_plan_outlives_a_crash_of_the_database(trial: Trial) -> None:
    job = plan_undo(trial.job)
    empty_unlogged_tables(job)

    deciding.apply(job, by=None)
    carry_on(job)

    assert_undone(job, trial)


def test_plan_that_is_lost_half_way_is_made_anew_and_asked_for_again(trial: Trial) -> None:
    job = plan_undo(trial.job)
    deciding.apply(job, by=None)
    stop_at(job, "applying", 200)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("TRUNCATE {}").format(planning.plan_table(job)))

    carry_on(job)
    assert job.status == "awaiting_review"
    assert job.updated + job.deleted >= 200
    assert job.total_rows == trial.job.updated + trial.job.created
    deciding.apply(job, by=None)
    carry_on(job)

    assert_undone(job, trial)


def test_cancelled_undo_keeps_what_it_did_and_another_does_the_rest(trial: Trial) -> None:
    job = plan_undo(trial.job)
    deciding.apply(job, by=None)
    stop_at(job, "applying", 200)
    assert job.request_cancel() or ImportJob.objects.get(pk=job.pk).request_cancel()
    carry_on(job)
    assert (job.status, job.updated + job.deleted) == ("cancelled", 200)

    rest = undo(trial.job)

    both = {name: job.counts[name] + rest.counts[name] for name in ("updated", "deleted")}
    assert both == {"updated": trial.job.updated, "deleted": trial.job.created}
    assert rest.unchanged == 200
    assert oracle.stored_catalogue().keys() == BEFORE.keys()


@pytest.mark.parametrize("position", [0, 200])
def test_killed_undo_of_an_undo_restores_each_product_once(trial: Trial, position: int) -> None:
    after, made = oracle.stored_catalogue(), ids()
    again = plan_undo(undo(trial.job))
    deciding.apply(again, by=None)

    stop_at(again, "applying", position)
    stop_at(again, "applying", position + 100)
    carry_on(again)

    assert counts(again) == {"updated": trial.job.updated, "created": trial.job.created}
    assert ids() == made
    values = {key: entry.values for key, entry in after.items()}
    assert {key: entry.values for key, entry in oracle.stored_catalogue().items()} == values
    assert oracle.unfinished_business(again) == []
