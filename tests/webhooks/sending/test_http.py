"""One request: over by its deadline, never to an address that is refused, whatever the receiver does."""

import gzip
import socket
import threading
import time
import tracemalloc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from pytest_django import Settings
from urllib3.connection import HTTPConnection

from tests.webhooks.conftest import TIMEOUT_SECONDS
from tests.webhooks.receivers import (
    CERTIFICATE,
    OK,
    Behaviour,
    Receiver,
    answering,
    answering_status,
    dripping,
    flooding,
    receiver,
    resetting,
    silent,
)
from webhooks.sending import adapter
from webhooks.sending.addresses import networks
from webhooks.sending.http import Sender
from webhooks.sending.outcome import RequestOutcome

HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
PATIENCE = 4.0
"""A deadline that does not hold would be overrun by much more; a busy machine overruns it by less."""

Receive = Callable[..., Receiver]


def post(url: str, *, seconds: float = TIMEOUT_SECONDS, body: bytes = b"{}") -> RequestOutcome:
    with Sender(url) as sender:
        return sender.post(body, {"webhook-id": "msg_1"}, seconds=seconds)


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
    adapter.tls_context.cache_clear()
    shop = receive(tls=True)
    try:
        with Sender(shop.url.replace("127.0.0.1", "localhost")) as sender:
            outcomes = [sender.post(b"{}", {}, seconds=PATIENCE) for _ in range(2)]
    finally:
        adapter.tls_context.cache_clear()

    assert [outcome.error for outcome in outcomes] == ["", ""]
    assert outcomes[0].tls_ms is not None
    assert outcomes[0].tls_ms > 0
    assert outcomes[1].tls_ms is None
    assert shop.connections == 1


@pytest.mark.parametrize(
    ("behave", "tls", "error", "status"),
    [
        pytest.param(silent, False, "timeout", None, id="says nothing"),
        pytest.param(dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), False, "timeout", None, id="continues for ever"),
        pytest.param(dripping(HEAD), False, "deadline", 200, id="drips its body"),
        pytest.param(dripping(CHUNKED, b"1\r\nx\r\n"), False, "deadline", 200, id="drips chunks"),
        pytest.param(dripping(b"HTTP/1.1 200 OK\r\n\r\n"), False, "deadline", 200, id="drips a body without length"),
        pytest.param(silent, True, "tls", None, id="has a certificate that nobody knows"),
    ],
)
def test_attempt_is_over_by_its_deadline(
    receive: Receive, behave: Behaviour, tls: bool, error: str, status: int | None
) -> None:
    url = receive(behave, tls=tls).url
    begun = time.monotonic()

    outcome = post(url)

    assert time.monotonic() - begun < PATIENCE
    assert (outcome.error, outcome.status_code) == (error, status)
    assert not outcome.delivered


def test_attempt_is_over_by_its_deadline_when_the_head_of_the_answer_drips(receive: Receive) -> None:
    url = receive(dripping(b"HTTP/1.1 200 OK\r\nX-A: ")).url
    begun = time.monotonic()

    outcome = post(url)

    assert time.monotonic() - begun < PATIENCE
    # The cut may meet what drips as an end of the head, or as a reset in the middle of it.
    assert (outcome.error, outcome.status_code) in {("deadline", 200), ("timeout", None)}
    assert not outcome.delivered


def test_attempt_is_over_by_its_deadline_when_the_receiver_does_not_even_shake_hands() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        begun = time.monotonic()
        over_tls = post(f"https://127.0.0.1:{listener.getsockname()[1]}/")
        plain = post(f"http://127.0.0.1:{listener.getsockname()[1]}/", body=b"x" * 20_000_000)

    assert (over_tls.error, plain.error) == ("timeout", "timeout")
    assert time.monotonic() - begun < 2 * PATIENCE


def test_handshake_that_is_not_answered_is_told_as_such(settings: Settings) -> None:
    settings.WEBHOOK_CONNECT_SECONDS = 0.2
    with socket.create_server(("127.0.0.1", 0)) as listener:
        outcome = post(f"https://127.0.0.1:{listener.getsockname()[1]}/", seconds=PATIENCE)

    assert (outcome.error, outcome.detail) == (
        "timeout",
        "The receiver took the connection, but did not answer the TLS handshake.",
    )
    assert outcome.total_ms < PATIENCE * 1_000


def test_certificate_that_is_not_trusted_is_named(receive: Receive) -> None:
    outcome = post(receive(tls=True).url, seconds=PATIENCE)

    assert outcome.detail == "The receiver's certificate is not trusted: self-signed certificate."


