"""Loopback may be dialled, and nobody has much time."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from pytest_django import Settings

from tests.webhooks.receivers import Receiver, receiver
from webhooks.sending import addresses

TIMEOUT_SECONDS = 0.4


@pytest.fixture(autouse=True)
def at_home(settings: Settings) -> None:
    settings.WEBHOOK_ALLOW_HTTP = True
    settings.WEBHOOK_ALLOWED_NETWORKS = addresses.networks(["127.0.0.0/8", "::1/128"])
    settings.WEBHOOK_TIMEOUT_SECONDS = settings.WEBHOOK_TEST_TIMEOUT_SECONDS = TIMEOUT_SECONDS


@pytest.fixture
def receive() -> Iterator[Callable[..., Receiver]]:
    """Makes receivers that are closed with the test."""
    with ExitStack() as stack:

        def make(*arguments: Any, **options: Any) -> Receiver:
            return stack.enter_context(receiver(*arguments, **options))

        yield make
