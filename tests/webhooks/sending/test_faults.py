"""What the libraries' errors mean: found in whatever they are wrapped in."""

import ssl
from http.client import BadStatusLine, RemoteDisconnected

import pytest
import requests
from urllib3.exceptions import MaxRetryError, ProtocolError
from urllib3.exceptions import SSLError as Urllib3SSLError

from webhooks.sending.faults import fault_of

RESET = ("reset", "The receiver closed the connection without an answer.")
PROTOCOL = ("protocol", "The response is not valid HTTP.")


def untrusted() -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_message = "self-signed certificate"
    return error


def chained(outer: BaseException, inner: BaseException) -> BaseException:
    outer.__cause__ = inner
    return outer


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (requests.ConnectionError(ProtocolError("aborted", RemoteDisconnected("closed"))), RESET),
        (requests.ConnectionError(ProtocolError("aborted", ConnectionResetError(104, "reset"))), RESET),
        (requests.ConnectionError(chained(ProtocolError("aborted"), BrokenPipeError())), RESET),
        (requests.ConnectionError(ProtocolError("aborted", BadStatusLine("SSH-2.0"))), PROTOCOL),
        (requests.exceptions.InvalidHeader("a header"), PROTOCOL),
    ],
)
def test_error_without_an_answer_is_a_reset_or_no_http(
    error: requests.RequestException, fault: tuple[str, str]
) -> None:
    assert fault_of(error) == fault


def test_certificate_that_is_not_trusted_is_found_in_its_wrapping() -> None:
    pool: object = None
    wrapped = MaxRetryError(pool, "/", Urllib3SSLError(untrusted()))  # type: ignore[arg-type]

    assert fault_of(requests.exceptions.SSLError(wrapped)) == (
        "tls",
        "The receiver's certificate is not trusted: self-signed certificate.",
    )


def test_other_failure_of_tls_is_told_without_a_certificate() -> None:
    code, detail = fault_of(requests.exceptions.SSLError(ssl.SSLError(1, "wrong version number")))

    assert code == "tls"
    assert detail.startswith("No TLS connection could be made")


def test_errors_that_lead_to_each_other_are_looked_at_once() -> None:
    first, second = requests.ConnectionError("a"), ValueError("b")
    first.__context__, second.__context__ = second, first

    assert fault_of(first) == PROTOCOL
