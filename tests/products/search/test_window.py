"""Pages of many matches: which products are looked at for them, and what becomes of the count."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from product_importer.lib import paging
from products.models import Product
from products.search import window
from products.search.listing import Listing, find_page
from products.search.query import ProductFilter, ProductQuery
from tests.products.factories import make_products

pytestmark = pytest.mark.django_db

CHEAP, LAMPS = ProductFilter(price_max=1), ProductFilter(q="lamp")


@pytest.fixture(autouse=True)
def sixty(monkeypatch: pytest.MonkeyPatch) -> list[Product]:
    """Twenty lamps cost 1.00 and come last by SKU and by name. Ten are as many as ten thousand are elsewhere."""
    monkeypatch.setattr(paging, "COUNTED_EXACTLY_UP_TO", 10)
    others = make_products(40, sku="A", name="Desk", price="9.00")
    lamps = make_products(20, sku="Z", name="Lamp", price="1.00")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE products_product")
    return [*others, *lamps]


def skus(page: Listing) -> list[str]:
    return [product.sku for product in page.rows]


def pages(query: ProductQuery) -> list[Listing]:
    found = [find_page(query)]
    while cursor := found[-1].next_cursor:
        found.append(find_page(replace(query, page=None, cursor=cursor)))
    return found


def statements_for(query: ProductQuery) -> list[str]:
    with CaptureQueriesContext(connection) as asked:
        find_page(query)
    return [each["sql"] for each in asked.captured_queries]


LAST = [f"Z-{number}" for number in range(20)]


@pytest.mark.parametrize("wanted", [CHEAP, LAMPS])
def test_matches_far_behind_in_the_order_are_found(wanted: ProductFilter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(window, "looked_at", lambda query, expected: 3)
    query = ProductQuery(filter=wanted, page_size=4)

    assert [sku for page in pages(query) for sku in skus(page)] == sorted(LAST)


@pytest.mark.parametrize("wanted", [CHEAP, LAMPS])
def test_matches_that_are_not_near_are_found_up_to_an_end(
    wanted: ProductFilter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window, "looked_at", lambda query, expected: 3)
    some, to_an_end = [
        sql for sql in statements_for(ProductQuery(filter=wanted, sort="name", page_size=4)) if "MATERIALIZED" in sql
    ]

    assert "LIMIT 11)" in some
    assert "<= (ROW(" in to_an_end


@pytest.mark.parametrize("wanted", [CHEAP, LAMPS])
def test_matches_that_are_near_are_not_all_sorted(wanted: ProductFilter) -> None:
    asked = statements_for(ProductQuery(filter=wanted, sort="-sku", page_size=2))

    assert not [sql for sql in asked if "MATERIALIZED" in sql]


def test_number_of_matches_of_a_text_is_not_counted_beyond_the_limit() -> None:
    assert find_page(ProductQuery(filter=LAMPS, sort="name", page_size=4)).count == (10, False)
    assert find_page(ProductQuery(filter=CHEAP, sort="name", page_size=4)).count == (20, False)


def test_number_of_so_few_matches_that_all_fit_on_a_page_is_exact() -> None:
    assert find_page(ProductQuery(filter=LAMPS, sort="name", page_size=50)).count == (20, True)


def test_number_is_exact_where_fewer_match_than_expected() -> None:
    Product.objects.filter(sku__in=LAST[8:]).delete()

    page = find_page(ProductQuery(filter=LAMPS, page_size=4, sort="-sku"))

    assert (page.count, skus(page)) == ((8, True), ["Z-7", "Z-6", "Z-5", "Z-4"])


@pytest.mark.parametrize("sort", ["-sku", "-created_at", "-updated_at"])
def test_the_first_matches_that_are_met_tell_nothing_of_the_last_ones(
    sort: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window, "looked_at", lambda query, expected: 0)
    asked = [sql for sql in statements_for(ProductQuery(filter=LAMPS, sort=sort, page_size=4)) if "MATERIALIZED" in sql]

    assert len(asked) == 1
    assert find_page(ProductQuery(filter=LAMPS, sort=sort, page_size=4)).count == (20, True)


@pytest.mark.parametrize(("limit", "is_read"), [(19, True), (20, False)])
def test_more_matches_than_are_sorted_are_read(limit: int, is_read: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL expected fewer."""
    query = ProductQuery(filter=LAMPS, sort="name", page_size=4)
    some = window.sort_few(query, LAMPS.products(), paging.COUNTED_EXACTLY_UP_TO)
    first = Product.objects.get(pk=some.ids[-1])
    Product.objects.filter(pk=first.pk).update(name="Zz lamp")
    monkeypatch.setattr(window, "SORTED_UP_TO", limit)

    assert (window.sort_to_an_end(query, LAMPS.products(), some) is None) is is_read


@pytest.mark.parametrize("gone", ["id", "id__lt", "id__lte"])
def test_products_deleted_meanwhile_leave_no_gap(gone: str) -> None:
    """That with which the page would end at the latest, all before it, or both: all lamps have the same name."""
    query = ProductQuery(filter=LAMPS, sort="name", page_size=4)
    some = window.sort_few(query, LAMPS.products(), paging.COUNTED_EXACTLY_UP_TO)
    LAMPS.products().filter(**{gone: some.ids[-1]}).delete()
    left: list[Any] = list(query.with_sort_keys(LAMPS.products()).order_by(*query.order).values_list("pk", flat=True))

    assert window.sort_to_an_end(query, LAMPS.products(), some) == left[:5]


def test_few_of_many_products_are_looked_at_only_if_the_page_may_be_among_them() -> None:
    query = ProductQuery(page_size=4)

    assert window.looked_at(query, 20) == 3 * 5 * 60 // 20
    assert window.looked_at(replace(query, page=1_000), 20) == 0
    assert window.looked_at(query, 10) == 0


@pytest.mark.parametrize(("limit", "counts"), [(10, 1), (5, 0)])
def test_matches_that_are_surely_many_are_not_counted(limit: int, counts: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "COUNTED_EXACTLY_UP_TO", limit)
    asked = statements_for(ProductQuery(filter=LAMPS, page_size=2, sort="-sku"))

    assert len([sql for sql in asked if "COUNT(*)" in sql and f"LIMIT {limit + 1})" in sql]) == counts
