"""Forms of the catalogue."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

from product_importer.lib.actor import Actor
from products import catalogue
from products.fields import typed
from products.fields.field import Field
from products.fields.registry import FIELDS
from products.models import Product
from products.search.filters import FILTERS, PARAMETERS, Parameter
from products.search.query import (
    CURSOR_MAX_LENGTH,
    MOST_ON_A_PAGE,
    OUTSIDE,
    PAGE_SIZE,
    SORT_CHOICES,
    TEXT_MAX_LENGTH,
    ProductFilter,
    ProductQuery,
    in_utc,
)

PAGE_SIZES = (25, 50, 100, 200, 500)
MOST_PAGES = 10**9
MOST_TYPED = 1_000
"""Characters that an input of one line takes: more than are possible, so that the sentence about it can be ours."""


class PriceField(forms.DecimalField):
    """A price in plain digits: `Decimal` alone would take 1e3, 1_000 and the digits of every script."""

    default_error_messages = {"invalid": "Write the price with a point and at most two decimals, such as 12.90."}

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"min_value": 0, "max_digits": 12, "decimal_places": 2, "required": False} | options)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and not _PLAIN_NUMBER.fullmatch(value.strip()):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


_PLAIN_NUMBER = re.compile(r"[0-9]*\.?[0-9]*|-[0-9.]*[1-9][0-9.]*", re.ASCII)


class FilterForm(forms.Form):
    """Which products are meant, as it stands in the address of the page: an input for each parameter of a filter."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"auto_id": "filter_%s"} | options)  # a product's form may stand on the same page
        self.fields = {parameter.name: _parameter_input(parameter) for parameter in PARAMETERS} | self.fields

    def add_prefix(self, field_name: str) -> str:
        return super().add_prefix(OUTSIDE.get(field_name, field_name))

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        for each in FILTERS:
            if len(each.parameters) == 2:
                self._refuse_an_empty_range(*each.parameters)
        moments = {name: value for name, value in cleaned.items() if isinstance(value, datetime)}
        return cleaned | {name: in_utc(moment) for name, moment in moments.items()}

    def _refuse_an_empty_range(self, lowest: Parameter, highest: Parameter) -> None:
        least, most = self.cleaned_data.get(lowest.name), self.cleaned_data.get(highest.name)
        if least is not None and most is not None and least > most:
            raise ValidationError({highest.name: f"This is less than the {lowest.noun} it is to start from."})

    @property
    def of_fields(self) -> list[list[BoundField]]:
        """The inputs by which each field of a product narrows the list; two for a range. SKUs have the search box."""
        shown = [each for each in FILTERS if each.field and each.field.key != "sku"]
        return [[self[parameter.name] for parameter in each.parameters] for each in shown]

    @property
    def filter(self) -> ProductFilter:
        """Of a valid form."""
        return ProductFilter(**{parameter.name: self.cleaned_data[parameter.name] for parameter in PARAMETERS})


class QueryForm(FilterForm):
    """A page of products, as it stands in the address of the page."""

    sort = forms.ChoiceField(
        label="Order",
        required=False,
        choices=[(name, name) for name in SORT_CHOICES],
        error_messages={"invalid_choice": f"There is no such order. There are {', '.join(SORT_CHOICES)}."},
    )
    page_size = forms.IntegerField(label="On a page", required=False, min_value=1, max_value=MOST_ON_A_PAGE)
    page = forms.IntegerField(required=False, min_value=1, max_value=MOST_PAGES)
    cursor = forms.CharField(required=False, max_length=CURSOR_MAX_LENGTH)

    @property
    def query(self) -> ProductQuery:
        """Of a valid form."""
        values = self.cleaned_data
        return ProductQuery(
            filter=self.filter,
            sort=values["sort"] or "sku",
            page_size=values["page_size"] or PAGE_SIZE,
            page=values["page"],
            cursor=values["cursor"],
        )


class DayInput(forms.DateTimeInput):
    """A day, which begins at midnight UTC. An exact moment in the address is kept as it is."""

    input_type = "date"

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, datetime):
            value = value.isoformat()
        return str(value)[:10] if value else None


def _parameter_input(parameter: Parameter) -> forms.Field:
    label = parameter.label
    if parameter.kind == "flag":
        neither, yes, no = parameter.choices
        choices = [("", neither), ("true", yes), ("false", no)]
        return forms.TypedChoiceField(
            label=label, required=False, choices=choices, coerce=lambda text: text == "true", empty_value=None
        )
    if parameter.kind == "money":  # one legend stands above both
        return PriceField(label=label, widget=forms.NumberInput(attrs={"aria-label": label}))
    if parameter.kind == "moment":
        return forms.DateTimeField(label=label, required=False, widget=DayInput())
    if parameter.kind == "id":
        return forms.UUIDField(label=label, required=False)
    return forms.CharField(label=label, required=False, max_length=TEXT_MAX_LENGTH)


