"""Which line is the header, and which character separates the cells. We know our columns, so the header tells both."""

import re
from collections.abc import Collection, Sequence
from operator import and_
from typing import NamedTuple

from product_importer.lib.formulas import unguard
from products.fields.headers import count_known, meaning_of, normalise
from products.fields.reasons import FileFailure
from products.fields.registry import FIELDS
from products.imports.reading.escapes import grammar_of
from products.imports.reading.formulas import whole_formulas
from products.imports.reading.grammar import USUAL_QUOTE, Grammar
from products.imports.reading.header_rows import names_of
from products.imports.reading.layout import ANY, Layout
from products.imports.reading.likeness import form_of
from products.imports.reading.rows import Limits

DELIMITERS = (",", ";", "\t", "|")

_SEPARATOR_LINE = re.compile(r'"?sep=([^\w\s"]|\t)"?', re.IGNORECASE)


class Header(NamedTuple):
    """The header record and where it stands."""

    cells: list[str]
    known: int
    """How many of the cells name one of our fields."""
    start: int
    """The index of its line."""
    stop: int
    """The index of the line after it."""
    grammar: Grammar
    rows: int = 1
    """How many rows a spreadsheet shows for it. 0: the file has no header, and the cells are letters."""


class Sample(NamedTuple):
    """The first records that are well-formed and not blank."""

    rows: list[list[str]]
    damaged: bool
    """Some records were not well-formed."""


def separator_line(line: str) -> str | None:
    """The delimiter that a first line `sep=;` names; spreadsheets do not show that line."""
    found = _SEPARATOR_LINE.fullmatch(line.strip(" "))
    return found.group(1) if found else None


def find_header(
    lines: Sequence[str],
    first: int,
    delimiters: Sequence[str],
    limits: Limits,
    *,
    named: Collection[str] = (),
    layout: Layout = ANY,
) -> Header:
    """The record with the most known names among the first lines from index `first` on.

    On the first line that is not blank, one known name is enough. Further down it takes two, because a single word
    such as “active” is in many rows of data. A line that names the SKU and another field is the header even if a later
    one has more names: the lines between them are rows. Among equals the earliest line wins, then the delimiter under
    which the following lines most often have the header's width, then the first in `delimiters`. `named` are headers
    that a person gave for our fields: they count as known. If `layout` says that the header has several rows, a record
    here is so many.
    Raises `no_header`, or `too_many_columns`.
    """
    grammars = grammars_of(delimiters, layout)
    wanted = {normalise(name) for name in named}
    found = [
        header
        for grammar in grammars
        for header in _candidates(lines, first, grammar, limits, wanted, layout)
        if header.known
    ]
    if not found:
        raise _no_header(lines[first:], grammars, limits)
    first_sound = min((header.start for header in found if header.known > 1 and _names_sku(header)), default=None)
    if first_sound is not None:
        found = [header for header in found if header.start == first_sound]
    most = max((header.known, -header.start) for header in found)
    equals = [header for header in found if (header.known, -header.start) == most]
    return max(equals, key=lambda header: agreement(lines, header, limits)) if len(equals) > 1 else equals[0]


def grammars_of(delimiters: Sequence[str], layout: Layout) -> list[Grammar]:
    quote = USUAL_QUOTE if layout.quote is None else layout.quote
    return [grammar_of(delimiter, quote, layout.escape or "") for delimiter in delimiters]


def header_at(lines: Sequence[str], at: int, grammar: Grammar, limits: Limits, layout: Layout) -> Header | None:
    """The header that begins on that line, with none of its names counted; None if it cannot be read."""
    rows, stop = list[list[str]](), at
    for _ in range(layout.header_rows or 1):
        if stop >= len(lines):
            return None
        record = grammar.read_record(lines, stop, widest=limits.max_columns, longest=limits.max_record_bytes)
        if record.problem:
            return None
        rows.append(record.cells)
        stop = record.stop
    return Header(names_of(rows, layout.names_in), 0, at, stop, grammar, len(rows))


def count_records(lines: Sequence[str], first: int, header: Header, limits: Limits) -> int:
    """How many rows a spreadsheet shows for the lines from index `first` up to the header."""
    before, at, count = lines[: header.start], first, 0
    while at < header.start:
        record = header.grammar.read_record(before, at, widest=limits.max_columns, longest=limits.max_record_bytes)
        at, count = record.stop, count + 1
    return count


