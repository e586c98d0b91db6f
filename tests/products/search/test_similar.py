"""Which products are offered for a text, or as perhaps the same as another one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from products import catalogue
from products.search import indexes
from products.search.similar import near_duplicates
from tests.products.factories import ANA, make_products

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "is_alike"),
    [
        ("steel KETTLE red 28 mm", True),
        ("Steel Kettle, Red, 28mm", True),
        ("Steel Kettel Red 28 mm", True),
        ("Stel Kettle Red 28 mm", True),
        ("Stéel Kettle Red 28 mm", True),
        ("Steel Kettle Red 29 mm", False),
        ("Steel Kettle Blue 28 mm", False),
        ("Steel Kettle Red", False),
        ("Stel Kettel Red 28 mm", False),
        ("Kettle", False),
    ],
)
def test_very_similar_names_are_near_duplicates_on_both_sides(name: str, is_alike: bool) -> None:
    kettle = catalogue.create(sku="KET-1", name="Steel Kettle Red 28 mm", actor=ANA)
    other = catalogue.create(sku="Z", name=name, actor=ANA)
    make_products(120, sku="B", name="Steel Kettles 28 mm")

    twins = {
        product: near_duplicates(sku=product.sku, name=product.name, but=product.pk) for product in (kettle, other)
    }

    assert twins == ({kettle: [other], other: [kettle]} if is_alike else {kettle: [], other: []})


@pytest.mark.parametrize("sku", ["A1B2C3D4", "a-1-b-2-c-3-d-4-e-5-f-6", "x" * 255, "1-" * 127, "ſ" * 20])
def test_looking_for_near_duplicates_reads_nothing_whole(sku: str) -> None:
    make_products(2_000, sku="A1B2C3D5")
    indexes.look_at_products()

    with CaptureQueriesContext(connection) as captured:
        near_duplicates(sku=sku, name="Kettle 17")
    plans = []
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # so few products may be read whole, but need not be
        for query in captured.captured_queries:
            if query["sql"].startswith("SELECT") and "products_product" in query["sql"]:
                cursor.execute(f"EXPLAIN {query['sql']}".replace("%", "%%"), [])
                plans.append("\n".join(line for (line,) in cursor))

    assert len(plans) >= 3
    assert not any("Seq Scan" in plan for plan in plans)
