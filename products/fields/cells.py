"""What the cells of every column have in common: blank, guarded against formulas, refused. Pure."""

import re

from product_importer.lib.formulas import GUARD, unguard
from products.fields.reasons import Reason
from products.fields.skus import INVISIBLE_MARKS
from products.fields.spelling import LONGEST_WORD, composed

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
    """The word or number in a cell, without invisible marks, surrounding white space and what stands around values."""
    text = cell if cell.isascii() else cell.translate(INVISIBLE_MARKS)
    return unquoted(composed(text.strip(), longest=LONGEST_WORD)).strip()


def unquoted(text: str) -> str:
    """A trimmed SKU, word or number without the `="…"`, the `'` before it or the pair `'…'` in which it may stand.

    Two `'` before it are one that belongs to it and the guard of our own exports.
    """
    if text[:1] != GUARD:
        return text_of(text)
    is_pair = text[-1] == GUARD and (text[1:2] != GUARD or text == GUARD * 2)
    return text_of(text[1:-1]) if is_pair else text[1:]


def text_of(cell: str, *, ours: bool = False) -> str:
    """The text that a spreadsheet shows: without the `="…"` around it, or the `'` that guards against formulas.

    `ours`: the cell is of a file that we wrote, so that a text that begins with `'` is guarded as well.
    """
    if cell[:1] == GUARD:
        return unguard(cell) if ours or cell[1:2] != GUARD else cell
    formula = _TEXT_FORMULA.fullmatch(cell)
    return formula[1].replace('""', '"') if formula else cell


def without_guarded_formula(cell: str) -> str:
    """A cell of refused rows: where we guarded a `="…"` of the original file, that formula again."""
    return cell[1:] if cell[:1] == GUARD and _TEXT_FORMULA.fullmatch(cell, 1) else cell


def refuse(column: str | None, code: str, value: str, sentence: str, remedy: str = REMEDY) -> Reason:
    """The reason for refusing `value`: what is wrong with it, then what to do."""
    return Reason(column, code, value[:MAX_VALUE_LENGTH], f"{sentence} {remedy}")


def shorten(text: str, length: int = 40) -> str:
    """The text as part of a sentence, safe for a terminal: one line of at most `length` characters."""
    line = " ".join(text[: length * 2].split())
    line = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in line)
    return line if len(line) <= length else line[: length - 1] + "…"


_TEXT_FORMULA = re.compile(r'\s*=\s*"((?:[^"]|"")*+)"\s*')
