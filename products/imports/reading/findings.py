"""What the first lines of a file tell before a record is read: its header, its grammar, what its rows are like."""

from collections.abc import Collection, Sequence
from functools import partial

from products.imports.reading import dialect, quoting, widths
from products.imports.reading.alignment import refuse_misaligned
from products.imports.reading.further_headers import FurtherHeaders
from products.imports.reading.grammar import USUAL_QUOTE
from products.imports.reading.layout import Layout
from products.imports.reading.likeness import Likeness
from products.imports.reading.lines import PhysicalLines
from products.imports.reading.moved_cells import MovedCells
from products.imports.reading.nameless import NamelessColumns
from products.imports.reading.page_marks import PageMarks
from products.imports.reading.placed_header import is_placed, placed_header
from products.imports.reading.rows import Limits
from products.imports.reading.sieve import Findings
from products.imports.reading.torn_rows import TornRows


def header_of(
    source: PhysicalLines,
    first: int,
    delimiters: Sequence[str],
    limits: Limits,
    *,
    named: Collection[str],
    layout: Layout,
) -> dialect.Header:
    """The header from line index `first` on, and the grammar of its rows."""
    find = placed_header if is_placed(layout) else dialect.find_header

    def found_by(layout: Layout) -> dialect.Header:
        mark = layout.delimiter
        return find(source.lines, first, [mark] if mark else delimiters, limits, named=named, layout=layout)

    header = found_by(layout)
    return quoting.as_rows_say(source.lines, header, layout, limits, found_by, whole=source.at_end)


def findings_of(
    source: PhysicalLines, header: dialect.Header, limits: Limits, *, named: Collection[str], ours: bool
) -> Findings:
    """What the first records say. `named`: the headers that a person gave. `ours`: the file has our rejected rows."""
    sample = dialect.sample(source.lines, header, limits, whole=source.at_end)
    if header.grammar.quote == USUAL_QUOTE:
        dialect.refuse_single_quotes(header.cells, sample.rows)
    of_header = _records(source, header.start, header.stop, header) if header.rows > 1 else ()
    further_headers = FurtherHeaders(header.cells if header.rows else (), named=named, rows=of_header)
    page_marks = PageMarks(_records(source, 0, header.start, header), len(header.cells))
    rows = [cells for cells in further_headers.first_table(sample.rows) if not page_marks.are_in(cells)]
    measured = widths.measure(header.cells, rows, damaged=sample.damaged, ours=ours)
    nameless = NamelessColumns(header.cells, rows, delimiter=header.grammar.delimiter)
    if header.rows and not ours:
        refuse_misaligned(header.cells, rows, delimiter=header.grammar.delimiter, delimiters=dialect.DELIMITERS)
    likeness = Likeness(rows, measured)
    return Findings(
        header.grammar,
        measured,
        likeness,
        further_headers,
        page_marks,
        nameless,
        MovedCells(header.cells, likeness, delimiter=header.grammar.delimiter),
        TornRows(header.grammar, measured, likeness, further_headers, page_marks),
        limits,
    )


def _records(source: PhysicalLines, first: int, stop: int, header: dialect.Header) -> list[list[str]]:
    """The cells of the last lines between these indexes, each taken for a record."""
    lines = source.lines[max(first, stop - _MOST_LINES) : stop]
    read = partial(header.grammar.read_record, at=0, widest=len(header.cells), longest=_LONGEST)
    records = ((read([line]), line) for line in lines)
    return [line.split(header.grammar.delimiter) if record.problem else record.cells for record, line in records]


_MOST_LINES, _LONGEST = 50, 10_000
