"""Webhooks as the pages show them: how the last deliveries went, what is held, what to do about it."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from webhooks.models import Attempt, Delivery, Webhook
from webhooks.sending import hints
from webhooks.sending.attempts import outcome_of
from webhooks.sending.outcome import RequestOutcome

BARS = 24
RATED = 100
BAR_STEP, BAR_HEIGHT = 6, 28
LOWEST_BAR = 4
TALLEST_MS = 15_000.0


class AttemptBar(NamedTuple):
    """One attempt in the little chart. Its height is the logarithm of its time; all as text, in SVG's units."""

    x: str
    y: str
    height: str
    outcome: str


@dataclass(frozen=True)
class Card:
    """One webhook and how its last attempts went. `rate`: percent of the last hundred that were delivered."""

    webhook: Webhook
    bars: list[AttemptBar]
    rate: float | None
    attempts: int

    @property
    def held(self) -> int:
        return self.webhook.held_events

    @property
    def picture_in_words(self) -> str:
        failed = sum(bar.outcome == "failed" for bar in self.bars)
        return f"The last {len(self.bars)} attempts: {len(self.bars) - failed} delivered, {failed} failed"


class TimingSpan(NamedTuple):
    """How long one step of an attempt took. `start` and `width`: its place in the bar, in thousandths, as text."""

    name: str
    word: str
    milliseconds: float
    start: str
    width: str


@dataclass(frozen=True)
class Result:
    """An attempt or a test, ready to be shown."""

    delivered: bool
    status_code: int | None
    error_word: str
    detail: str
    hint: str
    address: str
    total_ms: float
    parts: list[TimingSpan]
    body: str


class LogRow(NamedTuple):
    delivery: Delivery
    last: Attempt | None

    @property
    def trouble(self) -> str:
        """What went wrong last, in a few words. Empty for a status, which is shown as it is."""
        if self.last is None or not self.last.error:
            return ""
        return hints.word(self.last.error) if self.last.error != "status" else ""


def cards() -> list[Card]:
    webhooks = [*Webhook.objects.with_waiting().newest_first()]
    attempts = _last_attempts(webhook.pk for webhook in webhooks)
    return [_card(webhook, attempts[webhook.pk]) for webhook in webhooks]


def card(webhook: Webhook) -> Card:
    return _card(webhook, _last_attempts([webhook.pk])[webhook.pk])


def log_rows(deliveries: Iterable[Delivery]) -> list[LogRow]:
    """The caller has fetched the attempts of each, in order."""
    return [LogRow(delivery, next(reversed(delivery.attempts.all()), None)) for delivery in deliveries]


def indented(body: str) -> str:
    """JSON as a person reads it; other text as it is."""
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return body


def result_of(outcome: RequestOutcome) -> Result:
    return Result(
        delivered=outcome.delivered,
        status_code=outcome.status_code,
        error_word=hints.word(outcome.error),
        detail=outcome.detail,
        hint=hints.hint(outcome.error, outcome.status_code),
        address=outcome.address,
        total_ms=outcome.total_ms,
        parts=_parts(outcome),
        body=indented(outcome.body),
    )


def result_of_attempt(attempt: Attempt) -> Result:
    return result_of(outcome_of(attempt))


def _last_attempts(ids: Iterable[UUID]) -> dict[UUID, list[tuple[bool, float]]]:
    """The last attempts of each webhook, the newest first: whether it was delivered, and its milliseconds."""
    found: dict[UUID, list[tuple[bool, float]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_LAST_ATTEMPTS, {"ids": [*ids], "limit": RATED})
        for webhook_id, delivered, milliseconds in cursor:
            found[webhook_id].append((delivered, milliseconds))
    return found


_LAST_ATTEMPTS = """
    SELECT webhook.id, attempt.error = '', attempt.response_time_ms
    FROM webhooks_webhook webhook
    CROSS JOIN LATERAL (
        SELECT error, response_time_ms, id FROM webhooks_attempt
        WHERE webhook_id = webhook.id
        ORDER BY id DESC
        LIMIT %(limit)s
    ) attempt
    WHERE webhook.id = ANY(%(ids)s)
    ORDER BY webhook.id, attempt.id DESC
"""


def _card(webhook: Webhook, attempts: Sequence[tuple[bool, float]]) -> Card:
    delivered = sum(each for each, _ in attempts)
    rate = 100 * delivered / len(attempts) if attempts else None
    return Card(webhook, [*_bars(attempts[:BARS])], rate, len(attempts))


def _bars(newest_first: Sequence[tuple[bool, float]]) -> list[AttemptBar]:
    """The newest at the right end."""
    bars = []
    for place, (delivered, milliseconds) in enumerate(newest_first):
        share = min(math.log1p(milliseconds) / math.log1p(TALLEST_MS), 1.0)
        height = LOWEST_BAR + (BAR_HEIGHT - LOWEST_BAR) * share
        x = (BARS - 1 - place) * BAR_STEP
        outcome = "delivered" if delivered else "failed"
        bars.append(AttemptBar(str(x), f"{BAR_HEIGHT - height:.1f}", f"{height:.1f}", outcome))
    return bars[::-1]


def _parts(outcome: RequestOutcome) -> list[TimingSpan]:
    """Looking up, connecting, shaking hands, waiting and reading, one after another."""
    total = outcome.total_ms
    spans, start = [], 0.0
    for name, word, span in _spans(outcome):
        if span is not None:
            spans.append(TimingSpan(name, word, span, _thousandths(start, total), _thousandths(max(span, 0), total)))
            start += span
    return spans


def _spans(outcome: RequestOutcome) -> list[tuple[str, str, float | None]]:
    dns, connect, tls, first_byte = outcome.dns_ms, outcome.connect_ms, outcome.tls_ms, outcome.first_byte_ms
    before = (dns or 0) + (connect or 0) + (tls or 0)
    spans = [("dns", "name looked up", dns), ("connect", "connected", connect), ("tls", "TLS", tls)]
    if first_byte is None:
        return [*spans, ("wait", "waited", outcome.total_ms - before)]
    return [
        *spans,
        ("wait", "first byte", first_byte - before),
        ("read", "response read", outcome.total_ms - first_byte),
    ]


def _thousandths(milliseconds: float, total: float) -> str:
    return f"{1000 * milliseconds / total:.1f}" if total else "0.0"
