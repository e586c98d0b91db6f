"""Each lock has a handle of its own, which the kernel treats like one of another process."""

import os
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from product_importer.launch.file_lock import Lock, exclusive
from tests.processes import ROOT

HOLD = """
import sys, pathlib
from product_importer.launch.file_lock import Lock
lock = Lock(pathlib.Path(sys.argv[1]))
print(lock.take(), flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.lock"


def test_lock_is_taken_by_one_at_a_time(path: Path) -> None:
    first, second = Lock(path), Lock(path)

    assert (first.take(), second.take()) == (True, False)
    first.close()
    assert second.take()


def test_lock_is_shared_by_many_and_then_taken_by_nobody(path: Path) -> None:
    first, second, third = Lock(path), Lock(path), Lock(path)
    first.share()
    second.share()

    assert not third.take()
    first.close()
    assert not third.take()
    second.close()
    assert third.take()


def test_last_one_that_shares_a_lock_may_take_it(path: Path) -> None:
    lock = Lock(path)
    lock.share()

    assert lock.take()


def test_taking_waits_as_long_as_it_was_told_to(path: Path) -> None:
    first, second = Lock(path), Lock(path)
    first.take()
    started = time.monotonic()

    assert not second.take(seconds=0.2)
    assert time.monotonic() - started >= 0.2


def test_taking_ends_its_wait_when_the_lock_is_free(path: Path) -> None:
    first, second = Lock(path), Lock(path)
    first.take()
    threading.Timer(0.1, first.close).start()

    assert second.take(seconds=30)


def test_child_that_inherits_a_lock_holds_it_after_its_parent(path: Path) -> None:
    first, second = Lock(path), Lock(path)
    first.share()
    with subprocess.Popen(["/bin/cat"], stdin=subprocess.PIPE, pass_fds=[first.handle]) as child:
        first.close()
        while_it_lives = second.take()
        child.communicate()

    assert (while_it_lives, second.take()) == (False, True)


def test_lock_of_a_killed_process_is_free(path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    ) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"True\n"
        before = Lock(path).take()
        holder.kill()

    assert (before, Lock(path).take()) == (False, True)


def test_exclusive_blocks_come_one_after_another(path: Path) -> None:
    inside: list[int] = []
    most: list[int] = []

    def enter(number: int) -> None:
        with exclusive(path):
            inside.append(number)
            most.append(len(inside))
            time.sleep(0.01)
            inside.remove(number)

    threads = [threading.Thread(target=enter, args=[number]) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert most == [1] * 6


def test_lock_is_free_after_a_block_that_fails(path: Path) -> None:
    with pytest.raises(ZeroDivisionError), exclusive(path):
        raise ZeroDivisionError

    assert Lock(path).take()


def test_lock_file_is_for_its_owner_only(path: Path) -> None:
    Lock(path)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_lock_is_not_taken_through_a_symbolic_link(path: Path, tmp_path: Path) -> None:
    """Somebody else might have put it there."""
    (tmp_path / "elsewhere").touch()
    os.symlink(tmp_path / "elsewhere", path)

    with pytest.raises(OSError, match="symbolic link"):
        Lock(path)
