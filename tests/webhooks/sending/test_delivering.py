"""What is due is sent once and over one connection, for as long as its owner wants it."""

import socket
import time
from collections import Counter

import pytest
from django.db import connection, connections
from standardwebhooks import Webhook as Verifier

from tests.webhooks.factories import make_webhook, publish
from tests.webhooks.receivers import OK, Receive, Request
from tests.webhooks.senders import deliver_all, states
from webhooks.models import Delivery, Webhook
from webhooks.sending import delivering

pytestmark = pytest.mark.django_db(transaction=True)


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

    def rotate_in_the_middle(sock: socket.socket, _: Request) -> None:
        if len(shop.requests) == 15:
            Webhook.objects.get().rotate_secret()
        sock.sendall(OK)
        connections.close_all()

    shop.behave = rotate_in_the_middle

    deliver_all(webhook)

    assert len(shop.requests) == 30
    for request in shop.requests:
        Verifier(old).verify(request.body.decode(), request.headers)
    Verifier(webhook.secret).verify(shop.requests[-1].body.decode(), shop.requests[-1].headers)


def test_sender_stops_after_the_request_under_way_when_it_is_told_to(receive: Receive) -> None:
    shop = receive()
    webhook = make_webhook(shop.url)
    publish(60)

    delivering.deliver(webhook.pk, should_stop=lambda: len(shop.requests) > 0)

    assert len(shop.requests) == 1
    assert Delivery.objects.filter(lane__isnull=False).count() == 0


@pytest.mark.parametrize("ways_to_join", [[], ["hashjoin", "mergejoin", "hashagg", "sort", "material", "memoize"]])
def test_batch_is_no_larger_than_it_may_be_however_postgresql_joins(receive: Receive, ways_to_join: list[str]) -> None:
    shop = receive()
    webhook = make_webhook(shop.url)
    publish(60)

    with connection.cursor() as cursor:
        for way in ways_to_join:
            cursor.execute(f"SET enable_{way} = off")
        delivering.deliver(webhook.pk, should_stop=lambda: len(shop.requests) > 0)
        cursor.execute("RESET ALL")

    assert len(shop.requests) == 1
