"""PostgreSQL's advisory locks by name: they die with the connection that holds them, however its process ends."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Self

import psycopg
from django.db import connection


class LockLost(Exception):
    """The connection that held the lock is gone, and the lock with it."""


class AdvisoryLock:
    """A lock on a connection of its own that does nothing else. Needs a direct connection or session pooling."""

    def __init__(self, name: str) -> None:
        self._key = key_of(name)
        self._connection: psycopg.Connection | None = None

    def try_acquire(self) -> bool:
        """Take the lock if it is free. Raises psycopg.OperationalError if the database is away."""
        if self._connection is None:
            self._connection = _connect()
        row = self._connection.execute(_TRY, [self._key]).fetchone()
        return bool(row and row[0])

    def assert_held(self) -> None:
        """Raises LockLost if the connection broke. The lock and its connection live and die together."""
        try:
            if self._connection is None:
                raise LockLost
            self._connection.execute("SELECT")
        except psycopg.Error as error:
            raise LockLost from error

    def release(self) -> None:
        """The lock is free when this returns; the server notices a closed connection only a moment later."""
        if self._connection is None:
            return
        with suppress(psycopg.Error):
            self._connection.execute("SELECT pg_advisory_unlock_all()")
        self._connection.close()
        self._connection = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.release()


@contextmanager
def held_if_free(name: str) -> Iterator[bool]:
    """The lock, held on this thread's connection during the block. False: somebody else has it."""
    is_ours = bool(_ask(_TRY, key_of(name)))
    try:
        yield is_ours
    finally:
        if is_ours:
            _ask(_UNLOCK, key_of(name))


@contextmanager
def held_once_free(key: int) -> Iterator[None]:
    """The lock with this key, held on this thread's connection during the block; waits until it is free."""
    _ask("SELECT pg_advisory_lock(%s)", key)
    try:
        yield
    finally:
        _ask(_UNLOCK, key)


def hold_until_commit(key: int) -> None:
    """Wait for the lock with this key and keep it until the transaction ends."""
    _ask("SELECT pg_advisory_xact_lock(%s)", key)


def held_by_anybody(names: Sequence[str]) -> set[str]:
    """Those of the locks that are held in this database, by whatever connection."""
    by_key = {key_of(name): name for name in names}
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [[*by_key]])
        return {by_key[key] for (key,) in cursor}


def key_of(name: str) -> int:
    """The 64-bit number by which PostgreSQL knows the lock."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)


_TRY = "SELECT pg_try_advisory_lock(%s)"
_UNLOCK = "SELECT pg_advisory_unlock(%s)"
_HELD = """
    SELECT key FROM pg_locks, LATERAL (SELECT classid::bigint << 32 | objid::bigint AS key) locked
    WHERE locktype = 'advisory' AND granted AND objsubid = 1 AND key = ANY(%s::bigint[])
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
"""PostgreSQL shows the lock on a bigint as its upper and its lower half."""


def _ask(statement: str, key: int) -> object:
    with connection.cursor() as cursor:
        cursor.execute(statement, [key])
        return cursor.fetchone()[0]


def _connect() -> psycopg.Connection:
    parameters = connection.get_connection_params()
    wanted = {key: parameters[key] for key in _CONNECTION_PARAMETERS & parameters.keys()}
    return psycopg.connect(**wanted, autocommit=True, application_name="product-importer lock")


_CONNECTION_PARAMETERS = {
    "dbname", "host", "port", "user", "password", "sslmode", "sslrootcert", "sslcert", "sslkey",
    "keepalives_idle", "keepalives_interval", "keepalives_count", "connect_timeout",
}  # fmt: skip
