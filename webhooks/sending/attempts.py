"""Attempts: each is one request, and what came of it is written to the log, the delivery and the webhook's health."""

import logging
import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from product_importer.lib.sealing import Unreadable
from webhooks.models import Attempt, Delivery, DeliveryState, Webhook
from webhooks.models.health import Health
from webhooks.models.webhook import LastAttempt
from webhooks.sending import request_headers, retrying
from webhooks.sending.http import Sender
from webhooks.sending.outcome import RequestOutcome
from webhooks.sending.retrying import Failure

logger = logging.getLogger(__name__)

_WITHOUT_HEADERS = RequestOutcome(
    error="headers",
    detail="Nothing was sent: its extra headers were stored with a key that CREDENTIALS_KEY does not have.",
    status_code=None,
    body="",
    address="",
    total_ms=0,
)


@dataclass(frozen=True)
class SentAttempt:
    """One attempt that was made. `headers`: as the log may keep them."""

    delivery: Delivery
    started_at: datetime
    headers: dict[str, str]
    outcome: RequestOutcome


def send(delivery: Delivery, webhook: Webhook, sender: Sender, *, seconds: float) -> SentAttempt:
    """Send a delivery once, signed. Nothing is written; whatever goes wrong is in the outcome."""
    now, body = timezone.now(), delivery.event.body.encode()
    if isinstance(webhook.custom_headers, Unreadable):
        return SentAttempt(delivery, now, {}, _WITHOUT_HEADERS)
    headers = request_headers.headers_of(
        webhook, delivery.event, delivery_id=delivery.id, attempt=delivery.attempts_made + 1, body=body, now=now
    )
    outcome = sender.post(body, headers, seconds=seconds)
    return SentAttempt(delivery, now, request_headers.masked(headers, webhook), outcome)


def record(webhook_id: uuid.UUID, number: int, sent: Sequence[SentAttempt], *, now: datetime) -> None:
    """Write down the attempts made in this lane, in one transaction.

    A delivery that is not in this lane any more was taken over by another sender, which writes it down itself.
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


def attempt_of(webhook: Webhook, sent: SentAttempt) -> Attempt:
    """Its row in the log, with the number after that of the delivery's last attempt."""
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


def outcome_of(attempt: Attempt) -> RequestOutcome:
    """What came of an attempt in the log, without what only mattered for the next one."""
    return RequestOutcome(
        error=attempt.error,
        detail=attempt.detail,
        status_code=attempt.status_code,
        body=attempt.response_body,
        address=attempt.address,
        total_ms=attempt.response_time_ms,
        dns_ms=attempt.dns_ms,
        connect_ms=attempt.connect_ms,
        tls_ms=attempt.tls_ms,
        first_byte_ms=attempt.first_byte_ms,
    )


def last_of(sent: Sequence[SentAttempt], now: datetime) -> LastAttempt:
    """What the webhook shows of these attempts."""
    outcome = sent[-1].outcome
    last = LastAttempt(
        last_status=outcome.status_code,
        last_error=outcome.error,
        last_response_time_ms=outcome.total_ms,
        last_attempt_at=now,
    )
    if any(each.outcome.delivered for each in sent):
        last["last_delivered_at"] = now
    return last


def _settle_delivered(ids: Sequence[uuid.UUID], now: datetime) -> None:
    Delivery.objects.filter(pk__in=ids).update(
        state=DeliveryState.DELIVERED,
        attempts_made=F("attempts_made") + 1,
        tries=F("tries") + 1,
        due_at=None,
        lane=None,
        finished_at=now,
    )


def _settle_failed(sent: SentAttempt, now: datetime) -> None:
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


def _note(webhook: Webhook, sent: Sequence[SentAttempt], now: datetime) -> None:
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
