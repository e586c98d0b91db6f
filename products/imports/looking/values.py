"""What kind of value a cell holds, as far as its text alone tells. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from products.fields.amounts import Amount, in_plain_digits, take_apart
from products.fields.barcodes import barcode_of
from products.fields.currencies import CODES
from products.fields.damage import is_spreadsheet_error
from products.fields.yes_no import meaning_of

NUMBERS = frozenset({"integer", "decimal", "barcode"})
"""Kinds that no header has."""

_SIGN = r"[+\-\u2212]?\s?"
_RAND = r"R(?=\s\d[\d\s.,']*[.,]\d\d$)"
"""With decimals, or `R 12` would be no code."""
_CURRENCY = rf"(?:{_RAND}|[$€£¥₽₹₺₴₩฿]|R\$|R[sp]\.?|[KTU]sh\.?|Fr\.?|zł|Kč|kr\.?|руб\.?|р\.|{'|'.join(sorted(CODES))})"
_BEHIND = rf"(?:\s?(?:{_CURRENCY}|[円元원%])|\s(?:Ft|[Ll]ei|TL|лв\.?|грн\.?|din\.?|kn))"
"""Short words stand behind a blank: `100TL` is a code."""
_GROUPED = (
    r"(?:\d{1,2}(?:,\d\d)+,\d{3}(?:\.\d+)?"
    r"|\d{1,3}(?P<group>[.,'’\s\u00a0\u202f])\d{3}(?:(?P=group)\d{3})*(?:(?!(?P=group))[.,]\d+)?)"
)
"""With the same character between all thousands, and another one before decimals: `123.100.45` is a code."""
_INTEGER = re.compile(rf"{_SIGN}(?:\d{{1,18}})")
_DECIMAL = re.compile(
    rf"{_SIGN}(?:{_CURRENCY}\s?)?{_SIGN}(?:{_GROUPED}|\d+(?:[.,]\d*)?|[.,]\d+)(?:[.,][-\u2010-\u2015]{{1,2}})?"
    rf"{_BEHIND}?"
)
_SIGN_IN_WORD = r"[^\W\d_]{1,3}[$₵/][^\W\d_]?\.?"
_WITH_CURRENCY = re.compile(
    r"(?:[^\W\d_.,]|[\u0900-\u0dff]){1,5}\.?\s?\d[\d.,]*[.,]\d{2,3}|[^\w\s]\s?\d[\d.,\s]*"
    rf"|(?:{_SIGN_IN_WORD}\s?|(?!(?i:din|ft|tl|fr|kn)\b)[^\W\d_]{{2,5}}\.?\s)\d[\d.,\s]*"
    rf"|\d[\d.,\s]*\s(?:[^\W\d_]{{1,6}}\.?|[^\w\s])|\d[\d.,\s]*(?:\s?{_SIGN_IN_WORD}|[^\w\s.,])"
    r"|\d[\d.,\s]*[.,]\d\d[^\W\d_]{1,6}\.?"
)
"""Short words need decimals or a blank, or stand behind the amount: `RM25` may be a code, and `DIN 12` one, too."""
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ].*)?|\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d\d)(?: .*)?")
_URL = re.compile(r"https?://\S+(?:[\s,;|]+https?://\S+)*", re.IGNORECASE)
_BARCODE = re.compile(r"\d{8}|\d{12,14}")
_DAMAGED = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.IGNORECASE)
_UNWRAPPED = re.compile(r'="(.*)"', re.DOTALL)
_SEPARATOR = "\x1f"
"""Joins cells that are looked at together."""
_LONG_TEXT, _LONGEST_AMOUNT = 250, 30
_LOOKED_AT = 400
"""Characters of a cell that patterns are tried on."""


def kind_of(cell: str) -> str:
    """`barcode`, `integer`, `decimal` (money too), `date`, `boolean`, `url`, `text`, `long_text`; empty for blank."""
    text = unwrapped(cell)
    if not text:
        return ""
    text = (text if text.isascii() else in_plain_digits(text)).removesuffix(":-")
    may_be_number = text[0] in "0123456789+-\u2212.,$€£¥₽" or text[-1].isdigit()
    if may_be_number and (kind := _kind_of_number(text[:_LOOKED_AT])):
        return kind
    if len(text) > _LONG_TEXT or "\n" in text:
        return "url" if _URL.fullmatch(text) else "long_text"
    if text[:4].lower() == "http" and _URL.fullmatch(text):
        return "url"
    if meaning_of(text) is not None:
        return "boolean"
    if text[-1] in "$€£¥₽.%łčкKkLRNFDSYPH" and _DECIMAL.fullmatch(text):
        return "decimal"
    return "decimal" if len(text) <= _LONGEST_AMOUNT and _is_money(text) else "text"


def _is_money(text: str) -> bool:
    """Whether a currency stands beside an amount that the pattern above does not have: `RM25.32`, `350.000 đ`."""
    if not (text[0].isdigit() or text[-1].isdigit()) or not _WITH_CURRENCY.fullmatch(text):
        return False
    amount = take_apart(text)
    return isinstance(amount, Amount) and amount.currency is not None


def _kind_of_number(text: str) -> str:
    if _BARCODE.fullmatch(text) and isinstance(barcode_of(text), str):
        return "barcode"
    if text in {"0", "1"}:
        return "boolean"
    if _INTEGER.fullmatch(text):
        return "integer"
    if _DATE.fullmatch(text):
        return "date"
    return "decimal" if _DECIMAL.fullmatch(text) else ""


def unwrapped(cell: str) -> str:
    """The trimmed text of a cell, without the `="…"` by which people keep zeros in a spreadsheet."""
    text = cell.strip(" \t\n\u00a0\ufeff")
    found = _UNWRAPPED.fullmatch(text) if text[:2] == '="' else None
    return found.group(1) if found else text


def kinds_of(cells: Iterable[str]) -> Counter[str]:
    """How many of the cells are of each kind; blank ones are not counted."""
    kinds: Counter[str] = Counter()
    for cell, count in Counter(cells).items():
        kinds[kind_of(cell)] += count
    del kinds[""]
    return kinds


def is_damaged(cell: str) -> bool:
    """Whether a spreadsheet has shortened a number, or left an error."""
    text = unwrapped(cell)
    return _DAMAGED.fullmatch(text) is not None or is_spreadsheet_error(text)


def may_be_damaged(cells: Iterable[str]) -> bool:
    """Whether any of the cells can be: a quick look that spares most of them the rest."""
    block = _SEPARATOR.join(cells)
    # One character is found much faster than two.
    has_power = "+" in block and ("E+" in block or "e+" in block)
    return has_power or "#" in block or (":" in block and ":5" in block)


def is_number(cell: str) -> bool:
    """Whether the cell is a number, a date or a barcode: no header is."""
    text = unwrapped(cell)
    return any(map(str.isdigit, text)) and kind_of(text) in {*NUMBERS, "date", "boolean"}
