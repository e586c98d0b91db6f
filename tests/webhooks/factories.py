"""Webhooks, deliveries and attempts for tests."""

import time
from typing import Any
from uuid import UUID

from django.utils import timezone

from product_importer.lib.actor import Actor
from product_importer.lib.ids import uuid7
from webhooks import publishing
from webhooks.events import EventType
from webhooks.models import Attempt, Delivery, Event, Webhook

ANA = Actor("user", "7")


def later_id() -> UUID:
    """An id that sorts after all earlier ones: those of one millisecond are in no order."""
    last = _last_millisecond[0]
    while (now := time.time_ns() // 1_000_000) <= last:
        time.sleep(0.0002)
    _last_millisecond[0] = now
    return uuid7()


_last_millisecond = [0]


def make_webhook(url: str = "https://shop.example.com/hooks", **values: Any) -> Webhook:
    values = {"id": later_id()} | values
    return Webhook.objects.create(**{"url": url, "event_types": [*EventType.values]} | values)


def publish(count: int = 1, event_type: str = EventType.PRODUCT_CREATED) -> list[Event]:
    """So many events of one product each, for whoever subscribes."""
    written: list[UUID] = []
    for number in range(count):
        if event_id := publishing.publish(event_type, {"products": [product(number)]}, actor=ANA):
            written.append(event_id)
    return [*Event.objects.filter(pk__in=written).order_by("pk")]


def product(number: int, **values: Any) -> dict[str, Any]:
    facts = {"id": f"00000000-0000-7000-8000-{number:012x}", "sku": f"A-{number}", "version": 1, "name": "Kettle"}
    return facts | {"price": "12.90", "active": True, "changed": ["name", "price"]} | values


def make_delivery(webhook: Webhook, **values: Any) -> Delivery:
    """One delivery with an event of its own; finished unless the values say otherwise."""
    event = Event.objects.create(type=EventType.PRODUCT_CREATED, body='{"type":"product.created"}')
    if values.get("state", "pending") == "pending":
        values = {"due_at": timezone.now()} | values
    else:
        values = {"finished_at": timezone.now(), "attempts_made": 1, "tries": 1} | values
    return Delivery.objects.create(**{"id": later_id(), "webhook": webhook, "event": event} | values)


def make_attempt(delivery: Delivery, *, error: str = "", **values: Any) -> Attempt:
    """The first attempt of a delivery, which the receiver took unless there is an error."""
    facts: dict[str, Any] = {
        "number": 1,
        "started_at": timezone.now(),
        "url": delivery.webhook.url,
        "request_headers": {},
        "status_code": None if error else 200,
        "response_time_ms": 41.7,
    }
    return Attempt.objects.create(delivery=delivery, webhook=delivery.webhook, error=error, **facts | values)


def log_attempt(webhook: Webhook, *, error: str = "", **values: Any) -> Attempt:
    """A delivery that ended with its only attempt."""
    return make_attempt(make_delivery(webhook, state="failed" if error else "delivered"), error=error, **values)
