"""What is due is sent, once unless somebody dies, and what came of it is written down."""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, connections, transaction
from django.utils import timezone
from psycopg import sql
from pytest_django import Settings
from standardwebhooks import Webhook as Verifier

from tests.processes import eventually
from tests.webhooks.factories import ANA, make_delivery, make_webhook, publish
from tests.webhooks.receivers import OK, Receiver, answering, answering_status, silent
from webhooks import actions, publishing, tasks
from webhooks.events import EventType
from webhooks.models import Attempt, Delivery, Webhook
from webhooks.sending import attempts, delivering, lanes
from webhooks.sending.http import Sender
from webhooks.sending.lanes import lane

pytestmark = pytest.mark.django_db(transaction=True)

Receive = Callable[..., Receiver]


def deliver_all(webhook: Webhook) -> None:
    """Send all that is due now."""
    while delivering.deliver(webhook.pk):
        pass
    webhook.refresh_from_db()


def in_thread(work: Callable[[], Any]) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def publish_a_row() -> None:
    """As an import does."""
    row = sql.SQL("SELECT 1 AS number, '{}' AS product")
    publishing.publish_rows(EventType.PRODUCT_CREATED, row, {}, actor=ANA)


@contextmanager
def held_by_somebody(webhook: Webhook) -> Iterator[None]:
    """The first lane of the webhook, in a session of its own."""
    is_held, is_over = threading.Event(), threading.Event()

    def hold() -> None:
        with lanes.held(webhook.pk, 0):
            is_held.set()
            is_over.wait()

    thread = in_thread(hold)
    is_held.wait()
    yield
    is_over.set()
    thread.join()


def states(webhook: Webhook) -> dict[str, int]:
    return dict(Counter(webhook.deliveries.values_list("state", flat=True)))


def test_everything_due_is_sent_once_over_one_connection_and_verifies(receive: Receive) -> None:
    shop = receive()
    webhook = make_webhook(shop.url, custom_headers={"X-Shop": "7"})
    events = publish(45)

    deliver_all(webhook)

    assert Counter(shop.message_ids) == Counter(event.message_id for event in events)
    assert shop.connections == 1
    assert states(webhook) == {"delivered": 45}
    for request in shop.requests:
        assert Verifier(webhook.secret).verify(request.body.decode(), request.headers)["type"] == "product.created"
        assert request.headers["x-shop"] == "7"


def test_request_says_what_it_is(receive: Receive) -> None:
    shop = receive()
    webhook = make_webhook(shop.url)
    (event,) = publish()

    deliver_all(webhook)

    (request,) = shop.requests
    delivery = webhook.deliveries.get()
    assert request.body.decode() == event.body
    expected = {
        "content-type": "application/json; charset=utf-8",
        "user-agent": "Product-Importer/1.0 (webhooks)",
        "webhook-id": event.message_id,
        "webhook-event": "product.created",
        "webhook-delivery": str(delivery.id),
        "webhook-attempt": "1",
    }
    assert expected.items() <= request.headers.items()
    assert abs(int(request.headers["webhook-timestamp"]) - time.time()) < 60


def test_attempt_is_logged_without_what_is_secret(receive: Receive) -> None:
    webhook = make_webhook(receive().url, custom_headers={"Authorization": "Bearer hush"})
    publish()

    deliver_all(webhook)

    attempt = Attempt.objects.get()
    assert (attempt.number, attempt.status_code, attempt.error, attempt.response_body) == (1, 200, "", "ok")
    assert attempt.request_headers["webhook-signature"] == attempt.request_headers["Authorization"] == "…"
    assert attempt.request_headers["webhook-attempt"] == "1"
    assert attempt.response_time_ms > 0
    assert attempt.address in attempt.url
    webhook.refresh_from_db()
    assert (webhook.last_status, webhook.last_response_time_ms) == (200, attempt.response_time_ms)
    assert webhook.last_delivered_at is not None


