"""Which webhooks and deliveries remain: each QuerySet method by its exact set."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from product_importer.lib.ids import first_uuid7_at
from tests.webhooks.factories import make_delivery, make_webhook
from webhooks.models import Delivery, Webhook, WebhookQuerySet

pytestmark = pytest.mark.django_db

NOW = timezone.now()
LATER, EARLIER = NOW + timedelta(minutes=1), NOW - timedelta(minutes=1)


@pytest.fixture
def webhooks() -> dict[str, Webhook]:
    """One in every state, by its name."""
    values: dict[str, dict[str, Any]] = {
        "active": {},
        "off": {"enabled": False},
        "paused": {"paused_at": NOW},
        "disabled": {"disabled_at": NOW, "disabled_reason": "gone"},
        "left alone": {"circuit": timedelta(minutes=1), "circuit_until": LATER},
        "probing": {"circuit": timedelta(minutes=1), "circuit_until": EARLIER},
        "off and disabled": {"enabled": False, "disabled_at": NOW, "disabled_reason": "gone"},
    }
    return {
        name: make_webhook(f"https://{number}.example/", description=name, **facts)
        for number, (name, facts) in enumerate(values.items())
    }


def names(found: WebhookQuerySet) -> list[str]:
    return sorted(found.values_list("description", flat=True))


def test_subscribed_are_all_that_are_switched_on(webhooks: dict[str, Webhook]) -> None:
    Webhook.objects.filter(description="paused").update(event_types=["upload.failed"])

    assert names(Webhook.objects.subscribed_to("product.created")) == ["active", "disabled", "left alone", "probing"]
    assert "paused" in names(Webhook.objects.subscribed_to("upload.failed"))


def test_sendable_are_active_or_to_be_tried_once(webhooks: dict[str, Webhook]) -> None:
    assert names(Webhook.objects.sendable(NOW)) == ["active", "probing"]
    assert names(Webhook.objects.sendable(LATER)) == ["active", "left alone", "probing"]


def test_disabled_by_us_are_those_that_their_owner_still_wants(webhooks: dict[str, Webhook]) -> None:
    assert names(Webhook.objects.disabled_by_us()) == ["disabled"]


def test_due_are_those_with_a_pending_delivery_whose_time_has_come(webhooks: dict[str, Webhook]) -> None:
    make_delivery(webhooks["active"], due_at=NOW)
    make_delivery(webhooks["active"], due_at=EARLIER, lane=0)
    make_delivery(webhooks["off"], due_at=LATER)
    make_delivery(webhooks["paused"], state="failed")

    assert names(Webhook.objects.with_due(NOW)) == ["active"]
    assert names(Webhook.objects.with_due(LATER)) == ["active", "off"]


def test_newest_webhook_comes_first() -> None:
    ids = [first_uuid7_at(NOW + timedelta(milliseconds=number)) for number in range(3)]
    for number, webhook_id in enumerate(ids):
        make_webhook(f"https://{number}.example/", id=webhook_id)

    assert [webhook.id for webhook in Webhook.objects.newest_first()] == ids[::-1]


def test_deliveries_are_found_by_state_and_time() -> None:
    webhook = make_webhook()
    due, not_yet = make_delivery(webhook, due_at=EARLIER), make_delivery(webhook, due_at=LATER)
    old, young = (make_delivery(webhook, state="failed", finished_at=at) for at in (EARLIER, NOW))
    make_delivery(webhook, state="delivered", finished_at=NOW)

    assert {*Delivery.objects.pending()} == {due, not_yet}
    assert {*Delivery.objects.due(NOW)} == {due}
    assert {*Delivery.objects.failed_since(EARLIER)} == {old, young}
    assert {*Delivery.objects.failed_since(NOW)} == {young}


def test_deliveries_match_all_that_is_asked_of_them() -> None:
    webhook = make_webhook()
    old = make_delivery(webhook, state="failed", created_at=EARLIER)
    young = make_delivery(webhook, state="failed", created_at=NOW)
    pending = make_delivery(webhook, created_at=NOW)

    assert {*Delivery.objects.all().matching()} == {old, young, pending}
    assert {*Delivery.objects.all().matching(state="failed", since=NOW)} == {young}
    assert {*Delivery.objects.all().matching(event_type="product.created", state="pending")} == {pending}
    assert not Delivery.objects.all().matching(event_type="webhook.test").exists()
