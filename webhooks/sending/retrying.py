"""When a delivery is tried again, and when a webhook is left alone or disabled. Pure: the time is passed in."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from webhooks.models.health import Health

SCHEDULE = tuple(
    timedelta(seconds=seconds)
    for seconds in (0, 5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600)
)
"""The wait before each attempt, including the first: ten attempts over three days."""

JITTER = 0.2
"""Up to this share is added to each wait, so that what failed together does not come back together."""

PATIENT_STATUSES = frozenset({429, 503})
PATIENT_ERRORS = frozenset({"timeout", "deadline"})
PATIENT_WAIT = timedelta(minutes=1)
"""The shortest wait after a receiver said, or showed, that it is overloaded."""

LONGEST_ASKED_WAIT = timedelta(hours=24)

GONE = 410
FAILURES_UNTIL_CIRCUIT = 5
FIRST_CIRCUIT = timedelta(minutes=1)
LONGEST_CIRCUIT = timedelta(hours=1)
FAILURES_UNTIL_DISABLED = 20
FAILING_UNTIL_DISABLED = timedelta(days=5)


@dataclass(frozen=True)
class Failure:
    """What the next attempt needs to know of one that failed."""

    status_code: int | None
    error: str
    retry_after: timedelta | None = None


def next_due(failure: Failure, *, tries: int, now: datetime, jitter: float) -> datetime | None:
    """When to try again after `tries` attempts that failed; None if there are no more.

    `jitter`: from 0 to 1, how much of the greatest jitter to add.
    """
    if tries >= len(SCHEDULE):
        return None
    wait = SCHEDULE[tries] * (1 + JITTER * jitter)
    if failure.status_code in PATIENT_STATUSES or failure.error in PATIENT_ERRORS:
        asked = min(failure.retry_after or timedelta(0), LONGEST_ASKED_WAIT)
        wait = max(wait, PATIENT_WAIT, asked)
    return now + wait


def after_success(health: Health) -> Health:
    """Earlier failures are forgotten. If it was disabled meanwhile it stays so until its owner decides."""
    return Health(disabled_at=health.disabled_at, disabled_reason=health.disabled_reason)


def after_failure(health: Health, failure: Failure, *, now: datetime) -> Health:
    """One more failure: the circuit may open, or open for longer, or the webhook is disabled."""
    failures, since = health.failures + 1, health.failing_since or now
    health = replace(health, failures=failures, failing_since=since)
    if health.disabled_at:
        return health
    if failure.status_code == GONE:
        return replace(health, disabled_at=now, disabled_reason="gone")
    if failures >= FAILURES_UNTIL_DISABLED and now - since >= FAILING_UNTIL_DISABLED:
        return replace(health, disabled_at=now, disabled_reason="failing")
    if failures < FAILURES_UNTIL_CIRCUIT or _is_left_alone(health, now):
        return health
    circuit = min(health.circuit * 2, LONGEST_CIRCUIT) if health.circuit else FIRST_CIRCUIT
    return replace(health, circuit=circuit, circuit_until=now + circuit)


def _is_left_alone(health: Health, now: datetime) -> bool:
    """Attempts that were under way when the circuit opened do not prolong it."""
    return health.circuit_until is not None and now < health.circuit_until
