"""A file as a table: its header found, its records streamed in chunks."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import BinaryIO

from product_importer.lib.garbage_collector import without_collection
from product_importer.lib.warning import Warned
from products.fields.own_files import Origin, origin_of
from products.fields.reasons import FileFailure, Refusal
from products.imports.reading import dialect, file_formats, quoting
from products.imports.reading.decoder import printable, refuse_damaged_header, refuse_unknown_encodings
from products.imports.reading.findings import findings_of, header_of
from products.imports.reading.layout import Layout
from products.imports.reading.line_block import LineBlock
from products.imports.reading.lines import PhysicalLines
from products.imports.reading.rows import Limits, RawChunk, Skip
from products.imports.reading.sieve import Situation
from products.imports.reading.transcoding import NAMES, UTF_8, as_utf_8, canonical

_HEAD_BYTES = 64 * 1024
_SAMPLE_CHARACTERS = 1024 * 1024
_CHUNK_BYTES = 4 * 1024 * 1024
_CHUNK_CELLS = 400_000
"""A cell takes up to ninety bytes of memory, however short it is."""
_FEW = 10
"""Fewer rows that are lost or hold NUL say nothing about the file as a whole."""
_LOST = {"unclosed_quote", "bad_quote"}


def open_table(
    file: BinaryIO,
    *,
    delimiter: str | None = None,
    encoding: str | None = None,
    headers: Collection[str] = (),
    layout: Layout | None = None,
    limits: Limits | None = None,
) -> "Table":
    """Find out what `file` (open for reading bytes, at its start) is and where its header stands.

    `delimiter`, `encoding` and `headers` (of columns that hold our fields) are what a person said, and `layout` is
    more of that; without them the content decides.
    Raises FileFailure `empty_file`, `unsupported_format`, `encoding_unknown`, `not_a_table`, `no_header`,
    `too_many_columns`, `single_quotes` or `header_mismatch`.
    """
    limits = limits or Limits()
    head = _read_head(file)
    file_formats.refuse_other_formats(head)
    layout = layout or Layout()
    layout = replace(layout, delimiter=delimiter or layout.delimiter, encoding=encoding or layout.encoding)
    named = canonical(layout.encoding) if layout.encoding is not None else None
    refuse_unknown_encodings(head, layout.encoding, is_known=named is not None)
    file, head = as_utf_8(file, head, named)
    file_formats.refuse_binary(head)
    source = PhysicalLines(
        file,
        head=head,
        max_line_bytes=limits.max_record_bytes,
        block_bytes=limits.block_bytes,
        encoding=NAMES[named or UTF_8],
    )
    _read_sample(source, limits, layout.first_row or 0)
    return Table(source, layout.of_file(source.lines[0]), limits, headers=headers, head=head)


def _read_head(file: BinaryIO) -> bytes:
    """The first bytes, also of a file that hands them out in small pieces."""
    head = b""
    while len(head) < _HEAD_BYTES and (piece := file.read(_HEAD_BYTES - len(head))):
        head += piece
    return head


def _read_sample(source: PhysicalLines, limits: Limits, first_row: int) -> None:
    """Read the first lines: enough for the header and the sample, or about 1 MiB behind what precedes the table."""
    enough = max(limits.preamble_lines, first_row) + limits.sample_rows
    while not source.at_end and len(source.lines) < enough:
        if sum(map(len, source.lines[first_row:])) >= _SAMPLE_CHARACTERS:
            break
        source.read_more()
    source.decoder.judge(at_end=source.at_end)
    if not any(line.strip("\ufeff \t\0\x1a") for line in source.lines) and source.at_end:
        raise FileFailure("empty_file", "This file is empty. Choose a file with a header line and products.")


class Table:
    """A file whose header is known. Its records can be read once.

    Record numbers are those of a spreadsheet: the header has number 1, or, if something stands before it, the
    number of the row where the spreadsheet shows it. Blank and refused records count, a line `sep=;` does not.
    Records before the header are skipped records. So rows, refusals and skipped add up to `records_read`, and
    the last record number is `records_read` and the rows of the header, mostly 1.
    """

    def __init__(
        self,
        source: PhysicalLines,
        layout: Layout,
        limits: Limits,
        *,
        headers: Collection[str],
        head: bytes,
    ) -> None:
        self._source = source
        self._limits = limits
        named = dialect.separator_line(source.lines[0])
        first = 0 if named is None else 1
        delimiters = [chosen] if (chosen := layout.delimiter or named) else dialect.DELIMITERS
        try:
            header = header_of(source, first, delimiters, limits, named=headers, layout=layout)
        except FileFailure as failure:
            raise file_formats.binary_file() if b"\0" in head and failure.code == "no_header" else failure from None
        refuse_damaged_header(header.cells, header.start + 1)
        self.header = [printable(cell) for cell in header.cells]
        self.origin = origin_of(head, self.header)
        self.grammar = header.grammar
        self.delimiter = header.grammar.delimiter
        self.header_rows = header.rows
        self.header_line_number = header.start + 1
        self.preamble_records = dialect.count_records(source.lines, first, header, limits)
        self.header_record_number = self.preamble_records + 1
        self._preamble = Skip(
            1, first + 1, self.preamble_records, "before_header", "\n".join(source.kept[first : header.start])
        )
        self._findings = findings_of(source, header, limits, named=headers, ours=self.origin is Origin.REJECTED)
        self._empty = source.at_end and not any(map(str.strip, source.lines[header.stop :]))
        self.records_read = 0
        """Rows, refusals and skipped records in the chunks handed out so far."""
        self._with_nul = self._lost = 0
        self._situation = Situation()
        source.drop(header.stop)

    @property
    def invalid_lines(self) -> int:
        """How many of the lines read so far are not in the file's encoding."""
        return self._source.decoder.invalid_lines

    @property
    def is_encoding_in_doubt(self) -> bool:
        """Whether the lines so far are rather in another encoding than damaged."""
        return self._source.decoder.is_in_doubt

    @property
    def warnings(self) -> list[Warned]:
        """What a person should know about the file as a whole, as far as it has been read."""
        warnings, widths, skipped = list[Warned](), self._findings.widths, self.preamble_records
        if skipped:
            lines = "1 line before the header was" if skipped == 1 else f"{skipped:,} lines before the header were"
            warnings.append(Warned(f"{lines} skipped.", "lines_before_header", number=skipped))
        if widths.body < widths.named:
            missing = [name for name in self.header[widths.body :] if name.strip()]
            named = ", ".join(f"“{name}”" for name in missing)
            sentence = f"All rows end before these columns, which were treated as empty: {named}."
            warnings.append(Warned(sentence, "short_rows", number=len(missing), examples=missing))
        if self._empty:
            warnings.append(Warned("The file has a header but no rows.", "no_rows"))
        return warnings + self._findings.nameless.warnings + quoting.warnings_of(self.grammar)

    def chunks(
        self, rows_per_chunk: int = 5_000, *, bytes_per_chunk: int = _CHUNK_BYTES, exact: bool = False
    ) -> Iterator[RawChunk]:
        """The records in the order of the file, at most `rows_per_chunk` at a time, and fewer where they are long.

        A chunk ends when `bytes_per_chunk` of the file have been read for it, or has a single record.
        Raises FileFailure when the file as a whole turns out to be unreadable: `encoding_unknown`, `not_a_table`,
        `too_many_rows`, `mostly_unreadable`. `exact` reads slowly, without short cuts, for comparison.
        """
        most = max(1, min(rows_per_chunk, _CHUNK_CELLS // self._findings.widths.full))
        while (chunk := self._next_chunk(most, bytes_per_chunk, exact)).records:
            yield chunk
        self._judge(at_end=True)

    def _next_chunk(self, most: int, most_bytes: int, exact: bool) -> RawChunk:
        """The next records; none at the end of the file."""
        chunk, source = RawChunk(), self._source
        if self.preamble_records and not self.records_read:
            chunk.skip([self._preamble])
        end = source.bytes_read + most_bytes
        with without_collection():
            while chunk.records < most and (source.bytes_read < end or not chunk.records):
                if not self._add(chunk, most - chunk.records, exact):
                    break
        return self._finished(chunk)

    def _add(self, chunk: RawChunk, most: int, exact: bool) -> bool:
        """Add the next records to `chunk`; False at the end of the file."""
        source = self._source
        exact = exact or bool(self.grammar.escape)
        block = LineBlock(source, self._findings, most, situation=self._situation, exact=exact)
        if not block.stop:
            ended = source.at_end
            source.read_more()
            return not ended
        read = block.as_chunk(self.records_read + chunk.records + 1 + self.header_rows)
        self._situation = block.situation
        source.drop(block.stop)
        chunk.rows += read.rows
        chunk.refusals += read.refusals
        chunk.skip(read.skips)
        return True

    def _finished(self, chunk: RawChunk) -> RawChunk:
        chunk.bytes_read = self._source.position
        self.records_read += chunk.records
        self._findings.nameless.count(chunk.rows)
        self._with_nul += _count(chunk.refusals, {"nul_byte"})
        self._lost += _count(chunk.refusals, _LOST)
        if self.records_read > self._limits.max_rows:
            raise _too_many_rows(self._limits.max_rows)
        self._judge(at_end=False)
        return chunk

    def _judge(self, *, at_end: bool) -> None:
        """Raise if the file as a whole is not what it seemed to be."""
        self._source.decoder.judge(at_end=at_end)
        if self._with_nul >= _FEW and self._with_nul * 20 > self.records_read:
            raise file_formats.binary_file()
        if at_end and self._lost >= _FEW and self._lost * 2 > self.records_read:
            raise FileFailure(
                "mostly_unreadable",
                "More than half of the rows cannot be read because of misplaced double quotes. "
                "Save the file as CSV from a spreadsheet program, which corrects the quotes, and upload it again.",
            )


def _count(refusals: list[Refusal], codes: set[str]) -> int:
    return sum(refused.reasons[0].code in codes for refused in refusals)


def _too_many_rows(most: int) -> FileFailure:
    return FileFailure(
        "too_many_rows",
        f"This file has more than {most:,} rows. Split it into smaller files and upload them one after another.",
    )
