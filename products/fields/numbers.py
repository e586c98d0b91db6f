"""A written number → canonical text such as `-1.5`, or why it is none. Pure.

What can be read in two ways (`1.500`) is never guessed: without the column's format it raises PriceFormatNeeded, as a
price does.
"""

import re

from products.fields.amounts import Amount, take_apart
from products.fields.flaws import Flaw
from products.fields.prices import PriceFormat, digits_of

MOST_PLACES = 6
"""Behind the decimal point."""
WHOLE_DIGITS = 15
"""Before the decimal point, of a number with decimals."""
UNITS = frozenset(
    {
        *("mg", "g", "gr", "kg", "t", "oz", "lb", "lbs", "mm", "cm", "dm", "m", "km", "in", "inch", "ft", "yd"),
        *("ml", "cl", "dl", "l", "gal", "m2", "m²", "m3", "m³", "cm3", "cm³", "w", "kw", "v", "a", "ah", "mah", "%"),
    }
)
"""Units of measure, in small letters, as files write them in brackets behind a column's name."""
LARGEST = 2**63 - 1
"""Of whole numbers, on both sides of zero."""


def number_of(text: str, unit: str = "") -> Amount | Flaw:
    """The number in a trimmed text, behind which its unit may stand."""
    amount = take_apart(without_unit(unit, text), signed=True)
    if isinstance(amount, Amount):
        return Flaw("invalid", "names a currency.") if amount.currency else amount
    if unit and _ENDS_IN_LETTERS.search(text) and amount.code == "invalid":
        return Flaw("invalid", f"is not in {unit}.")
    return amount


def is_ambiguous(text: str) -> bool:
    """Whether a trimmed text is a number that can be read in two ways."""
    number = number_of(text) if "." in text or "," in text else None
    return isinstance(number, Amount) and number.ambiguous


def whole(amount: Amount, column: PriceFormat | None, noun: str = "number") -> int | Flaw:
    """`1,200` is twelve hundred whatever the rest of the column says: otherwise it would be no whole number."""
    if amount.ambiguous and (column is None or column.decimal is None) and amount.fraction.strip("0"):
        amount = amount._replace(whole=amount.whole + amount.fraction, fraction="", decimal=None, ambiguous=False)
    digits = digits_of(amount, column, noun)
    if isinstance(digits, Flaw):
        return digits
    if digits[1]:
        return Flaw("invalid", "is not a whole number.")
    if len(digits[0]) > len(str(LARGEST)) or int(digits[0]) > LARGEST:
        return Flaw("too_large", f"is larger than {LARGEST:,}.")
    return -int(digits[0]) if amount.is_negative else int(digits[0])


def decimal(amount: Amount, column: PriceFormat | None, *, places: int, noun: str = "number") -> str | Flaw:
    """Without zeros at its end: `1.50` is `1.5`."""
    digits = digits_of(amount, column, noun)
    if isinstance(digits, Flaw):
        return digits
    before, behind = digits
    if len(behind) > places:
        return Flaw("decimals", f"has more than {_DECIMALS[places]}." if places else "is not a whole number.")
    if len(before) > WHOLE_DIGITS:
        return Flaw("too_large", f"has more than {WHOLE_DIGITS} digits before the decimal point.")
    text = f"{before}.{behind}" if behind else before
    return f"-{text}" if amount.is_negative and text != "0" else text


def without_unit(unit: str, text: str) -> str:
    """A trimmed text without the unit at its end."""
    if unit and text[-len(unit) :].casefold() == unit.casefold():
        return text[: -len(unit)].rstrip()
    return text


_DECIMALS = ("", "one decimal", "two decimals", "three decimals", "four decimals", "five decimals", "six decimals")
_ENDS_IN_LETTERS = re.compile(r"[^\W\d_]\s*\Z")
