"""Ends and disturbances at a chosen moment of an import that runs in the test's own process."""

from collections.abc import Callable

import psycopg
import pytest
from django.db import connection

from products.imports import running
from products.jobs.conductor import Interrupted
from products.jobs.models import ImportJob

LOCK_CONNECTIONS = """
    SELECT pg_terminate_backend(pid, 5000) FROM (
        SELECT pid FROM pg_stat_activity
        WHERE application_name = 'product-importer lock' AND datname = current_database()
        ORDER BY backend_start OFFSET %s LIMIT 1
    ) lock
"""


def reached(job: ImportJob, phase: str, position: int = 0) -> bool:
    """Whether the job stands in this phase with so many records read, or so many rows of its plan applied."""
    now = ImportJob.objects.get(pk=job.pk)
    return now.phase == phase and (now.total_rows if phase == "reading" else now.checkpoint) >= position


def stop_at(job: ImportJob, phase: str, position: int = 0) -> None:
    """Run the job until this moment; there its process ends. Another one may go on."""
    with pytest.raises(Interrupted):
        running.run(job.id, should_stop=lambda: reached(job, phase, position))


def run_with(job: ImportJob, act: Callable[[], object], *, at: str, position: int = 0) -> None:
    """Run the job; between two chunks, at this moment, do something once."""
    done = False

    def once() -> bool:
        nonlocal done
        if not done and reached(job, at, position):
            done = True
            act()
        return False

    running.run(job.id, should_stop=once)


def lose_lock(number: int) -> None:
    """End the connection that holds the job's lock (0) or the catalogue's (1), as an administrator might."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK_CONNECTIONS, [number])
        assert cursor.fetchall() == [(True,)]


def lose_database_connection() -> None:
    """End the connection that this process works on."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    with psycopg.connect(**connection.get_connection_params()) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


def empty_unlogged_tables(job: ImportJob) -> None:
    """What PostgreSQL's recovery leaves of them after a crash."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relname LIKE %s AND relkind = 'r' AND relpersistence = 'u'",
            [f"%{job.id.hex}"],
        )
        names = [name for (name,) in cursor]
        assert names
        for name in names:
            cursor.execute(f'TRUNCATE staging."{name}"')
