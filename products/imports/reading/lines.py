"""Bytes to physical lines, a block at a time. Memory stays flat whatever the lines look like."""

import codecs
import re
from typing import BinaryIO

from products.imports.reading.decoder import Decoder
from products.imports.reading.transcoding import Transcoded

_LINE_END = re.compile(rb"[\r\n]")
_LONE_CR = re.compile("\r(?!\n)")


class PhysicalLines:
    """The next lines of a file. They end with LF, CRLF, CR or a mixture; the last one may have no end.

    `lines` are without their ends. `kept` are the same lines with the CR of a CRLF still on them, for the
    original text of a record over several lines (there a lone CR shows as LF); without any CR it is the same list.
    A line longer than the limit is cut a few bytes above it, so that it still shows that it is too long.
    NULs at the end of the file are padding and dropped.
    """

    def __init__(
        self, file: BinaryIO, *, head: bytes, max_line_bytes: int, block_bytes: int, encoding: str = "UTF-8"
    ) -> None:
        """`head` is what has been read from `file`; `block_bytes` are decoded at a time. `encoding`: in words."""
        self.lines: list[str] = []
        self.kept: list[str] = self.lines
        self.first_line_number = 1
        self.at_end = False
        self.damaged = False
        """Some of the lines held may contain NUL or bytes that are not UTF-8."""
        self.decoder = Decoder(encoding)
        self._file = file
        self._head = head.removeprefix(codecs.BOM_UTF8)
        self.bytes_read = len(head) - len(self._head)
        """Of the file, the lines held included."""
        self._rest = b""
        self._block_bytes = block_bytes
        self._max_line_bytes = max_line_bytes
        self._cutting = False

    @property
    def position(self) -> int:
        """How many bytes of the file have been dealt with (an estimate: the lines held are counted as ASCII)."""
        held = sum(map(len, self.lines)) + len(self.lines) + len(self._rest)
        position = self.bytes_read if self.at_end and not self.lines else max(0, self.bytes_read - held)
        if isinstance(self._file, Transcoded):
            return position * self._file.taken // max(1, self._file.given)
        return position

    def read_more(self) -> None:
        """Read until there is at least one more line, or to the end of the file."""
        before = len(self.lines)
        while len(self.lines) == before and not self.at_end:
            data = self._head[: self._block_bytes] or self._file.read(self._block_bytes)
            self._head = self._head[self._block_bytes :]
            self.bytes_read += len(data)
            self._add(self._whole_lines(data))

    def drop(self, count: int) -> None:
        """Forget the first `count` lines, which have been dealt with."""
        if self.kept is not self.lines:
            del self.kept[:count]
        del self.lines[:count]
        self.first_line_number += count
        self.damaged = self.damaged and bool(self.lines)

    def _whole_lines(self, data: bytes) -> bytes:
        """What was left over and `data`, up to the last certain line end (a final CR may be half of a CRLF)."""
        if not data:
            self.at_end = True
            rest, self._rest = self._rest.rstrip(b"\0\x1a"), b""
            return rest
        if self._cutting:
            data = self._after_cut_line(data)
        data = self._rest + data
        end = max(data.rfind(b"\n"), data.rfind(b"\r", 0, len(data) - 1)) + 1
        self._rest = self._bounded(data[end:])
        return data[:end]

    def _after_cut_line(self, data: bytes) -> bytes:
        """`data` from the end of the line that was cut."""
        end = _LINE_END.search(data)
        self._cutting = end is None
        return data[end.start() :] if end else b""

    def _bounded(self, rest: bytes) -> bytes:
        """An unfinished line, cut if it is too long. Of padding that makes it so, one NUL is kept."""
        if len(rest) > self._max_line_bytes + 4 and rest.endswith(b"\0"):
            rest = rest.rstrip(b"\0") + b"\0"
        if len(rest) <= self._max_line_bytes + 4:
            return rest
        self._cutting = True
        cut = self._max_line_bytes + 4
        while rest[cut] & 0xC0 == 0x80:  # do not cut a character in two
            cut -= 1
        return rest[:cut]

    def _add(self, block: bytes) -> None:
        if not block:
            return
        text, invalid = self.decoder.decode(block)
        has_cr = "\r" in text
        if has_cr and text.count("\r") != text.count("\r\n"):
            text = _LONE_CR.sub("\n", text)
        kept = text.split("\n")
        if not kept[-1]:
            kept.pop()
        self._append(kept, has_cr=has_cr)
        self.damaged = self.damaged or invalid or "\0" in text
        self.decoder.count(kept, invalid=invalid)

    def _append(self, kept: list[str], *, has_cr: bool) -> None:
        if self.kept is self.lines and has_cr:
            self.kept = list(self.lines)
        if self.kept is not self.lines:
            self.kept += kept
        self.lines += [line.removesuffix("\r") for line in kept] if has_cr else kept
