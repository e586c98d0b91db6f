"""The test button of the pages."""

import re

import pytest
from django.test import Client
from pytest_django import Settings

from tests.webhooks.factories import make_delivery, make_webhook
from tests.webhooks.pages.text import GIVEN, text_of
from tests.webhooks.receivers import Receive, answering_status
from webhooks.models import Event

pytestmark = pytest.mark.django_db


def test_test_tells_status_time_in_parts_and_address(admin_client: Client, receive: Receive) -> None:
    shop = receive()

    text = text_of(admin_client.post(f"/webhooks/{make_webhook(shop.url).pk}/test/"))

    assert re.search(rf"Delivered status 200 [\d.]+ m?s 127.0.0.1:{shop.port}", text)
    assert re.search(r"name looked up [\d.]+ ms connected [\d.]+ ms first byte [\d.]+ ms response read [\d.]+ ms", text)
    assert "webhook.test delivered 200" in text


def test_failed_test_says_what_to_do(admin_client: Client, receive: Receive) -> None:
    text = text_of(admin_client.post(f"/webhooks/{make_webhook(receive(answering_status(405)).url).pk}/test/"))

    assert "The receiver answered 405. The receiver must accept POST at this address." in text


def test_url_is_tested_before_it_is_saved(admin_client: Client, receive: Receive) -> None:
    answer = admin_client.post("/webhooks/test/", GIVEN | {"url": receive().url})
    refused = admin_client.post("/webhooks/test/", GIVEN | {"url": "https://10.0.0.1/"})

    assert "Delivered status 200" in text_of(answer)
    assert "product.created" in answer.content.decode()
    assert (refused.status_code, "Not tested 10.0.0.1 is not a public address." in text_of(refused)) == (422, True)
    assert not Event.objects.exists()


def test_too_many_tests_are_refused_with_a_sentence(admin_client: Client, receive: Receive, settings: Settings) -> None:
    settings.WEBHOOK_TESTS_PER_MINUTE = 0
    webhook = make_webhook(receive().url)

    delivery = make_delivery(webhook, state="failed")

    for path in (f"/webhooks/{webhook.pk}/test/", f"{delivery.get_absolute_url()}resend/"):
        answer = admin_client.post(path)
        assert (answer.status_code, "You have sent too often" in text_of(answer)) == (429, True)
