"""The log of a webhook as its page shows it, and one delivery with its attempts."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.webhooks.factories import log_attempt, make_delivery, make_webhook
from tests.webhooks.pages.text import text_of
from tests.webhooks.receivers import Receive, answering_status
from tests.webhooks.senders import held_by_somebody
from webhooks.models import Delivery

pytestmark = pytest.mark.django_db


def test_log_is_filtered_and_leads_to_older_ones(admin_client: Client) -> None:
    webhook = make_webhook()
    for number in range(30):
        log_attempt(webhook, error="dns" if number == 0 else "")
    path = f"/webhooks/{webhook.pk}/"

    first = admin_client.get(path).content.decode()
    assert first.count('data-status="delivered"') == 25
    (older,) = re.findall(rf'href="{path}(\?before=[0-9a-f]{{32}})#log"', first)
    second = admin_client.get(path + older).content.decode()
    assert (second.count('data-status="delivered"'), "name not found" in second) == (4, True)
    failed = admin_client.get(f"{path}?state=failed").content.decode()
    assert (failed.count('data-status="failed"'), failed.count('data-status="delivered"')) == (1, 0)
    assert "This filter is not valid" in text_of(admin_client.get(f"{path}?state=melted"))
    assert admin_client.get(f"{path}?before=nonsense").status_code == 200


def test_delivery_shows_each_attempt_with_request_and_answer(admin_client: Client) -> None:
    webhook = make_webhook()
    made = log_attempt(
        webhook,
        error="status",
        status_code=500,
        detail="The receiver answered 500.",
        response_body="<b>out of order</b>",
        request_headers={"webhook-signature": "…"},
    )
    path = made.delivery.get_absolute_url()

    page = admin_client.get(path)

    text = text_of(page)
    assert "Attempt 1" in text
    assert "The receiver answered 500. Check the receiver&#x27;s log." in text
    assert "webhook-signature: …" in text
    assert "&lt;b&gt;out of order&lt;/b&gt;" in page.content.decode()
    assert made.delivery.event.message_id in text


def test_delivery_is_sent_again_at_once_and_the_page_tells_what_came_of_it(
    admin_client: Client, receive: Receive
) -> None:
    shop = receive(answering_status(200, body=b'{"taken":true}'))
    delivery = make_delivery(make_webhook(shop.url, paused_at=timezone.now()), state="failed", attempts_made=10)

    page = admin_client.post(f"{delivery.get_absolute_url()}resend/")

    assert "Delivered status 200" in text_of(page)
    assert "{\n  &quot;taken&quot;: true\n}" in page.content.decode()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts_made, len(shop.requests)) == ("delivered", 11, 1)


def test_delivery_that_somebody_is_sending_is_not_sent_twice(admin_client: Client, receive: Receive) -> None:
    shop = receive()
    delivery = make_delivery(make_webhook(shop.url), lane=0)

    with held_by_somebody(delivery.webhook):
        page = admin_client.post(f"{delivery.get_absolute_url()}resend/")

    assert "It is being sent right now." in text_of(page)
    assert not shop.requests


def test_delivery_that_fails_again_has_its_whole_schedule_before_it(admin_client: Client, receive: Receive) -> None:
    delivery = make_delivery(make_webhook(receive(answering_status(500)).url), state="failed", tries=10)

    page = admin_client.post(f"{delivery.get_absolute_url()}resend/")

    assert "The receiver answered 500." in text_of(page)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.tries, delivery.lane) == ("pending", 1, None)


def test_bodies_are_indented(admin_client: Client) -> None:
    delivery = make_delivery(make_webhook())
    delivery.event.body = '{"type":"product.created","data":{"name":"Käse"}}'
    delivery.event.save()

    page = admin_client.get(delivery.get_absolute_url()).content.decode()

    assert "{\n  &quot;type&quot;: &quot;product.created&quot;,\n  &quot;data&quot;: {\n    &quot;name&quot;" in page


def test_all_that_failed_since_a_moment_is_sent_again(admin_client: Client) -> None:
    webhook = make_webhook()
    now = timezone.now()
    for hours in (1, 2, 30):
        make_delivery(webhook, state="failed", finished_at=now - timedelta(hours=hours))

    since = (now - timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M")
    answer = admin_client.post(f"/webhooks/{webhook.pk}/resend/", {"since": since}, follow=True)

    assert "2 failed deliveries are being sent again." in text_of(answer)
    assert Delivery.objects.pending().count() == 2
    assert admin_client.post(f"/webhooks/{webhook.pk}/resend/", {"since": "soon"}).status_code == 422