def sample(lines: Sequence[str], header: Header, limits: Limits, *, whole: bool = False) -> Sample:
    """The first records after the header. `whole`: the file ends with these lines.

    Nothing is learned from lines that an open quote may have swallowed: after one, rows begin again where a line begins
    like a row before it.
    """
    found, beginnings = Sample([], damaged=False), set[str]()
    at, doubtful = header.stop, False
    while at < len(lines) and len(found.rows) < limits.sample_rows:
        widest, longest = len(header.cells), limits.max_record_bytes
        record = header.grammar.read_record(lines, at, widest=widest, longest=longest)
        if record.ran_out and not whole:
            return found
        at = record.stop
        if record.problem:
            found = found._replace(damaged=True)
            doubtful = doubtful or record.problem == "unclosed_quote"
        elif any(cell.strip() for cell in record.cells):
            beginning = form_of(record.cells[0])
            if not doubtful or not beginnings or beginning in beginnings:
                doubtful = False
                whole_cells = whole_formulas(lines[at - 1], record.cells, header.grammar, widest)
                found.rows.append(whole_cells or record.cells)
                beginnings.add(beginning)
    return found


def refuse_single_quotes(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Raise `single_quotes` if the header or most rows have cells in `'…'`, which would be read as part of the text.

    One such cell in a row proves nothing: a name may be written so. Around SKUs, numbers and words for yes and no alone
    they do no harm.
    """
    texts = [index for index, cell in enumerate(header) if not _is_read_without_quotes(cell)]
    quoted = sum(_stands_in_single_quotes(cells, texts) for cells in rows)
    if _stands_in_single_quotes(header, range(len(header))) or quoted * 2 > len(rows):
        raise FileFailure(
            "single_quotes",
            "The cells of this file are in single quotes ('…'), which a CSV file does not use. "
            'Export it with double quotes ("…") and upload it again.',
        )


def _is_read_without_quotes(header: str) -> bool:
    meaning = meaning_of(header)
    return meaning is not None and FIELDS[meaning.field].kind.name in {"sku", "money", "boolean"}


def _stands_in_single_quotes(cells: Sequence[str], texts: Collection[int]) -> bool:
    """Whether at least two cells do, and one of `texts`, the indexes of those that would keep the quotes.

    A separator may have cut one in two. The guard of our own exports is no quote.
    """
    words = [*map(str.strip, cells)]
    opened = [word.startswith("'") and unguard(word) == word for word in words]
    closed = [len(word) > 1 and word.endswith("'") for word in words]
    if min(sum(opened), sum(closed)) <= 1 or not any(map(and_, opened, closed)):
        return False
    return any(index in texts for index, (one, other) in enumerate(zip(opened, closed, strict=True)) if one or other)


def _candidates(
    lines: Sequence[str], first: int, grammar: Grammar, limits: Limits, named: set[str], layout: Layout
) -> list[Header]:
    headers = []
    filled = [at for at in range(first, min(len(lines), first + limits.preamble_lines + 1)) if lines[at].strip()]
    for at in filled:
        header = header_at(lines, at, grammar, limits, layout)
        known = count_names(header.cells, named) if header and len(header.cells) <= limits.max_columns else 0
        if header and known > (at != filled[0]):
            headers.append(header._replace(known=known))
    return headers


def _names_sku(header: Header) -> bool:
    return any((meaning := meaning_of(cell)) and meaning.field == "sku" for cell in header.cells)


def count_names(cells: Sequence[str], named: Collection[str]) -> int:
    """How many of the cells name our fields, or are among `named`, the names that a person gave, as compared."""
    return count_known(cells) + (sum(normalise(cell) in named for cell in cells) if named else 0)


def agreement(lines: Sequence[str], header: Header, limits: Limits) -> float:
    """The share of the following records that are as wide as the header."""
    rows = sample(lines, header, limits).rows
    return sum(len(cells) == len(header.cells) for cells in rows) / max(1, len(rows))


def _no_header(lines: Sequence[str], grammars: Sequence[Grammar], limits: Limits) -> FileFailure:
    first = next((line for line in lines if line.strip()), "")
    widest = max(first.count(grammar.delimiter) + 1 for grammar in grammars)
    if widest > limits.max_columns:
        return FileFailure(
            "too_many_columns",
            f"This file has {widest:,} columns; at most {limits.max_columns:,} can be read. "
            "Delete the columns you do not need and upload it again.",
        )
    return FileFailure(
        "no_header",
        f"No header line with known column names was found. Put a line such as “{FIELDS.header}” "
        "at the top of the file and upload it again.",
    )
