"""The test button: sent as real events are, logged without consequences, and not too often."""

import json

import pytest
from django.core.cache import cache
from pytest_django import Settings
from standardwebhooks import Webhook as Verifier

from tests.webhooks.factories import make_delivery, make_webhook
from tests.webhooks.receivers import Receive, answering_status
from webhooks.models import Attempt, Delivery, Event
from webhooks.sending import trial

pytestmark = pytest.mark.django_db


def test_url_is_tested_with_a_whole_request_and_nothing_is_kept(receive: Receive) -> None:
    shop = receive()

    outcome = trial.try_url(shop.url, sent_by="ana", user_id=7)

    (request,) = shop.requests
    body = json.loads(request.body)
    assert (outcome.delivered, outcome.status_code) == (True, 200)
    assert (body["type"], body["actor"]) == ("webhook.test", {"kind": "user", "id": "7"})
    assert body["data"] == {
        "message": "This is a test. Respond with any status from 200 to 299.",
        "sent_by": "ana",
    }
    assert request.headers["webhook-attempt"] == "1"
    assert request.headers["webhook-id"] == body["id"]
    assert (Event.objects.count(), Delivery.objects.count()) == (0, 0)


@pytest.mark.parametrize(("status", "state"), [(204, "delivered"), (500, "failed")])
def test_webhook_is_tested_once_and_its_log_shows_it(receive: Receive, status: int, state: str) -> None:
    shop = receive(answering_status(status))
    webhook = make_webhook(shop.url, enabled=False, failures=3)

    outcome = trial.try_webhook(webhook, sent_by="ana", user_id=7)

    (request,) = shop.requests
    Verifier(webhook.secret).verify(request.body.decode(), request.headers)
    delivery, attempt = Delivery.objects.get(), Attempt.objects.get()
    assert (delivery.state, delivery.attempts_made, delivery.tries, delivery.due_at) == (state, 1, 1, None)
    assert (attempt.delivery, attempt.status_code, attempt.number) == (delivery, outcome.status_code, 1)
    assert delivery.event.body == request.body.decode()
    webhook.refresh_from_db()
    assert (webhook.last_status, webhook.failures, webhook.enabled) == (status, 3, False)
    assert (webhook.last_delivered_at is not None) == (state == "delivered")


def test_test_does_not_wait_for_what_is_owed(receive: Receive) -> None:
    shop = receive()
    webhook = make_webhook(shop.url)
    owed = make_delivery(webhook)

    trial.try_webhook(webhook, sent_by="ana", user_id=7)

    owed.refresh_from_db()
    assert (owed.state, len(shop.requests)) == ("pending", 1)


def test_each_person_may_test_so_often_a_minute(receive: Receive, settings: Settings) -> None:
    settings.WEBHOOK_TESTS_PER_MINUTE = 2
    shop = receive()
    for _ in range(2):
        trial.try_url(shop.url, sent_by="ana", user_id=7)

    with pytest.raises(trial.TooManyTests):
        trial.try_url(shop.url, sent_by="ana", user_id=7)
    with pytest.raises(trial.TooManyTests):
        trial.try_webhook(make_webhook(shop.url), sent_by="ana", user_id=7)
    assert trial.try_url(shop.url, sent_by="ben", user_id=8).delivered

    cache.clear()  # as a minute does
    assert trial.try_url(shop.url, sent_by="ana", user_id=7).delivered
    assert len(shop.requests) == 4
