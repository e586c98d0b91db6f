"""The first lines of a file as text, and the lines that tell its encoding."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from products.imports.reading.dialect import separator_line
from products.imports.reading.lines import PhysicalLines
from products.imports.reading.transcoding import as_utf_8

_HEAD = 64 * 1024
_LINES = 1_100
_CHARACTERS = 1024 * 1024
_LONGEST_LINE = 2 * 1024 * 1024
_BLOCK = 1024 * 1024
_TELLING_BYTES = 1024 * 1024


def first_lines(file: BinaryIO, encoding: str | None) -> tuple[list[str], str | None]:
    """About a thousand lines, and the delimiter that a line `sep=;` before them names.

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
    return (lines if named is None else lines[1:]), named


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
