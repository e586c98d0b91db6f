"""Loopback may be dialled, and nobody has much time. Fixtures for every test of webhooks."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from product_importer.lib.outbound import addresses
from tests.webhooks.api.client import Api
from tests.webhooks.receivers import Receive, Receiver, receiver
from tests.webhooks.senders import TIMEOUT_SECONDS

Queued = list[tuple[str, tuple[str, ...]]]
"""The tasks that were queued: name and arguments."""


@pytest.fixture(autouse=True)
def at_home(settings: Settings) -> None:
    settings.WEBHOOK_ALLOW_HTTP = True
    settings.WEBHOOK_ALLOWED_NETWORKS = addresses.networks(["127.0.0.0/8", "::1/128"])
    settings.WEBHOOK_TIMEOUT_SECONDS = settings.WEBHOOK_TEST_TIMEOUT_SECONDS = TIMEOUT_SECONDS


@pytest.fixture
def receive() -> Iterator[Receive]:
    """Makes receivers that are closed with the test."""
    with ExitStack() as stack:

        def make(*arguments: Any, **options: Any) -> Receiver:
            return stack.enter_context(receiver(*arguments, **options))

        yield make


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> Queued:
    """What is given to the queue, which nobody reads."""
    calls: Queued = []

    def note(_: object, name: str, args: Any = (), **__: Any) -> None:
        calls.append((name.rpartition(".")[2], tuple(args)))

    monkeypatch.setattr("celery.app.base.Celery.send_task", note)
    return calls


@pytest.fixture
def api(admin_client: Client) -> Api:
    return Api(admin_client)


@pytest.fixture
def viewer() -> Api:
    """Staff without any permission."""
    client = Client()
    client.force_login(User.objects.create(username="ben", is_staff=True))
    return Api(client)
