"""One HTTP request and its answer, over by its deadline whatever the receiver does.

No redirects, cookies or proxies; TLS is always verified; of the answer 64 KiB are read and 16 KiB kept.
"""

import logging
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from http.client import RemoteDisconnected
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from requests.utils import DEFAULT_CA_BUNDLE_PATH

from webhooks.sending.deadlines import Watch, deadline
from webhooks.sending.dialling import CannotDial, Dialled, PlainPool, TLSConnection, TLSPool

logger = logging.getLogger(__name__)

USER_AGENT = "Product-Importer/1.0 (webhooks)"
READ_BYTES = 64 * 1024
KEPT_BYTES = 16 * 1024


@dataclass(frozen=True)
class Outcome:
    """What came of a request. Times are milliseconds; what did not happen has none.

    `error`: empty if it was delivered, else timeout, deadline, dns, blocked_address, refused, unreachable, tls,
    reset, protocol, redirect, status or invalid_url. `detail`: a sentence about it.
    """

    error: str
    detail: str
    status_code: int | None
    body: str
    address: str
    total_ms: float
    dns_ms: float | None = None
    connect_ms: float | None = None
    tls_ms: float | None = None
    first_byte_ms: float | None = None
    retry_after: timedelta | None = None

    @property
    def delivered(self) -> bool:
        return not self.error


class Sender:
    """Requests to one URL, one after another, over a connection that is kept open between them."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._adapter: _Adapter | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._hang_up()

    def post(self, body: bytes, headers: Mapping[str, str], *, seconds: float) -> Outcome:
        """Send the body and read the answer. Raises nothing: what goes wrong is the outcome's error."""
        attempt = _Attempt(seconds)
        if urlsplit(self.url).scheme == "http" and not settings.WEBHOOK_ALLOW_HTTP:
            return attempt.ended(
                "invalid_url", "Plain http is not allowed here. The operator can allow it with WEBHOOK_ALLOW_HTTP."
            )
        try:
            request = requests.Request("POST", self.url, data=body, headers=dict(headers)).prepare()
            adapter = self._adapter = self._adapter or _Adapter(request.url or "")
        except (requests.RequestException, ValueError):
            return attempt.ended("invalid_url", "Nothing can be sent to this URL.")
        with deadline(seconds, adapter.cut) as watch:
            outcome = attempt.made(adapter, request, watch)
            if outcome.error == "reset" and outcome.status_code is None and not attempt.is_fresh:
                outcome = attempt.made(adapter, request, watch)  # the receiver had closed the kept connection
        if not outcome.delivered:
            self._hang_up()
        return outcome

    def _hang_up(self) -> None:
        if self._adapter:
            self._adapter.close()
            self._adapter = None


class _Adapter(HTTPAdapter):
    """requests' adapter around a single connection that is guarded, timed and can be cut."""

    def __init__(self, url: str) -> None:
        """`url` in the spelling that is sent: its name in ASCII."""
        super().__init__()
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        self.connection: Dialled | None = None
        self.give_up_at = 0.0
        self._pool: PlainPool | TLSPool
        if parts.scheme == "https":
            self._pool = TLSPool(host, port, maxsize=1, ssl_context=_tls(), on_open=self._take)
        else:
            self._pool = PlainPool(host, port, maxsize=1, on_open=self._take)

    def begin(self, give_up_at: float) -> None:
        """A connection that is there from before is not made in this attempt."""
        self.give_up_at = give_up_at
        if self.connection is not None:
            self.connection.is_fresh = False

    def cut(self) -> None:
        if self.connection is not None:
            self.connection.cut()

    def get_connection_with_tls_context(self, *_: Any, **__: Any) -> Any:
        return self._pool

    def cert_verify(self, *_: Any, **__: Any) -> None:
        """The pool's context verifies."""

    def close(self) -> None:
        self._pool.close()
        if self.connection is not None:
            self.connection.let_go()
        super().close()

    def _take(self, connection: Dialled) -> None:
        if self.connection is not None:
            self.connection.let_go()
        self.connection = connection
        connection.give_up_at = self.give_up_at


