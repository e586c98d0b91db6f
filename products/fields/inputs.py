"""The inputs of forms in which people write the values of fields."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from products.fields.amounts import DECIMALS, DIGITS
from products.fields.field import Field
from products.fields.typed import MOST_TYPED


def input_of(field: Field) -> forms.Field:
    """The input in which a person writes a value of the field."""
    if field.kind.name == "boolean":
        return forms.BooleanField(label=field.label, required=False, initial=field.absent)
    if field.kind.name == "money":
        decimal = forms.TextInput(attrs={"inputmode": "decimal"})
        return PriceField(label=field.label, widget=decimal, help_text=field.hint)
    if field.kind.name == "long_text":
        paper = forms.Textarea(attrs={"rows": 5})
        return forms.CharField(label=field.label, required=field.is_needed, widget=paper, strip=False)
    return forms.CharField(label=field.label, required=field.is_needed, max_length=MOST_TYPED, strip=False)


class PriceField(forms.DecimalField):
    """A price in plain digits: `Decimal` alone would take 1e3, 1_000 and the digits of every script."""

    default_error_messages = {"invalid": "Write the price with a point and at most two decimals, such as 12.90."}

    def __init__(self, **options: Any) -> None:
        super().__init__(
            **{"min_value": 0, "max_digits": DIGITS, "decimal_places": DECIMALS, "required": False} | options
        )

    def to_python(self, value: object) -> Any:
        if isinstance(value, str) and not _PLAIN_NUMBER.fullmatch(value.strip()):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


_PLAIN_NUMBER = re.compile(r"[0-9]*\.?[0-9]*|-[0-9.]*[1-9][0-9.]*", re.ASCII)
