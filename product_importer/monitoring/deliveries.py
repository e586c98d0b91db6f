"""What became of deliveries to webhooks lately, how long attempts took, and what waits."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Count, Min, OuterRef, Subquery

from webhooks.models import Delivery, Webhook

MOST_COUNTED = 100_000
"""Deliveries that wait are not counted any further."""
LATEST = 2_000
"""So many deliveries are looked at for how long attempts take."""
QUANTILES = (0.5, 0.95, 0.99)


@dataclass(frozen=True)
class DeliveryFacts:
    ended: Mapping[str, int]
    """How many came to each state."""
    seconds: Mapping[float, float]
    """Quantile → how long attempts took at most; empty if there were none."""
    waiting: int
    due_since: datetime | None
    """When the one was due that has waited longest for a webhook that can be sent to."""
    webhooks: Mapping[str, int]
    """How many are in each state."""


def delivery_facts(*, now: datetime, window: timedelta) -> DeliveryFacts:
    """Five small queries, each by an index."""
    ended = Delivery.objects.filter(finished_at__gte=now - window).values("state").annotate(number=Count("*"))
    return DeliveryFacts(
        ended=dict(ended.values_list("state", "number")),
        seconds=_seconds(now - window),
        waiting=Delivery.objects.pending()[:MOST_COUNTED].count(),
        due_since=_due_since(now),
        webhooks=Counter(webhook.state for webhook in Webhook.objects.defer("custom_headers")),
    )


def _due_since(now: datetime) -> datetime | None:
    oldest = Delivery.objects.due(now).filter(webhook=OuterRef("pk")).order_by("due_at").values("due_at")[:1]
    found = Webhook.objects.sendable(now).annotate(oldest=Subquery(oldest)).aggregate(since=Min("oldest"))
    since: datetime | None = found["since"]
    return since


def _seconds(since: datetime) -> dict[float, float]:
    with connection.cursor() as cursor:
        cursor.execute(_SECONDS, {"quantiles": [*QUANTILES], "since": since, "latest": LATEST})
        (found,) = cursor.fetchone()
    return {quantile: ms / 1_000 for quantile, ms in zip(QUANTILES, found or (), strict=False)}


_SECONDS = """
    SELECT percentile_disc(%(quantiles)s::float[]) WITHIN GROUP (ORDER BY attempt.response_time_ms)
    FROM (
        SELECT id FROM webhooks_delivery WHERE finished_at >= %(since)s ORDER BY finished_at DESC LIMIT %(latest)s
    ) latest
    JOIN webhooks_attempt attempt ON attempt.delivery_id = latest.id
"""
