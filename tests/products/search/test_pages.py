import pytest
from pytest_django import DjangoAssertNumQueries

from products import pages
from products.models import Product
from products.pages import Count, Page, count_products, page_of, share_active
from tests.products.making import make_products


@pytest.mark.parametrize(
    ("number", "count", "links"),
    [
        (1, 0, [1]),
        (1, 5, [1]),
        (1, 50, [1, 2, None, 5]),
        (3, 50, [1, 2, 3, 4, 5]),
        (5, 100, [1, None, 4, 5, 6, None, 10]),
        (10, 100, [1, None, 9, 10]),
    ],
)
def test_links_are_the_ends_and_the_neighbours(number: int, count: int, links: list[int | None]) -> None:
    page: Page[Product] = Page(rows=[], number=number, size=10, count=Count(count, is_exact=True))

    assert page.links == links


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "number", "skus"),
    [
        (None, 1, ["A-0", "A-1"]),
        ("2", 2, ["A-2", "A-3"]),
        ("9", 3, ["A-4"]),
        ("0", 1, ["A-0", "A-1"]),
        ("-1", 1, ["A-0", "A-1"]),
        ("one", 1, ["A-0", "A-1"]),
        ("²", 1, ["A-0", "A-1"]),
        ("9" * 40, 1, ["A-0", "A-1"]),
    ],
)
def test_page_is_the_nearest_that_exists(asked: str | None, number: int, skus: list[str]) -> None:
    make_products(5)

    page = page_of(Product.objects.in_sku_order(), key="sku_key", number=asked, count=Count(5, is_exact=True), size=2)

    assert (page.number, [product.sku for product in page.rows]) == (number, skus)


@pytest.mark.django_db
def test_count_is_exact_while_the_catalogue_is_small() -> None:
    make_products(3)

    assert count_products(Product.objects.all(), is_whole_catalogue=True) == Count(3, is_exact=True)


@pytest.mark.django_db
def test_count_of_a_large_catalogue_is_never_less_than_what_was_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "COUNTED_EXACTLY_UP_TO", 3)
    make_products(4)

    count = count_products(Product.objects.all(), is_whole_catalogue=True)

    assert count.number >= 3
    assert not count.is_exact


@pytest.mark.django_db
def test_count_of_a_large_search_is_a_lower_bound(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    monkeypatch.setattr(pages, "COUNTED_EXACTLY_UP_TO", 3)
    make_products(5)
    found = Product.objects.search("A-")

    with django_assert_num_queries(1):
        count = count_products(found, is_whole_catalogue=False)

    assert count == Count(3, is_exact=False)


@pytest.mark.django_db
def test_share_of_active_products_is_counted_while_they_are_few() -> None:
    make_products(3)
    make_products(1, sku="B", active=False)

    assert share_active(Count(4, is_exact=True)) == 75.0


@pytest.mark.django_db
def test_share_of_active_products_is_not_told_without_products() -> None:
    assert share_active(Count(0, is_exact=True)) is None
