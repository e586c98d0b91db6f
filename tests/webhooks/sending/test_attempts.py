"""What came of attempts is written down: the log, the schedule of each delivery, the health of the webhook."""

import logging
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from tests.webhooks.factories import make_delivery, make_webhook, publish
from tests.webhooks.receivers import OK, Receive, answering, answering_status, silent
from tests.webhooks.senders import deliver_all, states
from webhooks.models import Attempt, Delivery, Webhook
from webhooks.sending import attempts
from webhooks.sending.outcome import RequestOutcome

pytestmark = pytest.mark.django_db(transaction=True)


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
    healthy = Webhook.objects.get()
    assert (healthy.state, healthy.failures, healthy.circuit) == ("active", 0, None)
    assert "is left alone for a while" in caplog.text


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


def test_what_was_taken_over_is_not_written_by_the_first_holder() -> None:
    webhook = make_webhook()
    delivery = make_delivery(webhook, lane=1)
    sent = attempts.SentAttempt(delivery, timezone.now(), {}, delivered())

    attempts.record(webhook.pk, 0, [sent], now=timezone.now())

    delivery.refresh_from_db()
    assert (delivery.state, delivery.lane, Attempt.objects.count()) == ("pending", 1, 0)


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
    keys = [*settings.WEBHOOK_MASTER_KEYS, *settings.CREDENTIALS_KEYS]
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        assert {"webhooks_webhook", "webhooks_event", "webhooks_delivery", "webhooks_attempt"} < {*tables}
        for table in tables:
            with cursor.copy(f"COPY {table} TO STDOUT") as rows:  # as pg_dump does
                dump = b"".join(rows).decode()
            for secret in [webhook.secret.removeprefix("whsec_"), "whsec_", "hush-hush", *keys, *signatures]:
                assert secret not in dump


def test_attempt_in_the_log_gives_back_what_came_of_it() -> None:
    delivery = make_delivery(make_webhook())
    outcome = RequestOutcome("status", "The receiver answered 500.", 500, "oh", "1.1.1.1:443", 90.5, 1, 2, 3, 80)
    sent = attempts.SentAttempt(delivery, timezone.now(), {"webhook-attempt": "1"}, outcome)

    attempt = attempts.attempt_of(delivery.webhook, sent)
    attempt.save()
    attempt.refresh_from_db()

    assert attempts.outcome_of(attempt) == outcome
    assert (attempt.number, attempt.started_at, attempt.request_headers) == (1, sent.started_at, sent.headers)


def test_attempts_are_numbered_through_all_rounds() -> None:
    delivery = make_delivery(make_webhook(), attempts_made=12, tries=2)
    sent = attempts.SentAttempt(delivery, timezone.now(), {}, delivered())

    assert attempts.attempt_of(delivery.webhook, sent).number == 13


def test_webhook_shows_the_last_of_several_attempts_and_when_one_was_delivered() -> None:
    now = timezone.now()
    delivery = make_delivery(make_webhook())
    failed = replace(delivered(), error="dns", status_code=None)
    first, last = (attempts.SentAttempt(delivery, now, {}, outcome) for outcome in (delivered(), failed))

    shown = {"last_status": None, "last_error": "dns", "last_response_time_ms": 5.0, "last_attempt_at": now}
    assert attempts.last_of([last], now) == shown
    assert attempts.last_of([first, last], now) == shown | {"last_delivered_at": now}


def test_several_attempts_are_written_down_together(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    webhook = make_webhook(failures=2, failing_since=timezone.now())
    made = [make_delivery(webhook, lane=0) for _ in range(30)]
    sent = [attempts.SentAttempt(each, timezone.now(), {}, delivered()) for each in made]

    with django_assert_max_num_queries(7):  # savepoint, webhook, deliveries, log, state, health, release
        attempts.record(webhook.pk, 0, sent, now=timezone.now())

    webhook.refresh_from_db()
    assert (states(webhook), Attempt.objects.count()) == ({"delivered": 30}, 30)
    assert (webhook.failures, webhook.failing_since, webhook.last_status) == (0, None, 200)
    assert {*Delivery.objects.values_list("attempts_made", "tries", "lane")} == {(1, 1, None)}


def delivered() -> RequestOutcome:
    return RequestOutcome("", "", 200, "ok", "1.1.1.1:443", 5.0)
