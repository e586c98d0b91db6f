"""A receiver's answer: how much of it is read, what of it is kept, and whether it says that the event was delivered."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import requests

READ_BYTES = 64 * 1024
KEPT_BYTES = 16 * 1024


@dataclass(frozen=True)
class ReadAnswer:
    """What was read of an answer. `error` and `detail`: what its status and headers say of the delivery.

    `is_broken`: it ended before its end.
    """

    status_code: int
    body: str
    is_broken: bool
    error: str
    detail: str
    retry_after: timedelta | None


def read_answer(answer: requests.Response) -> ReadAnswer:
    """The beginning of the answer. One that was read whole leaves the connection open."""
    content, is_broken = _beginning(answer)
    error, detail = _verdict(answer)
    retry_after = _retry_after(answer.headers.get("Retry-After", ""))
    return ReadAnswer(answer.status_code, _as_text(content), is_broken, error, detail, retry_after)


def storable(text: str) -> str:
    """PostgreSQL takes no NUL."""
    return text.replace("\0", "")


def _beginning(answer: requests.Response) -> tuple[bytes, bool]:
    """What was read, and whether the connection broke off."""
    content = b""
    try:
        while len(content) < READ_BYTES:
            piece = answer.raw.read1(READ_BYTES - len(content), decode_content=False)
            if not piece:
                answer.raw.drain_conn()
                break
            content += piece
    except Exception:  # urllib3 has a dozen kinds, and each of them means the same here
        return content, True
    return content, False


def _verdict(answer: requests.Response) -> tuple[str, str]:
    """Error and detail; both are empty if it was delivered."""
    status = answer.status_code
    if 200 <= status < 300:
        return "", ""
    if 300 <= status < 400:
        target = answer.headers.get("Location", "")[:500]
        return "redirect", f"The receiver redirects to {target or 'nowhere'}. Redirects are not followed."
    return "status", f"The receiver answered {status}."


def _as_text(content: bytes) -> str:
    """Its beginning, as it can be stored and shown; what is not UTF-8 is replaced by a mark."""
    text = storable(content.decode(errors="replace"))
    return text.encode()[:KEPT_BYTES].decode(errors="ignore")


def _retry_after(value: str) -> timedelta | None:
    """How long the receiver asks us to wait, in seconds or until a moment; None if it is neither."""
    text = value.strip()
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text[:9]), 10**9))
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return max(moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC), timedelta(0))