@pytest.mark.parametrize(
    ("answer", "error", "status", "detail"),
    [
        (b"HTTP/1.1 204 No Content\r\n\r\n", "", 204, ""),
        (b"HTTP/1.1 299 Fine\r\nContent-Length: 0\r\n\r\n", "", 299, ""),
        (b"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n", "status", 500, "The receiver answered 500."),
        (b"HTTP/1.1 404 Oh\r\nContent-Length: 0\r\n\r\n", "status", 404, "The receiver answered 404."),
        (
            b"HTTP/1.1 301 Moved\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n",
            "redirect",
            301,
            "The receiver redirects to http://169.254.169.254/, which is not followed.",
        ),
        (
            b"HTTP/1.1 302 Found\r\nLocation: /a\0b\r\nContent-Length: 0\r\n\r\n",
            "redirect",
            302,
            "The receiver redirects to /ab, which is not followed.",  # PostgreSQL would not store it with its NUL
        ),
        (b"SSH-2.0-OpenSSH\r\n", "protocol", None, "What came back is not an answer in HTTP."),
        (b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 500 + b"\r\n", "protocol", None, "What came back is not an"),
        (b"HTTP/1.1 200 OK\r\nX-A: " + b"b" * 100_000 + b"\r\n\r\n", "protocol", None, "What came back is not an"),
    ],
)
def test_answer_is_judged(receive: Receive, answer: bytes, error: str, status: int | None, detail: str) -> None:
    def answer_and_close(sock: socket.socket, _: Any) -> None:
        sock.sendall(answer)
        sock.shutdown(socket.SHUT_WR)

    outcome = post(receive(answer_and_close).url, seconds=PATIENCE)

    assert (outcome.error, outcome.status_code) == (error, status)
    assert outcome.detail.startswith(detail)


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

    assert (outcome.error, outcome.detail) == ("protocol", "What came back cannot be understood.")
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


@pytest.mark.parametrize("interim", [b"100 Continue", b"102 Processing", b"103 Early Hints"])
def test_interim_answers_are_passed_over(receive: Receive, interim: bytes) -> None:
    whole = (b"HTTP/1.1 " + interim + b"\r\nLink: </a>\r\n\r\n") * 2 + b"HTTP/1.1 204 No Content\r\n\r\n"

    outcome = post(receive(answering(whole)).url, seconds=PATIENCE)

    assert (outcome.delivered, outcome.status_code) == (True, 204)


def test_interim_answers_without_end_end_by_the_deadline(receive: Receive) -> None:
    shop = receive(dripping(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"))

    assert post(shop.url, seconds=1).error == "timeout"


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


@pytest.mark.parametrize(
    "behave",
    [
        pytest.param(flooding(HEAD), id="200 MB"),
        pytest.param(flooding(b"HTTP/1.1 200 OK\r\n\r\n"), id="200 MB without length"),
        pytest.param(
            answering_status(200, "Content-Encoding: gzip", body=gzip.compress(b"\0" * 50_000_000, 9)), id="gzip bomb"
        ),
    ],
)
def test_large_answer_is_read_no_further_than_needed(receive: Receive, behave: Behaviour) -> None:
    url = receive(behave).url
    tracemalloc.start()
    try:
        outcome = post(url, seconds=PATIENCE)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert outcome.delivered
    assert len(outcome.body) <= 16 * 1024
    assert peak < 5_000_000  # the receiver's own megabyte is in it


def test_answer_is_kept_as_text_that_can_be_stored(receive: Receive) -> None:
    body = b"a\0b\xff" + "ü".encode() + b"\0" * 20_000 + b"c" * 20_000

    outcome = post(receive(answering_status(200, body=body)).url, seconds=PATIENCE)

    assert outcome.body.startswith("ab\ufffdüccc")
    assert len(outcome.body.encode()) == 16 * 1024


@pytest.mark.parametrize(
    ("value", "expected"),
    [("120", timedelta(seconds=120)), (" 0 ", timedelta(0)), ("soon", None), ("", None), ("-5", None), ("1.5", None)]
    + [(f"Mon, 01 Jan {year} 00:00:00 {zone}", None) for year, zone in [(9**20, "GMT"), (2030, f"+{9**20}")]],
)
def test_receiver_may_say_when_to_come_back(receive: Receive, value: str, expected: timedelta | None) -> None:
    shop = receive(answering_status(429, f"Retry-After: {value}"))

    assert post(shop.url, seconds=PATIENCE).retry_after == expected


def test_receiver_may_name_the_moment_to_come_back(receive: Receive) -> None:
    moment = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    later = post(receive(answering_status(503, f"Retry-After: {moment}")).url, seconds=PATIENCE).retry_after
    past = "Wed, 21 Oct 2015 07:28:00 GMT"

    assert later is not None
    assert timedelta(minutes=59) < later <= timedelta(hours=1)
    assert post(receive(answering_status(503, f"Retry-After: {past}")).url, seconds=PATIENCE).retry_after == timedelta()


def test_nobody_listens() -> None:
    with receiver() as gone:
        url = gone.url

    outcome = post(url, seconds=PATIENCE)

    assert (outcome.error, outcome.detail) == ("refused", f"Nothing listens at {outcome.address}.")


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
    assert outcome.detail == "shop.example.com leads to 10.0.0.1."


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


def numeric(flags: int) -> None:
    if flags == socket.AI_NUMERICHOST:
        raise socket.gaierror(socket.EAI_NONAME, "not a number")
