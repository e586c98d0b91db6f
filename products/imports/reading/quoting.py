r"""Files whose cells stand in apostrophes, or have backslashes before their quotes and delimiters, told by their rows.

Nobody is asked where the usual reading contradicts itself, because rows fall apart, and only one other reading is even.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from product_importer.lib.warning import Warned
from products.fields.reasons import FileFailure
from products.imports.reading.dialect import Header
from products.imports.reading.escapes import ESCAPE, NULL
from products.imports.reading.grammar import USUAL_QUOTE, Grammar
from products.imports.reading.layout import Layout
from products.imports.reading.rows import Limits

_ONE_IN = 100
"""Of so many records, one may fall apart: it may be damaged."""
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")

Find = Callable[[Layout], Header]


class _Way(NamedTuple):
    quote: str
    escape: str


_OTHER_WAYS = (_Way(USUAL_QUOTE, ESCAPE), _Way("'", ""), _Way("'", ESCAPE))


def as_rows_say(
    lines: Sequence[str], header: Header, layout: Layout, limits: Limits, find: Find, *, whole: bool
) -> Header:
    """The header by the grammar for which the first lines speak; the given one if they speak for none or for several.

    `find`: what finds the header by a layout. `whole`: the file ends with these lines.
    """
    ways = [way for way in _OTHER_WAYS if _is_possible(lines[header.stop :], header.grammar.delimiter, way)]
    if not ways or layout.quote is not None or layout.escape is not None or not _falls_apart(lines, header, limits):
        return header
    found = []
    for way in ways:
        said = replace(layout, delimiter=header.grammar.delimiter, quote=way.quote, escape=way.escape)
        try:
            other = find(said)
        except FileFailure:
            continue
        if other.start == header.start and _is_even(lines, other, limits, whole=whole):
            found.append(other)
    return found[0] if len(found) == 1 else header


def warnings_of(grammar: Grammar) -> list[Warned]:
    """What a person should know about a file that is read otherwise than usual."""
    warnings: list[Warned] = []
    if grammar.quote == "'":
        warnings.append(
            Warned("The cells of this file stand in single quotes ('…'), which were taken as quotes.", "single_quotes")
        )
    if grammar.escape:
        warnings.append(
            Warned(
                "A backslash before a quote or a separator in this file was taken to mark it as text.", "backslashes"
            )
        )
    return warnings


def _is_possible(lines: Sequence[str], delimiter: str, way: _Way) -> bool:
    """A quick look that spares most files the rest."""
    mark = re.escape(delimiter)
    begins = re.compile(rf"(?:^|{mark})[ ]*'")
    if way.quote != USUAL_QUOTE and sum(map(bool, map(begins.search, lines))) * 2 <= len(lines):
        return False
    escaped = re.compile(rf"\\[{way.quote}{mark}\\]")
    return not way.escape or any(map(escaped.search, lines))


class _Record(NamedTuple):
    raw: str
    is_sound: bool


def _records(lines: Sequence[str], header: Header, limits: Limits, *, whole: bool) -> Iterator[_Record]:
    """The first records that are not blank. `whole`: one that these lines leave open does not go on in others."""
    at, width, count = header.stop, len(header.cells), 0
    while at < len(lines) and count < limits.sample_rows:
        record = header.grammar.read_record(lines, at, widest=width, longest=limits.max_record_bytes)
        if record.ran_out and not whole:
            return
        raw = "\n".join(lines[at : record.stop])
        at = record.stop
        if raw.strip():
            count += 1
            is_wide = len(record.cells) < width or any(map(str.strip, record.cells[width:]))
            yield _Record(raw, record.problem is None and not is_wide)


def _falls_apart(lines: Sequence[str], header: Header, limits: Limits) -> bool:
    sound = [record.is_sound for record in _records(lines, header, limits, whole=True)]
    return sound.count(False) * _ONE_IN > len(sound)


def _is_even(lines: Sequence[str], header: Header, limits: Limits, *, whole: bool) -> bool:
    """Whether the records have the width of the header, and their quotes are the same in all of them."""
    records = [*_records(lines, header, limits, whole=whole)]
    sound = [record.raw for record in records if record.is_sound]
    if any(_swallows_rows(raw, header) for raw in sound):
        return False
    if header.grammar.quote == USUAL_QUOTE and any(_has_apostrophes(raw, header.grammar) for raw in sound):
        return False
    if not sound or (len(records) - len(sound)) * _ONE_IN > len(records):
        return False
    if header.grammar.escape and any(map(_doubled(header.grammar).search, map(header.grammar.without_escapes, sound))):
        return False
    return header.grammar.quote == USUAL_QUOTE or _is_quoted_by_column(sound, header.grammar)


def _swallows_rows(raw: str, header: Header) -> bool:
    """Whether its first and its last line could each be a row: then a bare quote may have opened what is no cell."""
    lines = raw.split("\n")
    marks = [line.count(header.grammar.delimiter) for line in (lines[0], lines[-1])]
    return len(lines) > 1 and min(marks) >= len(header.cells) - 1


def _has_apostrophes(raw: str, grammar: Grammar) -> bool:
    """Whether they may stand around a cell: then they, and no backslash, may have kept its delimiters."""
    cells = [*map(str.strip, _cells_as_written(raw, grammar))]
    return any(cell[:1] == "'" for cell in cells) and any(cell[-1:] == "'" for cell in cells)


def _doubled(grammar: Grammar) -> re.Pattern[str]:
    """A quote that is written twice: then backslashes may be text."""
    quote, mark = grammar.quote, re.escape(grammar.delimiter)
    return re.compile(rf"(?<=[^{mark}\n{quote}]){quote}{quote}|{quote}{quote}(?=[^{mark}\n\s])")


def _is_quoted_by_column(raws: Sequence[str], grammar: Grammar) -> bool:
    """Whether a column is quoted in all rows or in none, but for numbers and cells without a value."""
    quoted, bare = set[int](), set[int]()
    for raw in raws:
        for column, cell in enumerate(_cells_as_written(raw, grammar)):
            text = cell.strip()
            if text.startswith(grammar.quote):
                quoted.add(column)
            elif text and text != NULL and not _NUMBER.fullmatch(text):
                bare.add(column)
    return bool(quoted) and not quoted & bare


def _cells_as_written(raw: str, grammar: Grammar) -> list[str]:
    """No two ways to go on take the same character, or a cell full of backslashes would be tried in endless ways."""
    quote, mark = grammar.quote, re.escape(grammar.delimiter)
    inner = rf"(?:[^{quote}\\]|\\.|{quote}{quote})*+" if grammar.escape else rf"(?:[^{quote}]|{quote}{quote})*?"
    quoted = rf"\s*{quote}{inner}{quote}\s*(?={mark}|$)"
    return [found[1] for found in re.finditer(rf"(?:^|{mark})({quoted}|[^{mark}]*)", raw, re.DOTALL)]
