"""The Celery tasks. They carry only ids and are safe to run twice: PostgreSQL knows what is owed."""

import logging
import threading
import time
import uuid

from celery import Task, shared_task
from celery.signals import worker_shutting_down
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from kombu.exceptions import OperationalError as QueueAway

from webhooks import retention
from webhooks.models import Webhook
from webhooks.sending import delivering, lanes

logger = logging.getLogger(__name__)

HINT_EXPIRES_SECONDS = 60
"""The beat looks for what is owed more often than this, so an older hint has nothing to say."""

PAUSE_SECONDS = 5.0
"""How long the queue is left alone after a failure. While it hangs, every change of a product would wait for it."""

QUICK_MS = 10.0
"""A receiver that takes longer gets several senders. For a quick one they would only get in each other's way, since the
threads of a worker share a processor, and a failing one should hold no more threads than necessary."""

WOKEN = "webhooks-woken"
WOKEN_SECONDS = 1
"""However much happens, only one hint waits in the queue. If it is lost, the next one may follow after this time."""

_stopping = threading.Event()


@worker_shutting_down.connect
def _end_turns(**_: object) -> None:
    """The pool consists of threads, so all of them see this."""
    _stopping.set()


@shared_task
def send_due() -> None:
    """Queue as many senders as are missing for each webhook with deliveries that are due."""
    cache.delete(WOKEN)
    now = timezone.now()
    for webhook in Webhook.objects.sendable(now).with_due(now):
        wanted = webhook.deliveries.due(now)[: _most_senders(webhook)].count()
        for _ in range(wanted - len(lanes.taken(webhook.pk))):
            _queue(deliver, str(webhook.pk))


@shared_task
def deliver(webhook_id: str) -> None:
    """Send what is due to one webhook, for one turn; then make room for others."""
    if delivering.deliver(uuid.UUID(webhook_id), should_stop=_stopping.is_set):
        wake()


@shared_task
def sweep() -> None:
    """Delete what is not kept any longer."""
    retention.sweep(timezone.now())


def wake() -> None:
    """Tell a worker that something is due. While the queue is away nobody is told; the beat will find it."""
    if cache.add(WOKEN, True, WOKEN_SECONDS):
        _queue(send_due)


def _most_senders(webhook: Webhook) -> int:
    is_slow = not webhook.last_error and (webhook.last_response_time_ms or 0) >= QUICK_MS
    return settings.WEBHOOK_MAX_IN_FLIGHT if is_slow and not webhook.is_probing else 1


class _Pause:
    until = 0.0


def _queue(task: "Task[..., None]", *arguments: str) -> None:
    if time.monotonic() < _Pause.until:
        return
    try:
        task.apply_async(arguments, retry=False, expires=HINT_EXPIRES_SECONDS)
    except QueueAway:
        _Pause.until = time.monotonic() + PAUSE_SECONDS
        logger.warning("the queue is away; webhooks are sent when it is back")
