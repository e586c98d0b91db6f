"""The kinds of value a field can have: how each is cleaned, checked, read from a file, stored and shown. Pure.

Forms, the API and files share these limits and sentences.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any, ClassVar, Literal, NamedTuple, Protocol, TypeAlias

from product_importer.lib.text import is_storable
from product_importer.lib.warning import Warned
from products.fields import skus, values
from products.fields.amounts import DECIMALS, DIGITS, MOST
from products.fields.cells import is_blank
from products.fields.dates import DayOrder
from products.fields.flaws import Flaw
from products.fields.prices import PriceFormat, PriceReader
from products.fields.spelling import LONGEST_TEXT, on_one_line, with_plain_line_ends

KindName: TypeAlias = Literal[
    "sku",
    "text",
    "long_text",
    "integer",
    "decimal",
    "money",
    "boolean",
    "date",
    "choice",
    "list",
    "url",
    "barcode",
]
Value: TypeAlias = str | int | Decimal | bool | tuple[str, ...] | None
"""A value as it is stored. None: there is none."""

Reader: TypeAlias = Callable[[list[str]], Sequence[object]]
"""The cells of a column → for each its value, None if it is blank, or the Reason for refusing it."""

ReaderBeside: TypeAlias = Callable[[list[str], list[str]], Sequence[object]]
"""The same for cells with those of another column beside them."""


class Named(Protocol):
    """What a kind needs to know about the field whose value it checks."""

    @property
    def key(self) -> str: ...

    @property
    def noun(self) -> str:
        """What the field is called inside a sentence."""
        ...


class Column(NamedTuple):
    """What a file says of a column besides its cells."""

    ours: bool = False
    """We wrote the file."""
    is_export: bool = False
    """It is our export, whether or not another program has saved it since."""
    is_magento: bool = False
    """Its header is one of Magento's."""
    day_order: DayOrder | None = None
    """How its dates are written, if any of them needs to know."""
    apart: bool = False
    """Its lists have been taken apart already (`own_kind.BETWEEN_MEMBERS`)."""


PLAIN_COLUMN = Column()
NO_TEXT = Flaw("invalid", "must be a text.")


class Notice(NamedTuple):
    """Worth a warning, but no reason to refuse a row."""

    sentence: Warned
    count: Callable[[list[str]], int]
    """How many cells of a column it concerns."""


INVISIBLE_MARKS_REMOVED = Notice(
    Warned("Invisible characters were removed from the SKU.", "invisible_marks"), values.count_invisible_marks
)
SPOILT = Notice(
    Warned(
        "Some names or descriptions look like “KÃ¤se” or “K�se” in place of “Käse”; they were imported as they are.",
        "spoilt_text",
    ),
    values.count_spoilt,
)


class Kind:
    """What every kind has. A kind may have settings; it equals another of its class with the same settings."""

    name: ClassVar[KindName]
    sql_type: ClassVar[str]
    """Of its column in staging and in the plan."""
    notices: ClassVar[tuple[Notice, ...]] = ()
    absent: ClassVar[Value] = None
    """What is stored where there is no value."""

    def clean(self, value: Value) -> Value:
        """A value as a person or a program wrote it → as it is stored."""
        return value

    def fault(self, value: Value, field: Named) -> str | None:
        """The sentence that says why a clean value cannot be stored, or None if it can."""
        return None

    def of_json(self, value: object) -> Value | Flaw:
        """What a program wrote as JSON, but for null → its clean value; None if it shows nothing."""
        raise NotImplementedError

    def json_value(self, value: Value) -> object:
        """The value in JSON, in answers of the API, events and the history: amounts become text."""
        return str(value) if isinstance(value, Decimal) else value

    def of_json_value(self, kept: Any) -> Value:
        """The value of which `json_value` made this."""
        return tuple(kept) if isinstance(kept, list) else kept

    def words(self, value: Value) -> str:
        """The value as a person reads it, uncut."""
        return "" if value is None else str(value)

    def searched_texts(self, value: Value) -> tuple[str, ...]:
        """The texts of a value whose words the search box goes by."""
        return () if value is None else (self.words(value),)

    def reader(self, field: Named, price_format: PriceFormat | None, column: Column = PLAIN_COLUMN) -> Reader:
        """What reads the cells of the field's column in a file."""
        raise NotImplementedError


