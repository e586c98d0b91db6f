"""Connections that give PostgreSQL up when it does not answer: a server that hangs would hold them for ever."""

from typing import Any

import psycopg


def deadline_connection(seconds: float) -> type[psycopg.Connection[Any]]:
    """A class of connections whose every wait for the server ends after so long, with OperationalError.

    The connection is closed then: nobody knows what the server still does, and whoever rolls back must not wait again.
    """

    class DeadlineConnection(psycopg.Connection[Any]):
        def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
            try:
                return super().wait(gen, interval, seconds if timeout is None else timeout)
            except psycopg.errors._WaitTimeout as error:
                self.pgconn.finish()
                raise psycopg.OperationalError(f"PostgreSQL did not answer within {seconds:g} s.") from error

    return DeadlineConnection
