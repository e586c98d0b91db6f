"""A job's stored file on this host's disk while it is worked on, where files are kept in a store elsewhere.

An import reads its file several times; it comes over the network once.
"""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings

from product_importer.lib import scratch
from product_importer.lib.errors import is_disk_full
from products.fields.reasons import FileFailure
from products.jobs.models import ImportJob

_BLOCK_BYTES = 1024 * 1024
_DISK_FULL = (
    "There is not enough space on the disk of the server that reads this file. Ask your administrator to free some."
)
_copies: dict[uuid.UUID, Path] = {}


def path_of(job: ImportJob) -> Path | None:
    """Where this process has a copy of the job's file, if it has one."""
    return _copies.get(job.pk)


@contextmanager
def kept(job: ImportJob, stored: IO[bytes], *, go_on: Callable[[], None]) -> Iterator[None]:
    """Copy the stored file, for the block. `go_on` is called before each piece of it, and raises to stop.

    Raises FileFailure `disk_full`, or what reading the store raises.
    """
    with scratch.own_file(f"{job.pk.hex}.") as copy:
        _copy(stored, copy, go_on=go_on)
        _copies[job.pk] = Path(copy.name)
        try:
            yield
        finally:
            del _copies[job.pk]


def _copy(stored: IO[bytes], copy: IO[bytes], *, go_on: Callable[[], None]) -> None:
    try:
        while block := stored.read(_BLOCK_BYTES):
            go_on()
            if shutil.disk_usage(scratch.copies()).free - len(block) < settings.IMPORT_FREE_DISK_BYTES:
                raise FileFailure("disk_full", _DISK_FULL)
            copy.write(block)
        copy.flush()
    except OSError as error:
        if is_disk_full(error):
            raise FileFailure("disk_full", _DISK_FULL) from error
        raise
