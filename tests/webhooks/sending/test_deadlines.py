"""An attempt is over by its deadline, whatever the receiver does."""

import socket
import threading
import time

import pytest
from pytest_django import Settings

from product_importer.lib.outbound.deadlines import deadline
from tests.webhooks.receivers import (
    HEAD,
    Behaviour,
    Receive,
    dripping,
    silent,
)
from tests.webhooks.senders import PATIENCE, post

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


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
        "The receiver accepted the connection, but did not answer the TLS handshake.",
    )
    assert outcome.total_ms < PATIENCE * 1_000


def test_block_that_lasts_too_long_is_cut_once_from_another_thread() -> None:
    cut_by: list[str] = []
    is_cut = threading.Event()

    def cut() -> None:
        cut_by.append(threading.current_thread().name)
        is_cut.set()

    with deadline(0.02, cut) as watch:
        assert not watch.fired
        assert is_cut.wait(PATIENCE)
        assert watch.is_over

    assert (watch.fired, cut_by) == (True, ["deadlines"])


def test_block_that_ends_in_time_is_never_cut() -> None:
    cuts: list[int] = []
    with deadline(0.05, lambda: cuts.append(1)) as watch:
        assert not watch.is_over
    time.sleep(0.15)

    assert (cuts, watch.fired, watch.is_over) == ([], False, True)


def test_block_that_fails_is_never_cut() -> None:
    cuts: list[int] = []
    with pytest.raises(ZeroDivisionError), deadline(0.05, lambda: cuts.append(1)):
        raise ZeroDivisionError
    time.sleep(0.15)

    assert cuts == []


def test_deadlines_are_kept_in_their_own_order_not_in_that_of_their_beginning() -> None:
    order: list[str] = []
    all_cut = threading.Event()

    def cut_last() -> None:
        order.append("long")
        all_cut.set()

    with (
        deadline(60, lambda: order.append("never")),
        deadline(0.3, cut_last),
        deadline(0.05, lambda: order.append("short")),
    ):
        assert all_cut.wait(PATIENCE)

    assert order == ["short", "long"]
