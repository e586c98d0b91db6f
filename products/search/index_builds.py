"""Builds and drops indexes of the catalogue so that nobody who changes a product has to wait for it.

A plain build is the quickest, but keeps all changes of the table waiting. So it is watched, and gives way as soon as
somebody has waited for a moment; what is missing then is built `CONCURRENTLY`, which lets changes through and takes
twice as long (docs/adr/0005).
"""

import logging
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager

import psycopg
from django.db import DatabaseError, connection
from django.db.models import Index
from psycopg import sql

from product_importer.lib import table_lock
from products.models import Product

LOOK_EVERY_SECONDS = 0.25
EDITS_WAIT_SECONDS = 0.5
"""How long a change of a product waits for a plain build before that gives way."""
OLD_AFTER_SECONDS = 10
"""A transaction that has been open for longer may last: a build that would have to wait for its end is not begun."""
WAIT_FOR_OLD_SECONDS = 30
"""How long a build waits for a transaction that was open when it began."""

_GAVE_WAY = (
    *(psycopg.errors.QueryCanceled, psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected),
    *(psycopg.errors.DuplicateTable, psycopg.errors.UniqueViolation),  # a killed worker's server has finished the build
)
_logger = logging.getLogger(__name__)


def build(indexes: Sequence[Index], *, on_built: Callable[[], None]) -> None:
    """Build them, two at a time while nobody changes products, else one after the other.

    `on_built` is called after each. Some may be missing afterwards, or be left behind invalid, if an old transaction,
    an export perhaps, does not end.
    """
    if connection.in_atomic_block:  # another connection would wait for this one
        for index in indexes:
            _create(index)
            on_built()
        return
    with ThreadPoolExecutor(max_workers=2) as pool:
        for index in _SideBySide(pool).build(indexes, on_built=on_built):
            if pool.submit(_build_concurrently, index).result():
                on_built()


def build_in_the_background(index: Index, *, on_look: Callable[[int], None]) -> bool:
    """Build one so that changes of products go on meanwhile, at half the speed.

    `on_look` is called every LOOK_EVERY_SECONDS with the per cent that are done; what it raises ends the build. False
    if an old transaction, an export perhaps, does not end.
    """
    if connection.in_atomic_block:  # another connection would wait for this one
        _create(index)
        return True
    with ThreadPoolExecutor(max_workers=1) as pool:
        build = pool.submit(_build_concurrently, index)
        try:
            while not wait([build], timeout=LOOK_EVERY_SECONDS).done:
                on_look(_percent_done(index))
        except BaseException:
            while not wait([build], timeout=LOOK_EVERY_SECONDS).done:
                _cancel_build(index)
            raise
        return build.result()


def drop(names: Collection[str]) -> bool:
    """Drop those that are there. False if somebody uses the table for so long that they had to stay."""
    return not names or table_lock.briefly(lambda: _drop(names))


class _SideBySide:
    """Plain builds, each on a connection of its own, which end when somebody has to wait for them."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self._pool = pool
        self._processes = set[int]()
        self._are_in_the_way = threading.Event()

    def build(self, indexes: Sequence[Index], *, on_built: Callable[[], None]) -> list[Index]:
        """Returns those that are not built."""
        builds: dict[Future[bool], Index] = {self._pool.submit(self._build, index): index for index in indexes}
        running = {*builds}
        while running:
            done, running = wait(running, timeout=LOOK_EVERY_SECONDS, return_when=FIRST_COMPLETED)
            for build in done:
                if build.result():
                    on_built()
            if running:
                self._give_way_if_needed()
        return [index for build, index in builds.items() if not build.result()]

    def _build(self, index: Index) -> bool:
        with _own_connection() as process:
            if self._are_in_the_way.is_set():
                return False
            self._processes.add(process)
            try:
                with _given_way() as gave_way:
                    _create(index)
                return not gave_way
            finally:
                self._processes.discard(process)

    def _give_way_if_needed(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                _CANCEL_IF_IN_THE_WAY,
                {"builders": [*self._processes], "table": Product._meta.db_table, "patience": EDITS_WAIT_SECONDS},
            )
            if cursor.fetchone() is not None:
                self._are_in_the_way.set()


def _percent_done(index: Index) -> int:
    """Of a build that goes on. The table is read twice, the second time to add what changed meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute(_PROGRESS, [Product._meta.db_table, index.name])
        phase, done, total = cursor.fetchone() or ("", 0, 0)
    start, end = next((share for name, share in _SHARES.items() if phase.startswith(name)), (0, 0))
    return start + (end - start) * done // max(total, 1)


