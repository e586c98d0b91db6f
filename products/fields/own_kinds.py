"""The kinds that only own fields have: what a cell, a form or a program may say, and what is stored of it. Pure.

All of them are stored as JSON among a product's attributes, where a field without a value has no key at all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from products.fields import numbers
from products.fields.amounts import Amount
from products.fields.barcodes import all_canonical, barcode_of
from products.fields.cells import is_blank, shorten, text_of
from products.fields.damage import is_spreadsheet_error
from products.fields.dates import Either, take_apart
from products.fields.flaws import Flaw
from products.fields.kinds import PLAIN_COLUMN, Column, Named, Reader, ReaderBeside, Value
from products.fields.own_kind import (
    DAMAGED,
    UNKNOWN_STYLE,
    DayOrderNeeded,
    OwnKind,
    Style,
    apart_reader,
    line_flaw,
    line_in,
    refused,
)
from products.fields.prices import BesideCurrencies, PriceFormat, PriceFormatNeeded, amount_of, canonical
from products.fields.spelling import on_one_line, trimmed

LONGEST_LINE = 500
"""Characters of a choice or of a member of a list."""
MOST_MEMBERS = 100
LONGEST_URL = 2_000


@dataclass(frozen=True)
class Integer(OwnKind):
    """A whole number of 64 bits."""

    name = "integer"
    sql_type = "bigint"

    def read(self, text: str, style: Style = UNKNOWN_STYLE) -> Value | Flaw:
        number = numbers.number_of(text)
        return numbers.whole(number, style.numbers) if isinstance(number, Amount) else number

    def of_json(self, value: object) -> Value | Flaw:
        if not isinstance(value, int) or isinstance(value, bool):
            return Flaw("invalid", "must be a whole number.")
        return value if abs(value) <= numbers.LARGEST else Flaw("too_large", f"is larger than {numbers.LARGEST:,}.")

    def reader(self, field: Named, price_format: PriceFormat | None, column: Column = PLAIN_COLUMN) -> Reader:
        careful = super().reader(field, price_format, column)

        def read(cells: list[str]) -> Sequence[object]:
            if _all(_PLAIN_INTEGERS, cells):
                return [*map(int, cells)]
            if price_format is None and any(map(numbers.is_ambiguous, {*map(self.shown, cells)})):
                raise PriceFormatNeeded  # beside `12.0`, not even `1.500` has thousands for certain
            return careful(cells)

        return read


@dataclass(frozen=True)
class DecimalNumber(OwnKind):
    """A number with decimals, kept as text so that nobody rounds it. Its `unit` may stand behind it."""

    places: int = numbers.MOST_PLACES
    unit: str = ""

    name = "decimal"
    sql_type = "numeric"

    def read(self, text: str, style: Style = UNKNOWN_STYLE) -> Value | Flaw:
        number = numbers.number_of(text, self.unit)
        return numbers.decimal(number, style.numbers, places=self.places) if isinstance(number, Amount) else number

    def of_json(self, value: object) -> Value | Flaw:
        if not isinstance(value, str) or not _JSON_NUMBER.fullmatch(value):
            return Flaw("invalid", 'must be a number as text, such as "1.5".')
        return self.read(value, _POINTS)

    def words(self, value: Value) -> str:
        return "" if value is None else f"{value} {self.unit}".rstrip()


@dataclass(frozen=True)
class OwnMoney(OwnKind):
    """An amount with two decimals, kept as text. `negative`: it may be."""

    negative: bool = False

    name = "money"
    sql_type = "numeric"

    def read(self, text: str, style: Style = UNKNOWN_STYLE, *, currency: str = "") -> Value | Flaw:
        """`currency`: the cell of its row's currency column."""
        column = style.numbers.currency if style.numbers else None
        amount = amount_of(text, currency, signed=self.negative, column=column)
        found = amount if isinstance(amount, Flaw) else canonical(amount, style.numbers)
        is_below_zero = isinstance(amount, Amount) and amount.is_negative and found != ZERO
        return f"-{found}" if is_below_zero and isinstance(found, str) else found

    def reader_beside(self, field: Named, price_format: PriceFormat | None) -> ReaderBeside:
        """As that of a price."""

        def read(cell: str, currency: str) -> object:
            text = self.shown(cell)
            found = self.read(text, Style(price_format), currency=currency) if text else None
            return refused(field, text, found, self.remedy) if isinstance(found, Flaw) else found

        return BesideCurrencies(self.reader(field, price_format), read, price_format).read

    def of_json(self, value: object) -> Value | Flaw:
        if not isinstance(value, str) or not _JSON_NUMBER.fullmatch(value):
            return Flaw("invalid", 'must be an amount as text, such as "12.50".')
        return self.read(value, _POINTS)


