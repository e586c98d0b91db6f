"""What the libraries' errors mean for an attempt to which no answer came: a code and a sentence."""

import ssl
from collections.abc import Iterator
from http.client import RemoteDisconnected

import requests


def fault_of(error: requests.RequestException) -> tuple[str, str]:
    """Of an error that has nothing to do with time."""
    if isinstance(error, requests.exceptions.SSLError):
        return "tls", _tls_fault(error)
    if any(isinstance(cause, RemoteDisconnected | OSError) for cause in _foreign_causes(error)):
        return "reset", "The receiver closed the connection without an answer."
    return "protocol", "The response is not valid HTTP."


def _tls_fault(error: BaseException) -> str:
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"The receiver's certificate is not trusted: {cause.verify_message}."
    return "No TLS connection could be made: the receiver does not support TLS, or only an old version of it."


def _foreign_causes(error: BaseException) -> Iterator[BaseException]:
    """Without those of requests, whose errors are all OSErrors."""
    return (cause for cause in _causes(error) if not isinstance(cause, requests.RequestException))


def _causes(error: BaseException) -> list[BaseException]:
    """The error and what led to it: the libraries wrap errors in arguments, reasons and contexts."""
    found: list[BaseException] = []
    waiting: list[object] = [error]
    while waiting:
        each = waiting.pop()
        if isinstance(each, BaseException) and each not in found:
            found.append(each)
            waiting += [*each.args, getattr(each, "reason", None), each.__cause__, each.__context__]
    return found
