"""One holder at a time; it loses its place when it is gone, and not before."""

import os
import subprocess
import sys

import pytest

from product_importer.lib import redis_client
from product_importer.lib.lease import Lease

KEY = "lease:trial"


def held_by(holder: str) -> None:
    redis_client.client().set(KEY, holder)


def test_first_one_has_it_and_keeps_it() -> None:
    lease = Lease("trial", seconds=60)

    assert [lease.held_by_another(), lease.held_by_another()] == ["", ""]
    assert 0 < redis_client.client().pttl(KEY) <= 60_000


def test_one_of_another_host_is_respected_and_told() -> None:
    held_by("elsewhere:7:abcd")

    assert Lease("trial", seconds=60).held_by_another() == "elsewhere:7"


def test_living_process_of_this_host_is_respected() -> None:
    held_by(f"{os.uname().nodename}:{os.getppid()}:abcd")

    assert Lease("trial", seconds=60).held_by_another() == f"{os.uname().nodename}:{os.getppid()}"


@pytest.mark.parametrize("number", ["gone", "ours"])
def test_dead_process_of_this_host_is_replaced_at_once(number: str) -> None:
    """One with our own number was before us, as in a container that was started again."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    held_by(f"{os.uname().nodename}:{ended.pid if number == 'gone' else os.getpid()}:abcd")

    assert Lease("trial", seconds=60).held_by_another() == ""


def test_what_is_given_back_is_free_and_only_its_holder_gives_it_back() -> None:
    lease = Lease("trial", seconds=60)
    lease.held_by_another()
    lease.give_back()
    assert redis_client.client().get(KEY) is None

    held_by("elsewhere:7:abcd")
    lease.give_back()
    assert redis_client.client().get(KEY) == b"elsewhere:7:abcd"


def test_without_redis_nobody_is_in_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis_client._Pause, "until", float("inf"))

    assert Lease("trial", seconds=60).held_by_another() == ""
