"""What the cells of every column have in common: blank, guarded against formulas, refused. Pure."""

import re
import unicodedata

from products.fields.reasons import Reason
from products.fields.skus import INVISIBLE_MARKS

REMEDY = "Correct it and import the row again."

MAX_VALUE_LENGTH = 200
"""Characters of the offending text that a reason keeps."""


def is_blank(text: str) -> bool:
    """Whether a cell shows nothing: it is empty, or has only white space and invisible marks."""
    shown = text.strip()
    if shown and ord(shown[0]) in INVISIBLE_MARKS:
        shown = shown.translate(INVISIBLE_MARKS).strip()
    return not shown


def word_of(cell: str) -> str:
    """The word or number in a cell, without invisible marks, guard and surrounding white space."""
    text = cell if cell.isascii() else unicodedata.normalize("NFC", cell.translate(INVISIBLE_MARKS))
    return unguard(text.strip()).strip()


def guard(text: str) -> str:
    """The text with `'` before it if a spreadsheet would take it for a formula and it is not just a number.

    Also if it begins with `'` already: what the guard adds, `unguard` takes off again.
    """
    return GUARD + text if text[:1] in _GUARDED and not _PLAIN_NUMBER.fullmatch(text) else text


def unguard(text: str) -> str:
    """Undoes the guard of our exports: `'` before a character that may begin a formula, or before another `'`."""
    return text[1:] if text[:1] == GUARD and text[1:2] in _GUARDED else text


def refuse(column: str, code: str, value: str, sentence: str, remedy: str = REMEDY) -> Reason:
    """The reason for refusing `value`: what is wrong with it, then what to do."""
    return Reason(column, code, value[:MAX_VALUE_LENGTH], f"{sentence} {remedy}")


def shorten(text: str, length: int = 40) -> str:
    """The text as part of a sentence, safe for a terminal: one line of at most `length` characters."""
    line = " ".join(text[: length * 2].split())
    line = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in line)
    return line if len(line) <= length else line[: length - 1] + "…"


GUARD = "'"
FORMULA_STARTS = "=+-@＝＋－＠\t\r\n"
"""A spreadsheet may run a cell that begins with any of these."""

PLAIN_NUMBER = "[+-]?[0-9]+([.,][0-9]+)?"
"""A pattern for both Python and PostgreSQL: cells that may begin with `+` or `-` and are harmless."""

_GUARDED = frozenset(FORMULA_STARTS + GUARD)
_PLAIN_NUMBER = re.compile(PLAIN_NUMBER)
