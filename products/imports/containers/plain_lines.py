"""The lines of texts whose cells nothing separates, as text and back to the same bytes. Pure."""

from collections.abc import Iterable, Iterator
from typing import IO

LINES_LOOKED_AT = 400
"""The first ones, by which such a list is known."""
_LONGEST_LINE = 64 * 1024


def codec_of(text: bytes) -> str:
    """Every other encoding of one byte for each place can be read and written as if it were latin-1."""
    try:
        text.decode()
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"


def lines_of(source: IO[bytes], codec: str) -> Iterator[str]:
    """Those of an open file. What is longer than any line of a list comes in parts."""
    return lines_in(iter(lambda: source.readline(_LONGEST_LINE), b""), codec)


def lines_in(lines: Iterable[bytes], codec: str) -> Iterator[str]:
    """Without the ends of lines and pages."""
    for line in lines:
        yield line.decode(codec, "surrogateescape").replace("\f", "").removeprefix("\ufeff").rstrip()
