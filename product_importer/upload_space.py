"""Space on the disk for uploads under way, taken before the first byte of a body is read.

The file that an upload will be written to is made as large as its body at once. So the file system itself keeps the
account, for every process on every host that shares the folder. A killed process leaves its file behind, but not the
lock on it: whoever finds too little space deletes such files first.
"""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
from tempfile import NamedTemporaryFile
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from product_importer.launch import file_lock
from product_importer.lib.errors import is_disk_full
from product_importer.lib.uploads import RESERVED, HashedFileUploadHandler, delete_what_was_left_behind


class ReservedFileUploadHandler(HashedFileUploadHandler):
    """Ours for large files, on a file that owns its space already. What is left over is given back."""

    def __init__(self, request: HttpRequest, reserved: IO[bytes]) -> None:
        super().__init__(request)
        self._reserved: IO[bytes] | None = reserved

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self._reserved:  # a second file of the same body has none
            self.file.close()
            self.file.file, self._reserved = self._reserved, None

    def file_complete(self, file_size: int) -> UploadedFile[bytes] | None:
        self.file.truncate(file_size)
        return super().file_complete(file_size)

    def release(self) -> None:
        """Give back what no file came for."""
        if self._reserved:
            self._reserved.close()


def is_there(length: int) -> bool:
    """Whether so many bytes would leave IMPORT_FREE_DISK_BYTES free."""
    least: int = settings.IMPORT_FREE_DISK_BYTES
    return shutil.disk_usage(settings.FILE_UPLOAD_TEMP_DIR).free - length >= least


def reserve(length: int) -> IO[bytes] | None:
    """A file that owns so many bytes, until it is closed. None if too little would be left for others.

    The processes of a host do this one after another; those of another host may take a little more than is to be left.
    """
    with file_lock.exclusive(settings.DATA_DIR / "uploads.lock"):
        if not is_there(length):
            delete_what_was_left_behind(settings.FILE_UPLOAD_TEMP_DIR)
        return _file_of(length) if is_there(length) else None


def _file_of(length: int) -> IO[bytes] | None:
    part = NamedTemporaryFile(suffix=RESERVED, dir=settings.FILE_UPLOAD_TEMP_DIR)  # noqa: SIM115 - who gets it closes it
    try:
        fcntl.flock(part.fileno(), fcntl.LOCK_EX)
        _allocate(part.fileno(), length)
    except OSError as error:
        part.close()
        if is_disk_full(error):
            return None
        raise
    return part


def _allocate(handle: int, length: int) -> None:
    """Does nothing where the system or the file system cannot: the check alone has to do there."""
    if hasattr(os, "posix_fallocate"):  # not on macOS
        try:
            os.posix_fallocate(handle, 0, length)
        except OSError as error:
            if error.errno not in {errno.EOPNOTSUPP, errno.EINVAL, errno.ENOSYS}:
                raise
