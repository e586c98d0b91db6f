"""The test button by the API."""

import pytest
from pytest_django import Settings
from standardwebhooks import Webhook as Verifier

from tests.webhooks.api.client import LIST, Api
from tests.webhooks.factories import make_webhook
from tests.webhooks.receivers import Receive, answering_status
from webhooks.models import Delivery, Event, Webhook

pytestmark = pytest.mark.django_db


def test_test_of_a_saved_webhook_tells_time_in_parts_and_is_logged(api: Api, receive: Receive) -> None:
    shop = receive()
    webhook = make_webhook(shop.url, enabled=False)

    told = api.call("post", f"{webhook.pk}/test/")

    assert (told["delivered"], told["status_code"], told["error"]) == (True, 200, None)
    assert told["response_time_ms"] == told["timings"]["total_ms"] >= told["timings"]["first_byte_ms"]
    (request,) = shop.requests
    body = Verifier(webhook.secret).verify(request.body.decode(), request.headers)
    assert (body["type"], body["data"]["sent_by"]) == ("webhook.test", "admin")
    (row,) = api.call("get", f"{webhook.pk}/deliveries/")["results"]
    assert (row["event_type"], row["state"], row["attempts_made"]) == ("webhook.test", "delivered", 1)
    shown = api.call("get", f"{webhook.pk}/")
    assert (shown["last_status"], shown["last_response_time_ms"]) == (200, told["response_time_ms"])


def test_failed_test_has_a_hint_and_is_not_tried_again(api: Api, receive: Receive) -> None:
    webhook = make_webhook(receive(answering_status(404)).url)

    told = api.call("post", f"{webhook.pk}/test/")

    assert told["error"] == {
        "code": "status",
        "message": "The receiver answered 404.",
        "hint": "Check the path of the URL.",
    }
    assert Delivery.objects.get().state == "failed"
    webhook.refresh_from_db()
    assert (webhook.last_status, webhook.last_error, webhook.failures) == (404, "status", 0)


def test_test_of_a_url_that_is_not_saved_leaves_nothing(api: Api, receive: Receive) -> None:
    shop = receive()

    told = api.call("post", "test/", {"url": shop.url})

    assert told["delivered"]
    assert told["address"] == f"127.0.0.1:{shop.port}"
    assert (Webhook.objects.count(), Event.objects.count(), len(shop.requests)) == (0, 0, 1)
    assert [*api.refusal("post", "test/", {"url": "https://10.0.0.1/"})] == ["url"]


def test_tests_are_limited_for_each_person(api: Api, receive: Receive, settings: Settings) -> None:
    settings.WEBHOOK_TESTS_PER_MINUTE = 2
    webhook = make_webhook(receive().url)
    statuses = [
        api.client.post(f"{LIST}{webhook.pk}/test/", content_type="application/json").status_code for _ in range(4)
    ]

    assert statuses == [200, 200, 429, 429]
