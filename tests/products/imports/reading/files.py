"""Files for the tests of reading, and short views of what became of them."""

import io
from collections.abc import Collection
from typing import TypedDict, Unpack

from products.imports.reading import Limits, RawChunk, Table, open_table


class Options(TypedDict, total=False):
    """What `open_table` may be told."""

    delimiter: str | None
    encoding: str | None
    headers: Collection[str]
    limits: Limits


class Trickle(io.BytesIO):
    """A file that hands out at most seven bytes at a time, as a network stream may."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(7 if size is None or size < 0 else min(size, 7))


def table_of(content: bytes | str, **options: Unpack[Options]) -> Table:
    data = content.encode() if isinstance(content, str) else content
    return open_table(io.BytesIO(data), **options)


def read(
    content: bytes | str, *, rows_per_chunk: int = 5_000, exact: bool = False, **options: Unpack[Options]
) -> RawChunk:
    """The whole file as one chunk."""
    whole = RawChunk()
    for chunk in table_of(content, **options).chunks(rows_per_chunk, exact=exact):
        whole.rows += chunk.rows
        whole.refusals += chunk.refusals
        whole.skip(chunk.skips)
        whole.bytes_read = chunk.bytes_read
    return whole


def cells(content: bytes | str, **options: Unpack[Options]) -> list[list[str]]:
    return [row.cells for row in read(content, **options).rows]


def refused(content: bytes | str, **options: Unpack[Options]) -> list[tuple[int, int, str]]:
    """Record number, line number and code of each refused row."""
    refusals = read(content, **options).refusals
    return [(item.record_number, item.line_number, item.reasons[0].code) for item in refusals]


SMALL_BLOCKS = Limits(block_bytes=16)