class MarksField(forms.CharField):
    """A mark of each value, as JSON. It is kept as text, since what comes back may be anything."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=1_000, widget=forms.HiddenInput, **options)


class ProductForm(forms.Form):
    """A product as a person writes it; the rules are the catalogue's, the sentences stand beside the fields.

    `product`: the one to change, or None for a new one.
    """

    version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    seen = MarksField(help_text="Marks of the values it began with.")
    asked = MarksField(help_text="The same, when it showed a conflict.")

    def __init__(self, *args: Any, product: Product | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields = {field.key: _field_input(field) for field in FIELDS} | self.fields
        if product:
            values = catalogue.values_of(product)
            seen = {name: _mark(value) for name, value in values.items()}
            self.initial = values | {"version": product.version, "seen": json.dumps(seen)}
        self.product = product
        self.conflicts: list[Conflict] = []

    @property
    def inputs(self) -> list[tuple[str, BoundField]]:
        """The kind and the input of each field of the product, the short ones first."""
        shown = sorted(FIELDS, key=lambda field: _SHORT_FIRST.index(field.kind.name))
        return [(field.kind.name, self[field.key]) for field in shown]

    def clean(self) -> dict[str, Any]:
        values = {key: value for key, value in self.cleaned_data.items() if key in FIELDS}
        try:
            return self.cleaned_data | typed.cleaned(values)
        except typed.InvalidValues as error:
            raise ValidationError({name: error.fields[name] for name in error.fields}) from error

    def save(self, actor: Actor) -> Product | None:
        """The product as it is now. None if it was refused: the form then says why, beside the field or by `conflicts`.

        Of a valid form. Where the person has chosen the value that came meanwhile, that stays.
        """
        values = {key: self.cleaned_data[key] for key in FIELDS.keys}
        try:
            if self.product is None:
                return catalogue.create(actor=actor, **values)
            mine = {name: value for name, value in values.items() if not self._is_given_up(name, value)}
            catalogue.change(self.product, actor=actor, expected_version=self.cleaned_data["version"], **mine)
            return self.product
        except catalogue.SkuTaken as error:
            self.add_error("sku", str(error))
        except catalogue.ChangedMeanwhile as error:
            self._show_conflict(str(error), values)
        return None

    def _show_conflict(self, sentence: str, mine: dict[str, Any]) -> None:
        """Put both values beside each other, and take the version that is shown as the one that was seen."""
        stored = Product.objects.filter(pk=self.product.pk).first() if self.product else None
        if stored is None:
            self.tell_deletion()
            return
        self.product = stored
        theirs = catalogue.values_of(stored)
        self.conflicts = [
            Conflict(field, theirs[field.key], mine[field.key], self._is_touched(field.key, mine[field.key]))
            for field in FIELDS
            if theirs[field.key] != mine[field.key]
        ]
        asked = json.dumps({name: _mark(value) for name, value in mine.items()})
        self.data = {**dict(self.data.items()), "version": str(stored.version), "asked": asked}
        if not self.conflicts:
            self.add_error(None, f"{sentence} It has the same values as yours by now.")

    def _is_given_up(self, name: str, value: Any) -> bool:
        """Whether the person chose the other value, and wrote no third one after they were asked."""
        return self.data.get(f"choice_{name}") == "theirs" and self._mark_in("asked", name) in {None, _mark(value)}

    def _is_touched(self, name: str, mine: Any) -> bool:
        """Whether the person wrote another value than the form began with."""
        return self._mark_in("seen", name) != _mark(mine)

    def _mark_in(self, field: str, name: str) -> str | None:
        try:
            marks = json.loads(self.cleaned_data.get(field) or "{}")
        except (ValueError, RecursionError):
            return None
        return marks.get(name) if isinstance(marks, dict) else None

    def tell_deletion(self) -> None:
        """The product is gone; what was typed can make another one."""
        self.product = None
        self.add_error(None, "This product was deleted meanwhile. Save to create it anew from what stands here.")


@dataclass(frozen=True)
class Conflict:
    """A field that somebody else, or an import, changed while a person was writing another value."""

    field: Field
    theirs: Any
    mine: Any
    is_touched: bool
    """By the person. What they left alone is to stay as the other one wrote it, unless they choose otherwise."""

    @property
    def name(self) -> str:
        return self.field.key


def _field_input(field: Field) -> forms.Field:
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


def _mark(value: Any) -> str:
    """Tells whether two values are the same."""
    return hashlib.sha256(str(value).encode()).hexdigest()[:12]


_SHORT_FIRST = ("sku", "money", "text", "long_text", "boolean")
