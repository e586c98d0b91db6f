"""Senders in tests: one request, or all that is due, and somebody else who holds a lane meanwhile."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connections

from webhooks.models import Webhook
from webhooks.sending import delivering, lanes
from webhooks.sending.http import Sender
from webhooks.sending.outcome import RequestOutcome

TIMEOUT_SECONDS = 0.4

PATIENCE = 4.0
"""A deadline that does not hold would be overrun by much more; a busy machine overruns it by less."""


def post(url: str, *, seconds: float = TIMEOUT_SECONDS, body: bytes = b"{}") -> RequestOutcome:
    with Sender(url) as sender:
        return sender.post(body, {"webhook-id": "msg_1"}, seconds=seconds)


def deliver_all(webhook: Webhook) -> None:
    """Send all that is due now."""
    while delivering.deliver(webhook.pk):
        pass
    webhook.refresh_from_db()


def in_thread(work: Callable[[], object]) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


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
