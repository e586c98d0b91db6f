"""The cells of the list of products: signs of markup stay signs, and who may only look gets no switch."""

import pytest

from products import presenters
from products.fields.models import current_fields
from products.list_cells import RowCells
from products.list_columns import all_columns
from products.models import Product
from products.search.query import ProductQuery
from tests.products.factories import make_products
from tests.products.own_fields import add_fields

pytestmark = pytest.mark.django_db

SIGNS = "<b>\"&'"


def cells(product: Product, *, may_change: bool = True, searched: tuple[str, ...] = ()) -> str:
    """Of all columns there are."""
    columns = presenters.column_headings(all_columns(current_fields()), ProductQuery())
    return RowCells(columns, {"sku": searched, "name": searched}, may_change=may_change).of(product)


@pytest.mark.parametrize("searched", [(), ("b",)])
@pytest.mark.parametrize("times", [1, 100])
def test_signs_of_markup_are_shown_as_they_are(searched: tuple[str, ...], times: int) -> None:
    texts = dict.fromkeys(("brand", "notes", "colour", "website", "ean", "stock", "weight"), SIGNS * times)
    (product,) = make_products(1, sku=SIGNS, name=SIGNS, attributes={**texts, "tags": [SIGNS * times] * 4})
    add_fields()

    html = cells(product, searched=searched)

    assert SIGNS not in html
    assert "<b>" not in html
    assert html.count("&lt;") >= 10


def test_price_that_is_missing_is_said_in_words() -> None:
    priced, unpriced = make_products(1, price="1234.50") + make_products(1, sku="B", price=None)

    assert ">1,234.50</td>" in cells(Product.objects.get(pk=priced.pk))
    assert "not priced yet" in cells(unpriced)


def test_who_may_only_look_gets_no_switch_and_no_form() -> None:
    (product,) = make_products(1)

    html = cells(product, may_change=False)

    assert 'data-status="active"' in html
    assert "<button" not in html
    assert "edit/" not in html
    assert "data-dialog" not in html
    assert f'formaction="/products/{product.pk}/toggle/"' in cells(product)
