"""What processes have on this host's disk while they live, and what killed ones left there.

A process locks each of its files. The kernel releases the lock however the process ends: an unlocked file is nobody's.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from django.conf import settings

from product_importer.lib.uploads import delete_what_was_left_behind

BROKEN_UPLOAD_SECONDS = 24 * 3600
"""No upload takes that long."""


def own_file(prefix: str) -> IO[bytes]:
    """A new file in `copies()`, which goes when it is closed."""
    with _alone_in(copies()):  # or it could be swept away before it is locked
        file = NamedTemporaryFile(prefix=prefix, dir=copies())  # noqa: SIM115 - who gets it closes it
        fcntl.flock(file.fileno(), fcntl.LOCK_EX)
    return file


def copies() -> Path:
    """The folder for copies of files that are kept elsewhere."""
    _folder().mkdir(mode=0o700, exist_ok=True)
    return _folder()


def sweep_this_host() -> None:
    """Remove what killed processes left behind. Asks no server, so it can be done at any start."""
    if _folder().is_dir():  # none is made here: the disk may be full
        with _alone_in(_folder()):
            delete_what_was_left_behind(_folder(), names="*")
    delete_what_was_left_behind(settings.FILE_UPLOAD_TEMP_DIR)
    _remove_broken_uploads()


def _folder() -> Path:
    folder: Path = settings.DATA_DIR / "copies"
    return folder


def _remove_broken_uploads() -> None:
    oldest = time.time() - BROKEN_UPLOAD_SECONDS
    for part in settings.FILE_UPLOAD_TEMP_DIR.iterdir():
        with suppress(FileNotFoundError):  # it has ended just now
            if part.stat().st_mtime < oldest:
                part.unlink()


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
