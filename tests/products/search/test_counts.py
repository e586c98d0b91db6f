import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from product_importer.lib import paging
from product_importer.lib.paging import Count
from products.models import Product
from products.search.counts import Share, count_catalogue, count_products, estimate, share_active
from products.search.indexes import look_at_products
from tests.products.factories import make_products


@pytest.mark.django_db
@pytest.mark.parametrize("counted_up_to", [2, 3, 4])
def test_count_of_the_catalogue_is_exact_at_any_size(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries, counted_up_to: int
) -> None:
    monkeypatch.setattr(paging, "COUNTED_EXACTLY_UP_TO", counted_up_to)
    make_products(3)

    with django_assert_num_queries(1):
        assert count_catalogue() == Count(3, is_exact=True)


@pytest.mark.django_db
def test_count_of_a_search_is_exact_while_few_match() -> None:
    make_products(3)

    assert count_products(Product.objects.search("A-")) == Count(3, is_exact=True)


@pytest.mark.django_db
def test_count_of_a_large_search_is_a_lower_bound(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    monkeypatch.setattr(paging, "COUNTED_EXACTLY_UP_TO", 3)
    make_products(5)
    found = Product.objects.search("A-")

    with django_assert_num_queries(1):
        count = count_products(found)

    assert count == Count(3, is_exact=False)


@pytest.mark.django_db
def test_share_of_active_products_is_counted_while_they_are_few() -> None:
    make_products(3)
    make_products(1, sku="B", active=False)

    assert share_active(4) == Share(75.0, is_exact=True)


@pytest.mark.django_db
def test_share_of_active_products_is_not_told_without_products() -> None:
    assert share_active(0) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("counted_up_to", "number"),
    [(10, 30), (50, 51), (100, 110), (98, 99)],
)
def test_estimate_has_two_digits_and_is_more_than_could_be_counted(
    monkeypatch: pytest.MonkeyPatch, counted_up_to: int, number: int
) -> None:
    """PostgreSQL knows of 30 products; whoever asks for an estimate has met more than can be counted."""
    make_products(30)
    look_at_products()
    monkeypatch.setattr(paging, "COUNTED_EXACTLY_UP_TO", counted_up_to)

    assert estimate(Product.objects.in_sku_order()) == Count(number, is_exact=False)


@pytest.mark.django_db
def test_share_of_active_products_comes_from_the_statistics_of_many(monkeypatch: pytest.MonkeyPatch) -> None:
    with connection.cursor() as cursor:  # those of earlier tests outlive their products
        cursor.execute("DELETE FROM pg_statistic WHERE starelid = 'products_product'::regclass")
    monkeypatch.setattr(paging, "COUNTED_EXACTLY_UP_TO", 2)
    make_products(2)
    make_products(1, sku="B", active=False)
    assert share_active(3) is None

    look_at_products()

    assert share_active(3) == Share(67, is_exact=False)
