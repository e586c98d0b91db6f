"""The log of a webhook as its page shows it, and one delivery with its attempts."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.webhooks.factories import log_attempt, make_delivery, make_webhook
from tests.webhooks.pages.text import text_of
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
    assert "This filter cannot be understood" in text_of(admin_client.get(f"{path}?state=melted"))
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
    assert "The receiver answered 500. Look into the receiver&#x27;s log." in text
    assert "webhook-signature: …" in text
    assert "&lt;b&gt;out of order&lt;/b&gt;" in page.content.decode()
    assert made.delivery.event.message_id in text
    admin_client.post(f"{path}resend/")
    assert Delivery.objects.get().state == "pending"


def test_all_that_failed_since_a_moment_is_sent_again(admin_client: Client) -> None:
    webhook = make_webhook()
    now = timezone.now()
    for hours in (1, 2, 30):
        make_delivery(webhook, state="failed", finished_at=now - timedelta(hours=hours))

    since = (now - timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M")
    answer = admin_client.post(f"/webhooks/{webhook.pk}/resend/", {"since": since}, follow=True)

    assert "2 failed deliveries are sent again." in text_of(answer)
    assert Delivery.objects.pending().count() == 2
    assert admin_client.post(f"/webhooks/{webhook.pk}/resend/", {"since": "soon"}).status_code == 422
