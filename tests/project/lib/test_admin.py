import pytest
from django.db import connection

from product_importer.lib import paging
from product_importer.lib.admin import EstimatingPaginator
from products import catalogue
from products.models import Product
from tests.products.factories import ANA

pytestmark = pytest.mark.django_db


@pytest.fixture
def a_few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "COUNTED_EXACTLY_UP_TO", 3)


def make_products(count: int) -> None:
    for number in range(count):
        catalogue.create(sku=f"A-{number}", name="Kettle", actor=ANA)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE products_product")


def test_paginator_counts_few_rows_exactly(a_few_are_many: None) -> None:
    make_products(3)

    assert EstimatingPaginator(Product.objects.order_by("sku_key"), 2).count == 3


def test_paginator_estimates_a_large_table(a_few_are_many: None) -> None:
    make_products(7)

    assert EstimatingPaginator(Product.objects.order_by("sku_key"), 2).count == 7


def test_paginator_stops_counting_what_was_searched(a_few_are_many: None) -> None:
    make_products(7)

    assert EstimatingPaginator(Product.objects.filter(sku_key__startswith="a").order_by("sku_key"), 2).count == 3
