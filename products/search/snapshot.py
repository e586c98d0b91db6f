"""All filters and orders that lists have at one moment: a request or job ends with those it began with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from products.fields import asked
from products.fields.field import Field
from products.fields.models import current_fields
from products.fields.registry import FIELDS, Fields
from products.models.attributes import OwnTexts, order_name
from products.models.product import SORT_COLUMNS
from products.search import own_filters, own_indexes
from products.search.filters import FILTERS, Filter, Parameter, ParameterValue, text_filter
from products.search.own_filters import PREFIX, InvalidFilters, OwnParameter, is_own


@dataclass(frozen=True)
class Filters:
    """What follows from the fields, and from which of the indexes that they want are there."""

    fields: Fields = FIELDS
    indexes: frozenset[str] = frozenset()
    """The names of those of `own_indexes` that can be used."""
    may_be_slow: bool = False
    """Whether what needs an index is done without it, rather than refused."""

    @cached_property
    def all(self) -> tuple[Filter, ...]:
        """A product must pass all that are set."""
        own = self.fields.own
        return (text_filter(self._texts), *FILTERS[1:], *own_filters.filters_of(own, self._refusal)) if own else FILTERS

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        return tuple(parameter for each in self.all for parameter in each.parameters)

    @cached_property
    def by_name(self) -> Mapping[str, Parameter]:
        return {parameter.name: parameter for parameter in self.parameters}

    @cached_property
    def own(self) -> tuple[Filter, ...]:
        return tuple(each for each in self.all if each.field and each.field.own)

    @cached_property
    def sorts(self) -> tuple[str, ...]:
        """The names of the orders, ascending and descending."""
        names = (*SORT_COLUMNS, *(f"{PREFIX}{key}" for key in self._sortable))
        return tuple(direction + name for name in names for direction in ("", "-"))

    def columns_of(self, sort: str) -> tuple[str, ...]:
        """The columns of an order, the last one unique."""
        name = sort.removeprefix("-")
        return (order_name(name.removeprefix(PREFIX)), "id") if is_own(name) else SORT_COLUMNS[name]

    def fields_of(self, sort: str) -> tuple[Field, ...]:
        """The own field by which an order goes, if it is one."""
        return (self.fields[sort.removeprefix("-").removeprefix(PREFIX)],) if is_own(sort) else ()

    def fault_of(self, sort: str) -> str:
        """Why there is no such order, as a sentence; empty if there is."""
        if sort in self.sorts:
            return ""
        key = sort.removeprefix("-").removeprefix(PREFIX)
        if is_own(sort):
            known = key in self.fields and self.fields[key].own
            return self._refusal(self.fields[key]) if known else own_filters.no_such_filter(sort, self.fields.own)
        return f"There is no such order. Choose one of {', '.join(self.sorts)}."

    def read(self, given: Mapping[str, Sequence[str]]) -> dict[str, ParameterValue]:
        """Filters of own fields as texts, by name → their values. Raises InvalidFilters that names every bad one."""
        found, faults = dict[str, ParameterValue](), dict[str, list[str]]()
        for name, texts in given.items():
            try:
                found[name] = own_filters.read(self.own_parameter(name), texts)
            except asked.Misread as error:
                faults[name] = [str(error)]
        if faults:
            raise InvalidFilters(faults)
        return found

    def own_parameter(self, name: str) -> OwnParameter:
        """Raises asked.Misread if no own field makes it."""
        found = self.by_name.get(name)
        if not isinstance(found, OwnParameter):
            raise asked.Misread(own_filters.no_such_filter(name, self.fields.own))
        return found

    @cached_property
    def _texts(self) -> OwnTexts:
        own = OwnTexts(
            searched=own_indexes.searched_among(self.fields),
            barcodes=tuple(field for field in self.fields.own if field.kind.name == "barcode"),
        )
        return replace(own, is_indexed={own_indexes.search_index(field, own) for field in own.searched} <= self.indexes)

    @cached_property
    def _sortable(self) -> tuple[str, ...]:
        """The keys of own fields by whose order lists can go."""
        return tuple(field.key for field in self.fields.own if not self._refusal(field))

    def _refusal(self, field: Field) -> str:
        if self.may_be_slow and field.kind.name in asked.SORTABLE:
            return ""
        return own_filters.why_unsorted(field, is_indexed=own_indexes.order_index(field) in self.indexes)


BUILT_IN = Filters()
"""Those of a catalogue without own fields."""


def current_filters(fields: Fields | None = None, *, may_be_slow: bool = False) -> Filters:
    """Those of this moment. `fields`: the snapshot that the request or job has already."""
    fields = current_fields() if fields is None else fields
    return Filters(fields, own_indexes.usable(fields), may_be_slow)
