"""What a barcode is: GTIN-8, -12, -13 and -14, ISBN-10 and -13, each with its check digit. Pure: text in, text out.

Check digits follow the GS1 General Specifications (section 7.9, weights 3 and 1 from the right, modulo 10) and
ISO 2108:2005 for ISBN-10 (weights 10 to 1, modulo 11, X for ten).
"""

import re
from collections.abc import Sequence

from products.fields.flaws import Flaw

LENGTHS = (8, 10, 12, 13, 14)
SIGNIFICANT_DIGITS = 6
"""Of a long number, in a cell that a spreadsheet shows as `7,70E+12`."""


def barcode_of(text: str) -> str | Flaw:
    """A trimmed text → its digits, leading zeros too; blanks, hyphens and the `.0` of a number are left out."""
    if len(text) > _LONGEST:
        return Flaw("invalid", _OTHER_LENGTH)
    if _EXPONENT.fullmatch(text):
        return Flaw("spreadsheet_damage", "was shortened by a spreadsheet.")
    digits = _NUMBER_ENDING.sub("", _BETWEEN.sub("", text)).upper()
    if not _DIGITS.fullmatch(digits):
        return Flaw("invalid", "has characters that no barcode has.")
    if _is_rounded(digits):
        return Flaw("spreadsheet_damage", "was rounded by a spreadsheet.")
    if len(digits) not in LENGTHS:
        return Flaw("invalid", _too_short(digits) if len(digits) in _ZERO_MAY_BE_MISSING else _OTHER_LENGTH)
    if not has_right_check_digit(digits):
        return Flaw("invalid", "has a wrong check digit: one of its digits is mistyped.")
    return digits


def all_canonical(cells: Sequence[str]) -> bool:
    """Whether `barcode_of` would leave each of the cells as it is: digits, with the right one at their end.

    Looks at a whole column at once, which is far quicker. False may also mean that there is an ISBN-10.
    """
    return all(_are_canonical([cell for cell in cells if len(cell) == length], length) for length in {*map(len, cells)})


def _are_canonical(cells: Sequence[str], length: int) -> bool:
    """`cells`: all of this length. The digits at one place of all of them are one number, a byte each, and add up."""
    text = "".join(cells)
    if length not in LENGTHS or length == _ISBN_10 or not (text.isascii() and text.isdigit()):
        return False
    digits, total = text.encode(), 0
    for place in range(length):
        weighed = digits[place::length].translate(_TIMES_3 if (length - place) % 2 == 0 else _TIMES_1)
        total += int.from_bytes(weighed, "big")
    if total.to_bytes(len(cells), "big").translate(None, _MULTIPLES_OF_10):
        return False
    return not any(map(_is_rounded, cells))


def has_right_check_digit(digits: str) -> bool:
    """`digits`: of one of LENGTHS; the last of ten may be an X."""
    if len(digits) == _ISBN_10:
        values = (10 if digit == "X" else int(digit) for digit in digits)
        return sum(weight * value for weight, value in zip(range(10, 0, -1), values, strict=True)) % 11 == 0
    return sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(digits))) % 10 == 0


def check_digit(digits: str) -> str:
    """The digit that belongs behind 7, 11, 12 or 13 digits."""
    return str(-sum(int(digit) * (1 if place % 2 else 3) for place, digit in enumerate(reversed(digits))) % 10)


def without_leading_zeros(barcode: str) -> str:
    """By which the same article is found, whether it was scanned as GTIN-12, -13 or -14."""
    return barcode.lstrip("0")


def _is_rounded(digits: str) -> bool:
    """Whether a spreadsheet made it of a number like `7.7E+12`: all behind the first few digits is zeros."""
    return len(digits) >= _SHOWN_WITH_EXPONENT and len(digits.strip("0")) <= SIGNIFICANT_DIGITS and digits[-1] == "0"


def _too_short(digits: str) -> str:
    return f"has {len(digits)} digits, as if a zero in front were missing."


_TIMES_1, _TIMES_3 = (bytes((byte - 48) * weight % 10 for byte in range(256)) for weight in (1, 3))
"""A digit in ASCII → the last digit of its share in the sum: of 14 of them, that fits into a byte."""
_MULTIPLES_OF_10 = bytes(range(0, 256, 10))
_LONGEST = 40
_ISBN_10 = 10
_SHOWN_WITH_EXPONENT = 12
"""Digits of a number from which on spreadsheets do so."""
_ZERO_MAY_BE_MISSING = (7, 11)
_OTHER_LENGTH = "has none of the lengths of a barcode: 8, 10, 12, 13 or 14 digits."
_BETWEEN = re.compile(r"[\s\u00a0-]+")
_NUMBER_ENDING = re.compile(r"\.0+\Z")
_DIGITS = re.compile("[0-9]+|[0-9]{9}X")
_EXPONENT = re.compile(r"[0-9]+(?:[.,][0-9]+)?[eE]\+?[0-9]+")
