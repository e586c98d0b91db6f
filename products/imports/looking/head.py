"""The first lines of a file → which character separates its cells, and which of its rows are the header. Pure.

`reading.dialect` finds headers by names that we know in every file. Here words of nine languages count, and the shape
of the rows below: a header has no numbers where the rows have some. A file may have no header at all.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from products.fields.headers import normalise
from products.imports.looking.head_rows import SEVERAL_CELLS, Row, has_hints, names_known, rows_of, without_values
from products.imports.looking.values import is_number
from products.imports.reading.dialect import DELIMITERS
from products.imports.reading.header_rows import names_of
from products.imports.reading.page_marks import is_line

MOST_BEFORE = 50
"""Rows that may stand before the table."""
_MOST_HEADER_ROWS = 3
_BODY_LOOKED_AT = 200
_LONGEST_NAME = 80
_NAMES_FOR_A_NUMBER = 5
_FEWEST_ROWS_OF_CELLS = 10
"""One in so many rows of a table has several cells, or a stray comma was taken for a delimiter."""
_MOST_RECORDS_ABOVE = 5
"""Lines of other lengths, such as a program's own first one, that may stand above a header in words nobody knows."""
_ADDRESS = re.compile(r"\S@\S+\.\w|https?://")
_DECIMAL_COMMA = re.compile(r"\d,(?=\d)")
_UNCUT = frozenset("\t;")
"""Separators that stand in no name: the cells of such a header are not cut where they should be."""
_FEW_NAMES, _HALF = 2, 0.5
_AGREED = 0.8
"""So many rows of equal length are as good as all: then the more cells the better."""


@dataclass(frozen=True, slots=True)
class Head:
    """Where the table begins and what its columns are called."""

    delimiter: str
    first_row: int
    """The row where the header begins, or the table if it has none."""
    header_rows: int
    names: tuple[str, ...]
    """As the header says; empty where it says nothing."""
    body: tuple[Row, ...]
    """The first rows below, blank ones left out."""
    before: tuple[Row, ...] = ()
    """What stands before the table."""
    names_in: int | None = None
    """Which of the header rows has the names, from 1, if another one only has hints; None: they are joined."""


def heads(lines: Sequence[str], delimiter: str | None = None) -> list[Head]:
    """The ways to read the lines, the likeliest first. `delimiter`: what a person or the file itself says."""
    found = [
        (_score(head), head)
        for each in ([delimiter] if delimiter else DELIMITERS)
        if (head := _head(lines, each)) is not None
    ]
    return [head for _, head in sorted(found, key=lambda pair: pair[0], reverse=True)]


def head_at(lines: Sequence[str], delimiter: str, *, first_row: int, header_rows: int) -> Head:
    """The table where a person says it is. `first_row`: as a spreadsheet counts."""
    rows, body_at = [*rows_of(lines, delimiter)], first_row + header_rows
    header = [row.cells for row in rows if first_row <= row.number < body_at]
    names = tuple(names_of(header, None)) if header else ()
    body = tuple(row for row in rows if row.number >= body_at and row.filled)
    return Head(delimiter, first_row, header_rows, names, body, tuple(row for row in rows if row.number < first_row))


def _head(lines: Sequence[str], delimiter: str) -> Head | None:
    rows = [row for row in rows_of(lines, delimiter) if row.filled and not is_line(row.cells)]
    width = _usual_width(rows)
    if width < 2:
        return None
    used = min(width, _columns_used(rows))
    first_rows = enumerate(rows[: MOST_BEFORE + 10])
    wide = [index for index, row in first_rows if row.filled * 10 >= used * 4 and len(row.cells) > 1]
    if not wide:
        return None
    said = without_values(rows)
    named = max(wide, key=lambda index: (_names(said[index]), _names_with_above(said, index), -index))
    known = 0 if _is_like_others(rows, named) else _names_with_above(said, named)
    if known >= 2 or (named == wide[0] and known and _is_header(rows, named)):
        return _with_header(rows, named, delimiter)
    for index in wide:
        if _is_header(rows, index):
            return _with_header(rows, index, delimiter)
        if index >= _MOST_RECORDS_ABOVE or len(rows[index].cells) == width:
            break
    if delimiter == "," and all(map(_has_only_decimal_commas, lines)):
        return None
    first = next((index for index in wide if not _is_letterhead(rows[index], used)), wide[0])
    return Head(delimiter, rows[first].number, 0, (), tuple(rows[first:]), tuple(rows[:first]))


