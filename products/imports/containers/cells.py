"""A cell of a spreadsheet → its text in a CSV file, as the spreadsheet shows it. Pure.

A number has the 15 digits that spreadsheets know, and no noise behind them. What would not be certain is written as
damage, which validation refuses: a number with more digits, a day that there never was, a time before time began.
"""

import math
import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias

Cell: TypeAlias = str | float | bool | date | time | timedelta

LARGEST = 10**15
"""From here on, a spreadsheet has lost the last digits."""
NO_TIME = "########"
"""What a spreadsheet shows for a date or a time that it cannot show."""

_PHANTOM = date(1900, 2, 28)
"""Also what the reader makes of 29 February 1900, a day that only Excel has."""
_LONGEST_NUMBER = 40
"""Characters, with a currency and room to spare."""
_LONGEST_PLAIN, _NOISE = 12, 6
"""If twelve digits of a number do with so many decimals less, the others are what computing left behind."""
_REMEMBERED_NUMBERS = 20_000
"""Prices come again and again."""
_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}")
_MONEY = r"(?:\s|[€$£¥]|EUR|USD|GBP|CHF|PLN|zł|Kč|kr\.?|Ft|lei|R\$)*"
_AMOUNT = re.compile(rf"({_MONEY})(\d+|\d{{1,3}}(?:[.\s']\d{{3}})+),(\d\d)({_MONEY})")
_NOT_DIGITS = re.compile(r"\D")
_NUMBER_WITH_SEPARATOR = re.compile(r"[^0-9]*[0-9][0-9.,'\s]*[.,][0-9.,'\s]*[^0-9]*")


def text_of(cell: Cell, *, of_excel: bool = True) -> str:
    """`of_excel`: dates are counted in days there, so that some cannot be told apart."""
    if isinstance(cell, str):
        return cell.replace("\r\n", "\n").replace("\r", "\n")
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, (int, float)):
        return _number(float(cell))
    if isinstance(cell, timedelta):
        return _duration(cell)
    if isinstance(cell, time):
        return NO_TIME if of_excel and cell == time() else _without_noise(cell)
    return _moment(cell, of_excel=of_excel)


def could_be_thousands(text: str) -> bool:
    """Whether the text of a number cell, such as `1.250`, means something else in a file with decimal commas."""
    return _THOUSANDS.fullmatch(text) is not None


def with_decimal_point(text: str) -> str:
    """`1.2500` for `1.250`: nobody takes that for thousands, whatever the other cells of the column look like."""
    return f"{text}0" if could_be_thousands(text) else text


def says_how_numbers_are_written(text: str) -> bool:
    """Whether a text cell is a number with a separator: a person typed it, and meant what they were used to."""
    return len(text) <= _LONGEST_NUMBER and _NUMBER_WITH_SEPARATOR.fullmatch(text) is not None


def amount_with_point(text: str) -> str:
    """`€ 5.73` for `€ 5,73`: an amount with two decimals behind a comma, whatever its column. Other texts stay."""
    found = _AMOUNT.fullmatch(text) if "," in text and len(text) <= _LONGEST_NUMBER else None
    if not found:
        return text
    return f"{found[1]}{_NOT_DIGITS.sub('', found[2])}.{found[3]}{found[4]}"


@lru_cache(maxsize=_REMEMBERED_NUMBERS)
def _number(value: float) -> str:
    if not math.isfinite(value):
        return "#NUM!"
    if abs(value) >= LARGEST:
        return f"{value:.14E}"
    if value.is_integer():
        return str(int(value))
    text = f"{value:.15g}"
    if len(text) > _LONGEST_PLAIN and _decimals(short := f"{value:.12g}") + _NOISE <= _decimals(text):
        text = short
    return format(Decimal(text), "f") if "e" in text else text


def _decimals(text: str) -> int:
    return 0 if "e" in text else len(text.partition(".")[2])


def _moment(cell: date, *, of_excel: bool) -> str:
    day = cell.date() if isinstance(cell, datetime) else cell
    if of_excel and day == _PHANTOM:
        return NO_TIME
    if not isinstance(cell, datetime) or cell.time() == time():
        return day.isoformat()
    return f"{day.isoformat()} {_without_noise(cell.time())}"


def _without_noise(moment: time) -> str:
    return moment.isoformat(timespec="milliseconds" if moment.microsecond else "seconds")


def _duration(length: timedelta) -> str:
    seconds = round(length.total_seconds())
    if seconds < 0:
        return NO_TIME
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
