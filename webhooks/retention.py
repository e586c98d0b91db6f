"""How long what is kept stays: the log, the events that are held, the bodies. Deletes a few thousand rows at a time."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from webhooks.models import Attempt, Delivery, DeliveryState, Webhook

BATCH = 1_000
MOST_BATCHES = 20
"""A run does no more than this; the next one continues."""


def sweep(now: datetime) -> None:
    discard_held(now)
    prune_log(now)
    prune_events(now)


def discard_held(now: datetime) -> int:
    """Give up what has been held for too long, and the oldest where too much is held. How many deliveries."""
    waiting = Q(enabled=False) | Q(paused_at__isnull=False) | Q(disabled_at__isnull=False)
    discarded = 0
    for webhook in Webhook.objects.filter(waiting | Q(circuit_until__isnull=False)):
        held = webhook.deliveries.pending()
        newest = held.newest_first()[settings.WEBHOOK_HELD_MAX :][:1].values_list("id", flat=True)
        if oldest_surplus := newest.first():
            discarded += held.filter(id__lte=oldest_surplus).discard()
        discarded += held.filter(created_at__lt=now - timedelta(days=settings.WEBHOOK_HELD_DAYS)).discard()
    return discarded


def prune_log(now: datetime) -> int:
    """Delete deliveries that ended long ago, and their attempts. How many deliveries."""
    ended = Delivery.objects.filter(
        Q(state=DeliveryState.DELIVERED, finished_at__lt=now - timedelta(days=settings.WEBHOOK_KEEP_SUCCESSES_DAYS))
        | Q(finished_at__lt=now - timedelta(days=settings.WEBHOOK_KEEP_FAILURES_DAYS))
    )
    deleted = 0
    for _ in range(MOST_BATCHES):
        with transaction.atomic():
            locked = ended.select_for_update(skip_locked=True)  # somebody may be sending one again
            ids = [*locked.values_list("pk", flat=True)[:BATCH]]
            Attempt.objects.filter(delivery__in=ids).delete()
            Delivery.objects.filter(pk__in=ids).delete()
        deleted += len(ids)
        if len(ids) < BATCH:
            break
    return deleted


def prune_events(now: datetime) -> int:
    """Delete events that are in nobody's log any more. How many."""
    deleted = 0
    for _ in range(MOST_BATCHES):
        with connection.cursor() as cursor:
            cursor.execute(_DELETE_EVENTS, {"before": now - timedelta(hours=1), "limit": BATCH})
            deleted += cursor.rowcount
            if cursor.rowcount < BATCH:
                break
    return deleted


_DELETE_EVENTS = """
    DELETE FROM webhooks_event WHERE id IN (
        SELECT id FROM webhooks_event event
        WHERE created_at < %(before)s
          AND NOT EXISTS (SELECT FROM webhooks_delivery delivery WHERE delivery.event_id = event.id)
        ORDER BY id
        LIMIT %(limit)s
    )
"""
