"""Logs of processes that run for months do not grow for ever."""

import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO


def shorten(log: Path, largest_bytes: int) -> None:
    """Put a large log aside, in place of an older one, and begin it anew.

    Whoever writes it appends, so it does not notice. A full disk has no room for the old one. Links are not followed:
    the folder may belong to somebody who may do less than we.
    """
    with suppress(OSError):  # it is not there yet, or not ours
        handle = os.open(log, os.O_RDWR | os.O_NOFOLLOW)
        with os.fdopen(handle, "rb") as source:
            if os.fstat(handle).st_size > largest_bytes:
                with suppress(OSError):
                    _put_aside(source, log.with_suffix(".log.1"))
                os.ftruncate(handle, 0)


def _put_aside(source: BinaryIO, aside: Path) -> None:
    unfinished = aside.with_suffix(".new")
    unfinished.unlink(missing_ok=True)
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "wb") as target:
        shutil.copyfileobj(source, target)
    unfinished.replace(aside)
