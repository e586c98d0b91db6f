"""The first lines of a file as text, and the lines that tell its encoding."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import BinaryIO, NamedTuple

from products.imports.reading.dialect import separator_line
from products.imports.reading.lines import PhysicalLines
from products.imports.reading.transcoding import as_utf_8

_HEAD = 64 * 1024
_LINES = 1_100
_RAW_LINES = 60
_CHARACTERS = 1024 * 1024
_LONGEST_LINE = 2 * 1024 * 1024
_BLOCK = 1024 * 1024
_TELLING_BYTES = 1024 * 1024

OpenFile = Callable[[], AbstractContextManager[BinaryIO]]


class FirstLines(NamedTuple):
    """About a thousand lines, and the delimiter that a line `sep=;` before them names."""

    lines: list[str]
    delimiter: str | None


class Beginning:
    """The first lines of one file, read once for each encoding however many ask for them."""

    def __init__(self, open_file: OpenFile) -> None:
        self._open = open_file
        self._read: dict[str | None, FirstLines] = {}

    def lines(self, encoding: str | None) -> FirstLines:
        """`encoding`: as `first_lines` takes it."""
        if encoding not in self._read:
            with self._open() as file:
                self._read[encoding] = first_lines(file, encoding)
        return self._read[encoding]


def first_lines(file: BinaryIO, encoding: str | None) -> FirstLines:
    """The first lines of an open file.

    `encoding`: None if the file is UTF-8, or may be. Bytes that it does not have are lone surrogates.
    """
    head = b""
    while len(head) < _HEAD and (piece := file.read(_HEAD - len(head))):
        head += piece
    file, head = as_utf_8(file, head, encoding)
    source = PhysicalLines(file, head=head, max_line_bytes=_LONGEST_LINE, block_bytes=_HEAD)
    while not source.at_end and len(source.lines) < _LINES and sum(map(len, source.lines)) < _CHARACTERS:
        source.read_more()
    lines = source.lines[:_LINES]
    named = separator_line(lines[0]) if lines else None
    return FirstLines(lines if named is None else lines[1:], named)


def raw_lines(file: BinaryIO) -> list[bytes]:
    """The first few lines of an open file as they stand."""
    return file.read(_HEAD).replace(b"\r", b"\n").split(b"\n")[:_RAW_LINES]


def telling_lines(file: BinaryIO) -> Iterator[bytes]:
    """The first MiB of lines that are not plain ASCII, wherever they stand in the file."""
    rest, found = b"", 0
    while found < _TELLING_BYTES and (block := file.read(_BLOCK)):
        *lines, rest = (rest + block).replace(b"\r", b"\n").split(b"\n")
        for line in lines:
            if not line.isascii():
                found += len(line)
                yield line
    if rest and not rest.isascii():
        yield rest
