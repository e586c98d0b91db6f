import pytest

from product_importer.lib.paging import Count, Page, page_of
from products.models import Product
from tests.products.factories import make_products


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
