"""A reviewed plan is applied exactly, whatever happens to the process that applies it."""

from typing import Any

import pytest
from django.db import connection
from psycopg import sql

from products.imports import running
from products.imports.review import deciding
from products.imports.steps import planning
from tests.products.imports.interruptions import empty_unlogged_tables, stop_at
from tests.trials import Trial, make_trial

pytestmark = pytest.mark.usefixtures("small_is_big")


@pytest.fixture
def trial(transactional_db: None, settings: Any) -> Trial:
    settings.IMPORT_CHUNK_ROWS = 100
    trial = make_trial(900)
    trial.job.options["mode"] = "review"
    trial.job.save(update_fields=["options"])
    assert running.run(trial.job.id)
    trial.job.refresh_from_db()
    assert trial.job.status == "awaiting_review"
    return trial


def test_plan_outlives_a_crash_of_the_database(trial: Trial) -> None:
    empty_unlogged_tables(trial.job)

    deciding.apply(trial.job, by=None)
    assert running.run(trial.job.id)

    trial.assert_fulfilled()


def test_applying_goes_on_where_it_was_stopped(trial: Trial) -> None:
    deciding.apply(trial.job, by=None)
    for position in (0, 100, 300):
        stop_at(trial.job, "applying", position)
        empty_unlogged_tables(trial.job)

    assert running.run(trial.job.id)

    trial.assert_fulfilled()


def test_plan_that_was_lost_is_reviewed_again(trial: Trial) -> None:
    deciding.apply(trial.job, by=None)
    stop_at(trial.job, "applying", 100)
    empty_unlogged_tables(trial.job)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("TRUNCATE {}").format(planning.plan_table(trial.job)))

    assert running.run(trial.job.id)

    trial.job.refresh_from_db()
    assert trial.job.status == "awaiting_review"
    deciding.apply(trial.job, by=None)
    assert running.run(trial.job.id)
    trial.assert_fulfilled()
