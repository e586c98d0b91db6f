"""What a receiver answers: judged by its status, read no further than needed, kept as text."""

import gzip
import socket
import tracemalloc
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from tests.webhooks.receivers import (
    HEAD,
    Behaviour,
    Receive,
    answering,
    answering_status,
    dripping,
    flooding,
)
from tests.webhooks.senders import PATIENCE, post


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
            "The receiver redirects to http://169.254.169.254/. Redirects are not followed.",
        ),
        (
            b"HTTP/1.1 302 Found\r\nLocation: /a\0b\r\nContent-Length: 0\r\n\r\n",
            "redirect",
            302,
            "The receiver redirects to /ab. Redirects are not followed.",  # PostgreSQL would not store it with its NUL
        ),
        (b"SSH-2.0-OpenSSH\r\n", "protocol", None, "The response is not valid HTTP."),
        (b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 500 + b"\r\n", "protocol", None, "The response is not valid"),
        (b"HTTP/1.1 200 OK\r\nX-A: " + b"b" * 100_000 + b"\r\n\r\n", "protocol", None, "The response is not valid"),
    ],
)
def test_answer_is_judged(receive: Receive, answer: bytes, error: str, status: int | None, detail: str) -> None:
    def answer_and_close(sock: socket.socket, _: Any) -> None:
        sock.sendall(answer)
        sock.shutdown(socket.SHUT_WR)

    outcome = post(receive(answer_and_close).url, seconds=PATIENCE)

    assert (outcome.error, outcome.status_code) == (error, status)
    assert outcome.detail.startswith(detail)


@pytest.mark.parametrize("interim", [b"100 Continue", b"102 Processing", b"103 Early Hints"])
def test_interim_answers_are_passed_over(receive: Receive, interim: bytes) -> None:
    whole = (b"HTTP/1.1 " + interim + b"\r\nLink: </a>\r\n\r\n") * 2 + b"HTTP/1.1 204 No Content\r\n\r\n"

    outcome = post(receive(answering(whole)).url, seconds=PATIENCE)

    assert (outcome.delivered, outcome.status_code) == (True, 204)


def test_interim_answers_without_end_end_by_the_deadline(receive: Receive) -> None:
    shop = receive(dripping(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"))

    assert post(shop.url, seconds=1).error == "timeout"


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