@dataclass(frozen=True)
class Sku(Kind):
    """The key of a product (`skus` says what that is)."""

    name = "sku"
    sql_type = "text"
    absent = ""
    notices = (INVISIBLE_MARKS_REMOVED,)

    def clean(self, value: Value) -> str:
        return skus.clean(str(value))

    def fault(self, value: Value, field: Named) -> str | None:
        flaw = skus.fault(str(value))
        return flaw.sentence if flaw else storable_fault(str(value))

    def reader(self, field: Named, price_format: PriceFormat | None, column: Column = PLAIN_COLUMN) -> Reader:
        return partial(values.read_skus, is_export=column.is_export)


@dataclass(frozen=True)
class Text(Kind):
    """A line of text, such as a name."""

    longest: int = 500
    """Characters."""

    name = "text"
    sql_type = "text"
    notices = (SPOILT,)
    absent = ""

    def clean(self, value: Value) -> str:
        """On one line."""
        return on_one_line(str(value), longest=self.longest)

    def fault(self, value: Value, field: Named) -> str | None:
        text = str(value)
        return values.too_long_line(text, field.noun, self.longest) or text_fault(text, field.noun)

    def of_json(self, value: object) -> Value | Flaw:
        return self.clean(value) or None if isinstance(value, str) else NO_TEXT

    def reader(self, field: Named, price_format: PriceFormat | None, column: Column = PLAIN_COLUMN) -> Reader:
        return values.LineReader(field.key, field.noun, self.longest, ours=column.ours).read


@dataclass(frozen=True)
class LongText(Kind):
    """Text of any form, kept verbatim, such as a description."""

    most_bytes: int = LONGEST_TEXT
    """In UTF-8."""

    name = "long_text"
    sql_type = "text"
    notices = (SPOILT,)
    absent = ""

    def clean(self, value: Value) -> str:
        """Verbatim but for its spelling and line ends; nothing if it shows nothing, as a blank cell."""
        text = with_plain_line_ends(str(value), longest=self.most_bytes)
        return "" if is_blank(text) else text

    def fault(self, value: Value, field: Named) -> str | None:
        text = str(value)
        return text_fault(text, field.noun) or values.too_long_text(text, field.noun, self.most_bytes)

    def of_json(self, value: object) -> Value | Flaw:
        return self.clean(value) or None if isinstance(value, str) else NO_TEXT

    def reader(self, field: Named, price_format: PriceFormat | None, column: Column = PLAIN_COLUMN) -> Reader:
        return values.LongTextReader(field.key, field.noun, self.most_bytes, ours=column.ours).read


@dataclass(frozen=True)
class Money(Kind):
    """An amount with two decimals, never negative."""

    most: Decimal = MOST

    name = "money"
    sql_type = f"numeric({DIGITS}, {DECIMALS})"

    def of_json_value(self, kept: Any) -> Value:
        return None if kept is None else Decimal(kept)

    def fault(self, value: Value, field: Named) -> str | None:
        if not isinstance(value, Decimal):
            return None
        if not value.is_finite() or not 0 <= value <= self.most:
            return f"The {field.noun} must be between 0 and {self.most:,}."
        return None if value == round(value, DECIMALS) else f"The {field.noun} can have at most two decimals."

    def reader(self, field: Named, price_format: PriceFormat | None, column: Column = PLAIN_COLUMN) -> Reader:
        return PriceReader(price_format, key=field.key, noun=field.noun).read

    def reader_beside(self, field: Named, price_format: PriceFormat | None) -> ReaderBeside:
        """What reads the field's column in a file that also names the currency of each row."""
        return PriceReader(price_format, key=field.key, noun=field.noun).read_beside


@dataclass(frozen=True)
class Boolean(Kind):
    """Yes or no. Files use the words of `yes_no`, pages these two."""

    yes: str = "yes"
    no: str = "no"

    name = "boolean"
    sql_type = "boolean"
    absent = True

    def of_json(self, value: object) -> Value | Flaw:
        return value if isinstance(value, bool) else Flaw("invalid", "must be true or false.")

    def words(self, value: Value) -> str:
        return "" if value is None else self.yes if value else self.no

    def reader(self, field: Named, price_format: PriceFormat | None, column: Column = PLAIN_COLUMN) -> Reader:
        return values.BooleanReader(field.key, field.noun, is_magento=column.is_magento).read


def text_fault(text: str, noun: str) -> str | None:
    """Why a text of any length cannot be taken, or None if it can."""
    if sentence := storable_fault(text):
        return sentence
    flaw = values.text_fault(text, noun)
    return flaw.sentence if flaw else None


def storable_fault(text: str) -> str | None:
    """Why a text cannot be stored in any field, or None if it can."""
    if is_storable(text):
        return None
    is_half = not is_storable(text.replace("\0", ""))
    return "This is not valid text: half of a character is missing." if is_half else "A NUL character cannot be stored."
