"""The stored file of a job: opened, and compared with the file that was uploaded."""

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from products.fields.reasons import FileFailure
from products.jobs.models import ImportJob


@contextmanager
def opened(job: ImportJob) -> Iterator[io.BufferedReader]:
    """The job's file, from its beginning. Raises FileFailure `source_missing` or `source_changed`."""
    try:
        file = job.file.storage.open(str(job.file.name), "rb")
    except FileNotFoundError:
        raise _gone(job) from None
    except (IsADirectoryError, NotADirectoryError, PermissionError):
        raise _changed() from None
    with file:
        yield cast(io.BufferedReader, file)


def checksum(job: ImportJob, file: io.BufferedReader) -> str:
    """The file's SHA-256 in hexadecimal. Afterwards the file is at its beginning again.

    Raises FileFailure `source_changed` if the file is not the one that was uploaded.
    """
    found = hashlib.file_digest(file, "sha256").hexdigest()
    size = file.tell()
    file.seek(0)
    if size != job.file_size or job.file_sha256 not in ("", found):
        raise _changed()
    return found


def _changed() -> FileFailure:
    return FileFailure(
        "source_changed",
        "The stored file is not the one that was uploaded: it changed on the server. Upload it again.",
    )


def _gone(job: ImportJob) -> FileFailure:
    if job.read_at:
        return FileFailure(
            "source_changed", "The stored file was removed while the import was running. Upload the file again."
        )
    return FileFailure("source_missing", "The stored file is gone, so nothing was imported. Upload the file again.")