def _is_letterhead(row: Row, used: int) -> bool:
    """Whether a row above a table without a header is none of it: an address, or a few words and no number."""
    has_address = any(map(_ADDRESS.search, row.cells)) and row.filled < used
    return row.filled * 2 <= used + 1 and (has_address or not any(map(is_number, row.cells)))


def _has_only_decimal_commas(line: str) -> bool:
    """Whether commas stand between digits alone: then they separate no cells, as in lists that nothing separates."""
    return line.count(",") == len(_DECIMAL_COMMA.findall(line))


def _names(row: Row) -> int:
    """How many fields the row names, if it may be a header at all. A sum may stand beside the names."""
    numbers = sum(map(is_number, row.cells))
    if numbers * _NAMES_FOR_A_NUMBER > row.filled or any(map(_ADDRESS.search, row.cells)):
        return 0
    return names_known(row.cells)


def _names_with_above(rows: Sequence[Row], index: int) -> int:
    """The same, with those of the row above if the header began there."""
    known = _names(rows[index])
    return names_known([*rows[index - 1].cells, *rows[index].cells]) if known and _began_above(rows, index) else known


def _usual_width(rows: Sequence[Row]) -> int:
    """The number of filled cells that most rows have at least: the width that the table has in earnest."""
    looked_at = rows[:_BODY_LOOKED_AT]
    widths = Counter(len(row.cells) for row in looked_at if row.filled > 1)
    if widths.total() * _FEWEST_ROWS_OF_CELLS < len(looked_at):
        return 0
    return max(widths, key=lambda width: (widths[width], width)) if widths else 0


def _columns_used(rows: Sequence[Row]) -> int:
    """How many columns hold anything: some files have more of them than they use."""
    return len({at for row in rows[:_BODY_LOOKED_AT] for at, cell in enumerate(row.cells) if cell.strip()})


def _is_header(rows: Sequence[Row], index: int) -> bool:
    """Whether the row reads as the names of what is below: short, different, no numbers; and not like a row itself."""
    cells = [cell.strip() for cell in rows[index].cells]
    filled = [cell for cell in cells if cell]
    if any(is_number(cell) or len(cell) > _LONGEST_NAME or _ADDRESS.search(cell) for cell in filled):
        return False
    below = rows[index + 1 : index + 1 + _BODY_LOOKED_AT]
    if not below or len({*map(normalise, filled)}) < len(filled) * 0.8:
        return False
    if any(cells[at] and _is_numeric(below, at) for at in range(len(cells))) or names_known(cells) >= 1:
        return True
    return not _has_digits(" ".join(filled)) and any(cells[at] and _have_digits(below, at) for at in range(len(cells)))


def _is_numeric(rows: Sequence[Row], at: int) -> bool:
    filled = [row.cells[at] for row in rows if at < len(row.cells) and row.cells[at].strip()]
    return len(filled) >= 1 and sum(map(is_number, filled)) * 10 >= len(filled) * 7


def _have_digits(rows: Sequence[Row], at: int) -> bool:
    """Whether the cells below have digits: codes, or prices with words beside them."""
    filled = [cell for row in rows if at < len(row.cells) and (cell := row.cells[at].strip())]
    return len(filled) > 1 and sum(map(_has_digits, filled)) * 10 >= len(filled) * 9


def _has_digits(text: str) -> bool:
    return any(map(str.isdigit, text))


def _with_header(rows: Sequence[Row], index: int, delimiter: str) -> Head:
    last = index
    while _began_above(rows, index):
        index -= 1
    while last + 1 < len(rows) and last - index + 1 < _MOST_HEADER_ROWS and _goes_on(rows, index, last + 1):
        last += 1
    first, named = rows[index].number, _names_in(rows[index : last + 1])
    names = tuple(names_of([row.cells for row in rows[index : last + 1]], named))
    header_rows = rows[last].number - first + 1
    return Head(delimiter, first, header_rows, names, tuple(rows[last + 1 :]), tuple(rows[:index]), named)


