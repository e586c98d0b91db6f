"""At most so many senders a webhook, in as many lanes: PostgreSQL's advisory locks, which die with their holder.

A delivery that is being sent bears the number of its lane. Whoever takes a lane knows that what still bears its
number was left by somebody who died.
"""

import hashlib
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection


@contextmanager
def lane(webhook_id: uuid.UUID) -> Iterator[int | None]:
    """A free lane of the webhook, held on this thread's connection; None if all are taken."""
    for number in range(settings.WEBHOOK_MAX_IN_FLIGHT):
        with held(webhook_id, number) as is_ours:
            if is_ours:
                yield number
                return
    yield None


@contextmanager
def held(webhook_id: uuid.UUID, number: int) -> Iterator[bool]:
    """This lane, held on this thread's connection. False: somebody else has it."""
    key = _key(webhook_id, number)
    is_ours = _ask("SELECT pg_try_advisory_lock(%s)", key)
    try:
        yield is_ours
    finally:
        if is_ours:
            _ask("SELECT pg_advisory_unlock(%s)", key)


def taken(webhook_id: uuid.UUID) -> set[int]:
    """The numbers of the lanes that are held, by whomever."""
    numbers = {_key(webhook_id, number): number for number in range(settings.WEBHOOK_MAX_IN_FLIGHT)}
    with connection.cursor() as cursor:
        cursor.execute(_TAKEN, [[*numbers]])
        return {numbers[key] for (key,) in cursor}


_TAKEN = """
    SELECT key FROM pg_locks, LATERAL (SELECT classid::bigint << 32 | objid::bigint AS key) locked
    WHERE locktype = 'advisory' AND granted AND objsubid = 1 AND key = ANY(%s::bigint[])
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
"""How PostgreSQL shows the lock on a bigint: its upper and its lower half."""


def _key(webhook_id: uuid.UUID, number: int) -> int:
    name = f"webhook {webhook_id} lane {number}"
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)


def _ask(statement: str, key: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement, [key])
        return bool(cursor.fetchone()[0])
