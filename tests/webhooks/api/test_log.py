"""The delivery log by the API: filtered, paged, told in full, sent again."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.webhooks.api.client import Api
from tests.webhooks.factories import make_attempt, make_delivery, make_webhook, publish
from tests.webhooks.receivers import Receive, answering_status
from tests.webhooks.senders import deliver_all, held_by_somebody
from webhooks.models import Delivery

pytestmark = pytest.mark.django_db


def test_log_is_filtered_and_paged(api: Api) -> None:
    webhook, other = (
        make_webhook("https://a.example/"),
        make_webhook("https://b.example/", event_types=["upload.failed"]),
    )
    made = [
        make_delivery(webhook, state=state) for state in ("delivered", "failed", "delivered", "pending", "delivered")
    ]
    make_delivery(other, state="delivered")
    path = f"{webhook.pk}/deliveries/"

    found, cursor = [], ""
    while cursor is not None:
        page = api.call("get", f"{path}?page_size=2&cursor={cursor}")
        found += [row["id"] for row in page["results"]]
        cursor = page["next_cursor"]
    assert found == [str(each.pk) for each in sorted(made, key=lambda each: each.pk, reverse=True)]

    failed = api.call("get", f"{path}?state=failed")["results"]
    assert [row["state"] for row in failed] == ["failed"]
    assert len(api.call("get", f"{path}?event_type=product.created")["results"]) == 5
    assert api.call("get", f"{path}?event_type=product.deleted")["results"] == []
    assert api.call("get", f"{path}?event_type=import.completed")["results"] == []
    tomorrow = (timezone.now() + timedelta(days=1)).isoformat().replace("+00:00", "Z")
    assert api.call("get", f"{path}?since={tomorrow}")["results"] == []


@pytest.mark.parametrize(
    "query",
    [
        *("cursor=nonsense", "state=melted", "since=yesterday", "page_size=0", "page_size=101"),
        *("event_type=product.melted", "event_type=%00"),
    ],
)
def test_nonsense_about_the_log_is_refused(api: Api, query: str) -> None:
    assert [*api.refusal("get", f"{make_webhook().pk}/deliveries/?{query}", None)] == [query.partition("=")[0]]


@pytest.mark.django_db(transaction=True)
def test_delivery_tells_all_and_is_sent_again(api: Api, receive: Receive) -> None:
    shop = receive(answering_status(500, body=b"out of order"))
    webhook = make_webhook(shop.url)
    (event,) = publish()
    deliver_all(webhook)
    path = f"{webhook.pk}/deliveries/{webhook.deliveries.get().pk}/"

    told = api.call("get", path)
    assert (told["message_id"], told["body"]["type"]) == (event.message_id, "product.created")
    (attempt,) = told["attempts"]
    assert (attempt["status_code"], attempt["response_body"]) == (500, "out of order")
    assert attempt["error"]["hint"] == "Check the receiver's log."
    assert attempt["request_headers"]["webhook-signature"] == "…"

    assert api.call("post", f"{path}resend/", status=202)["state"] == "pending"
    Delivery.objects.update(lane=0)
    with held_by_somebody(webhook):
        assert api.call("post", f"{path}resend/", status=409)["error"]["code"] == "under_way"


def test_lists_cost_the_same_however_long_they_are(api: Api, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in (1, 3):
        for each in range(number):
            webhook = make_webhook(f"https://{number}-{each}.example/")
            delivery = make_delivery(webhook, state="failed")
            make_attempt(delivery, error="dns")
        with django_assert_num_queries(3):
            api.call("get", "")
        for _ in range(number):
            make_delivery(webhook)
        with django_assert_num_queries(5):
            api.call("get", f"{webhook.pk}/deliveries/")
