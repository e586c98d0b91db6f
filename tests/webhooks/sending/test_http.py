"""One request: it arrives as it is, over a connection that is kept, and whatever goes wrong has a name."""

import time
from typing import Any

import pytest
from pytest_django import Settings
from urllib3.connection import HTTPConnection

from tests.webhooks.receivers import (
    CERTIFICATE,
    OK,
    Behaviour,
    Receive,
    answering_status,
    resetting,
)
from tests.webhooks.senders import PATIENCE, post
from webhooks.sending.http import Sender


def test_body_and_headers_arrive_as_they_are(receive: Receive) -> None:
    shop = receive()
    body = '{"name":"Größe"}'.encode()

    with Sender(shop.url + "?a=b&c=%20d") as sender:
        outcome = sender.post(body, {"webhook-id": "msg_1", "User-Agent": "Us/1"}, seconds=PATIENCE)

    (request,) = shop.requests
    assert request.head == "POST /hooks?a=b&c=%20d HTTP/1.1"
    assert request.body == body
    assert request.headers == {
        "host": f"127.0.0.1:{shop.port}",
        "webhook-id": "msg_1",
        "user-agent": "Us/1",
        "accept-encoding": "identity",
        "content-length": str(len(body)),
    }
    assert (outcome.delivered, outcome.status_code, outcome.body, outcome.error) == (True, 200, "ok", "")
    assert outcome.address == f"127.0.0.1:{shop.port}"


def test_time_is_told_in_parts(receive: Receive) -> None:
    outcome = post(receive().url, seconds=PATIENCE)

    assert outcome.dns_ms is not None
    assert outcome.connect_ms is not None
    assert outcome.first_byte_ms is not None
    assert outcome.tls_ms is None
    assert 0 < outcome.dns_ms + outcome.connect_ms < outcome.first_byte_ms <= outcome.total_ms


def test_connection_is_kept_for_the_next_request_and_costs_nothing_then(receive: Receive) -> None:
    shop = receive()

    with Sender(shop.url) as sender:
        outcomes = [sender.post(b"{}", {}, seconds=PATIENCE) for _ in range(5)]

    assert [outcome.delivered for outcome in outcomes] == [True] * 5
    assert shop.connections == 1
    assert [outcome.connect_ms is None for outcome in outcomes] == [False, True, True, True, True]
    assert {outcome.address for outcome in outcomes} == {f"127.0.0.1:{shop.port}"}


def test_kept_connection_that_the_receiver_closed_is_replaced(receive: Receive) -> None:
    shop = receive()

    with Sender(shop.url) as sender:
        sender.post(b"{}", {}, seconds=PATIENCE)
        shop.hang_up()
        time.sleep(0.05)
        outcome = sender.post(b"{}", {}, seconds=PATIENCE)
        shop.behave = lambda sock, request: resetting()(sock, request) if request.connection == 2 else sock.sendall(OK)
        after_reset = sender.post(b"{}", {}, seconds=PATIENCE)

    assert outcome.delivered
    assert after_reset.delivered
    assert shop.connections == 3


def test_answer_over_tls_is_taken_from_a_receiver_that_is_trusted(receive: Receive, settings: Settings) -> None:
    settings.WEBHOOK_CA_FILE = str(CERTIFICATE)
    shop = receive(tls=True)
    with Sender(shop.url.replace("127.0.0.1", "localhost")) as sender:
        outcomes = [sender.post(b"{}", {}, seconds=PATIENCE) for _ in range(2)]

    assert [outcome.error for outcome in outcomes] == ["", ""]
    assert outcomes[0].tls_ms is not None
    assert outcomes[0].tls_ms > 0
    assert outcomes[1].tls_ms is None
    assert shop.connections == 1


def test_certificate_that_is_not_trusted_is_named(receive: Receive) -> None:
    outcome = post(receive(tls=True).url, seconds=PATIENCE)

    assert outcome.detail == "The receiver's certificate is not trusted: self-signed certificate."


@pytest.mark.parametrize(
    ("behave", "status"), [(resetting(), None), (resetting(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhal"), 200)]
)
def test_connection_that_breaks_off_is_a_failure_even_after_a_200(
    receive: Receive, behave: Behaviour, status: int | None
) -> None:
    outcome = post(receive(behave).url, seconds=PATIENCE)

    assert (outcome.error, outcome.status_code) == ("reset", status)


def test_what_nobody_foresaw_is_a_failure_too(
    receive: Receive, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """An error in a library under us must not make us send without end."""

    def fail(*_: Any, **__: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(HTTPConnection, "getresponse", fail)

    outcome = post(receive().url, seconds=PATIENCE)

    assert (outcome.error, outcome.detail) == ("protocol", "The response could not be understood.")
    assert "an answer of a receiver was not foreseen" in caplog.text


def test_plain_http_is_not_used_any_more_when_the_operator_forbids_it(receive: Receive, settings: Settings) -> None:
    shop = receive()
    settings.WEBHOOK_ALLOW_HTTP = False

    outcome = post(shop.url)

    assert (outcome.error, outcome.detail) == (
        "invalid_url",
        "Plain http is not allowed here. The operator can allow it with WEBHOOK_ALLOW_HTTP.",
    )
    assert shop.connections == 0


def test_redirect_is_not_followed(receive: Receive) -> None:
    canary = receive()
    shop = receive(answering_status(307, f"Location: {canary.url}"))

    assert post(shop.url, seconds=PATIENCE).error == "redirect"
    assert (len(shop.requests), canary.connections) == (1, 0)


def test_cookies_are_neither_kept_nor_sent(receive: Receive) -> None:
    shop = receive(answering_status(200, "Set-Cookie: a=b"))

    with Sender(shop.url) as sender:
        for _ in range(2):
            sender.post(b"{}", {}, seconds=PATIENCE)

    assert ["cookie" in request.headers for request in shop.requests] == [False, False]


def test_proxy_from_the_environment_is_not_used(receive: Receive, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy, shop = receive(), receive()
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, proxy.url)

    assert post(shop.url, seconds=PATIENCE).delivered
    assert (proxy.connections, shop.connections) == (0, 1)