@pytest.mark.parametrize(
    ("behave", "error", "least_seconds"),
    [
        (answering_status(500), "status", 5),
        (answering_status(404), "status", 5),
        (answering_status(413), "status", 5),
        (answering_status(301, "Location: http://elsewhere.example/"), "redirect", 5),
        (answering_status(429, "Retry-After: 7200"), "status", 7_200),
        (answering_status(503), "status", 60),
        (silent, "timeout", 60),
    ],
)
def test_failure_is_due_again_by_the_schedule(receive: Receive, behave: Any, error: str, least_seconds: float) -> None:
    webhook = make_webhook(receive(behave).url)
    publish()
    begun = timezone.now()

    deliver_all(webhook)

    delivery = webhook.deliveries.get()
    assert (delivery.state, delivery.tries, delivery.lane) == ("pending", 1, None)
    assert delivery.due_at is not None
    wait = (delivery.due_at - begun).total_seconds()
    assert least_seconds <= wait < least_seconds * 1.2 + 10
    assert (webhook.last_error, webhook.failures) == (error, 1)
    assert delivery.attempts.get().detail


def test_delivery_fails_for_good_after_the_tenth_attempt(receive: Receive, settings: Settings) -> None:
    shop = receive(answering_status(500))
    webhook = make_webhook(shop.url)
    publish()

    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(40):
            deliver_all(webhook)
            delivery = webhook.deliveries.get()
            if delivery.state != "pending":
                break
            clock.move_to(max(filter(None, [delivery.due_at, webhook.circuit_until])))

    assert (delivery.state, delivery.tries, delivery.attempts_made) == ("failed", 10, 10)
    assert [request.headers["webhook-attempt"] for request in shop.requests] == [str(n) for n in range(1, 11)]
    assert len({request.message_id for request in shop.requests}) == 1
    lasted = Attempt.objects.order_by("-number")[0].started_at - Attempt.objects.order_by("number")[0].started_at
    assert timedelta(days=3) < lasted < timedelta(days=4)


def test_resent_delivery_has_the_same_id_and_a_higher_attempt(receive: Receive) -> None:
    shop = receive()
    webhook = make_webhook(shop.url)
    publish()
    deliver_all(webhook)

    assert webhook.deliveries.get().send_again()
    deliver_all(webhook)

    first, second = shop.requests
    assert first.message_id == second.message_id
    assert (first.headers["webhook-attempt"], second.headers["webhook-attempt"]) == ("1", "2")
    assert states(webhook) == {"delivered": 1}


def test_webhook_is_left_alone_after_five_failures_then_tried_with_one_and_goes_on(
    receive: Receive, caplog: pytest.LogCaptureFixture
) -> None:
    shop = receive(answering_status(500))
    webhook = make_webhook(shop.url)
    publish(30)

    with time_machine.travel(timezone.now(), tick=False) as clock:
        deliver_all(webhook)
        assert len(shop.requests) == 5
        assert (webhook.state, webhook.circuit) == ("paused", timedelta(minutes=1))

        clock.shift(61)
        deliver_all(webhook)
        assert len(shop.requests) == 6
        assert webhook.circuit == timedelta(minutes=2)

        shop.behave = answering(OK)
        deliver_all(webhook)
        assert len(shop.requests) == 6

        clock.shift(121)
        deliver_all(webhook)
    assert states(webhook) == {"delivered": 30}
    assert (webhook.state, webhook.failures, webhook.circuit) == ("active", 0, None)
    assert "is left alone for a while" in caplog.text


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


def test_410_disables_at_once_and_what_is_owed_is_kept(receive: Receive, caplog: pytest.LogCaptureFixture) -> None:
    shop = receive(answering_status(410))
    webhook = make_webhook(shop.url)
    publish(3)

    deliver_all(webhook)

    assert len(shop.requests) == 1
    assert (webhook.state, webhook.disabled_reason) == ("disabled", "gone")
    publish()
    assert states(webhook) == {"pending": 4}
    assert f"webhook {webhook.pk} is disabled: gone" in caplog.text
    shop.behave = answering(OK)
    webhook.enable()
    webhook.deliveries.all().send_again()
    deliver_all(webhook)
    assert states(webhook) == {"delivered": 4}


def test_webhook_without_a_success_for_five_days_is_disabled(receive: Receive) -> None:
    webhook = make_webhook(
        receive(answering_status(500)).url, failures=19, failing_since=timezone.now() - timedelta(days=5, seconds=1)
    )
    publish(2)

    deliver_all(webhook)

    assert (webhook.state, webhook.disabled_reason) == ("disabled", "failing")


