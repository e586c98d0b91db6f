"""Taking a table for oneself without keeping those who use it waiting for long; and waiting for those who do."""

import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection, transaction
from psycopg.errors import LockNotAvailable

TRY_SECONDS = 0.5
"""Whoever wants the table meanwhile queues behind us: no longer than this."""
TRIES = 4


P = ParamSpec("P")
R = TypeVar("R")


def tried_twice(verb: Callable[P, R]) -> Callable[P, R]:
    """A transaction that is tried once more if it waited too long for a lock. Inside another one it is not."""

    @wraps(verb)
    def try_twice(*args: P.args, **options: P.kwargs) -> R:
        try:
            return verb(*args, **options)
        except OperationalError as error:
            if not isinstance(error.__cause__, LockNotAvailable) or connection.in_atomic_block:
                raise
        return verb(*args, **options)

    return try_twice


def briefly(work: Callable[[], None]) -> bool:
    """Do what locks the table, in a transaction or savepoint. False if others have used it for too long."""
    for number in range(TRIES):
        if number:
            time.sleep(TRY_SECONDS)  # for those who had to queue
        try:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute(f"SET LOCAL lock_timeout = '{TRY_SECONDS}s'")
                work()
            return True
        except OperationalError as error:
            if not isinstance(error.__cause__, LockNotAvailable):
                raise
    return False
