"""What lists can ask of an own field, by its kind, and how the values that they ask for are read. Pure.

People write them into forms and addresses, programs into queries: as much is understood as can mean one thing only.
"""

from __future__ import annotations

import re

from products.fields.barcodes import LENGTHS, without_leading_zeros
from products.fields.cells import word_of
from products.fields.field import Field
from products.fields.flaws import Flaw
from products.fields.kinds import KindName, Value
from products.fields.own_kind import UNKNOWN_STYLE, DayOrderNeeded, OwnKind, Style, line_flaw, sentence
from products.fields.own_kinds import LONGEST_LINE
from products.fields.prices import PriceFormat, PriceFormatNeeded
from products.fields.spelling import on_one_line
from products.fields.yes_no import meaning_of

MOST_SORTABLE = 10
"""Own fields with an index for their order: each makes every change of a product dearer."""

SORTABLE: tuple[KindName, ...] = ("text", "integer", "decimal", "money", "boolean", "date", "choice", "barcode")
RANGED: frozenset[KindName] = frozenset({"integer", "decimal", "money", "date"})
"""Whose values go from one to another."""
SEARCHABLE: tuple[KindName, ...] = ("text", "long_text", "choice", "list", "url", "barcode")
"""Whose values are texts."""


class Misread(Exception):
    """Why a text is no value of the field, as a sentence."""


def can_be_sorted(field: Field) -> bool:
    """Whether lists can go by an index of the field, once that is there."""
    return field.own and field.sortable and field.kind.name in SORTABLE


def is_searched(field: Field) -> bool:
    """Whether the search box looks at an own field."""
    return field.own and field.searched and field.kind.name in SEARCHABLE


def has_words(field: Field) -> bool:
    """Whether the search box finds the values of an own field by their words.

    A barcode is a word that hardly any other product has, so barcodes are found by parts of them, as SKUs are.
    """
    return is_searched(field) and field.kind.name != "barcode"


def read(field: Field, text: str) -> Value:
    """The value that a text which is not blank asks for; of a list, one member. Raises Misread."""
    name, kind = field.kind.name, field.kind
    if name == "boolean":
        return _checked(field, text, _flag(text))
    if name == "list":
        return _checked(field, text, _member(text))
    if name == "barcode":
        return _checked(field, text, scanned(text) or _NO_BARCODE)
    if isinstance(kind, OwnKind):
        return _checked(field, text, _read(kind, text))
    value = field.clean(text)
    if fault := field.fault(value):
        raise Misread(fault)
    return value


def scanned(text: str) -> str | None:
    """The digits of a text that may be a barcode, perhaps without a zero in front, or None if it cannot be one."""
    digits = _BETWEEN.sub("", text).upper() if len(text) <= _LONGEST_BARCODE else ""
    return digits if _BARCODE.fullmatch(digits) else None


def spellings(barcode: str) -> list[str]:
    """The barcodes that mean the same article: with as many leading zeros as there can be."""
    digits = without_leading_zeros(barcode)
    return [digits.zfill(length) for length in LENGTHS if length >= len(digits)]


def _read(kind: OwnKind, text: str) -> Value | Flaw:
    shown = kind.shown(text)
    style = UNKNOWN_STYLE if kind.name in _WITH_POINT and "," in shown else _WITH_POINTS
    try:
        return kind.read(shown, style) if shown else None
    except (DayOrderNeeded, PriceFormatNeeded):
        return _UNCLEAR_DATE if kind.name == "date" else _UNCLEAR_NUMBER


def _flag(text: str) -> bool | Flaw:
    meaning = meaning_of(word_of(text))
    return Flaw("invalid", "must be true or false.") if meaning is None else meaning


def _member(text: str) -> str | Flaw:
    line = on_one_line(text, longest=LONGEST_LINE)
    if len(line) > LONGEST_LINE:
        return Flaw("too_long", f"has more than {LONGEST_LINE} characters.")
    return line_flaw(line) or line


def _checked(field: Field, text: str, found: Value | Flaw) -> Value:
    if isinstance(found, Flaw):
        raise Misread(sentence(field, text, found))
    return found


_WITH_POINT: frozenset[KindName] = frozenset({"decimal", "money"})
_WITH_POINTS = Style(PriceFormat(".", None))
_UNCLEAR_NUMBER = Flaw("invalid", "is not clear: write it with a decimal point, such as 12.50.")
_UNCLEAR_DATE = Flaw("invalid", "can be read in two ways: write it as 2026-12-31.")
_NO_BARCODE = Flaw("invalid", "is no barcode: that has 8 to 14 digits.")
_LONGEST_BARCODE = 40
"""Characters, with what stands between its digits."""
_BETWEEN = re.compile(r"[\s\u00a0-]+")
_BARCODE = re.compile("[0-9]{7,14}|[0-9]{7,9}X")
"""A zero in front may be missing."""
