"""The test button: one request at once, over the same way as real events, and what came of it."""

import uuid
from typing import NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from product_importer.lib.actor import Actor
from product_importer.lib.ids import uuid7
from webhooks import events
from webhooks.models import Attempt, Delivery, DeliveryState, Event, Webhook
from webhooks.sending import delivering, request_headers
from webhooks.sending.delivering import Sent
from webhooks.sending.http import Sender
from webhooks.sending.outcome import RequestOutcome

WINDOW_SECONDS = 60


class TooManyTests(Exception):
    """This person has tested as often as is possible in a minute."""


class Trial(NamedTuple):
    """What came of a test. `delivery`: where the log tells of it; None for a URL that is not saved."""

    outcome: RequestOutcome
    delivery: Delivery | None


def try_url(url: str, *, sent_by: str, user_id: int) -> Trial:
    """Test a URL that is not saved yet. It passed the form's check. Raises TooManyTests."""
    _count(user_id)
    sent = _send(Webhook(id=uuid.uuid4(), url=url), uuid7(), sent_by=sent_by, user_id=user_id)
    return Trial(sent.outcome, None)


def try_webhook(webhook: Webhook, *, sent_by: str, user_id: int) -> Trial:
    """Test a webhook, in whatever state it is; the log tells of it. Raises TooManyTests."""
    _count(user_id)
    sent = _send(webhook, uuid7(), sent_by=sent_by, user_id=user_id)
    return Trial(sent.outcome, _log(webhook, sent))


def _send(webhook: Webhook, event_id: uuid.UUID, *, sent_by: str, user_id: int) -> Sent:
    now = timezone.now()
    body = events.envelope(
        events.TEST,
        events.data_of_test(sent_by=sent_by),
        event_id=event_id,
        actor=Actor("user", str(user_id)),
        timestamp=now,
    )
    event = Event(id=event_id, type=events.TEST, body=body, created_at=now)
    delivery = Delivery(webhook=webhook, event=event)
    headers = request_headers.headers_of(
        webhook, event, delivery_id=delivery.id, attempt=1, body=body.encode(), now=now
    )
    with Sender(webhook.url) as sender:
        outcome = sender.post(body.encode(), headers, seconds=settings.WEBHOOK_TEST_TIMEOUT_SECONDS)
    return Sent(delivery, now, request_headers.masked(headers, webhook), outcome)


def _log(webhook: Webhook, sent: Sent) -> Delivery:
    """A test is not tried again: it ends with its one attempt, which says nothing of the webhook's health."""
    attempt: Attempt = delivering.attempt_of(webhook, sent)
    delivery = sent.delivery
    delivery.state = DeliveryState.DELIVERED if sent.outcome.delivered else DeliveryState.FAILED
    delivery.attempts_made = delivery.tries = 1
    delivery.finished_at = timezone.now()
    last = delivering.last_of([sent], delivery.finished_at)
    with transaction.atomic():
        delivery.event.save(force_insert=True)
        delivery.save(force_insert=True)
        attempt.save(force_insert=True)
        Webhook.objects.filter(pk=webhook.pk).update(**last)
    return delivery


def _count(user_id: int) -> None:
    """Each test takes one of so many places for a minute. They are in Redis; while it is away nobody is held up."""
    places = range(settings.WEBHOOK_TESTS_PER_MINUTE)
    if not any(cache.add(f"webhook-test:{user_id}:{place}", True, WINDOW_SECONDS) for place in places):
        raise TooManyTests