def _names_in(header: Sequence[Row]) -> int | None:
    """The row with the most names where another one only says which cells are *required*; None if there is no such."""
    if not any(map(has_hints, header)):
        return None
    named = max(range(len(header)), key=lambda at: (not has_hints(header[at]), names_known(header[at].cells), -at))
    return named + 1


def _names_below_blanks(above: Row, row: Row) -> bool:
    """Whether a row says what a column is called of which the row above says nothing."""
    blank = [at for at, cell in enumerate(row.cells) if not "".join(above.cells[at : at + 1]).strip() and cell.strip()]
    return names_known([row.cells[at] for at in blank]) > 0


def _goes_on(rows: Sequence[Row], first: int, index: int) -> bool:
    """Whether a row is a further one of the header: it has words above the numbers of the rows below."""
    numbers = sum(map(is_number, rows[index].cells))
    if rows[index].number != rows[index - 1].number + 1 or numbers * _NAMES_FOR_A_NUMBER > rows[index].filled:
        return False
    if numbers and not _names_below_blanks(rows[first], rows[index]):
        return False
    below = rows[index + 1 : index + 1 + _BODY_LOOKED_AT]
    if _is_heading(rows[index], rows[first], below) or _is_like(rows[index], below):
        return False
    if has_hints(rows[index]):
        return bool(below)
    above_numbers = [
        at
        for at, cell in enumerate(rows[index].cells)
        if cell.strip() and at < len(rows[first].cells) and _is_numeric(below, at) and not is_number(cell)
    ]
    return bool(above_numbers) and len(below) >= 1


def _is_like(row: Row, below: Sequence[Row]) -> bool:
    """Whether several of its cells stand below in the same columns again: then it is one of those rows."""
    seen = {(at, cell) for other in below for at, cell in enumerate(other.cells) if cell.strip()}
    return sum((at, cell) in seen for at, cell in enumerate(row.cells)) >= SEVERAL_CELLS


def _is_like_others(rows: Sequence[Row], index: int) -> bool:
    """The same of a row among others, unless it is there again as a whole, as the headers of pages are."""
    below = rows[index + 1 : index + 1 + _BODY_LOOKED_AT]
    return all(row.cells != rows[index].cells for row in below) and _is_like(rows[index], below)


def _is_heading(row: Row, header: Row, below: Sequence[Row]) -> bool:
    """Whether a row is the heading of a group: one cell, in the first column or where later headings stand too."""
    if row.filled != 1:
        return False
    at = next(index for index, cell in enumerate(row.cells) if cell.strip())
    first = next(index for index, cell in enumerate(header.cells) if cell.strip())
    return at == first or any(other.filled == 1 and "".join(other.cells[at : at + 1]).strip() for other in below)


def _began_above(rows: Sequence[Row], index: int) -> bool:
    """Whether the row above is of the header too: it names a field that this one does not, and no numbers."""
    if not index or rows[index - 1].number + 1 != rows[index].number or any(map(is_number, rows[index - 1].cells)):
        return False
    above, here = rows[index - 1], rows[index]
    return above.filled > 1 and names_known([*above.cells, *here.cells]) > names_known(here.cells)


def _score(head: Head) -> tuple[bool, float, float, bool, int]:
    """Known names first, then how well the rows agree with one another, then how many cells there are.

    Cells of nearly all rows with another separator in them, except a comma, are not cut where they should be.

    One or two names may be words of a text with commas, unless the rows agree.
    """
    known = min(names_known(head.names), 4)
    widths = Counter(len(row.cells) for row in head.body[:_BODY_LOOKED_AT])
    agreement = max(widths.values(), default=0) / max(1, widths.total())
    is_doubtful = agreement < _AGREED or any(map(_is_uncut, head.names))
    is_chance = (known == 1 and is_doubtful) or (known == _FEW_NAMES and agreement < _HALF)
    agreed = min(round(agreement, 1), _AGREED)
    return (bool(head.body), 0 if is_chance else known, agreed, not _has_others(head), max(widths, default=0))


def _is_uncut(name: str) -> bool:
    return not _UNCUT.isdisjoint(name)


def _has_others(head: Head) -> bool:
    looked_at = head.body[:_BODY_LOOKED_AT]
    for other in DELIMITERS:
        rows = sum(any(other in cell.strip() for cell in row.cells) for row in looked_at)
        if other not in {head.delimiter, ","} and rows >= max(1, len(looked_at) * _AGREED):
            return True
    return False
