"""Which records of a block are rows: others are skipped, or refused for their width, their quotes or their place."""

from itertools import compress, repeat
from typing import NamedTuple

from products.imports.reading.formulas import whole_formulas
from products.imports.reading.further_headers import FurtherHeaders
from products.imports.reading.grammar import Grammar
from products.imports.reading.likeness import Likeness
from products.imports.reading.moved_cells import MovedCells
from products.imports.reading.nameless import NamelessColumns
from products.imports.reading.page_marks import DASHES, PageMarks, is_line
from products.imports.reading.records import Records
from products.imports.reading.rows import Limits
from products.imports.reading.torn_rows import Piece, TornRows
from products.imports.reading.widths import Widths


class Findings(NamedTuple):
    """What has been found out about the file before its first record is read."""

    grammar: Grammar
    widths: Widths
    likeness: Likeness
    further_headers: FurtherHeaders
    page_marks: PageMarks
    nameless: NamelessColumns
    moved_cells: MovedCells
    torn_rows: TornRows
    limits: Limits


class Situation(NamedTuple):
    """What records have to know of those before them."""

    doubtful: bool = False
    """A quote was not closed and no line since has looked like a row: the next lines may be more of its text."""
    second_table: bool = False
    """The last header was that of a second table."""
    loose: Piece | None = None
    """The last record, if it may be a piece of the row that follows."""


def sift(
    records: Records, findings: Findings, quoted: list[int], before: Situation, *, next_line: str = ""
) -> Situation:
    """Skip and refuse what is no row, and give the rows the header's width. Returns the situation after them.

    `quoted`: the lines with double quotes, and maybe others after the last record. `next_line`: what follows them.
    """
    _skip_blanks(records, findings)
    _skip_page_headings(records, findings)
    second_table = _follow_headers(records, findings, second_table=before.second_table)
    with_formulas = _fit(records, findings)
    _refuse_lost_delimiters(records, findings, [index for index in quoted if index not in with_formulas])
    _refuse_split_numbers(records, findings)
    _refuse_moved_cells(records, findings)
    loose = findings.torn_rows.refuse(records, next_line, loose=before.loose)
    return Situation(_refuse_loose_ends(records, findings, doubtful=before.doubtful), second_table, loose)


def _follow_headers(records: Records, findings: Findings, *, second_table: bool) -> bool:
    """Skip repeated headers, and refuse second tables. Returns whether the last record belongs to one."""
    headers = findings.further_headers.among(records.cells)
    if not headers and not second_table:
        return False
    for index in compress(range(len(records.raws)), records.wanted.copy()):
        if index in headers:
            second_table = not headers[index]
            if second_table:
                records.refuse(index, "second_header")
            else:
                records.skip(index, "repeated_header")
        elif second_table:
            records.refuse(index, "second_table")
    return second_table


def _skip_blanks(records: Records, findings: Findings) -> None:
    """Records without text, and lines drawn with dashes."""
    raws = records.raws
    blank = f"{findings.grammar.delimiter}{findings.grammar.quote} \t\xa0\r\n\f"
    if not all(map(str.strip, raws, repeat(blank + DASHES))):
        for index, raw in enumerate(raws):
            if not records.wanted[index] or raw.strip(blank + DASHES):
                continue
            if not "".join(records.cells[index]).strip():
                records.skip(index, "blank")
            elif is_line(records.cells[index]):
                records.skip(index, "dashes")


def _skip_page_headings(records: Records, findings: Findings) -> None:
    for index in findings.page_marks.headings(records.cells):
        if records.wanted[index]:
            records.skip(index, "page_heading")


def _fit(records: Records, findings: Findings) -> set[int]:
    """Give every wanted row the header's width, or refuse it. Returns those with delimiters in their formulas."""
    widths, with_formulas = findings.widths, set[int]()
    if set(map(len, records.cells)) == {widths.plain} and not widths.doubtful:
        return with_formulas
    for index, cells in enumerate(records.cells):
        if records.wanted[index] and (len(cells) != widths.plain or widths.doubtful):
            if whole := whole_formulas(records.raws[index], cells, findings.grammar, widths.full):
                with_formulas.add(index)
                cells = whole
            fitted = widths.fit(cells)
            if fitted is None:
                records.refuse(index, widths.fault(cells))
            elif widths.doubts(cells) and findings.moved_cells.unsure(cells, widths):
                records.refuse(index, "unusual_length")
            else:
                records.cells[index] = fitted
    return with_formulas


def _refuse_lost_delimiters(records: Records, findings: Findings, quoted: list[int]) -> None:
    """Refuse rows where a quote in an unquoted cell shows that the cells are not what they seem.

    Most quotes only enclose a cell and are no part of it: a look at the cells is quicker than one at the text.
    """
    cells, suspicious = records.cells, findings.grammar.suspicious_quote.search
    quote = findings.grammar.quote
    for index in [index for index in quoted if index < len(records.raws) and quote in "".join(cells[index])]:
        raw = findings.grammar.without_escapes(records.raws[index])
        if (
            records.wanted[index]
            and suspicious(raw)
            and (
                findings.grammar.lost_delimiter(raw)
                or findings.likeness.contradicts(cells[index])
                or any(_ends_with_quoted_cell(cell, quote) and cell in raw for cell in cells[index])
            )
        ):
            records.refuse(index, "lost_delimiter")


def _ends_with_quoted_cell(cell: str, quote: str) -> bool:
    """Whether there is a whole quoted cell with quotes in it behind text, so that a delimiter before it was lost."""
    text, _, quoted = cell.partition(quote)
    inner, doubled = quoted[:-1], quote * 2
    is_whole = quoted.endswith(quote) and doubled in inner and quote not in inner.replace(doubled, "")
    return text.strip() == text != "" and is_whole


def _refuse_split_numbers(records: Records, findings: Findings) -> None:
    for index in findings.nameless.split_numbers(records.cells):
        if records.wanted[index]:
            records.refuse(index, "split_number")


def _refuse_moved_cells(records: Records, findings: Findings) -> None:
    indexes = [*compress(range(len(records.raws)), records.wanted)]
    for row in findings.moved_cells.among([*compress(records.cells, records.wanted)]):
        records.refuse(indexes[row], "moved_cells")


def _refuse_loose_ends(records: Records, findings: Findings, *, doubtful: bool) -> bool:
    """Refuse what follows an unclosed quote until a line looks like a row. Returns whether none did."""
    if not doubtful and not records.refused:
        return False
    for index, cells in enumerate(records.cells):
        if index in records.refused:
            doubtful = doubtful or records.refused[index].code == "unclosed_quote"
        elif doubtful and records.wanted[index]:
            doubtful = not findings.likeness.may_begin(cells)
            if doubtful:
                records.refuse(index, "loose_end")
    return doubtful
