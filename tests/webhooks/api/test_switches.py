"""Switching on and off, pausing and resuming by the API, and what becomes of the events kept meanwhile."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.webhooks.api.client import NEW, Api
from tests.webhooks.factories import make_delivery, make_webhook, publish
from webhooks.models import Delivery, Event

pytestmark = pytest.mark.django_db


def test_held_events_are_sent_or_discarded_when_the_pause_ends(api: Api) -> None:
    webhook = make_webhook()
    path = f"{webhook.pk}/"

    assert api.call("patch", path, {"paused": True})["state"] == "paused"
    publish(3)
    assert api.call("get", path)["held_events"] == 3
    assert api.call("patch", path, {"paused": False, "held": "discard"})["held_events"] == 0
    assert {*Delivery.objects.values_list("state", flat=True)} == {"discarded"}

    api.call("patch", path, {"paused": True})
    publish(2)
    assert api.call("patch", path, {"paused": False})["state"] == "active"
    assert Delivery.objects.pending().count() == 2


def test_pause_after_failures_is_ended_and_what_it_held_is_discarded(api: Api) -> None:
    webhook = make_webhook(
        failures=5, circuit=timedelta(minutes=1), circuit_until=timezone.now() + timedelta(minutes=1)
    )
    publish(2)
    path = f"{webhook.pk}/"
    assert api.call("get", path)["state"] == "paused"

    told = api.call("patch", path, {"paused": False, "held": "discard"})

    assert (told["state"], told["held_events"]) == ("active", 0)
    assert {*Delivery.objects.values_list("state", flat=True)} == {"discarded"}


def test_switching_on_ends_a_pause_from_before(api: Api) -> None:
    webhook = make_webhook()
    path = f"{webhook.pk}/"
    for values in ({"paused": True}, {"enabled": False}):
        api.call("patch", path, values)

    told = api.call("patch", path, {"enabled": True, "held": "send"})

    assert (told["state"], told["paused"]) == ("active", False)


def test_whole_one_leaves_a_pause_after_failures_alone(api: Api) -> None:
    until = timezone.now() + timedelta(minutes=1)
    webhook = make_webhook(failures=5, circuit=timedelta(minutes=1), circuit_until=until)
    publish()

    told = api.call("put", f"{webhook.pk}/", NEW | {"description": "The shop", "paused": False})

    assert (told["state"], told["description"], told["held_events"]) == ("paused", "The shop", 1)


def test_switching_on_what_is_to_stay_paused_sends_nothing(api: Api) -> None:
    webhook = make_webhook(paused_at=timezone.now(), disabled_at=timezone.now(), disabled_reason="gone")
    tomorrow = timezone.now() + timedelta(days=1)
    delivery = make_delivery(webhook, due_at=tomorrow)

    told = api.call("put", f"{webhook.pk}/", NEW | {"enabled": True, "paused": True})

    delivery.refresh_from_db()
    assert (told["state"], told["paused"], delivery.due_at) == ("paused", True, tomorrow)


def test_what_is_held_waits_when_it_is_switched_off_though_its_pause_ends(api: Api) -> None:
    webhook = make_webhook()
    path = f"{webhook.pk}/"
    api.call("patch", path, {"paused": True})
    publish()

    told = api.call("patch", path, {"enabled": False, "paused": False, "held": "discard"})

    assert (told["state"], told["paused"], told["held_events"]) == ("off", False, 1)


def test_switched_off_and_on(api: Api) -> None:
    webhook = make_webhook()

    assert api.call("patch", f"{webhook.pk}/", {"enabled": False})["state"] == "off"
    publish()
    assert not Event.objects.exists()
    assert api.call("patch", f"{webhook.pk}/", {"enabled": True})["state"] == "active"


def test_what_we_disabled_is_enabled_again(api: Api) -> None:
    webhook = make_webhook(disabled_at=timezone.now(), disabled_reason="gone")

    assert api.call("get", f"{webhook.pk}/")["state"] == "disabled"
    assert api.call("patch", f"{webhook.pk}/", {"enabled": True})["state"] == "active"
