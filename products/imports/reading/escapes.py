r"""Records whose cells have backslashes before the characters that would end them, as databases write them: `\"`, `\,`.

Such a backslash stands for the character behind it. Behind other characters nobody knows what it means in this file:
such a row is refused. A bare `\N` is a blank cell, and a line that ends with a backslash goes on in the next one.
"""

import re
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from products.imports.reading.grammar import Grammar, Record

ESCAPE = "\\"
NULL = "\\N"
"""What databases write for a cell without a value."""

_PAIR = re.compile(r"\\.")


def grammar_of(delimiter: str, quote: str, escape: str = "") -> Grammar:
    return EscapingGrammar(delimiter, quote) if escape else Grammar(delimiter, quote)


class _Unclosed(Exception):
    """The cell does not end in the lines that it may take."""

    def __init__(self, row: int) -> None:
        super().__init__()
        self.row = row


class _Cell(NamedTuple):
    text: str | None
    """None: a backslash in it means nothing that we know."""
    row: int
    """Its last line."""
    stop: int
    """Where the delimiter, the closing quote or the end of that line stands."""


class EscapingGrammar(Grammar):
    """How records look with one delimiter, one quote and backslashes."""

    escape = ESCAPE

    def without_escapes(self, raw: str) -> str:
        return _PAIR.sub("x", raw)

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset({ESCAPE, '"', "'", self.quote, self.delimiter})

    @cached_property
    def _bare(self) -> re.Pattern[str]:
        plain = rf"[^{re.escape(self.delimiter)}\\]*+"
        return re.compile(rf"{plain}(?:\\.{plain})*+")

    @cached_property
    def _quoted(self) -> re.Pattern[str]:
        plain = rf"[^{self.quote}\\]*+"
        return re.compile(rf"{plain}(?:(?:\\.|{self.quote}{self.quote}){plain})*+")

    @cached_property
    def _special(self) -> re.Pattern[str]:
        return re.compile(rf"\\(.)|{self.quote}({self.quote})")

    def read_record(self, lines: Sequence[str], at: int, *, widest: int, longest: int) -> Record:
        """As any grammar does, but for the backslashes. Another problem is `bad_escape`."""
        if self.quote not in lines[at] and ESCAPE not in lines[at]:
            return Record(lines[at].split(self.delimiter), at + 1)
        cells, bad = list[str](), False
        row, start, budget, column, opened = at, 0, longest, -1, -1
        while True:
            opening, first = self.opening.match(lines[row], start), row
            start = opening.end() if opening else start
            last = len(lines) if len(cells) < widest else row + 1
            try:
                text, row, stop = self._cell_at(lines, row, start, last, budget, is_quoted=opening is not None)
            except _Unclosed as unclosed:
                problem = "unclosed_quote" if opening else "bad_escape"
                return Record(cells, at + 1, problem, ran_out=unclosed.row == len(lines))
            if column < 0 and row > first:
                column, opened = len(cells), start
            bad = bad or text is None
            cells.append(text or "")
            budget -= len(text or "")
            start = self._after_quote(lines[row], stop + 1) if opening else stop + 1
            if start < 0:
                return Record(cells, row + 1, "bad_quote")
            if start > len(lines[row]):
                return Record(cells, row + 1, "bad_escape" if bad else None, False, column, opened)

    def _cell_at(self, lines: Sequence[str], row: int, start: int, last: int, budget: int, *, is_quoted: bool) -> _Cell:
        """Raises _Unclosed."""
        inside, parts = self._quoted if is_quoted else self._bare, list[str]()
        while True:
            line = lines[row]
            stop = inside.match(line, start).end()  # type: ignore[union-attr] # matches always
            parts.append(line[start:stop])
            goes_on = line[stop : stop + 1] == ESCAPE or (is_quoted and stop == len(line))
            if not goes_on:
                return _Cell(self._text(parts, is_quoted=is_quoted), row, stop)
            budget -= len(line)
            row, start = row + 1, 0
            if row >= last or budget < 0:
                raise _Unclosed(row)

    def _text(self, parts: Sequence[str], *, is_quoted: bool) -> str | None:
        """`parts`: of a cell, by its lines."""
        raw = "\n".join(parts)
        if not is_quoted and raw.strip(self.space) == NULL:
            return ""
        if any(pair[1] not in self._known for pair in _PAIR.findall(raw)):
            return None
        special = self._special if is_quoted else _PAIR
        return special.sub(lambda found: found[0][1], raw)
