"""The inputs of forms in which people write the values of fields."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from products.fields.amounts import DECIMALS, DIGITS, take_apart
from products.fields.cells import shorten, word_of
from products.fields.field import Field
from products.fields.flaws import Flaw
from products.fields.kinds import Value
from products.fields.own_inputs import OwnInput, written
from products.fields.typed import MOST_TYPED

OWN = "own_"
"""Before the key, in the name of an own field's input."""


def name_of(field: Field) -> str:
    """The name of the field's input. Own fields have a prefix, since a form has inputs of other names too."""
    return f"{OWN}{field.key}" if field.own else field.key


def shown_in_input(field: Field, value: Value) -> Value:
    """What a form shows in the field's input for a value."""
    return written(field.kind, value) if field.own else value


def input_of(field: Field, *, stored: Value = None, required: bool | None = None) -> forms.Field:
    """The input in which a person writes a value of the field.

    `stored`: the value that a product has. `required`: None to go by the field.
    """
    required = field.is_needed if required is None else required
    if field.own and field.kind.name not in {"text", "long_text"}:
        return OwnInput(field, stored=stored, required=required)
    if field.kind.name == "boolean":
        return forms.BooleanField(label=field.label, required=False, initial=field.absent)
    if field.kind.name == "money":
        decimal = forms.TextInput(attrs={"inputmode": "decimal"})
        return PriceField(label=field.label, widget=decimal, help_text=field.hint)
    if field.kind.name == "long_text":
        paper = forms.Textarea(attrs={"rows": 5})
        return forms.CharField(label=field.label, required=required, widget=paper, strip=False)
    return forms.CharField(label=field.label, required=required, max_length=MOST_TYPED, strip=False)


class PriceField(forms.DecimalField):
    """A price as people write it: `12,90`, `1.234,50`. What can be read in two ways is asked, never guessed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            **{"min_value": 0, "max_digits": DIGITS, "decimal_places": DECIMALS, "required": False} | options
        )

    def to_python(self, value: object) -> Any:
        text = word_of(value) if isinstance(value, str) else ""
        if not text:
            return super().to_python(value)
        amount = take_apart(text)
        if isinstance(amount, Flaw):
            raise ValidationError(f"“{shorten(text)}” {amount.words} {_REMEDY}", code="invalid")
        if amount.currency:
            raise ValidationError(f"“{shorten(text)}” names a currency. {_REMEDY}", code="invalid")
        if amount.ambiguous:
            whole = f"{amount.whole}{amount.fraction}.00"
            raise ValidationError(f"Is “{text}” {whole}? Then write {whole}, with two decimals.", code="invalid")
        fraction = amount.fraction if len(amount.fraction) <= DECIMALS else amount.fraction.rstrip("0")
        return super().to_python(f"{amount.whole or 0}.{fraction}".removesuffix("."))


_REMEDY = "Write an amount such as 12.90 or 12,90."
