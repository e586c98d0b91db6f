"""The forms by which a list of products is narrowed, ordered and paged, as they stand in the address of the page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

from products.fields.inputs import PriceField
from products.search.filters import FILTERS, PARAMETERS, Parameter
from products.search.query import (
    CURSOR_MAX_LENGTH,
    MOST_ON_A_PAGE,
    MOST_PAGES,
    OUTSIDE,
    PAGE_SIZE,
    SORT_CHOICES,
    TEXT_MAX_LENGTH,
    ProductFilter,
    ProductQuery,
    in_utc,
)

PAGE_SIZES = (25, PAGE_SIZE, 100, 200, MOST_ON_A_PAGE)


class FilterForm(forms.Form):
    """Which products are meant, as in the address of the page: an input for each parameter of each filter."""

    def __init__(self, data: Mapping[str, object] | None = None) -> None:
        super().__init__(data, auto_id="filter_%s")  # a product's form may stand on the same page
        self.fields = {parameter.name: _parameter_input(parameter) for parameter in PARAMETERS} | self.fields

    def add_prefix(self, field_name: str) -> str:
        return super().add_prefix(OUTSIDE.get(field_name, field_name))

    def clean(self) -> dict[str, object]:
        cleaned = self.cleaned_data
        for each in FILTERS:
            if len(each.parameters) == 2:
                self._refuse_an_empty_range(*each.parameters)
        moments = {name: value for name, value in cleaned.items() if isinstance(value, datetime)}
        return cleaned | {name: in_utc(moment) for name, moment in moments.items()}

    def _refuse_an_empty_range(self, lowest: Parameter, highest: Parameter) -> None:
        least, most = self.cleaned_data.get(lowest.name), self.cleaned_data.get(highest.name)
        if least is not None and most is not None and least > most:
            raise ValidationError({highest.name: "The maximum is below the minimum."})

    @property
    def of_fields(self) -> list[list[BoundField]]:
        """The inputs by which each field of a product narrows the list; two for a range. SKUs have the search box."""
        shown = [each for each in FILTERS if each.field and each.field.key != "sku"]
        return [[self[parameter.name] for parameter in each.parameters] for each in shown]

    @property
    def by_import(self) -> list[BoundField]:
        """The inputs that say which import it was; only links fill them."""
        return [self[parameter.name] for parameter in PARAMETERS if parameter.kind == "id"]

    @property
    def filter(self) -> ProductFilter:
        """Of a valid form."""
        return ProductFilter(**{parameter.name: self.cleaned_data[parameter.name] for parameter in PARAMETERS})


class QueryForm(FilterForm):
    """Which page of products, in what order, as in its address."""

    sort = forms.ChoiceField(
        label="Order",
        required=False,
        choices=[(name, name) for name in SORT_CHOICES],
        error_messages={"invalid_choice": f"There is no such order. Choose one of {', '.join(SORT_CHOICES)}."},
    )
    page_size = forms.IntegerField(label="Per page", required=False, min_value=1, max_value=MOST_ON_A_PAGE)
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
    """A day, which begins at midnight UTC. An exact moment in the address stays exact."""

    input_type = "date"

    def format_value(self, value: object) -> str | None:
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
        return PriceField(label=label, widget=forms.TextInput(attrs={"aria-label": label, "inputmode": "decimal"}))
    if parameter.kind == "moment":
        return forms.DateTimeField(label=label, required=False, widget=DayInput())
    if parameter.kind == "id":
        return forms.UUIDField(label=label, required=False)
    return forms.CharField(label=label, required=False, max_length=TEXT_MAX_LENGTH)
