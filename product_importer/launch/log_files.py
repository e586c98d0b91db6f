"""Logs of processes that run for months do not grow for ever."""

import os
from contextlib import suppress
from pathlib import Path


def shorten(log: Path, largest_bytes: int) -> None:
    """Put a large log aside, in place of an older one, and begin it anew.

    Whoever writes it appends, so it does not notice. A full disk has no room for the old one.
    """
    with suppress(OSError):  # it is not there yet, or not ours
        if log.stat().st_size > largest_bytes:
            with suppress(OSError):
                log.with_suffix(".log.1").write_bytes(log.read_bytes())
            os.truncate(log, 0)
