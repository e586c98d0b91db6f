"""The header where a person said that it stands, or that there is none."""

from collections import Counter
from collections.abc import Collection, Sequence

from products.fields.headers import normalise
from products.fields.reasons import FileFailure
from products.imports.reading.dialect import Header, agreement, count_names, grammars_of, header_at, sample
from products.imports.reading.grammar import Grammar
from products.imports.reading.header_rows import letter
from products.imports.reading.layout import Layout
from products.imports.reading.rows import Limits


def is_placed(layout: Layout) -> bool:
    """Whether the content has nothing to say in it."""
    return layout.first_row is not None or layout.header_rows == 0


def placed_header(
    lines: Sequence[str],
    first: int,
    delimiters: Sequence[str],
    limits: Limits,
    *,
    named: Collection[str],
    layout: Layout,
) -> Header:
    """The header of the table that begins in that row, by the delimiter under which it reads best.

    Row 1 is on line index `first`. Raises FileFailure `no_header` or `too_many_columns`.
    """
    wanted = {*map(normalise, named)}
    headers = [
        header._replace(known=count_names(header.cells, wanted) if header.rows else 0)
        for grammar in grammars_of(delimiters, layout)
        if (header := _header(lines, first, grammar, limits, layout))
    ]
    if not headers:
        raise FileFailure(
            "no_header", f"The table was to begin in row {layout.first_row or 1:,}, but there is none that can be read."
        )
    best = max(headers, key=lambda header: _rank(lines, header, limits))
    if len(best.cells) > limits.max_columns:
        raise FileFailure(
            "too_many_columns",
            f"This file has {len(best.cells):,} columns; at most {limits.max_columns:,} can be read. "
            "Delete the columns you do not need and upload it again.",
        )
    return best


def _header(lines: Sequence[str], first: int, grammar: Grammar, limits: Limits, layout: Layout) -> Header | None:
    at = first
    for _ in range((layout.first_row or 1) - 1):
        if at < len(lines):
            at = grammar.read_record(lines, at, widest=limits.max_columns, longest=limits.max_record_bytes).stop
    if at >= len(lines):
        return None
    if layout.header_rows != 0:
        return header_at(lines, at, grammar, limits, layout)
    headless = Header([], 0, at, at, grammar, 0)
    rows = sample(lines, headless._replace(cells=[""] * limits.max_columns), limits).rows
    return headless._replace(cells=[*map(letter, range(_usual_width(rows)))]) if rows else None


def _usual_width(rows: Sequence[Sequence[str]]) -> int:
    """The number of cells that most rows have; of two, the greater."""
    widths = Counter(map(len, rows))
    return max(widths, key=lambda width: (widths[width], width))


def _rank(lines: Sequence[str], header: Header, limits: Limits) -> tuple[int, bool, float, int]:
    return header.known, len(header.cells) > 1, agreement(lines, header, limits), len(header.cells)
