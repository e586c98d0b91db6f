"""The schedule, the circuit and the end of patience, by a clock that the tests turn."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webhooks.models.health import Health
from webhooks.sending.retrying import SCHEDULE, Failure, after_failure, next_due

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ERROR = Failure(500, "status")
HOURS = 3_600


def wait(failure: Failure, tries: int, jitter: float = 0) -> float:
    """Seconds until the next attempt."""
    due = next_due(failure, tries=tries, now=NOW, jitter=jitter)
    assert due is not None
    return (due - NOW).total_seconds()


def fail_for(seconds: Sequence[float], failure: Failure = ERROR) -> Health:
    """A webhook whose attempts failed so many seconds after each other."""
    health, now = Health(), NOW
    for each in seconds:
        now += timedelta(seconds=each)
        health = after_failure(health, failure, now=now)
    return health


def test_schedule_has_ten_attempts_over_three_days() -> None:
    assert [each.total_seconds() for each in SCHEDULE] == [
        *(0, 5, 300, 1_800),
        *(hours * HOURS for hours in (2, 5, 10, 14, 20, 24)),
    ]
    assert 3 <= sum(SCHEDULE, timedelta()) / timedelta(days=1) < 3.5


def test_each_wait_is_that_of_the_schedule_and_after_the_tenth_attempt_there_is_none() -> None:
    assert [wait(ERROR, tries) for tries in range(1, 10)] == [each.total_seconds() for each in SCHEDULE[1:]]
    assert next_due(ERROR, tries=10, now=NOW, jitter=0) is None


@given(tries=st.integers(1, 9), jitter=st.floats(0, 1))
def test_jitter_adds_at_most_a_fifth(tries: int, jitter: float) -> None:
    planned = SCHEDULE[tries].total_seconds()

    assert planned <= wait(ERROR, tries, jitter) <= planned * 1.2 + 1e-5


@pytest.mark.parametrize(
    "failure", [Failure(429, "status"), Failure(503, "status"), Failure(None, "timeout"), Failure(200, "deadline")]
)
def test_overloaded_receiver_has_at_least_a_minute(failure: Failure) -> None:
    assert wait(failure, 1) == 60
    assert wait(failure, 2) == 300


def test_receiver_says_when_to_come_back() -> None:
    def asks(hours: float, status: int = 429) -> Failure:
        return Failure(status, "status", timedelta(hours=hours))

    assert wait(asks(3), 1) == 3 * HOURS
    assert wait(asks(3, status=503), 1) == 3 * HOURS
    assert wait(asks(0.001), 1) == 60
    assert wait(asks(3), 6) == 10 * HOURS
    assert wait(asks(99), 1) == 24 * HOURS
    assert wait(asks(3, status=500), 1) == 5


def test_circuit_opens_with_the_fifth_failure_in_a_row_and_doubles_to_an_hour() -> None:
    assert fail_for([0] * 4).circuit_until is None

    health, now, pauses = fail_for([0] * 5), NOW, []
    for _ in range(8):
        assert health.circuit is not None
        assert health.circuit_until is not None
        assert health.circuit_until == now + health.circuit
        pauses.append(health.circuit.total_seconds() / 60)
        now = health.circuit_until
        health = after_failure(health, ERROR, now=now)

    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]


def test_attempts_that_were_under_way_do_not_double_the_circuit() -> None:
    assert fail_for([0] * 8).circuit == timedelta(minutes=1)


def test_410_disables_at_once() -> None:
    health = fail_for([0], Failure(410, "status"))

    assert (health.disabled_at, health.disabled_reason) == (NOW, "gone")


def test_webhook_is_disabled_after_five_days_and_twenty_failures_without_a_success() -> None:
    day = 24 * HOURS

    assert fail_for([day] * 19).disabled_at is None
    assert fail_for([HOURS] * 100).disabled_at is None
    late = fail_for([0] + [day] * 19)
    assert (late.disabled_at, late.disabled_reason) == (NOW + timedelta(days=19), "failing")
    assert fail_for([0] * 19 + [5 * day - 1]).disabled_at is None
    assert fail_for([0] * 19 + [5 * day]).disabled_reason == "failing"
