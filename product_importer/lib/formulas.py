"""Cells of the files that we write, guarded so that no spreadsheet runs them as formulas. Pure."""

import re

GUARD = "'"
FORMULA_STARTS = "=+-@＝＋－＠\t\r\n"
"""A spreadsheet may run a cell that begins with any of these."""

PLAIN_NUMBER = "[+-]?[0-9]+([.,][0-9]+)?"
"""A pattern for both Python and PostgreSQL: cells that may begin with `+` or `-` and are harmless."""

_GUARDED = frozenset(FORMULA_STARTS + GUARD)
_PLAIN_NUMBER = re.compile(PLAIN_NUMBER)


def guard(text: str) -> str:
    """The text with `'` before it if a spreadsheet would take it for a formula and it is not just a number.

    Also if it begins with `'` already: what the guard adds, `unguard` takes off again.
    """
    return GUARD + text if text[:1] in _GUARDED and not _PLAIN_NUMBER.fullmatch(text) else text


def unguard(text: str) -> str:
    """Undoes the guard of our exports: `'` before a character that may begin a formula, or before another `'`."""
    return text[1:] if text[:1] == GUARD and text[1:2] in _GUARDED else text
