"""Sends what is due to one webhook, one after another over one connection, and writes down what came of it.

What a killed worker had in hand is found again by whoever sends next to the webhook: sent twice perhaps, lost never.
"""

import logging
import random
import time
import uuid
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from webhooks.models import Attempt, Delivery, DeliveryState, Webhook
from webhooks.models.health import Health
from webhooks.sending import request_headers, retrying
from webhooks.sending.http import Sender
from webhooks.sending.lanes import held, lane
from webhooks.sending.outcome import RequestOutcome
from webhooks.sending.retrying import Failure

TURN_SECONDS = 5.0
"""Then the task ends and queues itself again, so that a busy webhook does not keep others from the threads."""

BATCH = 50
BATCH_SECONDS = 0.5
"""At most so many deliveries are claimed at once, and what came of them is written together, but no later than this.

A turn begins with one and doubles while the receiver is quick: what waits for a slow one is left to other lanes.
"""

logger = logging.getLogger(__name__)


def never() -> bool:
    return False


@dataclass(frozen=True)
class Sent:
    """One attempt that was made."""

    delivery: Delivery
    started_at: datetime
    headers: dict[str, str]
    outcome: RequestOutcome


def deliver(webhook_id: uuid.UUID, *, should_stop: Callable[[], bool] = never) -> bool:
    """Send what is due, for a turn. True: there may be more. False: nothing is left, or others are at it."""
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


def record(webhook_id: uuid.UUID, number: int, sent: Sequence[Sent], *, now: datetime) -> None:
    """Write down attempts made in this lane: log, deliveries and the webhook's health, in one transaction.

    What is not in this lane any more was taken over by somebody else, and is theirs to write.
    """
    with transaction.atomic():
        webhook = Webhook.objects.select_for_update(no_key=True).filter(pk=webhook_id).first()
        held = Delivery.objects.filter(pk__in=[each.delivery.pk for each in sent], lane=number)
        ours = {*held.select_for_update(no_key=True).values_list("pk", flat=True)}
        kept = [each for each in sent if each.delivery.pk in ours]
        if webhook is None or not kept:
            return
        Attempt.objects.bulk_create(attempt_of(webhook, each) for each in kept)
        _settle_delivered([each.delivery.pk for each in kept if each.outcome.delivered], now)
        for each in kept:
            if not each.outcome.delivered:
                _settle_failed(each, now)
        _note(webhook, kept, now)


def attempt_of(webhook: Webhook, sent: Sent) -> Attempt:
    """The log's row about it; its number follows that of the delivery's last."""
    outcome = sent.outcome
    return Attempt(
        delivery=sent.delivery,
        webhook=webhook,
        number=sent.delivery.attempts_made + 1,
        started_at=sent.started_at,
        url=webhook.url,
        request_headers=sent.headers,
        status_code=outcome.status_code,
        error=outcome.error,
        detail=outcome.detail,
        address=outcome.address,
        response_time_ms=outcome.total_ms,
        dns_ms=outcome.dns_ms,
        connect_ms=outcome.connect_ms,
        tls_ms=outcome.tls_ms,
        first_byte_ms=outcome.first_byte_ms,
        response_body=outcome.body,
    )


def put_back_left_behind(webhook_id: uuid.UUID) -> None:
    """Free what bears the number of a lane that nobody holds: its sender died."""
    marked = Delivery.objects.filter(webhook_id=webhook_id, lane__isnull=False)
    for number in {each for each in marked.values_list("lane", flat=True) if each is not None}:
        with held(webhook_id, number) as is_free:
            if is_free:
                _put_back(webhook_id, number)


def last_of(sent: Sequence[Sent], now: datetime) -> dict[str, Any]:
    """What the webhook shows of its last attempts."""
    outcome = sent[-1].outcome
    last = {
        "last_status": outcome.status_code,
        "last_error": outcome.error,
        "last_response_time_ms": outcome.total_ms,
        "last_attempt_at": now,
    }
    return last | {"last_delivered_at": now} if any(each.outcome.delivered for each in sent) else last


def _put_back(webhook_id: uuid.UUID, number: int) -> None:
    Delivery.objects.filter(webhook_id=webhook_id, lane=number).update(lane=None)


