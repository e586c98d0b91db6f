"""What a web server answers instead of a file, and how a file is read from its answer."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from http import HTTPStatus
from http.client import RemoteDisconnected

import requests
import urllib3

from product_importer.lib.humanize import size_in_words
from product_importer.lib.outbound.causes import causes_of
from products.imports.fetching.failures import FetchFailure
from products.imports.fetching.incoming import BLOCK_BYTES, Incoming

_SENTENCES = {
    401: (
        "sign_in",
        "The server asks for a sign-in (401). Enter the user and password that it expects, or a header.",
    ),
    403: ("sign_in", "The server refuses us (403). Check the credentials, and whether they may read this file."),
    404: ("not_found", "There is no file at this URL (404). Check its path."),
    407: ("sign_in", "A proxy asks for a sign-in (407). Proxies are not used."),
    410: ("not_found", "The server says that this file is gone for good (410). Enter its new URL."),
}
_BUSY = {408, 425, 429, 503}
_PACKED = {"", "identity", "gzip", "x-gzip"}
"""A file that comes packed by gzip is kept as it comes: imports unpack it within their limits."""


def refuse(answer: requests.Response) -> None:
    """Raise FetchFailure unless a whole file follows."""
    status = answer.status_code
    if status in _SENTENCES:
        raise FetchFailure(*_SENTENCES[status])
    if status in _BUSY:
        raise FetchFailure("busy", f"The server is busy and asks to try later ({status}).", is_passing=True)
    if status != HTTPStatus.OK:
        raise FetchFailure("status", f"The server answered {status} instead of a file.", is_passing=status >= 500)
    packing = answer.headers.get("Content-Encoding", "").strip().lower()
    if packing not in _PACKED:
        raise FetchFailure("encoding", f"The server packs the file by “{packing[:20]}”, which nobody asked for.")


def stored(answer: requests.Response, incoming: Incoming) -> None:
    """Read the file. Raises FetchFailure `too_large`, `broken_off`, `timeout`, `html`."""
    promised = _promised(answer)
    if promised is not None:
        incoming.expect(promised)
    try:
        for block in _blocks(answer, promised):
            incoming.write(block)
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise _broken_off(error, incoming.size, promised) from error
    if promised is not None and incoming.size < promised:
        raise _broken_off(None, incoming.size, promised)
    if incoming.is_page():
        raise FetchFailure(
            "html", "The server answered with a web page instead of a file: most likely it wants a sign-in there."
        )


def broken(error: requests.RequestException) -> FetchFailure:
    """No answer came."""
    for cause in causes_of(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return FetchFailure("tls", f"The server's certificate is not trusted: {cause.verify_message}.")
        if isinstance(cause, ssl.SSLError):
            return FetchFailure("tls", "No TLS connection could be made: the server has none, or only an old one.")
    if isinstance(error, requests.Timeout):
        return FetchFailure("timeout", "The server did not answer in time.", is_passing=True)
    if any(isinstance(cause, RemoteDisconnected | ConnectionError) for cause in causes_of(error)):
        return FetchFailure("reset", "The server closed the connection without an answer.", is_passing=True)
    return FetchFailure("protocol", "What the server answered is not HTTP.")


def _promised(answer: requests.Response) -> int | None:
    length = answer.headers.get("Content-Length", "").strip()
    if "chunked" in answer.headers.get("Transfer-Encoding", "").lower() or not (length.isascii() and length.isdigit()):
        return None
    return int(length[:20])


def _blocks(answer: requests.Response, promised: int | None) -> Iterator[bytes]:
    """Raises FetchFailure `length` if more follows than was promised: what is promised is then a part of the file."""
    left = promised
    while block := answer.raw.read1(_at_once(left), decode_content=False):
        yield block
        if left is not None and (left := left - len(block)) == 1 and _is_surplus(answer):
            raise FetchFailure("length", f"The server sends more than the {promised:,} bytes that it promised.")


def _at_once(left: int | None) -> int:
    """All but the last byte, and then that: before it, one can see whether more follows."""
    return BLOCK_BYTES if left is None or left > BLOCK_BYTES else max(left - 1, 1)


def _is_surplus(answer: requests.Response) -> bool:
    """Whether more than the last byte is there already. We asked the server to hang up after it."""
    stream = getattr(getattr(answer.raw, "_original_response", None), "fp", None)
    return stream is not None and len(stream.peek(2)) > 1


def _broken_off(error: Exception | None, size: int, promised: int | None) -> FetchFailure:
    if isinstance(error, urllib3.exceptions.ReadTimeoutError | TimeoutError):
        return FetchFailure("timeout", f"The server fell silent after {size_in_words(size)}.", is_passing=True)
    of = f" of {size_in_words(promised)}" if promised is not None else ""
    return FetchFailure(
        "broken_off", f"The connection ended after {size_in_words(size)}{of}: the file is not whole.", is_passing=True
    )
