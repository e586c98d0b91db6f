"""What reading hands on: raw rows in chunks, and the limits it keeps to."""

from collections.abc import Iterable
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


class Skip(NamedTuple):
    """Consecutive records that are no rows, for one reason."""

    record_number: int
    line_number: int
    records: int
    code: str
    """`before_header`, `blank`, `repeated_header`, `dashes`, `page_heading`, `heading`, `closing_text` or `rule`."""
    raw: str
    """What stood before the header, whole; else the text of the first of them."""
    rule: str = ""
    """The rule of a recipe that left them out, as a sentence."""


@dataclass(slots=True)
class RawChunk:
    """Consecutive records of the file: `rows`, `refusals` and those of `skips` are all of its records."""

    rows: list[RawRow] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    skips: list[Skip] = field(default_factory=list)
    bytes_read: int = 0
    """The position in the file after this chunk."""

    @property
    def skipped(self) -> int:
        return sum(skip.records for skip in self.skips)

    @property
    def records(self) -> int:
        return len(self.rows) + len(self.refusals) + self.skipped

    def skip(self, skips: Iterable[Skip]) -> None:
        """Add later ones. Files that spreadsheets wrote may end in a million blank records: those become one."""
        for skip in skips:
            last = self.skips[-1] if self.skips else None
            if last and last[3::2] == skip[3::2] and last.record_number + last.records == skip.record_number:
                self.skips[-1] = last._replace(records=last.records + skip.records)
            else:
                self.skips.append(skip)
