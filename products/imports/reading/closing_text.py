"""Lines without a delimiter that are no rows: headings of groups, and sentences below the table that end a file."""

from collections.abc import Callable, Sequence

from products.imports.reading.grammar import Grammar
from products.imports.reading.likeness import Likeness
from products.imports.reading.records import Records

MOST_LINES = 20
"""So many lines at the end of a file may be such text."""
_FEWEST_COLUMNS, _FEWEST_WORDS = 3, 3
_LONGEST_HEADING = 60


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


def skip_headings(records: Records, grammar: Grammar, likeness: Likeness) -> None:
    """Skip refused records that are words alone, where rows begin with codes and end with numbers.

    There, words cannot be a piece of a row that a line break tore in two.
    """
    first, last = likeness.habits.get(0), likeness.habits.get(records.width - 1)
    if not (first and last and last.has_numbers and all("9" in form for form in first.forms)):
        return
    for index in [index for index in records.refused if _is_cell_alone(records, index, grammar)]:
        raw = records.raws[index].strip()
        if len(raw) <= _LONGEST_HEADING and any(map(str.isalpha, raw)) and not any(map(str.isdigit, raw)):
            records.skip(index, "heading")
            del records.refused[index]


def _may_be(records: Records, index: int, grammar: Grammar, likeness: Likeness) -> bool:
    """Whether the record is refused, and reads like a sentence rather than like a row that was cut off."""
    raw = records.raws[index]
    is_alone = _is_cell_alone(records, index, grammar)
    return is_alone and len(raw.split()) >= _FEWEST_WORDS and not likeness.fits(0, raw)


def _is_cell_alone(records: Records, index: int, grammar: Grammar) -> bool:
    refused = records.refused.get(index)
    is_one_cell = refused is not None and (refused.code, refused.cells) == ("too_few_cells", 1)
    return is_one_cell and records.width >= _FEWEST_COLUMNS and grammar.quote not in records.raws[index]
