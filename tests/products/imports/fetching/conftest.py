"""Real servers on loopback, which may be dialled, and sources that fetch from them."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from pytest_django import Settings

from product_importer.lib.outbound.addresses import networks
from products.imports.fetch_models import SourceFetch, SourceRun
from products.imports.fetching import actions, claims, runs
from products.imports.models import Source
from products.imports.sources import actions as sources
from tests.webhooks.receivers import CERTIFICATE, Behaviour, Receiver, answering_status, receiver

CSV = b"sku,name,price\nA-1,Kettle,12.50\n"

Serve = Callable[..., Receiver]
SetUp = Callable[..., SourceFetch]


@pytest.fixture(autouse=True)
def at_home(settings: Settings, tmp_path: Any) -> None:
    settings.SOURCE_ALLOWED_NETWORKS = networks(["127.0.0.0/8", "::1/128"])
    settings.SOURCE_CA_FILE = str(CERTIFICATE)
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "incoming"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir()


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Web servers over TLS that are closed with the test. What they do may be exchanged at any time."""
    with ExitStack() as stack:

        def make(behave: Behaviour | None = None) -> Receiver:
            return stack.enter_context(receiver(behave or file_at(CSV), tls=True))

        yield make


@pytest.fixture
def set_up(transactional_db: None) -> SetUp:
    """A source that is fetched: by its own schedule or never, unless it says otherwise."""
    numbers = itertools.count(1)

    def make(address: str, **parts: Any) -> SourceFetch:
        source: Source = parts.pop("source", None) or sources.create(name=f"Acme {next(numbers)}", by=None, recipe={})
        return actions.set_up(source, by=None, **({"kind": "https", "address": address} | parts))

    return make


def url_of(server: Receiver, path: str = "/prices.csv") -> str:
    return f"https://localhost:{server.port}{path}"


def file_at(content: bytes, *headers: str) -> Behaviour:
    return answering_status(200, "Content-Type: text/csv", *headers, body=content)


def fetch_once(fetch: SourceFetch) -> SourceRun:
    """Somebody asks for it, and a worker does it."""
    run = claims.run_now(fetch, by=None)
    assert runs.carry_out(run.pk)
    run.refresh_from_db()
    return run
