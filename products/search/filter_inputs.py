"""The inputs of a form that narrows lists by own fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.urls import reverse

from products.fields import asked
from products.fields.field import Field
from products.fields.kinds import Boolean
from products.fields.own_kinds import Choice
from products.search import own_filters
from products.search.own_filters import OwnParameter

PANEL = "panel"
"""Is in the address while that is what the form of the page sent: in it, an empty input asks for nothing."""

NONE = " "
"""What the form sends for products without a value: blank, but not empty."""

SUGGESTED = frozenset({"text", "list", "url", "barcode"})
"""The kinds whose values are suggested while somebody types one."""


class Option(NamedTuple):
    value: str
    words: str
    is_selected: bool


class Part(NamedTuple):
    """One of the inputs."""

    id: str
    text: str
    options: list[Option]
    """What to choose from; empty if the value is typed."""


class TextsInput(forms.Widget):
    """What an address says of one name, which may stand there several times."""

    def value_from_datadict(self, data: Mapping[str, Any], files: object, name: str) -> list[str]:
        given = data.getlist(name) if hasattr(data, "getlist") else [data[name]] if name in data else []
        return [text or NONE for text in given if text or PANEL not in data]

    def value_omitted_from_data(self, data: Mapping[str, Any], files: object, name: str) -> bool:
        return name not in data


class ValuesField(forms.Field):
    """The values, or the limit, that somebody asks of an own field."""

    def __init__(self, parameter: OwnParameter) -> None:
        super().__init__(label=parameter.label, required=False, widget=TextsInput())
        self.parameter = parameter

    def clean(self, value: Sequence[str]) -> Any:
        texts = [text for text in value if text.strip()] if self.parameter.kind == "limit" else value
        try:
            return own_filters.read(self.parameter, texts) if texts else self.parameter.absent
        except asked.Misread as error:
            raise ValidationError(str(error)) from error


class FilterInput:
    """One parameter of an own field, as the panel of filters shows it: an input for each value that is set."""

    def __init__(self, parameter: OwnParameter, bound: BoundField) -> None:
        field = parameter.field
        self.name, self.label, self.kind = parameter.name, parameter.label, field.kind.name
        self.legend = field.label
        self.errors, self.texts = bound.errors, list(bound.value() or [""])
        self.url = reverse("api:field_values", args=[field.key]) if self.kind in SUGGESTED else ""
        self._parameter, self._id = parameter, bound.auto_id

    @property
    def is_number(self) -> bool:
        return self.kind in {"integer", "decimal", "money"}

    @property
    def parts(self) -> list[Part]:
        return [self._part(number, text) for number, text in enumerate(self.texts)]

    def _part(self, number: int, text: str) -> Part:
        wanted = _canonical(self._parameter.field, text)
        options = [Option(value, words, value == wanted) for value, words in self._choices]
        return Part(f"{self._id}_{number}" if number else self._id, text, options)

    @property
    def _choices(self) -> list[tuple[str, str]]:
        kind = self._parameter.field.kind
        if isinstance(kind, Choice):
            found = [(choice, choice) for choice in kind.choices]
        elif isinstance(kind, Boolean):
            found = [("true", kind.yes), ("false", kind.no)]
        else:
            return []
        return [("", "any"), *found, *([] if self._parameter.refusal else [(NONE, "no value")])]


def _canonical(field: Field, text: str) -> str:
    if not text.strip():
        return text and NONE
    try:
        return own_filters.texts_of(asked.read(field, text))[0]
    except asked.Misread:
        return text
