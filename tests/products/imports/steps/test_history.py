"""A product's history, whoever made it: people, programs, imports."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from products import catalogue
from products.jobs.models import ImportJob
from products.models import Change, Product, Stretch
from products.models.history import CHANGES_A_PAGE, past_of
from products.search.query import ProductFilter
from tests.products.factories import ANA

pytestmark = pytest.mark.django_db

Import = Callable[..., ImportJob]
HEADER = "sku,name,description,price,active\n"


def told(changes: list[Change]) -> list[tuple[str, str, dict[str, list[object]]]]:
    return [(change.actor_kind, change.action, change.values) for change in changes]


def test_history_tells_of_people_and_imports_newest_first(import_file: Import) -> None:
    import_file(HEADER + "A-1,Kettle,,12.90,true\nB-2,Lamp,,5,true\n")
    kettle = Product.objects.get(sku_key="a-1")
    catalogue.change(kettle, actor=ANA, name="Big kettle")
    import_file(HEADER + "A-1,Kettle,Blue,13,false\nB-2,Lamp,,6,true\n")

    assert told(past_of(kettle).changes) == [
        (
            "import",
            "changed",
            {
                "name": ["Big kettle", "Kettle"],
                "description": ["", "Blue"],
                "price": ["12.90", "13.00"],
                "active": [True, False],
            },
        ),
        ("user", "changed", {"name": ["Kettle", "Big kettle"]}),
        ("import", "created", {}),
    ]


def test_price_that_comes_and_goes_is_told(import_file: Import) -> None:
    import_file("sku,name\nA-1,Kettle\n")
    import_file("sku,price\nA-1,5\n")
    import_file("sku,price\nA-1,\n", on_blank="clear")

    changes = past_of(Product.objects.get()).changes
    assert [change.values for change in changes] == [{"price": ["5.00", None]}, {"price": [None, "5.00"]}, {}]


def test_history_goes_on_under_another_sku(import_file: Import) -> None:
    import_file(HEADER + "A-1,Kettle,,1,\n")
    import_file(HEADER + "A-1,Kettle,,2,\n")
    kettle = Product.objects.get()
    catalogue.change(kettle, actor=ANA, sku="Z-9")
    import_file(HEADER + "Z-9,Kettle,,3,\n")

    prices = [change.values.get("price") for change in past_of(kettle).changes]
    assert prices == [["2.00", "3.00"], None, ["1.00", "2.00"], None]


def test_unchanged_product_has_no_part_in_an_import(import_file: Import) -> None:
    import_file(HEADER + "A-1,Kettle,,1,\nB-2,Lamp,,2,\nC-3,Vase,,3,\n")
    job = import_file(HEADER + "A-1,Kettle,,9,\nB-2,Lamp,,2,\nC-3,Vase,,9,\nD-4,Rug,,4,\n")

    assert len(past_of(Product.objects.get(sku_key="b-2")).changes) == 1
    changed = Product.objects.all().changed_by_import(job.id).values_list("sku", flat=True)
    assert sorted(changed) == ["A-1", "C-3", "D-4"]


def test_products_are_found_by_the_import_that_created_or_updated_them(import_file: Import) -> None:
    import_file(HEADER + "A-1,Kettle,,1,\nB-2,Lamp,,2,\n")
    job = import_file(HEADER + "A-1,Kettle,,9,\nB-2,Lamp,,2,\nD-4,Rug,,4,\n")

    found = {
        name: [product.sku for product in ProductFilter(**{name: job.id}).products()]
        for name in ("created_by_import", "updated_by_import")
    }
    assert found == {"created_by_import": ["D-4"], "updated_by_import": ["A-1"]}


def test_every_page_of_a_long_history_tells_what_imports_did_meanwhile(import_file: Import) -> None:
    import_file(HEADER + "A-1,Kettle 0,,1,\n")
    kettle = Product.objects.get()
    for number in range(CHANGES_A_PAGE + 2):
        catalogue.change(kettle, actor=ANA, name=f"Kettle {number + 1}")
        if number in (1, CHANGES_A_PAGE):
            import_file(HEADER + f"A-1,Kettle,,{number + 5},\n")
            kettle.refresh_from_db()

    first = past_of(kettle)
    second = past_of(kettle, cursor=first.older_cursor)

    everything = told(first.changes) + told(second.changes)
    assert [kind for kind, _, _ in everything].count("import") == 3
    assert len(everything) == CHANGES_A_PAGE + 2 + 3
    assert everything[-1] == ("import", "created", {})
    assert second.older_cursor is None


@pytest.mark.parametrize("imports", [2, 4])
def test_history_page_takes_the_same_queries_however_long_it_is(
    import_file: Import, admin_client: Client, django_assert_num_queries: DjangoAssertNumQueries, imports: int
) -> None:
    for price in range(imports):
        import_file(HEADER + f"A-1,Kettle,,{price},\n")
    product = Product.objects.get()

    with django_assert_num_queries(5):
        past_of(product)
    assert b"<b>Created</b>" in admin_client.get(product.get_absolute_url()).content


def test_stretches_of_others_are_not_the_products(import_file: Import) -> None:
    import_file(HEADER + "".join(f"A-{n},Kettle,,1,\n" for n in range(5)))
    kettle = Product.objects.order_by("sku_key").first()
    assert kettle
    Stretch.objects.create(
        job_id=kettle.pk, action="changed", at=timezone.now() - timedelta(days=1), first_key="0", last_key="zzz",
        product_ids=[],
    )  # fmt: skip

    assert told(past_of(kettle).changes) == [("import", "created", {})]
