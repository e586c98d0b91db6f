"""The file in a gzip or zip archive → a file on the disk, streamed, with an eye on its size, its ratio and the disk."""

import gzip
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import IO, cast

from product_importer.lib.errors import is_disk_full
from product_importer.lib.humanize import size_in_words
from products.fields.reasons import FileFailure
from products.imports.containers import priced_lines, printed_lists, zip_files
from products.imports.containers.kinds import HEAD_BYTES, Kind
from products.imports.containers.limits import RATIO_FROM, Limits

BLOCK_BYTES = 1024 * 1024


def unpack(file: IO[bytes], kind: Kind, target: Path, *, limits: Limits, go_on: Callable[[], None]) -> None:
    """Write what is in the archive to `target`. `go_on` is called before each block and raises to stop.

    Raises FileFailure `archive_invalid`, `too_large` or `disk_full`.
    """
    packed = file.seek(0, 2)
    file.seek(0)
    if kind is Kind.ZIP:
        _unpack_zip(file, _Copy(target, kind, limits, go_on))
    else:
        with gzip.GzipFile(fileobj=file) as member:
            _Copy(target, kind, limits, go_on).take(cast("IO[bytes]", member), packed=packed)


def copy(file: IO[bytes], target: Path, *, limits: Limits, go_on: Callable[[], None]) -> None:
    """The file as it is, to where other programs can open it by its path."""
    packed = file.seek(0, 2)
    file.seek(0)
    _Copy(target, Kind.TEXT, limits, go_on).take(file, packed=packed)


def cut(file: Path, target: Path, *, go_on: Callable[[], None]) -> Path:
    """The cells of a printed list, in `target`. Raises FileFailure `disk_full`."""
    with file.open("rb") as source:
        head = source.read(HEAD_BYTES)
        source.seek(0)
        try:
            if found := printed_lists.cut_of(head):
                printed_lists.write(source, target, found, go_on)
            elif codec := priced_lines.codec_of(head):
                priced_lines.write(source, target, codec, go_on)
            else:
                return file
        except OSError as error:
            if is_disk_full(error):
                raise disk_full() from error
            raise
    return target


def _unpack_zip(file: IO[bytes], copy: "_Copy") -> None:
    """Its list of files may lie about their sizes; a wrong checksum shows while the file is read."""
    with zip_files.listed(file) as archive:
        info = zip_files.data_file(archive)
        with zip_files.opened(archive, info) as member:
            size = copy.take(member, packed=info.compress_size)
    if size != info.file_size:
        raise zip_files.damaged("zip")


class _Copy:
    """A file that grows block by block, as long as each is allowed."""

    def __init__(self, target: Path, kind: Kind, limits: Limits, go_on: Callable[[], None]) -> None:
        self._target, self._kind, self._limits, self._go_on = target, kind, limits, go_on

    def take(self, source: IO[bytes], *, packed: int) -> int:
        """Everything from `source`. How many bytes that was; `packed` is how many they take in the archive."""
        size = 0
        with self._target.open("wb") as output:
            while block := zip_files.bytes_of(source, BLOCK_BYTES, kind=self._kind):
                self._go_on()
                size += len(block)
                self._allow(size, packed, len(block))
                _write(output, block)
        return size

    def _allow(self, size: int, packed: int, more: int) -> None:
        if size > self._limits.unpacked_bytes:
            most = size_in_words(self._limits.unpacked_bytes)
            raise FileFailure(
                "too_large", f"Unpacked, this file is larger than the limit of {most}. Split it into smaller files."
            )
        if size > max(RATIO_FROM, self._limits.ratio * packed):
            raise FileFailure(
                "archive_invalid",
                f"Unpacked, this archive is more than {self._limits.ratio:,} times as large, as no table is. "
                "Upload the file with the products unpacked.",
            )
        if shutil.disk_usage(self._target.parent).free - more < self._limits.free_disk_bytes:
            raise disk_full()


def disk_full() -> FileFailure:
    return FileFailure(
        "disk_full",
        "There is not enough space on the server's disk to unpack this file. Ask your administrator to free some.",
    )


def _write(output: IO[bytes], block: bytes) -> None:
    try:
        output.write(block)
    except OSError as error:
        if is_disk_full(error):
            raise disk_full() from error
        raise