@pytest.mark.parametrize("verb", ["pause", "disable"])
def test_nothing_is_sent_while_the_owner_does_not_want_it(receive: Receive, verb: str) -> None:
    shop = receive()
    webhook = make_webhook(shop.url)
    publish(2)

    getattr(webhook, verb)()
    deliver_all(webhook)
    assert shop.requests == []
    publish()
    assert webhook.resume() or webhook.enable()
    deliver_all(webhook)

    assert len(shop.requests) == (3 if verb == "pause" else 2)


def test_secret_that_is_rotated_in_the_middle_verifies_before_and_after(receive: Receive) -> None:
    shop = receive()
    webhook = make_webhook(shop.url)
    old = webhook.secret
    publish(30)
    shop.behave = lambda sock, request: (
        Webhook.objects.get().rotate_secret() if len(shop.requests) == 15 else None,
        sock.sendall(OK),
        connections.close_all(),
    )

    deliver_all(webhook)

    assert len(shop.requests) == 30
    for request in shop.requests:
        Verifier(old).verify(request.body.decode(), request.headers)
    Verifier(webhook.secret).verify(shop.requests[-1].body.decode(), shop.requests[-1].headers)


def test_at_most_four_requests_are_under_way_for_one_webhook(receive: Receive, settings: Settings) -> None:
    settings.WEBHOOK_TIMEOUT_SECONDS = 20
    gate, under_way, most = threading.Semaphore(0), [0], [0]

    def wait(sock: Any, _: Any) -> None:
        under_way[0] += 1
        most[0] = max(most[0], under_way[0])
        gate.acquire(timeout=10)
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
    receive: Receive, queued: list[Any], number: int
) -> None:
    webhook = make_webhook(receive().url)
    publish(2)
    Delivery.objects.update(lane=number)
    queued.clear()

    tasks.send_due()
    assert {*queued} == {("deliver", (str(webhook.pk),))}
    deliver_all(webhook)

    assert states(webhook) == {"delivered": 2}


def test_what_a_dead_sender_had_in_hand_is_discarded_with_the_rest() -> None:
    webhook = make_webhook(paused_at=timezone.now())
    make_delivery(webhook, lane=1)
    make_delivery(webhook)

    assert actions.resume(webhook, held="discard", actor=ANA)

    assert states(webhook) == {"discarded": 2}


def test_what_a_dead_sender_had_in_hand_can_be_sent_again_at_once() -> None:
    delivery = make_delivery(make_webhook(), lane=1, tries=3)

    assert actions.resend(delivery)
    assert (delivery.lane, delivery.tries) == (None, 0)


def test_what_somebody_else_is_sending_is_left_to_them(receive: Receive) -> None:
    webhook = make_webhook(receive().url)
    publish()
    Delivery.objects.update(lane=0)

    with lane(webhook.pk) as first:
        thread = in_thread(lambda: delivering.deliver(webhook.pk))
        thread.join()

    assert first == 0
    assert [*Delivery.objects.values_list("state", "lane")] == [("pending", 0)]


def test_what_was_taken_over_is_not_written_by_the_first_holder(receive: Receive) -> None:
    webhook = make_webhook(receive().url)
    delivery = make_delivery(webhook, lane=1)
    sent = attempts.SentAttempt(delivery, timezone.now(), {}, outcome_of(receive()))

    attempts.record(webhook.pk, 0, [sent], now=timezone.now())

    delivery.refresh_from_db()
    assert (delivery.state, delivery.lane, Attempt.objects.count()) == ("pending", 1, 0)


def test_webhook_that_is_deleted_in_the_middle_leaves_nothing(receive: Receive) -> None:
    webhook = make_webhook(receive().url)
    publish(3)
    shop = receive(
        lambda sock, _: ([each.erase() for each in Webhook.objects.all()], connections.close_all(), sock.sendall(OK))
    )
    Webhook.objects.update(url=shop.url)

    assert delivering.deliver(webhook.pk) is False

    assert (Delivery.objects.count(), Attempt.objects.count(), len(shop.requests)) == (0, 0, 1)


