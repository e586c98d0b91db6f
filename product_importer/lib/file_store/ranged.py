"""A file in a store as Python reads files: sought and read in pieces, of which none stays in memory or on the disk."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TypeAlias

from django.core.files import File

BLOCK_BYTES = 4 * 1024**2
"""Asked for at once: a request takes some milliseconds, whatever comes with it."""

Fetch: TypeAlias = Callable[[int, int], bytes]
"""The bytes from one place up to another, which is not among them."""


class RangedReader(io.RawIOBase):
    """Raises as `fetch` does."""

    def __init__(self, size: int, fetch: Fetch) -> None:
        self._size, self._fetch, self._place = size, fetch, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._size}[whence]
        if start + offset < 0:
            raise ValueError("There is nothing before the beginning of a file.")
        self._place = start + offset
        return self._place

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # typeshed has a name for it that is private
        stop = min(self._place + len(buffer), self._size)
        if stop <= self._place:
            return 0
        block = self._fetch(self._place, stop)
        buffer[: len(block)] = block
        self._place += len(block)
        return len(block)


class StoredFile(File):  # type: ignore[type-arg]  # without stubs it takes none
    """`etag`: what the store calls this content; another one has another."""

    def __init__(self, name: str, *, size: int, etag: str, fetch: Fetch) -> None:
        super().__init__(io.BufferedReader(RangedReader(size, fetch), BLOCK_BYTES), name)
        self.size, self.etag = size, etag
