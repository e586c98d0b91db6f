"""The queue is a hint: senders are queued where they are needed, and nothing is lost while it is away."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from kombu.exceptions import OperationalError as QueueAway

from tests.webhooks.conftest import Queued
from tests.webhooks.factories import make_delivery, make_webhook, publish
from tests.webhooks.receivers import Receive
from tests.webhooks.senders import states
from webhooks import queue, tasks
from webhooks.sending import delivering, lanes
from webhooks.sending.lanes import lane

pytestmark = pytest.mark.django_db(transaction=True)


def test_beat_finds_what_the_queue_lost(queued: Queued) -> None:
    now = timezone.now()
    later = make_webhook("https://later.example/")
    make_delivery(later, due_at=now + timedelta(minutes=1))
    paused = make_webhook("https://paused.example/", paused_at=now)
    make_delivery(paused)
    probing = make_webhook("https://probing.example/", circuit=timedelta(minutes=1), circuit_until=now)
    for _ in range(3):
        make_delivery(probing)
    new, quick = make_webhook("https://new.example/"), make_webhook("https://quick.example/", last_response_time_ms=3.0)
    slow = make_webhook("https://slow.example/", last_response_time_ms=40.0)
    for _ in range(9):
        for webhook in (new, quick, slow):
            make_delivery(webhook)
    queued.clear()

    tasks.send_due()

    assert Counter(queued) == {
        ("deliver", (str(new.pk),)): 1,
        ("deliver", (str(slow.pk),)): 4,
        ("deliver", (str(quick.pk),)): 1,
        ("deliver", (str(probing.pk),)): 1,
    }


def test_webhook_gets_no_more_senders_than_it_needs(queued: Queued) -> None:
    webhook = make_webhook(last_response_time_ms=40.0)
    for _ in range(9):
        make_delivery(webhook)

    with lane(webhook.pk) as first:
        with lane(make_webhook("https://other.example/").pk):
            tasks.send_due()
        assert (first, lanes.taken(webhook.pk)) == (0, {0})

    assert queued == [("deliver", (str(webhook.pk),))] * 3
    assert lanes.taken(webhook.pk) == set()


def test_publishing_wakes_a_sender_once_until_it_is_awake(queued: Queued, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "WOKEN_SECONDS", 60)
    make_webhook(paused_at=timezone.now())

    publish(20)
    assert queued == [("send_due", ())]
    tasks.send_due()
    publish()

    assert queued == [("send_due", ())] * 2


def test_what_is_left_at_the_end_of_a_turn_goes_on(
    queued: Queued, receive: Receive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivering, "TURN_SECONDS", 0.0)
    webhook = make_webhook(receive().url)
    make_delivery(webhook)

    tasks.deliver(str(webhook.pk))

    assert queued == [("send_due", ())]


def test_publishing_goes_on_while_the_queue_is_away(
    monkeypatch: pytest.MonkeyPatch, receive: Receive, caplog: pytest.LogCaptureFixture
) -> None:
    calls = []

    def away(*_: Any, **__: Any) -> None:
        calls.append(1)
        raise QueueAway

    monkeypatch.setattr("celery.app.base.Celery.send_task", away)
    monkeypatch.setattr(queue._Pause, "until", 0.0)
    webhook = make_webhook(receive().url)

    publish(5)

    assert states(webhook) == {"pending": 5}
    assert len(calls) == 1
    assert "the queue is away" in caplog.text
