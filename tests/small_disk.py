"""A disk so small that a test can fill it."""

import ctypes
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

DETACH = 2
READ_ONLY = 1


@contextmanager
def small_disk(folder: Path, size_bytes: int, *, flags: int = 0) -> Iterator[Path]:
    """Mounts one at `folder`, which others may pass through; skips the test where we may not. `flags`: READ_ONLY."""
    folder.mkdir()
    libc = ctypes.CDLL(None)
    options = f"size={size_bytes},mode=711".encode()
    if sys.platform != "linux" or libc.mount(b"tmpfs", os.fsencode(folder), b"tmpfs", flags, options):
        pytest.skip("only root may mount a small disk, and on Linux only")
    try:
        yield folder
    finally:
        libc.umount2(os.fsencode(folder), DETACH)  # whoever still has a file open there loses nothing


@contextmanager
def small_disk_for_servers(size_bytes: int) -> Iterator[Path]:
    """The same, with a space in its path, where the servers' user may pass through if root runs us."""
    with tempfile.TemporaryDirectory(prefix="small disk ") as folder:
        Path(folder).chmod(0o711)
        with small_disk(Path(folder, "disk"), size_bytes) as disk:
            yield disk
