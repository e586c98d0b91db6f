"""A written amount of money, parsed without looking at its neighbours. Pure.

"€ 1.234,50"  →  whole 1234, fraction 50, decimal ",", currency EUR
"1.234"       →  the same text can mean 1234 or 1.234: ambiguous
"14,000원"     →  whole 14000, since no amount of this currency has decimals
"12,-"        →  whole 12, no fraction, decimal ","; "12:-" likewise
"""

import re
from decimal import Decimal
from typing import Literal, NamedTuple

from products.fields.currencies import ENDING_WITH_A_DOT, SHARED_SYMBOLS, WITH_LAKHS, WITHOUT_DECIMALS, currency_of
from products.fields.damage import is_spreadsheet_error
from products.fields.flaws import Flaw
from products.fields.spelling import LONGEST_WORD

DecimalSeparator = Literal[".", ","]

WHOLE_DIGITS, DECIMALS = 10, 2
"""The most digits before and after the decimal point of an amount that is stored."""

DIGITS = WHOLE_DIGITS + DECIMALS
MOST = Decimal(10**DIGITS - 1).scaleb(-DECIMALS)
"""The largest amount that is stored: 9999999999.99."""


class Amount(NamedTuple):
    """A well-formed amount."""

    whole: str
    """Digits before the decimal separator; may be empty."""
    fraction: str
    """Digits after it; may be empty."""
    decimal: DecimalSeparator | None
    """The decimal separator that the text itself shows; its only separator if the text is ambiguous."""
    ambiguous: bool
    """Whether the only separator could also separate thousands."""
    currency: str | None
    symbol: str | None = None
    """The symbol that names the currency, if no code does and a code could say it more exactly: `$`."""
    is_negative: bool = False
    """Only where that was asked for."""


def take_apart(text: str, *, signed: bool = False, currency: str | None = None) -> Amount | Flaw:
    """Split a trimmed text into sign, currency, whole digits and fraction.

    `signed`: it may be negative. `currency`: that of its column, by which digits may be grouped as in `1,05,700`.
    """
    text = text if text.isascii() else in_plain_digits(text)
    text = _COLON_FOR_CENTS.sub(",-", text)
    shape = _SHAPE.fullmatch(text.replace("\u2212", "-")) if len(text) <= LONGEST_WORD else None
    if shape is None or not _DIGIT.search(shape["amount"]):
        return _unreadable(text)
    names = {name.casefold() for name in (shape["before"], shape["after"]) if name}
    currencies = {*map(currency_of, names)}
    if None in currencies or len(currencies) > 1:
        return _unreadable(text)
    if (shape["sign"] and shape["inner_sign"]) or (shape["cents"] and shape["last_sign"]):
        return _unreadable(text)
    is_negative = "-" in (shape["sign"], shape["inner_sign"], shape["last_sign"]) or bool(shape["bracket"])
    if is_negative and not signed:
        return Flaw("negative", "is negative.")
    amount = _SPACE.sub(" ", shape["amount"].strip()).replace("\u2019", "'")
    symbol = names.pop() if len(names) == 1 and names <= SHARED_SYMBOLS.keys() else None
    found = _split(amount, currencies.pop() if currencies else None, symbol, column=currency)
    return found._replace(is_negative=True) if is_negative and isinstance(found, Amount) else found


def in_plain_digits(text: str) -> str:
    """The text with the digits and marks of Arabic, Indian, full-width and other numbers as most have them: `12.5`."""
    return text.translate(_PLAIN)


def is_in_lakhs(text: str) -> bool:
    """Whether a trimmed text is a number grouped as in India, with nothing beside it that says so: `1,05,700`."""
    return isinstance(take_apart(text), Flaw) and isinstance(take_apart(text, currency="INR"), Amount)


def has_more_decimals(text: str) -> bool:
    """Whether a trimmed amount has more decimals than a price, beyond doubt: three may be thousands."""
    found = take_apart(text)
    return isinstance(found, Amount) and not found.ambiguous and len(found.fraction.rstrip("0")) > DECIMALS


def without_currency(text: str) -> str:
    """An amount without the code or symbol of a currency before or behind it; any other text as it is."""
    shape = _SHAPE.fullmatch(text) if len(text) <= LONGEST_WORD else None
    names = [name for name in ("before", "after") if shape and shape[name]]
    if shape is None or not all(currency_of(shape[name].casefold()) for name in names):
        return text
    return "".join(char for index, char in enumerate(text) if not any(_is_in(index, shape, each) for each in names))


