"""Deleting a webhook while it is being told, by a sender or an import."""

import socket
import threading
import time
from collections.abc import Callable

import pytest
from django.db import connections, transaction
from psycopg import sql

from tests.webhooks.factories import ANA, make_webhook, publish
from tests.webhooks.receivers import OK, Receive, Request
from tests.webhooks.senders import in_thread
from webhooks import publishing
from webhooks.events import EventType
from webhooks.models import Attempt, Delivery, Webhook
from webhooks.sending import delivering

pytestmark = pytest.mark.django_db(transaction=True)


def publish_a_row() -> None:
    """As an import does."""
    row = sql.SQL("SELECT 1 AS number, '{}' AS product")
    publishing.publish_rows(EventType.PRODUCT_CREATED, row, {}, actor=ANA)


def test_webhook_that_is_deleted_in_the_middle_leaves_nothing(receive: Receive) -> None:
    webhook = make_webhook(receive().url)
    publish(3)

    def erase_all(sock: socket.socket, _: Request) -> None:
        for each in Webhook.objects.all():
            each.erase()
        connections.close_all()
        sock.sendall(OK)

    shop = receive(erase_all)
    Webhook.objects.update(url=shop.url)

    assert delivering.deliver(webhook.pk) is False

    assert (Delivery.objects.count(), Attempt.objects.count(), len(shop.requests)) == (0, 0, 1)


@pytest.mark.parametrize("write", [publish, publish_a_row])
def test_what_happens_while_a_webhook_is_being_deleted_is_not_lost_with_it(write: Callable[[], object]) -> None:
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
