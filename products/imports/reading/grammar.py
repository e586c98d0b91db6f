"""The grammar of one record, and the exact reader that knows why a record breaks it.

A quoted cell begins with `"`, or another quote that a person named (spaces before it are dropped), holds anything with
that doubled, line ends included, and ends with `"` (spaces after it are dropped). In any other cell `"` is an ordinary
character.
"""

import re
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

USUAL_QUOTE = '"'
NO_QUOTE = "\ud800"
"""In place of a quote where there is none: half of a surrogate pair, which decoded text never has."""


class Record(NamedTuple):
    """One record, or as much of it as could be read."""

    cells: list[str]
    stop: int
    """The index of the line after the record."""
    problem: str | None = None
    """`unclosed_quote`, `bad_quote`, `bad_escape`, or None if the record is well-formed."""
    ran_out: bool = False
    """The lines ended inside a quoted cell. With more lines, the record may go on."""
    column: int = -1
    """The index of the first cell that spans lines, -1 if none does."""
    opened: int = -1
    """Where in the first line that cell begins, after its quote."""


class Grammar:
    """How records look with one delimiter. `quote`: what stands around cells; empty if nothing does."""

    escape = ""
    """What stands before characters that mean themselves, if anything does: `escapes` has the grammar for that."""

    def __init__(self, delimiter: str, quote: str = USUAL_QUOTE) -> None:
        self.delimiter = delimiter
        self.quote = quote or NO_QUOTE
        self.space = " " if delimiter == "\t" else " \t"
        self._ends = {delimiter, ""}

    @cached_property
    def spaces(self) -> re.Pattern[str]:
        return re.compile(f"[{self.space}]*")

    @cached_property
    def opening(self) -> re.Pattern[str]:
        return re.compile(f"[{self.space}]*{self.quote}")

    @cached_property
    def plain_record(self) -> re.Pattern[str]:
        """A whole record, its lines joined by LF, that `csv.reader` reads exactly as `read_record` does."""
        delimiter, quote = re.escape(self.delimiter), self.quote
        quoted = f"{quote}[^{quote}]*+(?:{quote}{quote}[^{quote}]*+)*+{quote}"
        cell = f"(?:{quoted}|(?![{self.space}]*{quote})[^{delimiter}\\n]*+)"
        return re.compile(f"{cell}(?:{delimiter}{cell})*")

    @cached_property
    def _cell(self) -> re.Pattern[str]:
        """One cell after the other of a whole record, with its quotes."""
        quote = self.quote
        quoted = f"[{self.space}]*{quote}[^{quote}]*(?:{quote}{quote}[^{quote}]*)*{quote}"
        return re.compile(f"{quoted}|[^{re.escape(self.delimiter)}]+")

    @cached_property
    def suspicious_quote(self) -> re.Pattern[str]:
        """A quote that may stand in an unquoted cell, between text and text. It may have a space on each side.

        It begins with the quote, because that is what Python searches for quickly.
        """
        quote = self.quote
        no_text = f"{re.escape(self.delimiter)}{quote}\\s"
        behind = f"(?<=[^{no_text}]{quote})|(?<=[^{no_text}][{self.space}]{quote})"
        return re.compile(f"{quote}(?:{behind})(?=[{self.space}]?[^{no_text}])")

    @cached_property
    def _up_to_a_lone_quote(self) -> re.Pattern[str]:
        return re.compile(f"[^{self.quote}]*+(?:{self.quote}{self.quote}[^{self.quote}]*+)*+")

    @cached_property
    def _between_letters(self) -> re.Pattern[str]:
        return re.compile(rf"[^\W\d_]{self.quote}[^\W\d_]")

    def without_escapes(self, raw: str) -> str:
        """The text of a record with other characters in place of those that are no quotes and delimiters."""
        return raw

    def lost_delimiter(self, record: str) -> bool:
        """Whether unquoted cells of a whole record show that a delimiter before a quoted cell was lost.

        One has a quote between text and text, and a later one ends with the quote that closes it: in
        `Blue mug"nice, big"` the comma before the first quote was lost, and the other one makes up for it. Or the
        quoted cell goes on in the next line: `Blue mug"nice`. A lone `12" ruler` and a `"fine" mug` mean what they say.
        """
        opened = False
        cells = [cell for cell in self._cell.findall(record) if not self.opening.match(cell)]
        for cell in map(str.strip, cells):
            if opened and cell.endswith(self.quote) and cell.count(self.quote) % 2:
                return True
            opened = opened or self.quote in cell[1:-1]
        return "".join(cells).count(self.quote) % 2 == 1 and any(map(self._between_letters.search, cells))

    def read_record(self, lines: Sequence[str], at: int, *, widest: int, longest: int) -> Record:
        """Read the record that begins at `lines[at]`.

        After `widest` cells, a quoted cell is not followed to the next line; nor is a record of more than `longest`
        characters. Both limit how far an unclosed quote is followed.
        """
        cells: list[str] = []
        row, start, budget = at, 0, longest
        column = opened = -1
        if self.quote not in lines[at]:
            return Record(lines[at].split(self.delimiter), at + 1)
        while True:
            line = lines[row]
            opening = self.opening.match(line, start)
            if opening is None:
                end = line.find(self.delimiter, start)
                if end < 0:
                    return Record([*cells, line[start:]], row + 1, None, False, column, opened)
                cells.append(line[start:end])
                start = end + 1
                continue
            last = len(lines) if len(cells) < widest else row + 1
            text, row, end = self._quoted_cell(lines, row, opening.end(), last, budget)
            if end < 0:
                return Record(cells, at + 1, "unclosed_quote", ran_out=row == len(lines))
            if column < 0 and row > at:
                column, opened = len(cells), opening.end()
            cells.append(text)
            budget -= len(text)
            start = self._after_quote(lines[row], end)
            if start < 0:
                return Record(cells, row + 1, "bad_quote")
            if start > len(lines[row]):
                return Record(cells, row + 1, None, False, column, opened)

    def _after_quote(self, line: str, end: int) -> int:
        """Where the next cell begins after a closing quote; beyond the line if none does; -1 if text follows."""
        if line[end : end + 1] in self._ends:
            return end + 1
        end = self.spaces.match(line, end).end()  # type: ignore[union-attr] # matches always
        return end + 1 if line[end : end + 1] in self._ends else -1

    def _quoted_cell(self, lines: Sequence[str], row: int, start: int, last: int, budget: int) -> tuple[str, int, int]:
        """The text of a quoted cell, its last line, and the position after its closing quote (-1: none found)."""
        parts: list[str] = []
        quote = self.quote
        while True:
            line = lines[row]
            end = self._up_to_a_lone_quote.match(line, start).end()  # type: ignore[union-attr] # matches always
            text = line[start:end]
            parts.append(text.replace(quote * 2, quote) if quote in text else text)
            if end < len(line):
                return "".join(parts), row, end + 1
            parts.append("\n")
            budget -= len(line)
            row, start = row + 1, 0
            if row >= last or budget < 0:
                return "", row, -1
