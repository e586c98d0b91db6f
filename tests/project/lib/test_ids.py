import time
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from product_importer.lib.ids import first_uuid7_at, uuid7, uuid7_prefix

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The time, as the only item of a list."""
    now = [NOON]
    monkeypatch.setattr(time, "time_ns", lambda: int(now[0].timestamp() * 1_000) * 1_000_000)
    return now


def test_id_says_its_version_its_variant_and_its_millisecond(clock: list[datetime]) -> None:
    made = uuid7()

    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert made.int >> 80 == int(NOON.timestamp() * 1_000)


def test_ids_of_one_millisecond_differ(clock: list[datetime]) -> None:
    assert len({uuid7() for _ in range(1_000)}) == 1_000
    assert len({uuid7_prefix() for _ in range(1_000)}) == 1_000


def test_later_id_is_greater(clock: list[datetime]) -> None:
    made = []
    for _ in range(50):
        made.append(uuid7())
        clock[0] += timedelta(milliseconds=1)

    assert made == sorted(made)


def test_prefix_and_eight_digits_are_an_id() -> None:
    prefix = uuid7_prefix()

    assert len(prefix) == 24
    assert uuid.UUID(prefix + "00000001").version == 7
    assert uuid.UUID(prefix + "00000001") < uuid.UUID(prefix + "00000002")


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)), st.integers(0, 5_000))
def test_first_id_of_a_moment_is_a_lower_bound(moment: datetime, later_by: int) -> None:
    milliseconds = int((moment + timedelta(milliseconds=later_by)).timestamp() * 1_000)

    assert first_uuid7_at(moment).int <= milliseconds << 80


def test_first_id_of_a_moment_is_above_those_of_the_millisecond_before(clock: list[datetime]) -> None:
    clock[0] -= timedelta(milliseconds=1)

    assert uuid7() < first_uuid7_at(NOON)


def test_bound_may_be_moved_to_an_earlier_moment() -> None:
    assert first_uuid7_at(NOON, earlier_by=timedelta(hours=1)) == first_uuid7_at(NOON - timedelta(hours=1))


def test_bound_of_a_moment_before_the_epoch_is_the_least_id() -> None:
    assert first_uuid7_at(datetime(1969, 1, 1, tzinfo=UTC)).int == 0
