"""Imports leave pinned values alone and say so."""

from typing import Any

import pytest
from django.test import Client

from products import pins
from products.imports.review.filters import Filters
from products.imports.review.kept_values import kept_values
from products.imports.review.plan_changes import page_of
from products.imports.undo import conflicts, requesting, undo_run
from products.models import Change, Product
from tests.products.conftest import Import, catalogue, counts
from tests.products.factories import ANA, make_field

FIRST = "sku,name,description,price\nA,Mug,Old,5.00\nB,Cup,Old,6.00\nC,Pot,Same,7.00\n"
SECOND = "sku,name,description,price\nA,Mug 2,New,5.50\nB,Cup,Old,6.60\nC,Pot,Same,7.70\nD,Jug,Nice,8.00\n"
KEPT = "pinned values of products were kept, though the file has others."


def pin(sku: str, *keys: str) -> None:
    Product.objects.filter(sku=sku).update(pinned=[*keys])


def product(sku: str) -> Product:
    return Product.objects.with_sku(sku).get()


def test_pinned_values_are_kept_and_counted(import_file: Import, admin_client: Client) -> None:
    import_file(FIRST)
    pin("A", "name", "price")
    pin("B", "price")

    job = import_file(SECOND)

    assert counts(job) == {"created": 1, "updated": 2, "unchanged": 1}
    assert job.warnings == [f"3 {KEPT}"]
    assert job.plan == {"create": 1, "update": 2, "unchanged": 1, "missing": 0, "kept_pinned": 3}
    assert catalogue() == {
        "A": ("Mug", "New", "5.00", True, 2),
        "B": ("Cup", "Old", "6.00", True, 1),
        "C": ("Pot", "Same", "7.70", True, 2),
        "D": ("Jug", "Nice", "8.00", True, 1),
    }
    told = admin_client.get(f"/products/api/imports/{job.id}/").json()
    assert (told["plan"]["kept_pinned"], told["warnings"]) == (
        3,
        [{"code": "kept_pinned", "message": f"3 {KEPT}", "count": 3, "examples": ["A", "B"]}],
    )
    assert (product("A").pinned, product("C").pinned) == (["name", "price"], None)
    assert Change.objects.count() == 0


def test_what_is_pinned_and_would_not_change_is_no_matter(import_file: Import) -> None:
    import_file(FIRST)
    pin("A", "active")
    pin("B", "name")

    job = import_file(SECOND)

    assert (counts(job), job.warnings) == ({"created": 1, "updated": 3}, [])


def test_blank_cells_do_not_clear_pinned_values(import_file: Import) -> None:
    import_file(FIRST)
    pin("A", "description", "price")

    job = import_file("sku,description,price\nA,,\nB,,\n", on_blank="clear")

    assert counts(job) == {"updated": 1, "unchanged": 1}
    assert catalogue()["A"][:3] == ("Mug", "Old", "5.00")
    assert catalogue()["B"][:3] == ("Cup", "", None)


@pytest.mark.parametrize("options", [{}, {"on_blank": "clear"}])
def test_own_fields_can_be_pinned(import_file: Import, options: dict[str, Any]) -> None:
    make_field("brand")
    make_field("stock", kind="integer")
    import_file("sku,name,brand,stock\nA,Mug,Old,1\nB,Cup,,2\nC,Pot,Old,3\n")
    pin("A", "brand")
    pin("B", "brand", "stock")
    pin("C", "brand")

    job = import_file("sku,name,brand,stock\nA,Mug,New,9\nB,Cup,New,9\nC,Pot,,9\n", **options)

    assert counts(job) == {"updated": 2, "unchanged": 1}
    attributes = {sku: product(sku).attributes for sku in "ABC"}
    assert attributes == {"A": {"brand": "Old", "stock": 9}, "B": {"stock": 2}, "C": {"brand": "Old", "stock": 9}}


def test_review_shows_nothing_of_what_is_kept(import_file: Import) -> None:
    import_file(FIRST)
    pin("A", "name", "description", "price")

    job = import_file(SECOND, mode="review")

    assert (job.status, job.planned_rows) == ("awaiting_review", 4)
    assert job.warnings == [f"3 {KEPT}"]
    assert {each.sku for each in page_of(job, Filters(), size=9).changes} == {"B", "C", "D"}


def test_review_lists_what_is_kept(import_file: Import, admin_client: Client) -> None:
    make_field("brand")
    import_file("sku,name,price,brand\nA,Mug,1.00,Old\nB,Cup,1.00,\n")
    pin("A", "name", "price", "brand")
    pins.pin_exactly(product("B"), ["brand"], actor=ANA)
    job = import_file("sku,name,price,brand\nA,Mug 2,2.00,New\nB,Cup,2.00,Made\n", mode="review")

    kept = kept_values(job)

    assert kept.number == 4
    assert [(each.sku, each.label, each.now, each.offered) for each in kept.first] == [
        ("A", "Brand", "Old", "New"),
        ("A", "Name", "Mug", "Mug 2"),
        ("A", "Price", "1.00", "2.00"),
        ("B", "Brand", "empty", "Made"),
    ]
    assert [each.pinned_at is None for each in kept.first] == [True, True, True, False]
    shown = " ".join(admin_client.get(f"/products/imports/{job.id}/review/").content.decode().split())
    assert "4 values that the file would change" in shown


def test_file_of_which_all_is_pinned_changes_nothing(import_file: Import) -> None:
    import_file(FIRST)
    pin("A", "price")

    job = import_file("sku,price\nA,9\n", mode="review")

    assert (job.status, counts(job)) == ("completed", {"unchanged": 1})


def test_undo_takes_pinned_values_for_conflicts(import_file: Import) -> None:
    import_file(FIRST)
    job = import_file(SECOND)
    pin("A", "price")
    pin("B", "price")

    undo = requesting.undo(job, user=None)
    assert undo_run.run(undo.id)

    found = {each.sku: (each.code, [*each.values]) for each in conflicts.page_of(undo, size=9).conflicts}
    assert found == {"A": ("changed_since", ["price"]), "B": ("changed_since", ["price"])}
