"""What the libraries' errors mean for an attempt to which no answer came: a code and a sentence."""

import ssl
from collections.abc import Iterator
from http.client import RemoteDisconnected

import requests

from product_importer.lib.outbound.causes import causes_of


def fault_of(error: requests.RequestException) -> tuple[str, str]:
    """Of an error that has nothing to do with time."""
    if isinstance(error, requests.exceptions.SSLError):
        return "tls", _tls_fault(error)
    if any(isinstance(cause, RemoteDisconnected | OSError) for cause in _foreign_causes(error)):
        return "reset", "The receiver closed the connection without an answer."
    return "protocol", "The response is not valid HTTP."


def _tls_fault(error: BaseException) -> str:
    for cause in causes_of(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"The receiver's certificate is not trusted: {cause.verify_message}."
    return "No TLS connection could be made: the receiver does not support TLS, or only an old version of it."


def _foreign_causes(error: BaseException) -> Iterator[BaseException]:
    """Without those of requests, whose errors are all OSErrors."""
    return (cause for cause in causes_of(error) if not isinstance(cause, requests.RequestException))
