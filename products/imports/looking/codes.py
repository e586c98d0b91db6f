"""Whether the values of a column look like codes. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from unicodedata import category

from products.imports.looking.column import Column
from products.imports.looking.role import cell

_LONGEST_CODE = 32
_FEWEST_IN_A_ROW = 3
_TIME = re.compile(r"\d{1,2}:\d\d(?!\d)")
_MARKED = re.compile(r"[A-Z]{1,3} \d{2,}[A-Z]?")
"""A number behind a mark, such as `KL 307`."""
_OPENING = frozenset("{[")
_IDEOGRAPHS = "\u0e00"


def share_of_codes(column: Column) -> float:
    """The share of the samples that look like codes: short, without blanks, with digits or in capitals."""
    alike = sum(len(text) <= _LONGEST_CODE and _is_code(text) for text in column.samples)
    return alike / max(1, len(column.samples))


def has_codes_of_one_length(column: Column) -> bool:
    return len({*map(len, column.samples)}) == 1


def are_lists(column: Column) -> bool:
    """Of several values in braces, as dumps of databases have them."""
    return bool(column.samples) and all(text[0] in _OPENING for text in column.samples)


def counts_rows(rows: Sequence[Sequence[str]], column: int) -> bool:
    """Whether the column does nothing but number the rows, from 1."""
    filled = [text for row in rows if (text := cell(row, column).rstrip("."))]
    return len(filled) > 1 and all(text == str(number) for number, text in enumerate(filled, start=1))


def are_times(column: Column) -> bool:
    """Of the day, as logs have them."""
    return bool(column.samples) and all(map(_TIME.match, column.samples))


def has_numbers_in_a_row(rows: Sequence[Sequence[str]], column: int) -> bool:
    """Whether each number is one more than the one above it, as a database gives them out."""
    filled = [text for row in rows if (text := cell(row, column))]
    if len(filled) < _FEWEST_IN_A_ROW or not all(text.isdecimal() and len(text) <= _LONGEST_CODE for text in filled):
        return False
    return all(int(later) - int(one) == 1 for one, later in pairwise(filled))


def is_word(text: str) -> bool:
    """Whether it has nothing but letters, and the vowels that stand above or below some."""
    return text.isalpha() or (not text.isascii() and all(category(char)[0] in "LM" for char in text))


def is_written_without_blanks(text: str) -> bool:
    """Whether it has letters of a script whose words stand side by side: `钢化膜iPhone15` has two."""
    return any(char >= _IDEOGRAPHS for char in text)


def _is_code(text: str) -> bool:
    if " " in text:
        return _MARKED.fullmatch(text) is not None
    return not is_written_without_blanks(text) and (any(map(str.isdigit, text)) or text.isupper())
