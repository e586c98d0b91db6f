"""Redis for what may be lost: short timeouts, and an answer of the caller's choice while it is away.

PostgreSQL knows everything that Redis holds, so nobody waits for Redis: after a failure it is left alone for a moment.
One that refuses to write, because its disk or its memory is full, counts as away: here, and in Celery, which uses the
same library and would end at any other error than that of a connection.
"""

import logging
import time
from collections.abc import Callable
from functools import cache
from typing import TypeVar

from django.conf import settings
from redis import ConnectionError, Redis, RedisError
from redis.backoff import NoBackoff
from redis.connection import DefaultParser
from redis.retry import Retry

PAUSE_SECONDS = 1.0
"""How long Redis is left alone after a failure: a server that hangs would cost each caller the whole timeout."""

REFUSALS = ("MISCONF", "OOM", "NOREPLICAS", "READONLY", "MASTERDOWN")
"""The words with which a server refuses to write until somebody frees space, or another server is there."""

Answer = TypeVar("Answer")
Otherwise = TypeVar("Otherwise")

log = logging.getLogger(__name__)


class CannotWrite(ConnectionError):
    """The server is there and refuses to write. It will be tried again, on a new connection, as after any of these."""


DefaultParser.EXCEPTION_CLASSES.update(dict.fromkeys(REFUSALS, CannotWrite))


def ask(command: Callable[[Redis], Answer], *, otherwise: Otherwise) -> Answer | Otherwise:
    """What `command` answers, or `otherwise` while Redis is away. Never raises an error of Redis."""
    if time.monotonic() < _Pause.until:
        return otherwise
    try:
        return command(client())
    except RedisError as error:
        _Pause.until = time.monotonic() + PAUSE_SECONDS
        log.warning("Redis is away: %s", error)
        return otherwise


@cache
def client() -> Redis:
    """The one client of this process; it may be shared by threads. Its calls raise RedisError."""
    return Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=settings.REDIS_TIMEOUT_SECONDS,
        socket_connect_timeout=settings.REDIS_TIMEOUT_SECONDS,
        # One immediate retry, in case Redis restarted since the connection was last used. Not after a timeout.
        retry=Retry(NoBackoff(), 1, supported_errors=(ConnectionError,)),
    )


def server_version() -> str:
    """Such as `Valkey 9.1.2`; empty while it is away."""
    info: dict[str, object] = ask(lambda redis: redis.info("server"), otherwise={})
    if not info:
        return ""
    if "valkey_version" in info:
        return f"Valkey {info['valkey_version']}"
    return f"Redis {info.get('redis_version', '')}"


class _Pause:
    until = 0.0
