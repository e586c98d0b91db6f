"""The way to a worker. Tasks are sent by name, so that who only wakes a worker need not load what sends webhooks."""

import logging
import time

from celery import current_app
from django.core.cache import cache
from kombu.exceptions import OperationalError as QueueAway

logger = logging.getLogger(__name__)

SEND_DUE_TASK = "webhooks.tasks.send_due"
DELIVER_TASK = "webhooks.tasks.deliver"

HINT_EXPIRES_SECONDS = 60
"""The beat looks for what is owed more often than this, so an older hint has nothing to say."""

PAUSE_SECONDS = 5.0
"""How long the queue is left alone after a failure. While it hangs, every change of a product would wait for it."""

WOKEN = "webhooks-woken"
WOKEN_SECONDS = 1
"""However much happens, only one hint waits in the queue. If it is lost, the next one may follow after this time."""


def wake() -> None:
    """Tell a worker that something is due. While the queue is away nobody is told; the beat will find it."""
    if cache.add(WOKEN, True, WOKEN_SECONDS):
        send(SEND_DUE_TASK)


def has_woken() -> None:
    """The hint has arrived: the next one may follow."""
    cache.delete(WOKEN)


def send(task: str, *arguments: str) -> None:
    """Give the task of this name to the queue, unless that is away."""
    if time.monotonic() < _Pause.until:
        return
    try:
        current_app.send_task(task, arguments, retry=False, expires=HINT_EXPIRES_SECONDS, ignore_result=True)
    except QueueAway:
        _Pause.until = time.monotonic() + PAUSE_SECONDS
        logger.warning("the queue is away; webhooks are sent when it is back")


class _Pause:
    until = 0.0
