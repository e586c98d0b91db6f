"""Cells such as `="0012;b"` without quotes around them, by which spreadsheets keep a text as it is.

The delimiter in one is text if that gives the row the width of the header.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from products.imports.reading.grammar import Grammar

SIGN = '="'
_KEPT = "\ud801"
"""In place of a delimiter that is text: half of a surrogate pair, which decoded text never has."""


def whole_formulas(raw: str, cells: Sequence[str], grammar: Grammar, width: int) -> list[str] | None:
    """The cells of a record with such texts whole; None if it has none, or not so many cells then.

    `cells`: as the grammar alone reads it.
    """
    if len(cells) <= width or SIGN not in raw or "\n" in raw:
        return None
    kept = _formula(grammar.delimiter, grammar.space).sub(lambda found: found[0].replace(grammar.delimiter, _KEPT), raw)
    record = grammar.read_record([kept], 0, widest=width, longest=len(raw))
    if record.problem or len(record.cells) != width:
        return None
    return [cell.replace(_KEPT, grammar.delimiter) for cell in record.cells]


@lru_cache(maxsize=16)
def _formula(delimiter: str, space: str) -> re.Pattern[str]:
    mark = re.escape(delimiter)
    return re.compile(rf'(?:^|(?<={mark}))[{space}]*="[^"]*(?:""[^"]*)*"[{space}]*(?={mark}|$)')
