import time

import pytest

from product_importer.lib import rate_limit, redis_client
from product_importer.lib.rate_limit import Allowance, spend
from tests.redis_away import NOWHERE, redis_at

QUARTER_PAST = 1_800_000_015.0
"""Fifteen seconds after a full minute."""


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, as the only item of a list."""
    now = [QUARTER_PAST]
    monkeypatch.setattr(time, "time", lambda: now[0])
    return now


def test_each_use_leaves_one_less_until_none_is_left(clock: list[float]) -> None:
    spent = [spend("export:7", 2) for _ in range(3)]

    assert spent == [Allowance(2, 1, 45), Allowance(2, 0, 45), Allowance(2, -1, 45)]
    assert [allowance.is_used_up for allowance in spent if allowance] == [False, False, True]


def test_uses_of_different_things_are_counted_apart(clock: list[float]) -> None:
    spend("export:7", 1)

    assert spend("export:8", 1) == Allowance(1, 0, 45)
    assert spend("upload:7", 1) == Allowance(1, 0, 45)


def test_full_limit_is_available_again_in_the_next_minute(clock: list[float]) -> None:
    spend("export:7", 1)
    clock[0] += 45

    assert spend("export:7", 1) == Allowance(1, 0, 60)


def test_counts_do_not_stay_in_redis(clock: list[float]) -> None:
    spend("export:7", 1)

    (key,) = redis_client.client().keys("allowance:*")
    assert 0 < redis_client.client().ttl(key) <= 2 * rate_limit.WINDOW_SECONDS


def test_nobody_counts_while_redis_is_away() -> None:
    with redis_at(NOWHERE):
        assert spend("export:7", 1) is None


@pytest.mark.parametrize(("remaining", "shown"), [(3, "3"), (0, "0"), (-5, "0")])
def test_headers_never_show_less_than_nothing(remaining: int, shown: str) -> None:
    assert Allowance(4, remaining, 12).headers == {
        "RateLimit-Limit": "4",
        "RateLimit-Remaining": shown,
        "RateLimit-Reset": "12",
    }
