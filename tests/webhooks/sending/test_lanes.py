"""Lanes: at most so many senders at a time, and what a dead one left behind is found."""

import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from product_importer.lib.locks import AdvisoryLock
from tests.processes import eventually
from tests.webhooks.conftest import Queued
from tests.webhooks.factories import make_webhook, publish
from tests.webhooks.receivers import OK, Receive
from tests.webhooks.senders import deliver_all, in_thread, states
from webhooks import tasks
from webhooks.models import Delivery
from webhooks.sending import delivering, lanes
from webhooks.sending.lanes import lane

pytestmark = pytest.mark.django_db(transaction=True)


def test_only_the_first_lane_tries_a_webhook_that_was_left_alone(receive: Receive) -> None:
    shop = receive()
    past = timezone.now() - timedelta(seconds=1)
    webhook = make_webhook(shop.url, failures=5, failing_since=past, circuit=timedelta(minutes=1), circuit_until=past)
    publish(3)

    with lane(webhook.pk) as first:
        assert first == 0
        thread = in_thread(lambda: delivering.deliver(webhook.pk))
        thread.join()

    assert shop.requests == []


def test_at_most_four_requests_are_under_way_for_one_webhook(receive: Receive, settings: Settings) -> None:
    settings.WEBHOOK_TIMEOUT_SECONDS = 20
    gate, under_way, most = threading.Semaphore(0), [0], [0]

    def wait(sock: Any, _: Any) -> None:
        under_way[0] += 1
        most[0] = max(most[0], under_way[0])
        gate.acquire(timeout=60)
        under_way[0] -= 1
        sock.sendall(OK)

    shop = receive(wait)
    webhook = make_webhook(shop.url)
    publish(12)
    delivering_slowly = [in_thread(lambda: delivering.deliver(webhook.pk)) for _ in range(7)]
    eventually(lambda: under_way[0] == 4)
    eventually(lambda: sum(thread.is_alive() for thread in delivering_slowly) == 4)

    for _ in range(12):
        gate.release()
    for thread in delivering_slowly:
        thread.join()

    assert most == [4]
    assert len(shop.requests) == len({*shop.message_ids}) == states(webhook)["delivered"]


@pytest.mark.parametrize("number", [0, 3])
def test_what_a_dead_sender_had_in_hand_is_found_and_sent_by_the_next(
    receive: Receive, queued: Queued, number: int
) -> None:
    webhook = make_webhook(receive().url)
    publish(2)
    Delivery.objects.update(lane=number)
    queued.clear()

    tasks.send_due()
    assert {*queued} == {("deliver", (str(webhook.pk),))}
    deliver_all(webhook)

    assert states(webhook) == {"delivered": 2}


def test_what_somebody_else_is_sending_is_left_to_them(receive: Receive) -> None:
    webhook = make_webhook(receive().url)
    publish()
    Delivery.objects.update(lane=0)

    with lane(webhook.pk) as first:
        thread = in_thread(lambda: delivering.deliver(webhook.pk))
        thread.join()

    assert first == 0
    assert [*Delivery.objects.values_list("state", "lane")] == [("pending", 0)]


def test_lanes_are_given_out_in_order_until_all_are_taken(settings: Settings) -> None:
    settings.WEBHOOK_MAX_IN_FLIGHT = 2
    webhook, other = uuid.uuid4(), uuid.uuid4()

    with held_elsewhere(webhook, 0):
        with lane(webhook) as second, lane(other) as first_of_other:
            assert (second, first_of_other) == (1, 0)
        with held_elsewhere(webhook, 1), lane(webhook) as none:
            assert none is None
        with lane(webhook) as again:
            assert again == 1


def test_lane_is_free_again_after_its_sender_failed() -> None:
    webhook = uuid.uuid4()

    with pytest.raises(ZeroDivisionError), lane(webhook):
        raise ZeroDivisionError

    assert lanes.taken(webhook) == set()


def test_taken_lanes_are_seen_whoever_holds_them(settings: Settings) -> None:
    webhook = uuid.uuid4()

    with held_elsewhere(webhook, 2), lanes.held(webhook, 0) as is_ours, lanes.held(uuid.uuid4(), 1):
        assert is_ours
        assert lanes.taken(webhook) == {0, 2}
        with lanes.held(webhook, 2) as is_theirs:
            assert not is_theirs

    assert lanes.taken(webhook) == set()


@contextmanager
def held_elsewhere(webhook_id: uuid.UUID, number: int) -> Iterator[None]:
    """By a process of the old or the new version: the name of the lock is the same."""
    with AdvisoryLock(f"webhook {webhook_id} lane {number}") as lock:
        assert lock.try_acquire()
        yield
