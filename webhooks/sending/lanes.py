"""At most so many senders a webhook, each in a lane of its own: an advisory lock, which dies with its holder.

A delivery that is being sent carries the number of its lane. Whoever takes a lane knows that what still carries its
number was left behind by a sender that died.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from product_importer.lib import locks


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
    with locks.held_if_free(_name(webhook_id, number)) as is_ours:
        yield is_ours


def taken(webhook_id: uuid.UUID) -> set[int]:
    """The numbers of the lanes that are held, by whomever."""
    numbers = {_name(webhook_id, number): number for number in range(settings.WEBHOOK_MAX_IN_FLIGHT)}
    return {numbers[name] for name in locks.held_by_anybody([*numbers])}


def _name(webhook_id: uuid.UUID, number: int) -> str:
    return f"webhook {webhook_id} lane {number}"
