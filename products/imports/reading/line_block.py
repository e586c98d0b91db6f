"""Many records at once: plain lines at C speed, odd ones through the exact reader.

A line is plain if it has no quote at all, or is by itself a whole well-formed record that `csv.reader`
reads exactly as the grammar says. Everything else is odd: records over several lines, quotes out of
place, NUL, bytes that are not UTF-8, very long lines.
"""

import csv
import re
from collections.abc import Sequence
from itertools import repeat

from products.fields.reasons import Refusal
from products.imports.reading.closing_text import MOST_LINES, skip_closing_text, skip_headings
from products.imports.reading.decoder import INVALID
from products.imports.reading.grammar import Record
from products.imports.reading.lines import PhysicalLines
from products.imports.reading.records import Records
from products.imports.reading.refusals import refusal
from products.imports.reading.rows import RawChunk, Skip
from products.imports.reading.sieve import Findings, Situation, sift

_DAMAGE = re.compile("[\0\udc80-\udcff]")
_LONG_LINE = 128 * 1024
"""`csv.reader` takes no longer cell by default. The setting belongs to the whole process, so we leave it alone."""

_FEW_LINES = 50
"""A record with more lines is always left to the exact reader."""


class LineBlock:
    """The records that begin in the first `most` of the lines held."""

    stop: int
    """How many lines these records take. 0: the first one needs more lines than are held."""
    situation: Situation
    """What the next lines have to know."""

    def __init__(
        self, source: PhysicalLines, findings: Findings, most: int, *, situation: Situation, exact: bool
    ) -> None:
        """`situation`: how the block before ended. `exact` sends every line through the exact reader."""
        self._source = source
        self._findings = findings
        self._records = Records(source.lines[:most], findings.widths.full)
        self._long = min(_LONG_LINE, findings.limits.max_record_bytes // 4)  # a character has up to four bytes
        raws = self._records.raws
        quote = findings.grammar.quote
        quoted = [index for index, raw in enumerate(raws) if quote in raw]
        odd = list(range(len(raws))) if exact else self._odd_lines(self._suspects(quoted))
        try:
            self._records.cells = self._plain_cells(quoted, odd)
        except csv.Error:
            odd = self._odd_lines(quoted)
            self._records.cells = self._plain_cells(quoted, odd)
        self.stop = self._read_odd_lines(odd, exact=exact)
        self._records.shorten(self.stop)
        self.situation = sift(self._records, findings, quoted, situation, next_line=self._next_line())
        skip_closing_text(self._records, findings.grammar, findings.likeness, self._last_lines)
        skip_headings(self._records, findings.grammar, findings.likeness)

    def as_chunk(self, first_record_number: int) -> RawChunk:
        """The records as rows, refusals and skipped ones."""
        records, first_line = self._records, self._source.first_line_number
        lines = range(first_line, first_line + len(records.raws))
        numbers = records.numbers(first_record_number)
        chunk = RawChunk(
            rows=records.rows(numbers, lines),
            refusals=[self._refusal(index, numbers[index], lines[index]) for index in sorted(records.refused)],
        )
        skipped = sorted(records.skipped.items())
        chunk.skip(Skip(numbers[index], lines[index], 1, code, records.raws[index]) for index, code in skipped)
        return chunk

    def _next_line(self) -> str:
        """What follows the records; empty at the end of the file."""
        if self.stop and self.stop >= len(self._source.lines):
            self._source.read_more()
        return self._source.lines[self.stop] if self.stop < len(self._source.lines) else ""

    def _last_lines(self) -> Sequence[str] | None:
        """What follows the records, if that is the end of the file; None if much is left of it."""
        while not self._source.at_end and len(self._source.lines) <= self.stop + MOST_LINES:
            self._source.read_more()
        return self._source.lines[self.stop :] if len(self._source.lines) <= self.stop + MOST_LINES else None

    def _suspects(self, quoted: list[int]) -> list[int]:
        """The lines that a strict `csv.reader` might read differently from the grammar, without complaint.

        It takes a space before an opening quote for the beginning of an unquoted cell, and it complains about an
        unclosed quote only at the end.
        """
        raws, quote = self._records.raws, self._findings.grammar.quote
        behind_space, behind_tab = f" {quote}", f"\t{quote}"
        return [i for i in quoted if raws[i].count(quote) % 2 or behind_space in raws[i] or behind_tab in raws[i]]

    def _odd_lines(self, suspects: list[int]) -> list[int]:
        """The indexes of the lines that need the exact reader."""
        raws = self._records.raws
        plain = self._findings.grammar.plain_record.fullmatch
        odd = [index for index in suspects if not plain(raws[index])]
        if self._source.damaged:
            odd += [index for index, raw in enumerate(raws) if _DAMAGE.search(raw)]
        if max(map(len, raws), default=0) > self._long:
            odd += [index for index, raw in enumerate(raws) if len(raw) > self._long]
        return sorted(set(odd))

    def _plain_cells(self, quoted: list[int], odd: list[int]) -> list[list[str]]:
        """The cells of the plain lines. Those of the odd ones are filled in later.

        Raises csv.Error if a line is odd after all.
        """
        delimiter, quote = self._findings.grammar.delimiter, self._findings.grammar.quote
        raws = self._records.raws
        bare = raws.copy()
        for index in quoted:
            bare[index] = ""
        cells = list(map(str.split, bare, repeat(delimiter)))
        plain = sorted(set(quoted).difference(odd))
        lines = [raws[index] for index in plain]
        records = [*csv.reader(lines, delimiter=delimiter, quotechar=quote, strict=True)]
        if len(records) != len(plain):
            raise csv.Error("A quote that was not closed has swallowed the next line.")
        for index, record in zip(plain, records, strict=True):
            cells[index] = record
        return cells

    def _read_odd_lines(self, odd: list[int], *, exact: bool) -> int:
        """Read the odd records one by one and return the index of the first line that is left."""
        source, stop = self._source, 0
        for index in odd:
            if index < stop:
                continue
            if not exact and (plain := self._read_plain_record(index)):
                self._take(index, plain)
                stop = plain.stop
                continue
            if self._too_long(source.lines[index]):
                self._records.refuse(index, "record_too_long")
                continue
            record = self._read_record(index)
            if record.ran_out and not source.at_end:
                return index
            stop = self._settle(index, record)
        return max(stop, len(self._records.raws))

    def _read_plain_record(self, index: int) -> Record | None:
        """The record over a few lines that begins here, read at C speed. None if anything about it may be odd."""
        findings, source = self._findings, self._source
        stop = self._closing_line(index) + 1
        if not stop or source.damaged:
            return None
        text = "\n".join(source.lines[index:stop])
        if len(text) > self._long or not findings.grammar.plain_record.fullmatch(text):
            return None
        (cells,) = csv.reader([text], delimiter=findings.grammar.delimiter, quotechar=findings.grammar.quote)
        if len(cells) != findings.widths.plain:
            return None
        if findings.likeness.may_swallow(source.lines[index + 1], cells, findings.grammar, findings.widths):
            return None
        return Record(cells, stop)

    def _closing_line(self, index: int) -> int:
        """The next line with an odd number of quotes, if it is near and this line has an odd number too; else -1."""
        quote = self._findings.grammar.quote
        if self._source.lines[index].count(quote) % 2:
            for line in range(index + 1, min(index + _FEW_LINES, len(self._source.lines))):
                if self._source.lines[line].count(quote) % 2:
                    return line
        return -1

    def _read_record(self, index: int) -> Record:
        findings = self._findings
        longest = findings.limits.max_record_bytes
        return findings.grammar.read_record(self._source.lines, index, widest=findings.widths.full, longest=longest)

    def _settle(self, index: int, record: Record) -> int:
        """Take or refuse an odd record. Returns the index of the line to go on with.

        A record over several lines that is not perfect has most likely swallowed rows behind a quote that
        was never closed: only its first line is refused, and reading starts again on the next one.
        """
        several = record.stop > index + 1
        if record.problem == "unclosed_quote" or (several and self._is_broken(index, record)):
            self._records.refuse(index, "unclosed_quote")
            return index + 1
        if record.problem:
            self._records.refuse(index, record.problem)
        else:
            self._take(index, record)
        return record.stop

    def _is_broken(self, index: int, record: Record) -> bool:
        """Whether a record over several lines is not what it seems."""
        plausible = not record.problem and self._findings.widths.may_be_whole(record.cells)
        return not plausible or self._swallows(index, record)

    def _swallows(self, index: int, record: Record) -> bool:
        findings = self._findings
        longest = findings.limits.max_record_bytes
        return findings.likeness.swallowed_rows(
            self._source.lines, index, record, findings.grammar, findings.widths, longest
        )

    def _take(self, index: int, record: Record) -> None:
        """Put a well-formed record in place of its first line."""
        raw = "\n".join(self._source.kept[index : record.stop]).removesuffix("\r")
        self._records.join(index, record.stop, raw, record.cells)
        if self._source.damaged and "\0" in raw:
            self._records.refuse(index, "nul_byte")
        elif self._source.damaged and INVALID.search(raw):
            self._records.refuse(index, "invalid_encoding")

    def _too_long(self, line: str) -> bool:
        most = self._findings.limits.max_record_bytes
        return len(line) * 4 > most and len(line.encode(errors="surrogateescape")) > most

    def _refusal(self, index: int, record_number: int, line_number: int) -> Refusal:
        code, cells = self._records.refused[index]
        findings = self._findings
        return refusal(
            code,
            record_number=record_number,
            line_number=line_number,
            raw=self._records.raws[index],
            cells=cells,
            columns=findings.widths.shortest if code == "too_few_cells" else findings.widths.body,
            grammar=findings.grammar,
            max_record_bytes=findings.limits.max_record_bytes,
        )
