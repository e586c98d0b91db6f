"""Sends the deliveries that are due to one webhook, one after another over one connection.

What a killed worker had in hand is found again by whoever sends to the webhook next: perhaps sent twice, never lost.
"""

import time
import uuid
from collections.abc import Callable, Sequence
from contextlib import ExitStack

from django.conf import settings
from django.db import connection
from django.utils import timezone

from webhooks.models import Delivery, Webhook
from webhooks.sending.attempts import SentAttempt, record, send
from webhooks.sending.http import Sender
from webhooks.sending.lanes import held, lane
from webhooks.sending.outcome import RequestOutcome

TURN_SECONDS = 5.0
"""Then the task ends and queues itself again, so that a busy webhook does not keep the threads from others."""

BATCH = 50
BATCH_SECONDS = 0.5
"""At most so many deliveries are claimed and written down together, for no longer than this.

A turn begins with one and doubles while the receiver is quick; what a slow one has to wait for is left to other lanes.
"""


def never() -> bool:
    return False


def deliver(webhook_id: uuid.UUID, *, should_stop: Callable[[], bool] = never) -> bool:
    """Send what is due, for one turn. True: there may be more. False: nothing is left, or others are sending it."""
    with lane(webhook_id) as number, ExitStack() as connections:
        if number is None:
            return False
        _put_back(webhook_id, number)
        put_back_left_behind(webhook_id)
        sender: Sender | None = None
        size, give_way_at = 1, time.monotonic() + TURN_SECONDS
        while time.monotonic() < give_way_at and not should_stop():
            webhook = Webhook.objects.sendable(timezone.now()).filter(pk=webhook_id).first()
            if webhook is None or not (batch := _claim(webhook, number, size)):
                return False
            if sender is None or sender.url != webhook.url:
                sender = connections.enter_context(Sender(webhook.url))
            is_quick = _send_batch(webhook, batch, number, sender)
            size = min(size * 2, BATCH) if is_quick else 1
    return True


def send_now(delivery: Delivery) -> RequestOutcome | None:
    """Send this one at once, whatever the webhook's state. None: somebody is sending it, or all lanes are taken."""
    with lane(delivery.webhook_id) as number:
        if number is None:
            return None
        _put_back(delivery.webhook_id, number)
        found = Delivery.objects.pending().filter(pk=delivery.pk, lane__isnull=True)
        if not found.update(lane=number):
            return None
        delivery.refresh_from_db()
        with Sender(delivery.webhook.url) as sender:
            sent = send(delivery, delivery.webhook, sender, seconds=settings.WEBHOOK_TEST_TIMEOUT_SECONDS)
        record(delivery.webhook_id, number, [sent], now=timezone.now())
        return sent.outcome


def put_back_left_behind(webhook_id: uuid.UUID) -> None:
    """Free the deliveries in lanes that nobody holds: their senders died."""
    marked = Delivery.objects.filter(webhook_id=webhook_id, lane__isnull=False)
    for number in {each for each in marked.values_list("lane", flat=True) if each is not None}:
        with held(webhook_id, number) as is_free:
            if is_free:
                _put_back(webhook_id, number)


def _put_back(webhook_id: uuid.UUID, number: int) -> None:
    Delivery.objects.filter(webhook_id=webhook_id, lane=number).update(lane=None)


def _claim(webhook: Webhook, number: int, size: int) -> list[Delivery]:
    """Take the next deliveries that are due into this lane; while probing, a single one, into the first lane only."""
    if webhook.is_probing and number != 0:
        return []
    limit = 1 if webhook.is_probing else size
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, {"webhook": webhook.pk, "lane": number, "now": timezone.now(), "limit": limit})
        claimed = [row[0] for row in cursor.fetchall()]
    return [*Delivery.objects.filter(pk__in=claimed).select_related("event").order_by("due_at", "id")]


_CLAIM = """
    WITH due AS MATERIALIZED (
        SELECT id FROM webhooks_delivery
        WHERE webhook_id = %(webhook)s AND state = 'pending' AND lane IS NULL AND due_at <= %(now)s
        ORDER BY due_at
        LIMIT %(limit)s
        FOR NO KEY UPDATE SKIP LOCKED
    )
    UPDATE webhooks_delivery
    SET lane = %(lane)s
    FROM due
    WHERE webhooks_delivery.id = due.id
    RETURNING webhooks_delivery.id
"""
"""Materialised, for as a subquery of `IN` a nested loop runs it again for each row, and each time it finds others."""


def _send_batch(webhook: Webhook, batch: Sequence[Delivery], number: int, sender: Sender) -> bool:
    """Send until the batch's time is over or one fails; the rest goes back. True: it took less than half the time."""
    sent: list[SentAttempt] = []
    begun = time.monotonic()
    stop_at = begun + BATCH_SECONDS
    for delivery in batch:
        sent.append(send(delivery, webhook, sender, seconds=settings.WEBHOOK_TIMEOUT_SECONDS))
        if not sent[-1].outcome.delivered or time.monotonic() > stop_at:
            break
    took = time.monotonic() - begun
    record(webhook.pk, number, sent, now=timezone.now())
    _put_back(webhook.pk, number)
    return took < BATCH_SECONDS / 2
