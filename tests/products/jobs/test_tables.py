"""A job's own tables: counted, found and removed without touching another job's."""

import pytest
from django.db import connection
from psycopg import sql

from products.jobs import tables
from products.jobs.models import ImportJob

pytestmark = pytest.mark.django_db


def make_table(job: ImportJob, holds: str, *, rows: int = 0) -> sql.Identifier:
    table = tables.own_table(job, holds)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("CREATE UNLOGGED TABLE {} AS SELECT generate_series(1, %s)").format(table), [rows])
    return table


def found() -> set[str]:
    return {table.name for table in tables.owned()}


def test_table_is_named_for_what_it_holds_and_for_its_job() -> None:
    job = ImportJob()

    assert tables.own_table(job, "plan").as_string() == f'"staging"."plan_{job.id.hex}"'


def test_rows_are_counted() -> None:
    assert tables.count_rows(make_table(ImportJob(), "rows", rows=3)) == 3


def test_table_that_is_not_there_has_no_rows() -> None:
    assert tables.count_rows(tables.own_table(ImportJob(), "rows")) == 0


def test_planner_knows_a_table_that_was_analysed() -> None:
    job = ImportJob()
    tables.analyse(make_table(job, "rows", rows=7))

    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = %s", [f"rows_{job.id.hex}"])
        assert cursor.fetchone() == (7.0,)


def test_drop_takes_tables_that_are_not_there() -> None:
    job = ImportJob()
    there = make_table(job, "plan")

    tables.drop(there, tables.own_table(job, "superseded"))

    assert found() == set()


def test_all_tables_of_one_job_are_dropped_and_no_others() -> None:
    ours, other = ImportJob(), ImportJob()
    for holds in ("rows", "plan", "superseded", "selection"):
        make_table(ours, holds)
    make_table(other, "rows")

    tables.drop_all(ours)

    assert found() == {f"rows_{other.id.hex}"}


def test_tables_that_no_job_needs_are_dropped() -> None:
    needed, ended = ImportJob(), ImportJob()
    make_table(needed, "rows")
    make_table(ended, "rows")

    tables.drop_unless_needed(tables.owned(), by={needed.id.hex})

    assert found() == {f"rows_{needed.id.hex}"}


def test_table_that_came_after_the_look_up_stays() -> None:
    earlier = tables.owned()
    job = ImportJob()
    make_table(job, "rows")

    tables.drop_unless_needed(earlier, by=set())

    assert found() == {f"rows_{job.id.hex}"}