@dataclass(frozen=True)
class Date(OwnKind):
    """A day, kept as `2026-12-31`."""

    name = "date"
    sql_type = "date"
    remedy = "Write it as 2026-12-31 and import the row again."

    def read(self, text: str, style: Style = UNKNOWN_STYLE) -> Value | Flaw:
        found = DAMAGED if is_spreadsheet_error(text) else take_apart(text)
        if isinstance(found, Flaw):
            return found
        if isinstance(found, Either):
            if style.dates is None:
                raise DayOrderNeeded
            day = found.by(style.dates)
            return day.isoformat() if day else _OTHER_ORDER
        if found.order and style.dates and found.order != style.dates:
            return _OTHER_ORDER
        return found.day.isoformat()

    def of_json(self, value: object) -> Value | Flaw:
        if not isinstance(value, str) or not _ISO_DATE.fullmatch(value):
            return Flaw("invalid", "must be a date such as 2026-12-31.")
        return self.read(value)


@dataclass(frozen=True)
class Choice(OwnKind):
    """One of a few texts. `synonyms`: other spelling → the choice that it means."""

    choices: tuple[str, ...] = ()
    synonyms: tuple[tuple[str, str], ...] = ()

    name = "choice"
    sql_type = "text"

    def shown(self, cell: str, *, ours: bool = False) -> str:
        return line_in(cell, ours=ours)

    def read(self, text: str, style: Style = UNKNOWN_STYLE) -> Value | Flaw:
        line = on_one_line(text, longest=LONGEST_LINE)
        found = self._meanings.get(line.casefold()) if len(line) <= LONGEST_LINE else None
        if found:
            return found
        return line_flaw(line) or Flaw("invalid", f"is none of its choices: {_listed(self.choices)}.")

    @cached_property
    def _meanings(self) -> dict[str, str]:
        own = {choice.casefold(): choice for choice in self.choices}
        return {spelling.casefold(): choice for spelling, choice in self.synonyms} | own


@dataclass(frozen=True)
class Listing(OwnKind):
    """Up to MOST_MEMBERS texts. A cell has them with the `separator` between."""

    separator: str = "|"

    name = "list"
    sql_type = "text[]"

    def shown(self, cell: str, *, ours: bool = False) -> str:
        return line_in(cell, ours=ours)

    def read(self, text: str, style: Style = UNKNOWN_STYLE) -> Value | Flaw:
        return self._of(text.split(self.separator))

    def of_json(self, value: object) -> Value | Flaw:
        if not isinstance(value, list) or not all(isinstance(member, str) for member in value):
            return Flaw("invalid", "must be a list of texts.")
        if any(self._would_split(member) for member in value):
            return self._has_separator
        return self._of(value)

    def reader(self, field: Named, price_format: PriceFormat | None, column: Column = PLAIN_COLUMN) -> Reader:
        if column.apart:
            return apart_reader(field, self._of_apart, separator=self.separator, remedy=self.remedy)
        return super().reader(field, price_format, column)

    def _of_apart(self, members: Sequence[str]) -> Value | Flaw:
        return self._has_separator if any(map(self._would_split, members)) else self._of(members)

    @property
    def _has_separator(self) -> Flaw:
        return Flaw("invalid", f"has “{self.separator}” inside a member, which separates the members in files.")

    def _would_split(self, member: str) -> bool:
        """Whether a cell with the member, and the separator behind it, would be split before its end."""
        return f"{member}{self.separator}".find(self.separator) < len(member)

    def _of(self, texts: Sequence[str]) -> Value | Flaw:
        members = tuple(dict.fromkeys(line for text in texts if (line := on_one_line(text, longest=LONGEST_LINE))))
        if flaw := too_many_members(members):
            return flaw
        if any(len(member) > LONGEST_LINE for member in members):
            return Flaw("too_long", f"has a member with more than {LONGEST_LINE} characters.")
        return next((flaw for member in members if (flaw := line_flaw(member))), None) or members or None

    def json_value(self, value: Value) -> object:
        return [*value] if isinstance(value, tuple) else None

    def words(self, value: Value) -> str:
        return ", ".join(value) if isinstance(value, tuple) else ""

    def searched_texts(self, value: Value) -> tuple[str, ...]:
        return value if isinstance(value, tuple) else ()