def _is_in(index: int, shape: re.Match[str], name: str) -> bool:
    return shape.start(name) <= index < shape.end(name)


def _split(amount: str, currency: str | None, symbol: str | None, *, column: str | None) -> Amount | Flaw:
    """Tell thousands separators from the decimal one, which is the last separator and occurs once."""
    last = next((char for char in reversed(amount) if not char.isdigit()), "")
    decimal: DecimalSeparator | None
    if last in _OTHER and amount.count(last) == 1:
        whole, _, fraction = amount.partition(last)
        decimal = "." if last == "." else ","
    else:
        whole, fraction, decimal = amount, "", _OTHER.get(last)
    digits = _ungrouped(whole, in_lakhs=(currency or column) in WITH_LAKHS)
    if digits is None:
        return Flaw("invalid", "has digits that are not in groups of three.")
    if decimal and len(fraction) == len("000") and currency in WITHOUT_DECIMALS:
        return Amount(digits + fraction, "", _OTHER[decimal], False, currency, symbol)
    ambiguous = len(fraction) == 3 and _FIRST_GROUP.fullmatch(whole) is not None
    return Amount(digits, fraction, decimal, ambiguous, currency, symbol)


def _ungrouped(whole: str, *, in_lakhs: bool) -> str | None:
    """The digits of the whole part without thousands separators; None if a separator is misplaced."""
    if not whole or whole.isdigit():
        return whole
    grouped = _GROUPED.fullmatch(whole) or (_LAKHS.fullmatch(whole) if in_lakhs else None)
    return whole.replace(grouped["separator"], "") if grouped else None


def _unreadable(text: str) -> Flaw:
    if is_spreadsheet_error(text):
        return Flaw("spreadsheet_damage", "was damaged by a spreadsheet.")
    if not _DIGIT.search(text):
        return Flaw("invalid", "is not a number.")
    if _EXPONENT.fullmatch(text):
        return Flaw("invalid", "is written with an exponent.")
    letters = sum(map(str.isalpha, text))
    if letters == 1:
        return Flaw("invalid", "contains a letter.")
    return Flaw("invalid", "contains letters." if letters else "is not a number we can read.")


_ZEROS = "٠۰०০੦૦௦౦೦൦๐໐၀០０"
"""Of the scripts whose digits are read: Arabic, Persian, those of India and its neighbours, full-width ones."""
_PLAIN = str.maketrans(
    {chr(ord(zero) + value): str(value) for zero in _ZEROS for value in range(10)}
    | dict(zip("٫٬．，￥", ".,.,¥", strict=True))
)
_DIGIT = re.compile("[0-9]")
_EXPONENT = re.compile(r"[+-]?[0-9.,]+[eE][+-]?[0-9]+")
_SPACE = re.compile(r"\s")
_COLON_FOR_CENTS = re.compile("(?<=[0-9]):[-\u2010-\u2015]{1,2}")
"""As no cents are written in Sweden: `395:-`."""
_FIRST_GROUP = re.compile("[1-9][0-9]{0,2}")
_GROUPED = re.compile("[1-9][0-9]{0,2}(?P<separator>[.,' ])[0-9]{3}(?:(?P=separator)[0-9]{3})*")
_LAKHS = re.compile("[1-9][0-9]?(?P<separator>,)[0-9]{2}(?:,[0-9]{2})*,[0-9]{3}")
"""As numbers are grouped in India: `1,05,700`."""

_OTHER: dict[str, DecimalSeparator] = {".": ",", ",": "."}
"""If one separates thousands, the other one is the decimal separator."""

_SHAPE = re.compile(
    r"""
    (?P<bracket> \( (?=.*\)$) )? \s*+
    (?P<sign> [+-]? ) \s*+
    (?P<before> (?:{short})(?=\s*+[0-9]) | [^0-9.,'’()+\-\s]*+ ) \s*+
    (?P<inner_sign> [+-]? ) \s*+
    (?P<amount> [0-9.,'’\s]*+ )
    (?P<cents> (?<=[0-9][.,]) [-\u2010-\u2015]{1,2} )? \s*+
    (?P<after> (?:{short})(?=\s*+\)?$) | [^0-9.,'’()+\-\s]*+ ) \s*+
    (?P<last_sign> -? ) \s*+
    (?(bracket)\))
    """.replace("{short}", "|".join(map(re.escape, ENDING_WITH_A_DOT))),
    re.VERBOSE | re.IGNORECASE,
)
