"""What a SKU is: how it is cleaned, when it is refused, and the key that identifies its product.

The only place that knows; files, forms and the API all come here. Pure: text in, text out.
"""

import re
import unicodedata
from typing import NamedTuple

from product_importer.lib.text import normalised
from products.fields.damage import is_spreadsheet_error
from products.fields.spelling import composed

MAX_LENGTH = 255
"""Characters of a clean SKU."""

MAX_KEY_LENGTH = 510
"""Characters of a key: folding may lengthen a text eighteenfold, and a B-tree entry ends at 2,704 bytes."""

INVISIBLE_MARKS = dict.fromkeys(
    map(
        ord,
        "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062"
        "\u2063\u2064\u2066\u2067\u2068\u2069\u206a\u206b\u206c\u206d\u206e\u206f\ufeff",
    )
)
"""Zero-width and bidirectional marks, as a table for `str.translate` that deletes them."""


class Fault(NamedTuple):
    """Why a text cannot be a SKU."""

    code: str
    sentence: str


def clean(sku: str) -> str:
    """The SKU as it is stored: without invisible marks, NFC, inner runs of spaces made one, trimmed."""
    if sku.isascii() and sku.isprintable():
        return " ".join(sku.split())
    return composed(_SPACES.sub(" ", sku.translate(INVISIBLE_MARKS)).strip(_TRIMMED), longest=MAX_LENGTH)


def fold(sku: str) -> str:
    """The key of a SKU, `Product.sku_key`: NFKC, case-folded, trimmed, inner runs of white space made one.

    Two spellings are the same product exactly if their keys are equal. Folding twice, with normalisation
    between, is Unicode's own definition of a compatibility caseless match (chapter 3.13, D146).
    """
    if sku.isascii():
        return " ".join(sku.lower().split())
    once = normalised("NFKC", normalised("NFD", sku).casefold())
    return " ".join(normalised("NFKC", once.casefold()).split())


def key_of(text: str) -> str:
    """The key of a SKU, or of a part of one, as somebody typed it."""
    return fold(clean(text))


def fault(sku: str) -> Fault | None:
    """Why a clean SKU cannot be taken, or None if it can."""
    if not sku:
        return Fault("missing_sku", "The SKU is missing.")
    if len(sku) > MAX_LENGTH:
        return Fault("sku_too_long", f"The SKU has {len(sku):,} characters; at most {MAX_LENGTH} are allowed.")
    if not sku.isprintable() and any(unicodedata.category(char) in _CONTROL for char in sku):
        return Fault("sku_control_character", "The SKU contains a tab, a line break or another control character.")
    if is_damaged(sku):
        return Fault("sku_spreadsheet_damage", f"The SKU {sku} was damaged by a spreadsheet.")
    if not sku.isascii() and len(fold(sku)) > MAX_KEY_LENGTH:
        return Fault("sku_too_long", "The SKU is too long once its ligatures are written out.")
    return None


def is_damaged(text: str) -> bool:
    """Whether a trimmed text is what a spreadsheet leaves of a code."""
    return _DAMAGED.fullmatch(text) is not None or is_spreadsheet_error(text)


_SPACES = re.compile("[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_TRIMMED = " \t\r\n\v\f"
_CONTROL = frozenset({"Cc", "Cs", "Zl", "Zp"})

# What a spreadsheet leaves of a long number, or where a column is too narrow. A bare `12E34` or `5E-10` is a sound SKU:
# the spreadsheet's own notation always has a sign, and a fraction where the exponent is negative.
_DAMAGED = re.compile(
    r"""
      [+-]? \d+ (?: [.,] \d+ )? E \+ \d+
    | [+-]? \d+ [.,] \d+ E - \d+
    | \#{2,}
    """,
    re.VERBOSE | re.IGNORECASE,
)
