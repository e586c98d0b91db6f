"""Sentences below the table, such as terms of delivery or *End of list*: lines without a delimiter that end a file."""

from collections.abc import Callable, Sequence

from products.imports.reading.grammar import Grammar
from products.imports.reading.likeness import Likeness
from products.imports.reading.records import Records

MOST_LINES = 20
"""So many lines at the end of a file may be such text."""
_FEWEST_COLUMNS, _FEWEST_WORDS = 3, 3


def skip_closing_text(
    records: Records, grammar: Grammar, likeness: Likeness, following: Callable[[], Sequence[str] | None]
) -> None:
    """Skip those of the refused records. `following`: the lines after the records if few are left of the file."""
    last = max(records.refused, default=-1)
    if last < 0 or len(records.raws) - last > MOST_LINES or not _may_be(records, last, grammar, likeness):
        return
    lines = following()
    if lines is None or any(grammar.delimiter in line for line in lines):
        return
    left = len(lines)
    for index in range(len(records.raws) - 1, -1, -1):
        left += 1
        if left > MOST_LINES or grammar.delimiter in records.raws[index]:
            return
        if _may_be(records, index, grammar, likeness):
            records.skip(index, "closing_text")
            del records.refused[index]


def _may_be(records: Records, index: int, grammar: Grammar, likeness: Likeness) -> bool:
    """Whether the record is refused, and reads like a sentence rather than like a row that was cut off."""
    refused, raw = records.refused.get(index), records.raws[index]
    return (
        refused is not None
        and (refused.code, refused.cells) == ("too_few_cells", 1)
        and grammar.quote not in raw
        and records.width >= _FEWEST_COLUMNS
        and len(raw.split()) >= _FEWEST_WORDS
        and not likeness.fits(0, raw)
    )
