"""Locks between processes: the kernel releases them however a process ends, `kill -9` included."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold the file's lock exclusively; wait for it as long as it takes."""
    handle = _open(path)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


class Lock:
    """A process's hold on a file's lock, from `take` or `share` to `close` or the end of the process.

    A child that gets `handle` in `pass_fds` holds it too: it is free only when all of them have ended.
    """

    def __init__(self, path: Path) -> None:
        self.handle = _open(path)

    def take(self, *, seconds: float = 0.0) -> bool:
        """Take it exclusively; False if others still hold it after `seconds`.

        A caller that shares the lock with others may lose its share.
        """
        give_up_at = time.monotonic() + seconds
        while True:
            try:
                fcntl.flock(self.handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= give_up_at:
                    return False
                time.sleep(0.05)
            else:
                return True

    def share(self) -> None:
        """Share it with others; wait while somebody holds it exclusively."""
        fcntl.flock(self.handle, fcntl.LOCK_SH)

    def others(self) -> list[int]:
        """Other processes that have the file open, as far as we may look into them (none without /proc)."""
        ours = os.fstat(self.handle)
        found = {int(file.parts[2]) for file in Path("/proc").glob("[0-9]*/fd/*") if _is_same(file, ours)}
        return sorted(found - {os.getpid()})

    def close(self) -> None:
        os.close(self.handle)


def _is_same(file: Path, known: os.stat_result) -> bool:
    try:
        return os.path.samestat(file.stat(), known)
    except OSError:  # closed meanwhile, or somebody else's
        return False


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
