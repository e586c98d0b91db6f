"""The test button: one request at once, sent in the same way as real events, and what came of it."""

import uuid

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from product_importer.lib.actor import Actor
from product_importer.lib.ids import uuid7
from webhooks import events
from webhooks.models import Delivery, DeliveryState, Event, Webhook
from webhooks.sending.attempts import SentAttempt, attempt_of, last_of, send
from webhooks.sending.http import Sender
from webhooks.sending.outcome import RequestOutcome

WINDOW_SECONDS = 60


class TooManyTests(Exception):
    """This person has tested as often as is possible in a minute."""


def try_url(url: str, *, sent_by: str, user_id: int) -> RequestOutcome:
    """Test a URL that is not saved yet but has passed the form's check. Raises TooManyTests."""
    spend_one(user_id)
    return _sent(Webhook(id=uuid.uuid4(), url=url), sent_by=sent_by, user_id=user_id).outcome


def try_webhook(webhook: Webhook, *, sent_by: str, user_id: int) -> RequestOutcome:
    """Test a webhook, whatever its state; the log shows it. Raises TooManyTests."""
    spend_one(user_id)
    sent = _sent(webhook, sent_by=sent_by, user_id=user_id)
    _log(webhook, sent)
    return sent.outcome


def spend_one(user_id: int) -> None:
    """Each request by hand takes one of so many places for a minute. Raises TooManyTests if none is left.

    The places are in Redis; while it is away nobody is held up.
    """
    places = range(settings.WEBHOOK_TESTS_PER_MINUTE)
    if not any(cache.add(f"webhook-test:{user_id}:{place}", True, WINDOW_SECONDS) for place in places):
        raise TooManyTests


def _sent(webhook: Webhook, *, sent_by: str, user_id: int) -> SentAttempt:
    event_id, now = uuid7(), timezone.now()
    data, actor = events.data_of_test(sent_by=sent_by), Actor("user", str(user_id))
    body = events.envelope(events.TEST, data, event_id=event_id, actor=actor, timestamp=now)
    event = Event(id=event_id, type=events.TEST, body=body, created_at=now)
    with Sender(webhook.url) as sender:
        seconds = settings.WEBHOOK_TEST_TIMEOUT_SECONDS
        return send(Delivery(webhook=webhook, event=event), webhook, sender, seconds=seconds)


def _log(webhook: Webhook, sent: SentAttempt) -> None:
    """A test is not tried again: it ends with its one attempt, which says nothing of the webhook's health."""
    attempt = attempt_of(webhook, sent)
    delivery = sent.delivery
    delivery.state = DeliveryState.DELIVERED if sent.outcome.delivered else DeliveryState.FAILED
    delivery.attempts_made = delivery.tries = 1
    delivery.finished_at = timezone.now()
    last = last_of([sent], delivery.finished_at)
    with transaction.atomic():
        delivery.event.save(force_insert=True)
        delivery.save(force_insert=True)
        attempt.save(force_insert=True)
        Webhook.objects.filter(pk=webhook.pk).update(**last)
