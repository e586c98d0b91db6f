"""What is asked for: a page's address, a selection, a moment."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from products.fields.skus import MAX_LENGTH
from products.search.forms import QueryForm
from products.search.query import (
    EVERYTHING,
    SORT_CHOICES,
    TEXT_MAX_LENGTH,
    ProductFilter,
    ProductQuery,
    Selection,
    in_utc,
    reversed_order,
)
from tests.products.factories import make_products


def test_orders_are_those_that_the_documents_name() -> None:
    names = ["sku", "name", "price", "created_at", "updated_at"]

    assert [*SORT_CHOICES] == [choice for name in names for choice in (name, f"-{name}")]


def test_search_takes_the_longest_sku() -> None:
    assert TEXT_MAX_LENGTH == MAX_LENGTH


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("sku", ["sku_key"]),
        ("-sku", ["-sku_key"]),
        ("name", ["name_order", "id"]),
        ("-price", ["-price_order", "-id"]),
        ("created_at", ["id"]),
        ("-updated_at", ["-updated_at", "-id"]),
    ],
)
def test_order_goes_in_one_direction(sort: str, order: list[str]) -> None:
    query = ProductQuery(sort=sort)

    assert (query.order, query.list_name) == (order, sort)
    assert reversed_order(reversed_order(order)) == order
    assert reversed_order(["a", "-b"]) == ["-a", "b"]


@pytest.mark.parametrize(
    ("query", "url"),
    [
        (ProductQuery(), "?"),
        (ProductQuery(sort="sku", page_size=50, page=7, cursor="x"), "?"),
        (ProductQuery(page_size=25), "?page_size=25"),
        (ProductQuery(sort="-name"), "?sort=-name"),
        (ProductQuery(ProductFilter(q="ü &")), "?q=%C3%BC+%26"),
        (ProductQuery(ProductFilter(price_max=Decimal("0"))), "?price_max=0"),
        (
            ProductQuery(ProductFilter(created_since=datetime(2026, 3, 1, 12, tzinfo=UTC))),
            "?created_since=2026-03-01T12%3A00%3A00%2B00%3A00",
        ),
    ],
)
def test_address_says_only_what_is_unusual_and_leads_to_the_first_page(query: ProductQuery, url: str) -> None:
    assert query.url() == url


def test_address_may_lead_to_another_page_and_order() -> None:
    query = ProductQuery(ProductFilter(active=True), page=3)

    assert query.url(page=4) == "?active=true&page=4"
    assert query.url(cursor="abc") == "?active=true&cursor=abc"
    assert query.url(sort="-price") == "?active=true&sort=-price"
    assert query.url(active=None, name="mug") == "?name=mug"


def test_query_without_a_filter_keeps_the_others() -> None:
    query = ProductQuery(ProductFilter(q="mug", active=False), sort="name", page_size=25)

    assert query.without("q") == ProductQuery(ProductFilter(active=False), sort="name", page_size=25)
    assert query.without("name") == query


@given(
    st.builds(
        ProductQuery,
        st.builds(
            lambda q, active, lowest: ProductFilter(q=q, active=active, price_min=lowest),
            st.text("mug &=ü?#", max_size=8).map(str.strip),
            st.none() | st.booleans(),
            st.none() | st.decimals(0, 10, places=2),
        ),
        sort=st.sampled_from(SORT_CHOICES),
        page_size=st.integers(1, 500),
    )
)
def test_address_leads_back_to_the_same_query(query: ProductQuery) -> None:
    form = QueryForm(QueryDict(query.url(page=7)[1:]))

    assert form.is_valid(), form.errors
    assert form.query == ProductQuery(query.filter, query.sort, query.page_size, page=7)


@pytest.mark.parametrize(
    ("moment", "utc"),
    [
        (datetime(2026, 3, 1, 12), datetime(2026, 3, 1, 12, tzinfo=UTC)),
        (datetime(2026, 3, 1, 12, tzinfo=timezone(timedelta(hours=2))), datetime(2026, 3, 1, 10, tzinfo=UTC)),
        (datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))), datetime(1, 1, 1, tzinfo=UTC)),
        (datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-14))), datetime(9999, 12, 31, 23, tzinfo=UTC)),
    ],
)
def test_moment_is_told_in_utc_even_at_the_ends_of_the_calendar(moment: datetime, utc: datetime) -> None:
    assert in_utc(moment) == utc
    assert in_utc(moment).tzinfo is UTC


@pytest.mark.django_db
def test_selection_is_some_products_or_all_that_match() -> None:
    one, other, _ = make_products(3)

    assert {*Selection(ids=(one.pk, other.pk)).products()} == {one, other}
    assert {*Selection(filter=ProductFilter(sku="a-1")).products()} == {other}
    assert Selection(filter=EVERYTHING).products().count() == 3
    assert not Selection().products().exists()


def test_selection_knows_whether_it_is_everything_and_whether_it_searches() -> None:
    some, matching, all_products = Selection(), Selection(filter=ProductFilter(q="x")), Selection(filter=EVERYTHING)

    assert [each.is_everything for each in (some, matching, all_products)] == [False, False, True]
    assert [each.has_text for each in (some, matching, all_products)] == [False, True, False]
