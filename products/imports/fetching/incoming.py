"""A file on its way in: written to the disk as it comes, counted, hashed, and given up if it grows too large."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from django.conf import settings
from django.core.files import File
from django.core.files.uploadedfile import TemporaryUploadedFile

from product_importer.lib.errors import is_disk_full
from product_importer.lib.humanize import size_in_words
from products.imports.fetching.failures import FetchFailure, Stopped

BLOCK_BYTES = 256 * 1024
_LOOK_AT_DISK_BYTES = 64 * 1024**2
_HTML = (b"<!doctype html", b"<html")
_NO_SPACE = "There is not enough space on the server's disk for this file."


class Incoming:
    """`should_stop` is asked with each block; then `write` raises Stopped. FetchFailure: `too_large`, `disk_full`."""

    def __init__(self, should_stop: Callable[[], bool]) -> None:
        self.size = 0
        self._should_stop = should_stop
        self._digest = hashlib.sha256()
        self._file: Any = None
        self._next_look = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._file is not None:
            self._file.close()

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def expect(self, size: int) -> None:
        """So much is promised: refuse it now if it is too much."""
        if size > settings.IMPORT_MAX_BYTES:
            most = size_in_words(settings.IMPORT_MAX_BYTES)
            raise FetchFailure("too_large", f"The file is {size_in_words(size)}; the limit is {most}.")
        self._look_at_disk(size - self.size)

    def write(self, block: bytes) -> None:
        if self._should_stop():
            raise Stopped
        if self.size + len(block) > settings.IMPORT_MAX_BYTES:
            most = size_in_words(settings.IMPORT_MAX_BYTES)
            raise FetchFailure("too_large", f"The file is larger than {most}, which is the limit.")
        if self.size >= self._next_look:
            self._look_at_disk(len(block))
            self._next_look = self.size + _LOOK_AT_DISK_BYTES
        try:
            self._opened().write(block)
        except OSError as error:
            if is_disk_full(error):
                raise FetchFailure("disk_full", _NO_SPACE, is_passing=True) from error
            raise
        self._digest.update(block)
        self.size += len(block)

    def is_page(self) -> bool:
        """Whether what came begins as a web page does."""
        file = self._opened()
        file.seek(0)
        start = file.read(1_024)
        file.seek(0, 2)
        return bool(start.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_HTML))

    def file(self, name: str) -> File[bytes]:
        """As receiving takes it. It is moved, not copied, where it is kept on the same disk."""
        received = self._opened()
        received.file.flush()
        received.seek(0)
        received.name, received.size, received.sha256 = name, self.size, self.sha256
        return received  # type: ignore[no-any-return]

    def _opened(self) -> Any:
        if self._file is None:
            self._file = TemporaryUploadedFile("fetched", "application/octet-stream", 0, None)
        return self._file

    def _look_at_disk(self, more: int) -> None:
        free = shutil.disk_usage(settings.FILE_UPLOAD_TEMP_DIR).free
        if free - more < settings.IMPORT_FREE_DISK_BYTES:
            raise FetchFailure("disk_full", _NO_SPACE, is_passing=True)
