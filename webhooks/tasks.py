"""The Celery tasks. They carry only ids and are safe to run twice: PostgreSQL knows what is owed."""

import threading
import uuid

from celery import shared_task
from celery.signals import worker_shutting_down
from django.conf import settings
from django.utils import timezone

from webhooks import queue, retention
from webhooks.models import Webhook
from webhooks.sending import delivering, lanes

QUICK_MS = 10.0
"""A receiver that takes longer gets several senders. For a quick one they would only get in each other's way, since the
threads of a worker share a processor, and a failing one should hold no more threads than necessary."""

_stopping = threading.Event()


@worker_shutting_down.connect
def _end_turns(**_: object) -> None:
    """The pool consists of threads, so all of them see this."""
    _stopping.set()


@shared_task(name=queue.SEND_DUE_TASK)
def send_due() -> None:
    """Queue as many senders as are missing for each webhook with deliveries that are due."""
    queue.has_woken()
    now = timezone.now()
    for webhook in Webhook.objects.sendable(now).with_due(now):
        wanted = webhook.deliveries.due(now)[: _most_senders(webhook)].count()
        for _ in range(wanted - len(lanes.taken(webhook.pk))):
            queue.send(queue.DELIVER_TASK, str(webhook.pk))


@shared_task(name=queue.DELIVER_TASK)
def deliver(webhook_id: str) -> None:
    """Send what is due to one webhook, for one turn; then make room for others."""
    if delivering.deliver(uuid.UUID(webhook_id), should_stop=_stopping.is_set):
        queue.wake()


@shared_task
def sweep() -> None:
    """Delete what is not kept any longer."""
    retention.sweep(timezone.now())


def _most_senders(webhook: Webhook) -> int:
    is_slow = not webhook.last_error and (webhook.last_response_time_ms or 0) >= QUICK_MS
    return settings.WEBHOOK_MAX_IN_FLIGHT if is_slow and not webhook.is_probing else 1
