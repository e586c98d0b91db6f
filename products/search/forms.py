"""The forms by which a list of products is narrowed, ordered and paged, as they stand in the address of the page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

from products.fields.inputs import PriceField
from products.models.attributes import key_of
from products.search.filter_inputs import PANEL, FilterInput, ValuesField
from products.search.filters import FILTERS, PARAMETERS, Filter, Parameter
from products.search.own_filters import OwnParameter, is_own, no_such_filter
from products.search.query import (
    CURSOR_MAX_LENGTH,
    MOST_ON_A_PAGE,
    MOST_PAGES,
    PAGE_SIZE,
    TEXT_MAX_LENGTH,
    ProductFilter,
    ProductQuery,
    in_utc,
)
from products.search.snapshot import BUILT_IN, Filters

PAGE_SIZES = (25, PAGE_SIZE, 100, 200, MOST_ON_A_PAGE)


class FilterForm(forms.Form):
    """Which products are meant, as in the address of the page: an input for each parameter of each filter.

    `filters`: those of the moment, which know the own fields.
    """

    panel = PANEL

    def __init__(self, data: Mapping[str, object] | None = None, filters: Filters = BUILT_IN) -> None:
        super().__init__(data, auto_id="filter_%s")  # a product's form may stand on the same page
        self.filters = filters
        self.fields = {each.name: _parameter_input(each) for each in filters.parameters} | self.fields

    def add_prefix(self, field_name: str) -> str:
        parameter = self.filters.by_name.get(field_name)
        return super().add_prefix(parameter.outside if parameter else field_name)

    def clean(self) -> dict[str, object]:
        cleaned = self.cleaned_data
        for name in filter(is_own, self.data):
            if name not in self.fields:
                self.add_error(None, no_such_filter(name, self.filters.fields.own))
        for each in self.filters.all:
            if len(each.limits) == 2:
                self._refuse_an_empty_range(*each.limits)
        moments = {name: value for name, value in cleaned.items() if isinstance(value, datetime)}
        return cleaned | {name: in_utc(moment) for name, moment in moments.items()}

    def _refuse_an_empty_range(self, lowest: Parameter, highest: Parameter) -> None:
        least, most = self.cleaned_data.get(lowest.name), self.cleaned_data.get(highest.name)
        if least is not None and most is not None and _amount(lowest, least) > _amount(highest, most):
            raise ValidationError({highest.name: "The maximum is below the minimum."})

    @property
    def of_fields(self) -> list[list[BoundField]]:
        """The inputs by which each field of a product narrows the list; two for a range. SKUs have the search box."""
        shown = [each for each in FILTERS if each.field and each.field.key != "sku"]
        return [[self[parameter.name] for parameter in each.parameters] for each in shown]

    @property
    def of_own_fields(self) -> list[list[FilterInput]]:
        """The same for own fields: those that lists show, or can go by."""
        found = (_shown(each) for each in self.filters.own)
        return [[FilterInput(each, self[each.name]) for each in shown] for shown in found if shown]

    @property
    def of_hidden_fields(self) -> list[tuple[str, str]]:
        """Names and texts of the own filters that are set and have no input."""
        shown = {parameter.name for each in self.filters.own for parameter in _shown(each)}
        hidden = [each.name for own in self.filters.own for each in own.parameters if each.name not in shown]
        return [(name, text) for name in hidden for text in self[name].value() or ()]

    @property
    def by_import(self) -> list[BoundField]:
        """The inputs that say which import it was; only links fill them."""
        return [self[parameter.name] for parameter in PARAMETERS if parameter.kind == "id"]

    @property
    def filter(self) -> ProductFilter:
        """Of a valid form."""
        return ProductFilter(self.filters, **{name: self.cleaned_data[name] for name in self.filters.by_name})


class QueryForm(FilterForm):
    """Which page of products, in what order, as in its address."""

    sort = forms.CharField(label="Order", required=False)
    page_size = forms.IntegerField(label="Per page", required=False, min_value=1, max_value=MOST_ON_A_PAGE)
    page = forms.IntegerField(required=False, min_value=1, max_value=MOST_PAGES)
    cursor = forms.CharField(required=False, max_length=CURSOR_MAX_LENGTH)

    def clean_sort(self) -> str:
        sort = str(self.cleaned_data["sort"])
        if sort and (fault := self.filters.fault_of(sort)):
            raise ValidationError(fault)
        return sort

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


def _shown(each: Filter) -> list[OwnParameter]:
    """The parameters of an own field that have inputs: its limits if lists can go by it, or else its value."""
    parameters = [parameter for parameter in each.parameters if isinstance(parameter, OwnParameter)]
    limits = [parameter for parameter in parameters if parameter.kind == "limit" and not parameter.refusal]
    is_shown = each.field is not None and (each.field.in_list or each.field.sortable)
    return (limits or parameters[:1]) if is_shown else []


def _amount(parameter: Parameter, value: Any) -> Any:
    """What can be compared."""
    return key_of(parameter.field, value) if isinstance(parameter, OwnParameter) else value


def _parameter_input(parameter: Parameter) -> forms.Field:
    if isinstance(parameter, OwnParameter):
        return ValuesField(parameter)
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
