"""One HTTP request and its answer, over by its deadline whatever the receiver does.

No redirects, cookies or proxies; of the answer 64 KiB are read and 16 KiB kept.
"""

import logging
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import requests
from django.conf import settings

from product_importer.lib.outbound.adapter import OneConnectionAdapter
from product_importer.lib.outbound.deadlines import Watch, deadline
from product_importer.lib.outbound.dialling import CannotDial, Dialled, Rules, TLSConnection
from webhooks.sending.answers import ReadAnswer, read_answer, storable
from webhooks.sending.faults import fault_of
from webhooks.sending.outcome import RequestOutcome

logger = logging.getLogger(__name__)


class Sender:
    """Requests to one URL, one after another, over a connection that is kept open between them."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._adapter: OneConnectionAdapter | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._hang_up()

    def post(self, body: bytes, headers: Mapping[str, str], *, seconds: float) -> RequestOutcome:
        """Send the body and read the answer. Raises nothing: what goes wrong is the outcome's error."""
        attempt = _Attempt(seconds)
        if urlsplit(self.url).scheme == "http" and not settings.WEBHOOK_ALLOW_HTTP:
            return attempt.ended(
                "invalid_url", "Plain http is not allowed here. The operator can allow it with WEBHOOK_ALLOW_HTTP."
            )
        try:
            request = requests.Request("POST", self.url, data=body, headers=dict(headers)).prepare()
            adapter = self._adapter = self._adapter or _adapter_for(request.url or "")
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


def _adapter_for(url: str) -> OneConnectionAdapter:
    rules = Rules(allowed=settings.WEBHOOK_ALLOWED_NETWORKS, connect_seconds=settings.WEBHOOK_CONNECT_SECONDS)
    return OneConnectionAdapter(url, rules, ca_file=settings.WEBHOOK_CA_FILE)


class _Attempt:
    """The clock of one attempt, and how it ends."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._begun = time.monotonic()
        self._connection: Dialled | None = None
        self._first_byte_ms: float | None = None

    @property
    def is_fresh(self) -> bool:
        """Whether the connection was made in this attempt."""
        return self._connection is not None and self._connection.is_fresh

    def made(self, adapter: OneConnectionAdapter, request: requests.PreparedRequest, watch: Watch) -> RequestOutcome:
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
            return self.ended("protocol", "The response could not be understood.")
        self._connection = adapter.connection
        self._first_byte_ms = self._elapsed()
        with answer:
            return self._answered(read_answer(answer), watch)

    def ended(self, error: str, detail: str, *, address: str = "", answer: ReadAnswer | None = None) -> RequestOutcome:
        connection = self._connection
        made = connection if connection is not None and connection.is_fresh else None
        return RequestOutcome(
            error=error,
            detail=storable(detail),
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

    def _answered(self, answer: ReadAnswer, watch: Watch) -> RequestOutcome:
        if watch.fired or (answer.is_broken and watch.is_over):
            detail = f"The response was not complete after {self._seconds:g} seconds."
            return self.ended("deadline", detail, answer=answer)
        if answer.is_broken:
            return self.ended("reset", "The connection was closed in the middle of the response.", answer=answer)
        return self.ended(answer.error, answer.detail, answer=answer)

    def _broken(self, error: requests.RequestException, watch: Watch) -> RequestOutcome:
        """No answer came. The deadline cuts a connection in whatever state it is, so it is asked first."""
        if not watch.is_over and self._is_shaking_hands and isinstance(error, requests.Timeout):
            return self.ended("timeout", "The receiver accepted the connection, but did not answer the TLS handshake.")
        if watch.is_over or isinstance(error, requests.Timeout):
            return self.ended("timeout", f"No answer came within {self._seconds:g} seconds.")
        code, detail = fault_of(error)
        return self.ended(code, detail)

    @property
    def _is_shaking_hands(self) -> bool:
        return isinstance(self._connection, TLSConnection) and self._connection.tls_ms is None

    def _elapsed(self) -> float:
        return round((time.monotonic() - self._begun) * 1_000, 2)
