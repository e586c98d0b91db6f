"""The cells of an old Excel workbook (.xls) that hold an error, which the reader of workbooks takes for blank. Pure.

The workbook is one stream in a compound file ([MS-CFB]), and that a chain of records ([MS-XLS]).
"""

import struct
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

Errors: TypeAlias = dict[int, dict[int, str]]
"""Row → column → the error, both counted from 0."""

_NAMES = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
_FORMULA, _EOF, _BOUND_SHEET, _ERROR_OR_BOOLEAN, _BOF = 0x06, 0x0A, 0x85, 0x205, 0x809
_END_OF_CHAIN = 0xFFFFFFFA
"""This and larger numbers are no sectors."""
_STREAMS = ("Workbook", "Book")


def errors_of(book: Path, sheet: int) -> Errors:
    """Of the sheet with this index. Raises struct.error, LookupError or ValueError if the parts do not fit together."""
    errors: Errors = defaultdict(dict)
    for kind, body in records_of(book, sheet):
        code = _code_of(kind, body)
        if code is not None:
            row, column = struct.unpack_from("<HH", body)
            errors[row][column] = _NAMES.get(code, "#ERROR!")
    return errors


def records_of(book: Path, sheet: int | None) -> Iterator[tuple[int, bytes]]:
    """The kind and the body of each record of the sheet, or of what all sheets share. Raises as `errors_of` does."""
    stream = _Compound(book.read_bytes()).stream(_STREAMS)
    if sheet is None:
        return _records(stream, 0)
    starts = [struct.unpack_from("<I", body)[0] for kind, body in _records(stream, 0) if kind == _BOUND_SHEET]
    return _records(stream, starts[sheet])


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Those of the part that begins here; charts inside it are parts of their own, and left out."""
    depth = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 0:
            return
        if depth == 1:
            yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _code_of(kind: int, body: bytes) -> int | None:
    if kind == _ERROR_OR_BOOLEAN and body[7]:
        return body[6]
    if kind == _FORMULA and body[12:14] == b"\xff\xff" and body[6] == 2:
        return body[8]
    return None


class _Compound:
    """A file in which streams are chains of sectors, as in a file system."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._size = 1 << struct.unpack_from("<H", data, 30)[0]
        self._cutoff = struct.unpack_from("<I", data, 56)[0]
        self._next = self._numbers(b"".join(map(self._sector, self._table_sectors())))
        self._folder = self._chain(struct.unpack_from("<I", data, 48)[0])
        self._next_small = self._numbers(self._chain(struct.unpack_from("<I", data, 60)[0]))

    def stream(self, names: tuple[str, ...]) -> bytes:
        entries = [self._folder[at : at + 128] for at in range(0, len(self._folder), 128)]
        for entry in entries:
            if entry[: max(0, struct.unpack_from("<H", entry, 64)[0] - 2)].decode("utf-16-le", "replace") in names:
                return self._content(entry, entries[0])
        raise LookupError("no workbook in this file")

    def _content(self, entry: bytes, root: bytes) -> bytes:
        start, size = struct.unpack_from("<II", entry, 116)
        if size >= self._cutoff:
            return self._chain(start)[:size]
        small = self._chain(struct.unpack_from("<I", root, 116)[0])
        return b"".join(small[at * 64 : at * 64 + 64] for at in _follow(start, self._next_small))[:size]

    def _table_sectors(self) -> list[int]:
        """Where the table stands that tells which sector follows which."""
        found = [*struct.unpack_from("<109I", self._data, 76)]
        more = struct.unpack_from("<I", self._data, 68)[0]
        seen: set[int] = set()
        while more < _END_OF_CHAIN and more not in seen:
            seen.add(more)
            *numbers, more = self._numbers(self._sector(more))
            found += numbers
        return [number for number in found if number < _END_OF_CHAIN]

    def _chain(self, start: int) -> bytes:
        return b"".join(map(self._sector, _follow(start, self._next)))

    def _sector(self, number: int) -> bytes:
        return self._data[(number + 1) * self._size : (number + 2) * self._size]

    def _numbers(self, data: bytes) -> tuple[int, ...]:
        return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])


def _follow(start: int, following: tuple[int, ...]) -> Iterator[int]:
    for _ in range(len(following)):
        if start >= len(following):
            return
        yield start
        start = following[start]
