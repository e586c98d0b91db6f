"""PostgreSQL's session advisory locks: they die with their holder, however it dies."""

import hashlib
import uuid
from contextlib import suppress
from types import TracebackType
from typing import Self

import psycopg
from django.db import connection

CATALOGUE = "catalogue"
"""Held around planning and applying, and by whoever empties the catalogue: one at a time, so no plan goes stale."""


class LockLost(Exception):
    """The connection that held the lock is gone, and the lock with it."""


def job_lock(job_id: uuid.UUID) -> "AdvisoryLock":
    """One worker a job: a second delivery of its task finds the lock taken and leaves."""
    return AdvisoryLock(f"import job {job_id}")


def catalogue_lock() -> "AdvisoryLock":
    return AdvisoryLock(CATALOGUE)


class AdvisoryLock:
    """A lock on a connection of its own that does nothing else. Needs a direct connection or session pooling."""

    def __init__(self, name: str) -> None:
        self._key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
        self._connection: psycopg.Connection | None = None

    def try_acquire(self) -> bool:
        """Take the lock if it is free. Raises psycopg.OperationalError if the database is away."""
        if self._connection is None:
            self._connection = _connect()
        row = self._connection.execute("SELECT pg_try_advisory_lock(%s)", [self._key]).fetchone()
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


def _connect() -> psycopg.Connection:
    parameters = connection.get_connection_params()
    wanted = {key: parameters[key] for key in _CONNECTION_PARAMETERS & parameters.keys()}
    return psycopg.connect(**wanted, autocommit=True, application_name="product-importer lock")


_CONNECTION_PARAMETERS = {
    "dbname", "host", "port", "user", "password", "sslmode", "sslrootcert", "sslcert", "sslkey",
    "keepalives_idle", "keepalives_interval", "keepalives_count", "connect_timeout",
}  # fmt: skip
