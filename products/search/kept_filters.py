"""Filters as a job keeps them among its options: name → text, yes or no, or for own fields a list of texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from products.search.filters import ParameterKind, ParameterValue
from products.search.own_filters import is_own, texts_of
from products.search.query import ProductFilter
from products.search.snapshot import Filters


def as_json(wanted: ProductFilter) -> dict[str, object]:
    """The filters that are set."""
    return {name: _plain(value) for name, value in wanted.given.items()}


def of_json(kept: Mapping[str, Any], filters: Filters) -> ProductFilter:
    """What `as_json` made of a filter, among the filters of this moment. Raises InvalidFilters."""
    built_in = {name: _value(value, filters.by_name[name].kind) for name, value in kept.items() if not is_own(name)}
    own = filters.read({name: _texts(value) for name, value in kept.items() if is_own(name)})
    return ProductFilter(filters, **built_in, **own)


def _plain(value: ParameterValue) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return texts_of(value)
    return value if isinstance(value, bool) else str(value)


def _value(kept: Any, kind: ParameterKind) -> ParameterValue:
    read = _READERS.get(kind)
    value: ParameterValue = read(kept) if read else kept
    return value


def _texts(kept: object) -> list[str]:
    return texts_of(tuple(kept) if isinstance(kept, list) else kept)


_READERS: dict[ParameterKind, Callable[[str], ParameterValue]] = {
    "money": Decimal,
    "moment": datetime.fromisoformat,
    "id": UUID,
}