class _Attempt:
    """The clock of one attempt, and what it makes of errors."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._begun = time.monotonic()
        self._connection: Dialled | None = None
        self._first_byte_ms: float | None = None

    @property
    def is_fresh(self) -> bool:
        """Whether the connection was made in this attempt."""
        return self._connection is not None and self._connection.is_fresh

    def made(self, adapter: "_Adapter", request: requests.PreparedRequest, watch: Watch) -> Outcome:
        adapter.begin(watch.at)
        left = max(watch.at - time.monotonic(), 0.001)
        try:
            answer = adapter.send(request, stream=True, timeout=(left, left))
        except CannotDial as error:
            return self.ended(error.code, error.detail, address=error.address)
        except requests.RequestException as error:
            self._connection = adapter.connection
            return self._broken(error, watch)
        except Exception:  # else the task would end without a word in the log, and begin again at once, for ever
            logger.exception("an answer of a receiver was not foreseen")
            return self.ended("protocol", "What came back cannot be understood.")
        self._connection = adapter.connection
        self._first_byte_ms = self._elapsed()
        with answer:
            return self._answered(answer, watch)

    def ended(self, error: str, detail: str, *, address: str = "", answer: "_Read | None" = None) -> Outcome:
        connection = self._connection
        made = connection if connection is not None and connection.is_fresh else None
        return Outcome(
            error=error,
            detail=_storable(detail),
            status_code=answer.status_code if answer else None,
            body=answer.body if answer else "",
            retry_after=answer.retry_after if answer else None,
            address=address or (connection.address if connection else ""),
            total_ms=self._elapsed(),
            dns_ms=made.dns_ms if made else None,
            connect_ms=made.connect_ms if made else None,
            tls_ms=made.tls_ms if made else None,
            first_byte_ms=self._first_byte_ms,
        )

    def _answered(self, answer: requests.Response, watch: Watch) -> Outcome:
        read = _read(answer)
        if watch.fired or (read.broken and watch.is_over):
            code, detail = "deadline", f"The answer was not complete after {self._seconds:g} seconds."
        elif read.broken:
            code, detail = "reset", "The connection broke off in the middle of the answer."
        else:
            code, detail = _judged(answer)
        return self.ended(code, detail, answer=read)

    def _broken(self, error: requests.RequestException, watch: Watch) -> Outcome:
        """No answer came. The deadline cuts a connection in whatever state it is, so it is asked first."""
        if not watch.is_over and self._is_shaking_hands and isinstance(error, requests.Timeout):
            return self.ended("timeout", "The receiver took the connection, but did not answer the TLS handshake.")
        if watch.is_over or isinstance(error, requests.Timeout):
            return self.ended("timeout", f"No answer came within {self._seconds:g} seconds.")
        if isinstance(error, requests.exceptions.SSLError):
            return self.ended("tls", _tls_fault(error))
        if _is_caused_by(error, RemoteDisconnected) or _is_caused_by(error, OSError):
            return self.ended("reset", "The receiver closed the connection without an answer.")
        return self.ended("protocol", "What came back is not an answer in HTTP.")

    @property
    def _is_shaking_hands(self) -> bool:
        return isinstance(self._connection, TLSConnection) and self._connection.tls_ms is None

    def _elapsed(self) -> float:
        return round((time.monotonic() - self._begun) * 1_000, 2)


@cache
def _tls() -> ssl.SSLContext:
    """Made once: reading the authorities takes longer than a request."""
    context = ssl.create_default_context(cafile=settings.WEBHOOK_CA_FILE or DEFAULT_CA_BUNDLE_PATH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


@dataclass(frozen=True)
class _Read:
    """What was read of an answer. `broken`: it ended before its end."""

    status_code: int
    body: str
    broken: bool
    retry_after: timedelta | None


def _read(answer: requests.Response) -> _Read:
    """The answer's beginning. One that was read whole leaves the connection open."""
    read, broken = b"", False
    try:
        while len(read) < READ_BYTES:
            part = answer.raw.read1(READ_BYTES - len(read), decode_content=False)
            if not part:
                answer.raw.drain_conn()
                break
            read += part
    except Exception:  # urllib3 has a dozen kinds, and each of them means the same here
        broken = True
    return _Read(answer.status_code, _as_text(read), broken, _retry_after(answer.headers.get("Retry-After", "")))


def _judged(answer: requests.Response) -> tuple[str, str]:
    status = answer.status_code
    if 200 <= status < 300:
        return "", ""
    if 300 <= status < 400:
        target = answer.headers.get("Location", "")[:500]
        return "redirect", f"The receiver redirects to {target or 'nowhere'}, which is not followed."
    return "status", f"The receiver answered {status}."


def _as_text(read: bytes) -> str:
    """Its beginning, as it can be stored and shown: with a mark for what is not UTF-8."""
    text = _storable(read.decode(errors="replace"))
    return text.encode()[:KEPT_BYTES].decode(errors="ignore")


def _storable(text: str) -> str:
    """PostgreSQL takes no NUL."""
    return text.replace("\0", "")


def _retry_after(value: str) -> timedelta | None:
    """Seconds, or a moment; None if it is neither."""
    text = value.strip()
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text[:9]), 10**9))
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return max(moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC), timedelta(0))


def _tls_fault(error: BaseException) -> str:
    for each in _causes(error):
        if isinstance(each, ssl.SSLCertVerificationError):
            return f"The receiver's certificate is not trusted: {each.verify_message}."
    return "No TLS connection came about: the receiver does not speak it, or only an old version."


def _is_caused_by(error: BaseException, kind: type[BaseException]) -> bool:
    return any(isinstance(each, kind) for each in _causes(error) if not isinstance(each, requests.RequestException))


def _causes(error: BaseException) -> list[BaseException]:
    """The error and what it was made of: the libraries wrap them in arguments, reasons and contexts."""
    found: list[BaseException] = []
    waiting: list[Any] = [error]
    while waiting:
        each = waiting.pop()
        if isinstance(each, BaseException) and each not in found:
            found.append(each)
            waiting += [*each.args, getattr(each, "reason", None), each.__cause__, each.__context__]
    return found