def _cancel_build(index: Index) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_CANCEL, [Product._meta.db_table, index.name])


_SHARES = {
    "building index: scanning table": (0, 40),
    "building index": (40, 60),
    "waiting for writers before validation": (60, 60),
    "index validation: scanning table": (65, 95),
    "index validation": (60, 65),
    "waiting": (95, 95),
}
"""How a phase of PostgreSQL's begins → the per cent of the build at its beginning and end."""

_PROGRESS = """
    SELECT phase, greatest(blocks_done, tuples_done), greatest(blocks_total, tuples_total)
    FROM pg_stat_progress_create_index
    WHERE relid = to_regclass(%s) AND index_relid = to_regclass(%s)
"""

_CANCEL = """
    SELECT pg_cancel_backend(pid)
    FROM pg_stat_progress_create_index
    WHERE relid = to_regclass(%s) AND index_relid = to_regclass(%s)
"""

_CANCEL_IF_IN_THE_WAY = """
    SELECT pg_cancel_backend(builder)
    FROM pg_locks waiting, unnest(pg_blocking_pids(waiting.pid)) AS builder
    WHERE waiting.relation = to_regclass(%(table)s)
      AND waiting.database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND NOT waiting.granted
      AND waiting.waitstart < clock_timestamp() - make_interval(secs => %(patience)s)
      AND waiting.pid <> ALL(%(builders)s::int[])
      AND builder = ANY(%(builders)s::int[])
"""

_OLD_TRANSACTION = """
    SELECT FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
      AND (backend_xmin IS NOT NULL OR backend_xid IS NOT NULL)
      AND xact_start < clock_timestamp() - make_interval(secs => %s)
"""


def _drop(names: Collection[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("DROP INDEX IF EXISTS {}").format(sql.SQL(", ").join(map(sql.Identifier, names))))


def _create(index: Index) -> None:
    """Without parallel workers: on two processors two builds at once are faster than one after the other with them."""
    with connection.schema_editor() as editor:
        editor.execute("SET LOCAL maintenance_work_mem = '256MB'; SET LOCAL max_parallel_maintenance_workers = 0")
        editor.execute(f"SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = '{EDITS_WAIT_SECONDS}s'")
        editor.add_index(Product, index)


def _build_concurrently(index: Index) -> bool:
    """False if that would take, or has taken, too long a wait for an old transaction."""
    with _own_connection(), connection.cursor() as cursor:
        cursor.execute(_OLD_TRANSACTION, [OLD_AFTER_SECONDS])
        if cursor.fetchone() is not None:
            _logger.info("%s is not built now: an old transaction is open", index.name)
            return False
        cursor.execute("SET maintenance_work_mem = '256MB'; SET statement_timeout = 0")
        cursor.execute(f"SET lock_timeout = '{WAIT_FOR_OLD_SECONDS}s'")
        with _given_way() as gave_way, connection.schema_editor(atomic=False) as editor:
            editor.execute(index.create_sql(Product, editor, concurrently=True), params=None)
    return not gave_way


@contextmanager
def _own_connection() -> Iterator[int]:
    """This thread's, which is closed afterwards. Gives its process id."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            yield cursor.fetchone()[0]
    finally:
        connection.close()


@contextmanager
def _given_way() -> Iterator[list[str]]:
    """Takes the errors by which a statement makes room for others; the list says which, and is empty without."""
    errors: list[str] = []
    try:
        yield errors
    except DatabaseError as error:
        if not isinstance(error.__cause__, _GAVE_WAY):
            raise
        errors.append(str(error))