@pytest.mark.parametrize("write", [publish, publish_a_row])
def test_what_happens_while_a_webhook_is_being_deleted_is_not_lost_with_it(write: Callable[[], Any]) -> None:
    """Deleting a long log takes a while; imports meanwhile must neither fail nor owe anything to what is gone."""
    gone, stays = make_webhook("https://gone.example/"), make_webhook("https://stays.example/")
    is_locked = threading.Event()

    def erase_slowly() -> None:
        with transaction.atomic():
            Webhook.objects.select_for_update().get(pk=gone.pk)
            is_locked.set()
            time.sleep(0.3)
            gone.erase()

    erasing = in_thread(erase_slowly)
    is_locked.wait()
    write()
    erasing.join()

    assert [*Delivery.objects.values_list("webhook", flat=True)] == [stays.pk]


def test_sender_stops_after_the_request_under_way_when_it_is_told_to(receive: Receive) -> None:
    shop = receive()
    webhook = make_webhook(shop.url)
    publish(60)

    delivering.deliver(webhook.pk, should_stop=lambda: len(shop.requests) > 0)

    assert len(shop.requests) == 1
    assert Delivery.objects.filter(lane__isnull=False).count() == 0


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, tuple[str, ...]]]:
    """What is given to the queue, which nobody reads."""
    calls: list[tuple[str, tuple[str, ...]]] = []

    def note(self: Any, args: Any = (), *_: Any, **__: Any) -> None:
        calls.append((self.name.rpartition(".")[2], tuple(args)))

    monkeypatch.setattr("celery.app.task.Task.apply_async", note)
    return calls


def test_beat_finds_what_the_queue_lost(queued: list[Any]) -> None:
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


def test_webhook_gets_no_more_senders_than_it_needs(queued: list[Any]) -> None:
    webhook = make_webhook(last_response_time_ms=40.0)
    for _ in range(9):
        make_delivery(webhook)

    with lane(webhook.pk) as first:
        with lane(make_webhook("https://other.example/").pk):
            tasks.send_due()
        assert (first, lanes.taken(webhook.pk)) == (0, {0})

    assert queued == [("deliver", (str(webhook.pk),))] * 3
    assert lanes.taken(webhook.pk) == set()


def test_publishing_wakes_a_sender_once_until_it_is_awake(queued: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "WOKEN_SECONDS", 60)
    make_webhook(paused_at=timezone.now())

    publish(20)
    assert queued == [("send_due", ())]
    tasks.send_due()
    publish()

    assert queued == [("send_due", ())] * 2


def test_what_is_left_at_the_end_of_a_turn_goes_on(
    queued: list[Any], receive: Receive, monkeypatch: pytest.MonkeyPatch
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
        raise tasks.QueueAway

    monkeypatch.setattr("celery.app.task.Task.apply_async", away)
    monkeypatch.setattr(tasks._Pause, "until", 0.0)
    webhook = make_webhook(receive().url)

    publish(5)

    assert states(webhook) == {"pending": 5}
    assert len(calls) == 1
    assert "the queue is away" in caplog.text


def test_no_secret_and_no_signature_is_logged_or_stored(
    receive: Receive, caplog: pytest.LogCaptureFixture, settings: Settings
) -> None:
    caplog.set_level(logging.DEBUG)
    shop = receive()
    webhook = make_webhook(shop.url, custom_headers={"X-Password": "hush-hush"})
    publish(2)
    deliver_all(webhook)
    shop.behave = answering_status(410)
    publish()
    deliver_all(webhook)

    signatures = [request.headers["webhook-signature"] for request in shop.requests]
    for secret in [webhook.secret.removeprefix("whsec_"), "hush-hush", *signatures]:
        assert secret not in caplog.text
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        assert {"webhooks_webhook", "webhooks_event", "webhooks_delivery", "webhooks_attempt"} < {*tables}
        for table in tables:
            with cursor.copy(f"COPY {table} TO STDOUT") as rows:  # type: ignore[attr-defined]  # as pg_dump does
                dump = b"".join(rows).decode()
            for secret in [webhook.secret.removeprefix("whsec_"), "whsec_", *settings.WEBHOOK_MASTER_KEYS, *signatures]:
                assert secret not in dump


def outcome_of(shop: Receiver) -> Any:
    with Sender(shop.url) as sender:
        return sender.post(b"{}", {}, seconds=5)
