"""The inputs of own fields: which control each kind has, how a value is written in it, how what was typed is read.

What can be read in two ways is asked, never guessed. A list has one member a line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from products.fields.amounts import Amount, take_apart
from products.fields.cells import shorten
from products.fields.field import Field
from products.fields.flaws import Flaw
from products.fields.kinds import Boolean, Kind, Value
from products.fields.own_kind import DayOrderNeeded, OwnKind, Style, sentence
from products.fields.own_kinds import Choice, DecimalNumber, Listing
from products.fields.prices import PriceFormat, PriceFormatNeeded

NO_VALUE = "—"
"""The first entry of a select."""


class OwnInput(forms.Field):
    """Reads what a person typed into an own field. What was left as it was shown is not judged again."""

    def __init__(self, field: Field, *, stored: Value = None, required: bool = False) -> None:
        hint = "One a line." if isinstance(field.kind, Listing) else ""
        super().__init__(label=field.label, required=required, widget=_control(field.kind, stored), help_text=hint)
        self.field, self.stored = field, stored

    def to_python(self, value: Any) -> Value:
        text = _with_plain_ends(value)
        if self.stored is not None and text == written(self.field.kind, self.stored):
            return self.stored
        return _read(self.field, text)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return _with_plain_ends(initial) != _with_plain_ends(data)


def written(kind: Kind, value: Value) -> str:
    """What stands in the input for a value."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _WORDS[value]
    if isinstance(value, tuple):
        return "\n".join(value)
    return _unmistakable(str(value)) if isinstance(kind, DecimalNumber) else str(value)


def unit_of(kind: Kind) -> str:
    """What stands beside the label of the input."""
    return kind.unit if isinstance(kind, DecimalNumber) else ""


def _control(kind: Kind, stored: Value) -> forms.Widget:
    if isinstance(kind, Boolean):
        return forms.Select(choices=[("", NO_VALUE), (_WORDS[True], kind.yes), (_WORDS[False], kind.no)])
    if isinstance(kind, Choice):
        kept = [] if stored is None or stored in kind.choices else [str(stored)]
        return forms.Select(choices=[("", NO_VALUE), *((each, each) for each in (*kind.choices, *kept))])
    if isinstance(kind, Listing):
        return forms.Textarea(attrs={"rows": 3})
    return forms.TextInput(attrs=_ATTRIBUTES.get(kind.name, {}))


def _read(field: Field, text: str) -> Value:
    try:
        found = _found(field.kind, text)
    except PriceFormatNeeded:
        found = _settled(field, text, _NUMBER_STYLES)
    except DayOrderNeeded:
        found = _settled(field, text, _DATE_STYLES)
    if isinstance(found, Flaw):
        raise ValidationError(sentence(field, text, found), code="invalid")
    return found


def _found(kind: Kind, text: str) -> Value | Flaw:
    if isinstance(kind, Listing):
        return kind.of_json(text.split("\n"))
    if isinstance(kind, Boolean):
        return kind.of_json(_TRUTH.get(text, text)) if text else None
    return _shown_by(kind, text, Style())


def _shown_by(kind: Kind, text: str, style: Style) -> Value | Flaw:
    """Raises PriceFormatNeeded or DayOrderNeeded."""
    if not isinstance(kind, OwnKind):
        raise TypeError(f"A field of kind {kind.name} has another input.")
    shown = kind.shown(text)
    if kind.name == "money" and isinstance(amount := take_apart(shown, signed=True), Amount) and amount.currency:
        return Flaw("invalid", "names a currency.")
    return kind.read(shown, style) if shown else None


def _settled(field: Field, text: str, styles: Sequence[Style]) -> Value | Flaw:
    """The value, if only one of the styles fits the text. Else the person is asked."""
    readings = [_shown_by(field.kind, text, style) for style in styles]
    fitting = [each for each in readings if not (isinstance(each, Flaw) and each.code == "format_conflict")]
    values = dict.fromkeys(written(field.kind, each) for each in fitting if not isinstance(each, Flaw))
    if len(fitting) == 1 or not values:
        return fitting[0]
    raise ValidationError(_question(shorten(text), [*values]), code="invalid")


def _question(text: str, values: Sequence[str]) -> str:
    if len(values) == 1:
        return f"Is “{text}” {values[0]}? Then write {values[0]}."
    return f"“{text}” can be read as {' or as '.join(values)}. Write one of them."


def _unmistakable(number: str) -> str:
    """`1.125` could be a thousand and some, `1.1250` could not."""
    return f"{number}0" if _LIKE_THOUSANDS.fullmatch(number) else number


def _with_plain_ends(value: Any) -> str:
    return str(value or "").replace("\r\n", "\n").replace("\r", "\n")


_WORDS = {True: "true", False: "false"}
_TRUTH = {word: truth for truth, word in _WORDS.items()}
_ATTRIBUTES = {
    "integer": {"inputmode": "numeric"},
    "decimal": {"inputmode": "decimal"},
    "money": {"inputmode": "decimal"},
    "date": {"type": "date"},
    "url": {"type": "url", "inputmode": "url"},
    "barcode": {"inputmode": "numeric"},
}
_NUMBER_STYLES = (Style(PriceFormat(".", None)), Style(PriceFormat(",", None)))
_DATE_STYLES = (Style(dates="DMY"), Style(dates="MDY"))
_LIKE_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}")
