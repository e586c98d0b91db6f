"""Uploads on their way in: their checksum is taken while they come, so that nobody has to read them again."""

from __future__ import annotations

import fcntl
import hashlib
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

RESERVED = ".reserved"
"""What the names of files end with that own the space of an upload under way."""

_AT_ONCE = 1024 * 1024


class HashedFileUploadHandler(TemporaryFileUploadHandler):
    """Stores an upload on the disk. The file then knows its checksum."""

    def new_file(self, *args: Any, **options: Any) -> None:
        super().new_file(*args, **options)
        self._digest = hashlib.sha256()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._digest.update(raw_data)
        super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> UploadedFile[bytes] | None:
        file: Any = super().file_complete(file_size)
        if file is not None:
            file.sha256 = self._digest.hexdigest()
        return file  # type: ignore[no-any-return]


def checksum_of(file: File[bytes]) -> str:
    """Its SHA-256 in hexadecimal. A file that did not come by the handler is read; then it is at its beginning."""
    known: str | None = getattr(file, "sha256", None)
    if known is None:
        digest = hashlib.sha256()
        file.seek(0)
        while chunk := file.read(_AT_ONCE):
            digest.update(chunk)
        file.seek(0)
        known = digest.hexdigest()
    return known


def delete_what_was_left_behind(folder: Path, names: str = f"*{RESERVED}") -> None:
    """Files of processes which are there no longer: nobody holds the lock on them. Usually reserved space."""
    for path in folder.glob(names):
        with suppress(OSError), path.open("rb") as part:
            fcntl.flock(part, fcntl.LOCK_EX | fcntl.LOCK_NB)  # fails if somebody is writing it
            path.unlink()