@dataclass(frozen=True)
class Url(OwnKind):
    """The address of a web page or a picture."""

    name = "url"
    sql_type = "text"
    remedy = "Write the whole address, with https:// in front, and import the row again."

    def shown(self, cell: str, *, ours: bool = False) -> str:
        return "" if is_blank(cell) else trimmed(text_of(trimmed(cell), ours=ours))

    def read(self, text: str, style: Style = UNKNOWN_STYLE) -> Value | Flaw:
        if is_spreadsheet_error(text):
            return DAMAGED
        if len(text) > LONGEST_URL:
            return Flaw("too_long", f"has {len(text):,} characters; at most {LONGEST_URL:,} are allowed.")
        if _NOT_IN_URLS.search(text) or not _HTTP.match(text):
            return Flaw("invalid", "is not an address that begins with http:// or https://.")
        try:
            has_host = bool(urlsplit(text).hostname)
        except ValueError:
            has_host = False
        return text if has_host else Flaw("invalid", "names no host.")


@dataclass(frozen=True)
class Barcode(OwnKind):
    """The number under the bars, with its check digit."""

    name = "barcode"
    sql_type = "text"
    remedy = "Format that column as text, correct it and import the row again."

    def read(self, text: str, style: Style = UNKNOWN_STYLE) -> Value | Flaw:
        return DAMAGED if is_spreadsheet_error(text) else barcode_of(text)

    def searched_texts(self, value: Value) -> tuple[str, ...]:
        """None: barcodes have an index of their own."""
        return ()

    def reader(self, field: Named, price_format: PriceFormat | None, column: Column = PLAIN_COLUMN) -> Reader:
        careful = super().reader(field, price_format, column)

        def read(cells: list[str]) -> Sequence[object]:
            filled = [*filter(None, cells)]
            if not all_canonical(filled):
                return careful(cells)
            return cells if len(filled) == len(cells) else [cell or None for cell in cells]

        return read


def too_many_members(members: Sequence[str]) -> Flaw | None:
    """What is wrong with a list of so many members, if anything is."""
    if len(members) <= MOST_MEMBERS:
        return None
    return Flaw("too_long", f"has {len(members):,} members; at most {MOST_MEMBERS} are allowed.")


def _listed(texts: Sequence[str]) -> str:
    shown = ", ".join(map(shorten, texts[:_MOST_LISTED]))
    return f"{shown} and {len(texts) - _MOST_LISTED} more" if len(texts) > _MOST_LISTED else shown


def _all(lines: re.Pattern[str], cells: Sequence[str]) -> bool:
    """Whether each of the cells is a line of the pattern."""
    text = "\n".join(cells) + "\n"
    return text.count("\n") == len(cells) and lines.fullmatch(text) is not None


ZERO = "0.00"
_OTHER_ORDER = Flaw("format_conflict", "is not written like the other dates in this file.")
_POINTS = Style(PriceFormat(".", None))
_MOST_LISTED = 10
_PLAIN_INTEGERS = re.compile(r"(?:(?:0|-?[1-9][0-9]{0,17})\n)++")
_JSON_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_HTTP = re.compile("https?://", re.IGNORECASE)
_NOT_IN_URLS = re.compile(r"[\s\x00-\x20\x7f<>\"\\^`{|}]")
