"""What came of one request."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class RequestOutcome:
    """Times are in milliseconds; None for what did not happen.

    `error`: empty if it was delivered, else timeout, deadline, dns, blocked_address, refused, unreachable, tls,
    reset, protocol, redirect, status, invalid_url or headers. `detail`: a sentence about it.
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
