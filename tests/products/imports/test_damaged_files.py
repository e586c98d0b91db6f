"""Damaged files of `tests.corpus` on the whole way: into the catalogue."""

import pytest

from products.fields.registry import FIELDS
from products.models import Product
from tests.corpus.kinds import damaged
from tests.corpus.ours import OWN
from tests.corpus.shops import SHOPS, Shop
from tests.corpus.truth import judge
from tests.products.conftest import Import
from tests.products.own_fields import add_fields


@pytest.mark.parametrize(
    "kinds",
    [
        ("delimiter lost before quotes", "delimiter added in a few rows"),
        ("delimiter lost and added in a row",),
        ("a few rows long, blank", "stray quote within"),
        ("line end added", "opening quote lost"),
    ],
)
@pytest.mark.parametrize("shop", [SHOPS[0], SHOPS[7]], ids=lambda shop: shop.name)
def test_catalogue_has_only_what_the_damaged_file_says(import_file: Import, shop: Shop, kinds: tuple[str, ...]) -> None:
    add_fields(*OWN)
    sheet = damaged(shop, kinds, 1)

    job = import_file(sheet.content)

    products = [
        {"sku": product.sku}
        | {field.key: getattr(product, field.key) or None for field in FIELDS.changeable if field.key != "active"}
        | {key: None if (value := product.attributes.get(key)) is None else str(value) for key in OWN}
        for product in Product.objects.all()
    ]
    told = [product | {"price": product["price"] and f"{product['price']:.2f}"} for product in products]
    verdict = judge(sheet, told, {*shop.fields} - {"", "active"})
    assert verdict.wrong == []
    assert verdict.refused <= 1
    assert job.created == len(products) >= len(sheet.said) - len(sheet.touched) - 1
