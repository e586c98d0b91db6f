"""Lists that a program printed: columns at fixed places with blanks between them become cells with tabs between. Pure.

    CODE    DESCRIPTION             PRICE
    120034  BALL BEARING 6201        6,03

Where columns meet, dashes below the header tell, or the blanks that header and rows have at the same places.
Blanks below one word of the header are its column's own: a name stays whole. A line that has text where columns meet
is handed on as it is, which costs that row and no other.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from itertools import chain, islice, pairwise, zip_longest
from pathlib import Path
from typing import IO, NamedTuple

from products.imports.containers.plain_lines import LINES_LOOKED_AT, codec_of, lines_in, lines_of
from products.imports.reading.page_marks import PageMarks, is_line

_HEADER_WITHIN, _MOST_HEADERS_TRIED = 40, 5
_FEWEST_COLUMNS, _FEWEST_ROWS = 3, 5
_RARE, _FEW = 20, 5
"""Of so many lines, one may have text where columns seem to meet, and one where they do."""
_CELL = re.compile(r"\S+(?: \S+)*")
"""As it is printed: words with one blank between them."""
_WORD = re.compile(r"\S+")
_DASHES = re.compile(r"[-=_]+")
_BETWEEN = re.compile(r" +|\S+ {2,}|(?:\S+ )? +(?P<number>[-+$€£\d.,]+)")
"""Where columns meet: blanks, the end of a longer text with blanks behind it, or the beginning of a longer number."""
_DELIMITERS = frozenset(";,\t|")


class Span(NamedTuple):
    """The places from `start` up to before `stop`."""

    start: int
    stop: int


class Cut(NamedTuple):
    """`gaps`: what lies between two columns each. `header`: the index of its line."""

    gaps: Sequence[Span]
    header: int
    codec: str


def cut_of(head: bytes) -> Cut | None:
    """How the lines of a text are cut that begins with these bytes; None if it is no such list."""
    if b"\0" in head:
        return None
    *whole, _ = head.split(b"\n")
    codec = codec_of(b"\n".join(whole))
    lines = [*islice(lines_in(whole, codec), LINES_LOOKED_AT)]
    cells = [_spans(line) for line in lines]
    wide = [len(found) >= _FEWEST_COLUMNS for found in cells if found]
    if sum(wide) < _FEWEST_ROWS or sum(wide) * 2 < len(wide):
        return None
    candidates = (at for at, line in enumerate(lines[:_HEADER_WITHIN]) if _may_be_header(line, cells[at]))
    for at in islice(candidates, _MOST_HEADERS_TRIED):
        marks = PageMarks(([line] for line in lines[:at]), len(cells[at]))
        rows = [line for line in lines[at + 1 :] if _may_be_row(line, len(cells[at])) and not marks.are_in([line])]
        gaps = _gaps_in_dashes(lines[at + 1 : at + 3]) or _gaps(lines[at], rows)
        if len(gaps) + 1 >= _FEWEST_COLUMNS and _are_right(rows, gaps):
            return Cut(gaps, at, codec)
    return None


def cells_of(line: str, gaps: Iterable[Span]) -> list[str] | None:
    """None if there is text where two columns meet, so that nobody can tell to which it belongs."""
    cells, start = list[str](), 0
    for gap in gaps:
        between = line[gap.start : gap.stop].ljust(gap.stop - gap.start)
        found = _BETWEEN.fullmatch(between)
        if found is None:
            return None
        stop = gap.stop - len(found["number"] or "")
        cells.append(line[start:stop].strip())
        start = stop
    return [*cells, line[start:].strip()]


def write(source: IO[bytes], target: Path, cut: Cut, go_on: Callable[[], None]) -> None:
    """Write the list to `target`, each line on its record. `go_on` is called now and then and raises to stop."""
    lines = lines_of(source, cut.codec)
    before = [*islice(lines, cut.header)]
    marks = PageMarks(([line] for line in before), len(cut.gaps) + 1)
    with target.open("w", encoding=cut.codec, errors="surrogateescape", newline="") as output:
        writer = csv.writer(output, delimiter="\t", lineterminator="\n")
        for number, line in enumerate(chain(before, lines)):
            if number % LINES_LOOKED_AT == 0:
                go_on()
            is_mark = number < cut.header or marks.are_in([line])
            cells = None if is_mark else cells_of(line, cut.gaps)
            if line:
                writer.writerow(cells or [line])
            else:
                output.write("\n")


def _spans(line: str) -> list[Span]:
    return [Span(*found.span()) for found in _CELL.finditer(line)]


def _may_be_header(line: str, cells: Sequence[Span]) -> bool:
    if len(cells) < _FEWEST_COLUMNS or not _DELIMITERS.isdisjoint(line) or is_line([line]):
        return False
    return all(any(map(str.isalpha, line[cell.start : cell.stop])) for cell in cells)


def _may_be_row(line: str, columns: int) -> bool:
    return len(_spans(line)) * 2 > columns and any(map(str.isdigit, line))


def _gaps_in_dashes(below: Sequence[str]) -> list[Span]:
    """Those of a line below the header that has dashes for each column."""
    line = next((line for line in below if line), "")
    spans = [Span(*found.span()) for found in _DASHES.finditer(line)] if is_line([line]) else []
    return [Span(one.stop, other.start) for one, other in pairwise(spans)]


def _gaps(header: str, rows: Sequence[str]) -> list[Span]:
    """What is blank in the header and in nearly all rows, between columns of one name each; none if it is not so.

    Two words of the header above two columns may be a name or two: nobody can tell.
    """
    used = Counter(place for row in rows for place, character in enumerate(row) if character != " ")
    filled = {place for place, count in used.items() if count * _RARE > len(rows)}
    named = _spans(header)
    names = {place: name for name, cell in enumerate(named) for place in range(*cell)}
    words = {place for place in names if header[place] != " "}
    runs = [_run(span, names, filled) for span in _spans_of(sorted(filled | words))]
    if not runs or not runs[0].names:
        return []
    columns = [runs[0]]
    for run, following in zip_longest(runs[1:], runs[2:]):
        last = columns[-1]
        belongs_behind = following is not None and not following.has_rows and _is_nearer(run, last, following)
        if last.names & run.names and last.has_rows and run.has_rows and _has_word(header, last.span.stop, run.span):
            return []
        if last.names & run.names or not last.names or not (run.names or belongs_behind):
            span = Span(last.span.start, run.span.stop)
            columns[-1] = _Run(span, last.names | run.names, last.has_rows or run.has_rows)
        else:
            columns.append(run)
    if any(len(column.names) != 1 for column in columns):
        return []
    return [Span(one.span.stop, other.span.start) for one, other in pairwise(columns)]


def _is_nearer(run: _Run, last: _Run, following: _Run) -> bool:
    """Whether it is nearer to what follows than to the last column."""
    return following.span.start - run.span.stop < run.span.start - last.span.stop


def _has_word(header: str, after: int, span: Span) -> bool:
    """Whether a word of the header begins behind the column before, and up to the end of this one."""
    return any(after <= found.start() < span.stop for found in _WORD.finditer(header))


class _Run(NamedTuple):
    """Places without a blank column between them. `names`: the numbers of the header's cells above them."""

    span: Span
    names: frozenset[int]
    has_rows: bool


def _run(span: Span, names: Mapping[int, int], filled: Container[int]) -> _Run:
    places = range(*span)
    found = frozenset(names[place] for place in places if place in names)
    return _Run(span, found, any(place in filled for place in places))


def _spans_of(places: Sequence[int]) -> list[Span]:
    """Those of consecutive places."""
    spans: list[Span] = []
    for place in places:
        if spans and spans[-1].stop == place:
            spans[-1] = Span(spans[-1].start, place + 1)
        else:
            spans.append(Span(place, place + 1))
    return spans


def _are_right(rows: Sequence[str], gaps: Sequence[Span]) -> bool:
    """Whether nearly all rows can be cut there, and some column has numbers."""
    cut = [cells for row in rows if (cells := cells_of(row, gaps))]
    if len(cut) < _FEWEST_ROWS or (len(rows) - len(cut)) * _FEW > len(rows):
        return False
    return any(_are_numbers([cell for cell in column if cell]) for column in zip(*cut, strict=True))


def _are_numbers(cells: Sequence[str]) -> bool:
    numbers = sum(any(map(str.isdigit, cell)) and not any(map(str.isalpha, cell)) for cell in cells)
    return bool(cells) and numbers * 4 >= len(cells) * 3
