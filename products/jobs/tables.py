"""The tables of a job's own, in the schema `staging`: unlogged, so that a crash of PostgreSQL leaves them empty."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.db import connection, transaction
from psycopg import sql

from products.jobs.models import ImportJob

SCHEMA = "staging"


class OwnTable(NamedTuple):
    name: str
    owner: str
    """The job's id in hexadecimal."""


def own_table(job: ImportJob, holds: str) -> sql.Identifier:
    """The job's table that holds its `rows`, its `plan` …"""
    return sql.Identifier(SCHEMA, f"{holds}_{job.id.hex}")


def is_there(table: sql.Identifier) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [table.as_string()])
        return bool(cursor.fetchone()[0])


def count_rows(table: sql.Identifier) -> int:
    """The rows of a job's own table, 0 if it is not there."""
    if not is_there(table):
        return 0
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(table))
        return int(cursor.fetchone()[0])


def analyse(table: sql.Identifier) -> None:
    """Tell PostgreSQL's planner what the table is like. A tenth of the usual sample tells enough of it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL default_statistics_target = 10")
        cursor.execute(sql.SQL("ANALYZE {}").format(table))


def make_last(table: sql.Identifier) -> None:
    """Let a job's own table outlive a crash of PostgreSQL."""
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("ALTER TABLE {} SET LOGGED").format(table))


def drop(*tables: sql.Identifier) -> None:
    """Remove those of the tables that are there."""
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(sql.SQL(", ").join(tables)))


def drop_all(job: ImportJob) -> None:
    """Remove every table of the job's."""
    _drop(table for table in owned() if table.owner == job.id.hex)


def drop_unless_needed(tables: Iterable[OwnTable], *, by: Collection[str]) -> None:
    """Remove the tables of all but these jobs, which are named by their ids in hexadecimal."""
    _drop(table for table in tables if table.owner not in by)


def owned() -> list[OwnTable]:
    """All that there are now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [SCHEMA])
        return [OwnTable(name, name.rpartition("_")[2]) for (name,) in cursor]


def _drop(tables: Iterable[OwnTable]) -> None:
    for table in tables:
        drop(sql.Identifier(SCHEMA, table.name))
