"""The state of a webhook in a word, and the verbs that change webhooks and deliveries."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings

from tests.webhooks.factories import make_attempt, make_delivery, make_webhook, publish
from webhooks.models import Attempt, Delivery, Event, TooManyRotations, Webhook, secrets
from webhooks.models import webhook as webhook_model
from webhooks.models.webhook import MOST_OLD_SECRETS

pytestmark = pytest.mark.django_db

NOW = timezone.now()


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({}, "active"),
        ({"paused_at": NOW}, "paused"),
        ({"circuit": timedelta(minutes=1), "circuit_until": NOW}, "paused"),
        ({"disabled_at": NOW, "disabled_reason": "gone", "paused_at": NOW}, "disabled"),
        ({"enabled": False, "disabled_at": NOW, "disabled_reason": "gone"}, "off"),
    ],
)
def test_state_is_one_word(values: dict[str, Any], state: str) -> None:
    assert make_webhook(**values).state == state


def test_enabling_forgets_what_failed_and_says_whether_it_changed_anything() -> None:
    webhook = make_webhook(
        failures=25,
        failing_since=NOW,
        disabled_at=NOW,
        disabled_reason="failing",
        circuit=timedelta(hours=1),
        circuit_until=NOW,
    )

    assert webhook.enable()
    assert not webhook.enable()
    assert (webhook.state, webhook.failures, webhook.failing_since) == ("active", 0, None)
    assert webhook.disable()
    assert not webhook.disable()
    assert webhook.enable()


def test_pausing_and_resuming_say_whether_they_changed_anything() -> None:
    webhook = make_webhook()

    assert webhook.pause()
    assert not webhook.pause()
    assert webhook.state == "paused"
    assert webhook.resume()
    assert not webhook.resume()
    assert webhook.state == "active"


def test_earlier_secret_signs_for_a_day_after_a_rotation(settings: Settings) -> None:
    settings.WEBHOOK_MASTER_KEYS = ["key"]
    webhook = make_webhook()
    first = webhook.secret
    assert webhook.live_secrets(NOW) == [first]

    assert webhook.rotate_secret()

    now = timezone.now()
    assert webhook.secret != first
    assert webhook.secret == secrets.secret("key", webhook.id, 2)
    assert webhook.live_secrets(now + timedelta(hours=23)) == [webhook.secret, first]
    assert webhook.live_secrets(now + timedelta(hours=25)) == [webhook.secret]


def test_each_earlier_secret_signs_for_a_day_after_it_was_replaced() -> None:
    webhook = make_webhook()
    newest_first = [webhook.secret]
    now = timezone.now()
    for hours in (0, 1, 2):
        with time_machine.travel(now + timedelta(hours=hours), tick=False):
            assert webhook.rotate_secret()
        newest_first.insert(0, webhook.secret)

    assert webhook.live_secrets(now + timedelta(hours=3)) == newest_first
    assert webhook.live_secrets(now + timedelta(hours=24, minutes=30)) == newest_first[:3]
    assert webhook.live_secrets(now + timedelta(hours=26)) == newest_first[:1]


def test_sixth_rotation_within_a_day_is_refused_and_no_secret_is_cut_off() -> None:
    webhook, now = make_webhook(), timezone.now()
    for minutes in range(MOST_OLD_SECRETS):
        with time_machine.travel(now + timedelta(minutes=minutes), tick=False):
            assert webhook.rotate_secret()
    live = webhook.live_secrets(now)

    with time_machine.travel(now + timedelta(hours=23), tick=False), pytest.raises(TooManyRotations) as refusal:
        webhook.rotate_secret()

    assert str(refusal.value).endswith(f"Rotate it again after {now:%H:%M} UTC.")
    assert webhook.live_secrets(now) == live
    assert len(live) == 1 + MOST_OLD_SECRETS
    with time_machine.travel(now + timedelta(hours=24, seconds=1), tick=False):
        assert webhook.rotate_secret()


def test_of_two_rotations_at_once_one_wins() -> None:
    webhook = make_webhook()
    other = Webhook.objects.get()

    assert webhook.rotate_secret()
    assert not other.rotate_secret()
    assert other.secret_version == 2


def test_what_is_owed_is_counted() -> None:
    webhook, other = make_webhook("https://a.example/"), make_webhook("https://b.example/", enabled=False)
    publish(2)
    make_delivery(webhook, state="failed")

    counted = {each.pk: each.waiting for each in Webhook.objects.with_waiting()}  # type: ignore[attr-defined]

    assert counted == {webhook.pk: 2, other.pk: 0}


def test_sending_again_gives_the_full_schedule_and_leaves_alone_what_is_being_sent() -> None:
    webhook = make_webhook()
    failed = make_delivery(webhook, state="failed", attempts_made=10, tries=10)
    later = make_delivery(webhook, tries=3, due_at=NOW + timedelta(hours=5))
    in_hand = make_delivery(webhook, lane=2, tries=3)

    assert failed.send_again()
    assert later.send_again()
    assert not in_hand.send_again()

    assert (failed.state, failed.tries, failed.attempts_made) == ("pending", 0, 10)
    assert (later.tries, later.due_at is not None and later.due_at <= timezone.now()) == (0, True)
    assert (in_hand.tries, in_hand.lane) == (3, 2)


def test_discarding_gives_up_what_is_owed() -> None:
    webhook = make_webhook()
    publish(3)
    make_delivery(webhook, state="delivered")
    in_hand = make_delivery(webhook, lane=0)

    assert webhook.deliveries.all().discard() == 3

    states = sorted(Delivery.objects.values_list("state", flat=True))
    assert states == ["delivered", "discarded", "discarded", "discarded", "pending"]
    in_hand.refresh_from_db()
    assert in_hand.lane == 0


@pytest.mark.parametrize("at_once", [1, 20_000])
def test_erasing_takes_the_log_along_and_leaves_others(monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    monkeypatch.setattr(webhook_model, "ERASED_AT_ONCE", at_once)
    webhook, other = make_webhook("https://a.example/"), make_webhook("https://b.example/")
    publish(2)
    for delivery in Delivery.objects.all():
        make_attempt(delivery, error="status", status_code=500)

    webhook.erase()

    assert [*Webhook.objects.all()] == [other]
    assert {*Delivery.objects.values_list("webhook_id", flat=True)} == {other.pk}
    assert (Attempt.objects.count(), Event.objects.count()) == (2, 2)
