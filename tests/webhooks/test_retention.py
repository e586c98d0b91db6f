"""What is kept no longer is taken away; what is still owed or young stays."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections, transaction
from django.utils import timezone
from pytest_django import Settings

from tests.webhooks.factories import make_attempt, make_delivery, make_webhook, publish
from webhooks import retention, tasks
from webhooks.models import Attempt, Delivery, Event

pytestmark = pytest.mark.django_db

NOW = timezone.now()


def test_log_is_kept_thirty_days_after_a_success_and_ninety_after_a_failure() -> None:
    webhook = make_webhook()
    ages = [("delivered", 29), ("delivered", 31), ("failed", 89), ("failed", 91), ("discarded", 89), ("discarded", 91)]
    for state, days in ages:
        delivery = make_delivery(webhook, state=state, finished_at=NOW - timedelta(days=days))
        make_attempt(delivery, error="dns")
    make_delivery(webhook, created_at=NOW - timedelta(days=365))

    assert retention.prune_log(NOW) == 3

    assert Counter(Delivery.objects.values_list("state", flat=True)) == {
        "delivered": 1,
        "failed": 1,
        "discarded": 1,
        "pending": 1,
    }
    assert Attempt.objects.count() == 3


def test_pruning_goes_on_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    monkeypatch.setattr(retention, "MOST_BATCHES", 2)
    webhook = make_webhook()
    for _ in range(5):
        make_delivery(webhook, state="delivered", finished_at=NOW - timedelta(days=31))

    assert [retention.prune_log(NOW) for _ in range(3)] == [4, 1, 0]


@pytest.mark.django_db(transaction=True)
def test_what_somebody_is_sending_again_is_not_pruned() -> None:
    delivery = make_delivery(make_webhook(), state="delivered", finished_at=NOW - timedelta(days=31))

    def prune() -> int:
        try:
            return retention.prune_log(NOW)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as elsewhere, transaction.atomic():
        delivery.send_again()
        pruned = elsewhere.submit(prune).result(timeout=60)

    assert pruned == 0
    delivery.refresh_from_db()
    assert delivery.state == "pending"


def test_events_go_when_no_log_speaks_of_them() -> None:
    kept = make_delivery(make_webhook()).event
    young = Event.objects.create(type="webhook.test", body="{}")
    Event.objects.create(type="webhook.test", body="{}", created_at=NOW - timedelta(hours=2))
    Event.objects.filter(pk=kept.pk).update(created_at=NOW - timedelta(days=100))

    assert retention.prune_events(NOW) == 1

    assert {*Event.objects.all()} == {kept, young}


def test_the_newest_are_held_and_no_longer_than_is_set(settings: Settings) -> None:
    settings.WEBHOOK_HELD_MAX = 3
    paused = make_webhook("https://paused.example/", paused_at=NOW)
    busy = make_webhook("https://busy.example/")
    old = make_webhook("https://old.example/", enabled=True, disabled_at=NOW, disabled_reason="gone")
    events = publish(5)
    old.deliveries.filter(event=events[4]).update(created_at=NOW - timedelta(days=31))

    assert retention.discard_held(NOW) == 5

    held = {webhook.pk: {*webhook.deliveries.pending().values_list("event", flat=True)} for webhook in (paused, busy)}
    assert held[paused.pk] == {event.pk for event in events[2:]}
    assert held[busy.pk] == {event.pk for event in events}
    assert old.deliveries.pending().count() == 2


def test_beat_sweeps() -> None:
    make_delivery(make_webhook(), state="delivered", finished_at=NOW - timedelta(days=31))

    tasks.sweep()

    assert not Delivery.objects.exists()


def test_pruning_events_goes_on_in_batches_and_leaves_the_youngest_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    monkeypatch.setattr(retention, "MOST_BATCHES", 2)
    for minutes in (61, 62, 63, 64, 65, 59):
        Event.objects.create(type="webhook.test", body="{}", created_at=NOW - timedelta(minutes=minutes))

    assert [retention.prune_events(NOW) for _ in range(3)] == [4, 1, 0]
    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "is_discarded"),
    [
        ({}, False),
        ({"enabled": False}, True),
        ({"paused_at": NOW}, True),
        ({"circuit": timedelta(minutes=1), "circuit_until": NOW}, True),
    ],
)
def test_what_is_owed_for_a_month_is_given_up_unless_it_is_being_sent(
    values: dict[str, Any], is_discarded: bool
) -> None:
    webhook = make_webhook(**values)
    month_ago = NOW - timedelta(days=31)
    owed = make_delivery(webhook, created_at=month_ago)
    in_hand = make_delivery(webhook, created_at=month_ago, lane=0)

    assert retention.discard_held(NOW) == is_discarded

    for each in (owed, in_hand):
        each.refresh_from_db()
    assert (owed.state, in_hand.state) == ("discarded" if is_discarded else "pending", "pending")
