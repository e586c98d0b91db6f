"""What the first lines of a file tell before a record is read: its header, its grammar, what its rows are like."""

from collections.abc import Collection, Sequence

from products.imports.reading import dialect, quoting, widths
from products.imports.reading.alignment import refuse_misaligned
from products.imports.reading.further_headers import FurtherHeaders
from products.imports.reading.grammar import USUAL_QUOTE
from products.imports.reading.layout import Layout
from products.imports.reading.likeness import Likeness
from products.imports.reading.lines import PhysicalLines
from products.imports.reading.moved_cells import MovedCells
from products.imports.reading.nameless import NamelessColumns
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
    further_headers = FurtherHeaders(header.cells if header.rows else (), named=named)
    rows = further_headers.first_table(sample.rows)
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
        nameless,
        MovedCells(header.cells, likeness, delimiter=header.grammar.delimiter),
        TornRows(header.grammar, measured, likeness, further_headers),
        limits,
    )
