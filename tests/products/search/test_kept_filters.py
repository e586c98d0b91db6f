"""Filters among a job's options: JSON that means the same filters again."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from products.search import kept_filters
from products.search.filters import PARAMETERS, ParameterKind, ParameterValue
from products.search.own_filters import InvalidFilters
from products.search.query import ProductFilter
from products.search.snapshot import BUILT_IN, current_filters
from tests.products.own_fields import add_fields

VALUES: dict[ParameterKind, ParameterValue] = {
    "text": "12.90",
    "flag": False,
    "money": Decimal("12.90"),
    "moment": datetime(2026, 3, 1, 12, 30, tzinfo=UTC),
    "id": UUID(int=7),
}


def kept(wanted: ProductFilter) -> dict[str, object]:
    return dict(json.loads(json.dumps(kept_filters.as_json(wanted))))


@pytest.mark.django_db
def test_filter_means_the_same_after_it_was_kept() -> None:
    add_fields("brand", "stock", "organic")
    filters = current_filters(may_be_slow=True)
    own = filters.read({"f.brand": ["Acme", ""], "f.stock_min": ["3"], "f.organic": ["false"]})
    wanted = ProductFilter(filters, **{each.name: VALUES[each.kind] for each in PARAMETERS}, **own)

    assert kept_filters.of_json(kept(wanted), filters) == wanted
    assert wanted.given.keys() == {each.name for each in PARAMETERS} | own.keys()


def test_no_filter_means_all_products() -> None:
    assert kept_filters.of_json(kept(ProductFilter()), BUILT_IN) == ProductFilter()


def test_own_field_that_is_gone_is_named() -> None:
    with pytest.raises(InvalidFilters, match="There is no own field “brand”"):
        kept_filters.of_json({"f.brand": ["Acme"]}, BUILT_IN)
