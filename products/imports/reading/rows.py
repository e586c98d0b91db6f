"""What reading hands on: raw rows in chunks, and the limits it keeps to."""

from dataclasses import dataclass, field
from typing import NamedTuple

from products.fields.reasons import Refusal


@dataclass(frozen=True, slots=True)
class Limits:
    """How much reading accepts before it refuses a record or the file."""

    max_record_bytes: int = 2 * 1024 * 1024
    max_columns: int = 1_000
    max_rows: int = 20_000_000
    preamble_lines: int = 50
    """Lines that may stand before the header."""
    sample_rows: int = 1_000
    """Records at the beginning that decide what width the file has."""
    block_bytes: int = 256 * 1024
    """How much is decoded at a time."""


class RawRow(NamedTuple):
    """One record as it was read: split into cells, otherwise untouched."""

    record_number: int
    """The row in a spreadsheet; the header is 1 if nothing stands before it."""
    line_number: int
    """The physical line on which the record begins; the first line of the file is 1."""
    raw: str
    """The text as in the file, without its line end."""
    cells: list[str]
    """As many as the header has; line ends inside them are LF."""


@dataclass(slots=True)
class RawChunk:
    """Consecutive records of the file: `rows`, `refusals` and `skipped` are all of its records."""

    rows: list[RawRow] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    skipped: int = 0
    """Blank records, repeated headers and, in the first chunk, what stood before the header."""
    bytes_read: int = 0
    """The position in the file after this chunk."""

    @property
    def records(self) -> int:
        return len(self.rows) + len(self.refusals) + self.skipped