def _claim(webhook: Webhook, number: int, size: int) -> list[Delivery]:
    """The next deliveries that are due, taken into this lane. Of a webhook that is to be tried: one, in the first."""
    if webhook.is_probing and number != 0:
        return []
    limit = 1 if webhook.is_probing else size
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, {"webhook": webhook.pk, "lane": number, "now": timezone.now(), "limit": limit})
        claimed = [row[0] for row in cursor.fetchall()]
    return [*Delivery.objects.filter(pk__in=claimed).select_related("event").order_by("due_at", "id")]


_CLAIM = """
    UPDATE webhooks_delivery
    SET lane = %(lane)s
    WHERE id IN (
        SELECT id FROM webhooks_delivery
        WHERE webhook_id = %(webhook)s AND state = 'pending' AND lane IS NULL AND due_at <= %(now)s
        ORDER BY due_at
        LIMIT %(limit)s
        FOR NO KEY UPDATE SKIP LOCKED
    )
    RETURNING id
"""


def _send_batch(webhook: Webhook, batch: Sequence[Delivery], number: int, sender: Sender) -> bool:
    """Send until the time for a batch is over or one fails; what is left goes back. Whether it took half the time."""
    sent: list[Sent] = []
    begun = time.monotonic()
    stop_at = begun + BATCH_SECONDS
    for delivery in batch:
        sent.append(_send(webhook, delivery, sender))
        if not sent[-1].outcome.delivered or time.monotonic() > stop_at:
            break
    took = time.monotonic() - begun
    record(webhook.pk, number, sent, now=timezone.now())
    _put_back(webhook.pk, number)
    return took < BATCH_SECONDS / 2


def _send(webhook: Webhook, delivery: Delivery, sender: Sender) -> Sent:
    now, body = timezone.now(), delivery.event.body.encode()
    headers = request_headers.headers_of(
        webhook, delivery.event, delivery_id=delivery.id, attempt=delivery.attempts_made + 1, body=body, now=now
    )
    outcome = sender.post(body, headers, seconds=settings.WEBHOOK_TIMEOUT_SECONDS)
    return Sent(delivery, now, request_headers.masked(headers, webhook), outcome)


def _settle_delivered(ids: Sequence[uuid.UUID], now: datetime) -> None:
    Delivery.objects.filter(pk__in=ids).update(
        state=DeliveryState.DELIVERED,
        attempts_made=F("attempts_made") + 1,
        tries=F("tries") + 1,
        due_at=None,
        lane=None,
        finished_at=now,
    )


def _settle_failed(sent: Sent, now: datetime) -> None:
    """Due again when the schedule says so, or failed for good."""
    tries = sent.delivery.tries + 1
    jitter = random.random()  # noqa: S311 - so that what failed together does not come back together
    due_at = retrying.next_due(_failure(sent.outcome), tries=tries, now=now, jitter=jitter)
    Delivery.objects.filter(pk=sent.delivery.pk).update(
        state=DeliveryState.PENDING if due_at else DeliveryState.FAILED,
        attempts_made=F("attempts_made") + 1,
        tries=tries,
        due_at=due_at,
        lane=None,
        finished_at=None if due_at else now,
    )


def _note(webhook: Webhook, sent: Sequence[Sent], now: datetime) -> None:
    """The webhook's health after these attempts, and how the last one went."""
    health = webhook.health
    for each in sent:
        if each.outcome.delivered:
            health = retrying.after_success(health)
        else:
            health = retrying.after_failure(health, _failure(each.outcome), now=now)
    webhook.note(health, **last_of(sent, now))
    _tell_of_changes(webhook, health)


def _tell_of_changes(webhook: Webhook, health: Health) -> None:
    if health.disabled_at and not webhook.disabled_at:
        logger.error("webhook %s is disabled: %s", webhook.pk, health.disabled_reason)
    elif health.circuit_until and not webhook.circuit_until:
        logger.warning("webhook %s is left alone for a while: it failed %s times", webhook.pk, health.failures)


def _failure(outcome: RequestOutcome) -> Failure:
    return Failure(outcome.status_code, outcome.error, outcome.retry_after)
