"""Nothing is dialled that must not be: neither an address in any spelling nor a name that leads to one."""

import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from pytest_django import Settings

from product_importer.lib.outbound.addresses import networks
from tests.webhooks.receivers import (
    Receive,
    receiver,
)
from tests.webhooks.senders import PATIENCE, post


def test_nobody_listens() -> None:
    with receiver() as gone:
        url = gone.url

    outcome = post(url, seconds=PATIENCE)

    assert (outcome.error, outcome.detail) == ("refused", f"Nothing is listening at {outcome.address}.")


def test_canary_on_loopback_sees_nothing_in_any_spelling(receive: Receive, settings: Settings) -> None:
    settings.WEBHOOK_ALLOWED_NETWORKS = ()
    canary = receive()
    spellings = """
        127.0.0.1 127.1 127.0.1 2130706433 0x7f000001 0x7f.0.0.1 0x7f.1 0177.0.0.1 017700000001 0177.1 127.0.0.1.
        localhost LOCALHOST localhost. 0 0.0.0.0 [::1] [::] [0:0:0:0:0:0:0:1] [::ffff:127.0.0.1] [::ffff:7f00:1]
        [0:0:0:0:0:ffff:127.0.0.1] [::127.0.0.1] 127.127.127.127 １２７.０.０.１ ⑫7.0.0.1 127。0。0。1 ⓛocalhost
        127.0.0.1%00 [::1%25lo] user@127.0.0.1 user:word@localhost 127.0.0.1%2e
        [64:ff9b::127.0.0.1] [64:ff9b::7f00:1] [64:ff9b:1::7f00:1] [2002:7f00:1::] [2002:7f00:1::1] [2001:0:7f00:1::]
        [::ffff:0:127.0.0.1] [fe80::1] [fec0::1] [fc00::1] [fd00:ec2::254] [ff02::1] [::ffff:169.254.169.254]
        169.254.169.254 2852039166 0xa9fea9fe 0251.0376.0251.0376 100.64.0.1 168.63.129.16 192.0.0.192 0x0.0x0 00
    """
    with ThreadPoolExecutor() as pool:
        urls = {spelling: f"http://{spelling}:{canary.port}/" for spelling in spellings.split()}
        outcomes = dict(zip(urls, pool.map(post, urls.values()), strict=True))

    assert len(outcomes) >= 50
    assert canary.connections == 0
    assert {outcome.error for outcome in outcomes.values()} <= {"blocked_address", "invalid_url", "dns"}
    assert outcomes["2130706433"].error == outcomes["localhost"].error == "blocked_address"


def test_one_refused_address_of_a_name_refuses_all(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    settings.WEBHOOK_ALLOWED_NETWORKS = ()
    answers = [answer("93.184.215.14"), answer("10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", resolver(answers))

    outcome = post("http://shop.example.com/")

    assert (outcome.error, outcome.address) == ("blocked_address", "10.0.0.1:80")
    assert outcome.detail == "shop.example.com resolves to 10.0.0.1, which is not allowed."


def test_name_that_leads_elsewhere_a_moment_later_is_dialled_where_it_was_judged(
    receive: Receive, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    """DNS rebinding: the first answer is harmless, every later one is loopback, where the canary listens."""
    canary = receive()
    harmless, loopback = [answer("192.0.2.1", canary.port)], [answer("127.0.0.1", canary.port)]
    settings.WEBHOOK_ALLOWED_NETWORKS = networks(["192.0.2.0/24"])
    asked = iter([harmless])
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, flags=0, **__: numeric(flags) or next(asked, loopback))

    outcome = post(f"http://shop.example.com:{canary.port}/")
    again = post(f"http://shop.example.com:{canary.port}/")

    assert outcome.error in {"timeout", "unreachable", "refused"}
    assert again.error == "blocked_address"
    assert canary.connections == 0


def test_rebinding_would_reach_the_canary_without_the_guard(receive: Receive, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test above is worth something: it is the guard that keeps the second answer out."""
    canary = receive()
    loopback = [answer("127.0.0.1", canary.port)]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, flags=0, **__: numeric(flags) or loopback)

    assert post(f"http://shop.example.com:{canary.port}/", seconds=PATIENCE).delivered
    assert canary.connections == 1


def test_slow_resolver_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    is_over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, flags=0, **__: numeric(flags) or [is_over.wait(10)][1:])
    begun = time.monotonic()

    outcome = post("http://shop.example.com/")

    assert time.monotonic() - begun < 9
    is_over.set()
    assert (outcome.error, outcome.detail) == ("dns", "The name shop.example.com could not be looked up in time.")


def test_name_that_is_not_found_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(*_: Any, **__: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)

    assert post("http://shop.example.com/").detail == "The name shop.example.com was not found."


def answer(address: str, port: int = 80) -> tuple[Any, ...]:
    return (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))


def resolver(answers: list[tuple[Any, ...]]) -> Callable[..., Any]:
    return lambda *_, flags=0, **__: numeric(flags) or answers


def numeric(flags: int) -> list[tuple[Any, ...]]:
    """No name of these tests is an address."""
    if flags == socket.AI_NUMERICHOST:
        raise socket.gaierror(socket.EAI_NONAME, "not a number")
    return []
