"""A refused row's original text with the bad cells marked."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from products.imports.reading.dialect import DELIMITERS

SHOWN_CHARACTERS = 600
LEAD_CHARACTERS = 200
"""Of a long row, how much is shown before its first bad cell."""

CELL_ENDS = r'\s,;\t|"'


class Fragment(NamedTuple):
    text: str
    is_bad: bool


def marked(
    raw: str, errors: Sequence[Mapping[str, object]], indexes: Mapping[str, int] = MappingProxyType({})
) -> list[Fragment]:
    """The text in parts, the offending values marked where they can be told from the rest.

    Of a long row the 600 characters around its first bad cell; dots stand for the others. `indexes`: field → which cell
    of a row holds it; they tell where a value is missing.
    """
    places = [_place(raw, error, indexes) for error in errors]
    bad = sorted({place for place in places if place})
    shown, moved = _window(raw, bad[0][0] if bad else 0)
    parts, reached = [], 0
    for start, end in ((max(start + moved, 0), end + moved) for start, end in bad):
        if start < reached or start > len(shown):
            continue
        parts += [Fragment(shown[reached:start], is_bad=False), Fragment(shown[start:end], is_bad=True)]
        reached = end
    return [part for part in [*parts, Fragment(shown[reached:], is_bad=False)] if part.text or part.is_bad]


def _place(raw: str, error: Mapping[str, object], indexes: Mapping[str, int]) -> tuple[int, int] | None:
    if value := str(error.get("value") or "").strip():
        return _only_place(raw, value)
    index = indexes.get(str(error.get("column")))
    return None if index is None else _blank_cell(raw, index)


def _blank_cell(text: str, index: int) -> tuple[int, int] | None:
    """Where the cell with this index stands, if it is blank. The delimiter is the one that makes the most cells."""
    cells = max((_cells(text, delimiter) for delimiter in DELIMITERS), key=len)
    if index >= len(cells):
        return None
    start, end = cells[index]
    return None if text[start:end].strip(' "') else (start, end)


def _cells(text: str, delimiter: str) -> list[tuple[int, int]]:
    """Where each cell begins and ends."""
    other = re.escape(delimiter)
    found = re.finditer(rf'(?:^|{other})( *"(?:[^"]|"")*" *(?={other}|$)|[^{other}]*)', text)
    return [match.span(1) for match in found]


def _only_place(text: str, value: str) -> tuple[int, int] | None:
    """Where the value stands as a whole cell, if that is one place only."""
    pattern = rf"(?:(?<=[{CELL_ENDS}])|^){re.escape(value)}(?=[{CELL_ENDS}]|$)"
    places = [match.span() for match in re.finditer(pattern, text)]
    return places[0] if len(places) == 1 else None


def _window(raw: str, first_bad: int) -> tuple[str, int]:
    """What is shown, and how far that moves each place in it."""
    if len(raw) <= SHOWN_CHARACTERS:
        return raw, 0
    start = max(first_bad - LEAD_CHARACTERS, 0)
    text = raw[start : start + SHOWN_CHARACTERS]
    lead = "…" if start else ""
    rest = "…" if start + SHOWN_CHARACTERS < len(raw) else ""
    return f"{lead}{text}{rest}", len(lead) - start
