"""Products that move while an undo waits: listed with three values, decided one by one, told when it has ended."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from products import catalogue as door
from products.imports.review import deciding
from products.imports.undo import conflicts
from products.jobs.models import ImportJob
from products.models import Product
from tests.products.conftest import Import, catalogue, counts
from tests.products.factories import make_field
from tests.products.imports.review.test_review_api import client_of
from tests.products.imports.undo.conftest import carry_on, plan_undo
from tests.products.imports.undo.test_undoing import SOMEBODY, product

FIRST = "sku,name,description,price,brand\nA,Mug,Old,5.00,Acme\nB,Cup,Old,6.00,Acme\nC,Pot,Same,7.00,Acme\n"
SECOND = FIRST.replace("Old,5.00,Acme", "New,5.50,Bolt").replace("Cup", "Cup!").replace("7.00", "7.70")
THREE_VALUES = {
    "A": {
        "description": {"before": "Old", "imported": "New", "now": "New"},
        "price": {"before": "5.00", "imported": "5.50", "now": "9.99"},
        "brand": {"before": "Acme", "imported": "Bolt", "now": "Cole"},
    },
    "B": {"name": {"before": "Cup", "imported": "Cup!", "now": None}},
    "D": {"price": {"before": None, "imported": "8.00", "now": "8.80"}},
}


@pytest.fixture
def waiting(import_file: Import) -> ImportJob:
    """Of the import that changed A, B and C and created D; then A and D are changed, and B is deleted."""
    make_field("brand")
    import_file(FIRST)
    made = plan_undo(import_file(f"{SECOND}D,Jug,Nice,8.00,Acme\n"))
    door.change(product("A"), actor=SOMEBODY, price=Decimal("9.99"), brand="Cole", active=False)
    door.change(product("D"), actor=SOMEBODY, price=Decimal("8.80"))
    door.delete(product("B"), actor=SOMEBODY)
    return made


def listed(job: ImportJob) -> dict[str, tuple[str, Any]]:
    return {each.sku: (each.code, each.values) for each in conflicts.page_of(job, size=10).conflicts}


def test_they_are_listed_while_it_waits(waiting: ImportJob) -> None:
    manager = client_of("manager")

    assert listed(waiting) == {
        "A": ("changed_before", THREE_VALUES["A"]),
        "B": ("deleted_before", THREE_VALUES["B"]),
        "D": ("changed_before", THREE_VALUES["D"]),
    }
    told = manager.get(f"/products/api/imports/{waiting.pk}/conflicts/?page_size=2").json()
    assert ([each["sku"] for each in told["results"]], told["next_cursor"]) == (["A", "B"], "2")
    page = manager.get(f"/products/imports/{waiting.pk}/undo/conflicts/").content.decode()
    assert "9.99" in page
    review = manager.get(f"/products/imports/{waiting.pk}/review/").content.decode()
    assert "3 products moved since the undo was planned and stay as they are" in " ".join(review.split())


def test_they_stay_as_they_are_and_are_told_with_their_values(waiting: ImportJob) -> None:
    deciding.apply(waiting, by=None)
    carry_on(waiting)

    assert counts(waiting) == {"updated": 1, "conflicts": 3}
    assert {row.sku: row.values for row in waiting.conflict_rows.all()} == THREE_VALUES
    assert {sku: row[2] for sku, row in catalogue().items()} == {"A": "9.99", "C": "7.00", "D": "8.80"}


def test_a_person_takes_them_back_all_the_same(waiting: ImportJob) -> None:
    kept = conflicts.resolve(waiting, skus=["a"], take="theirs")
    assert (kept.products, listed(waiting)["A"][0]) == (1, "changed_before")

    resolved = conflicts.resolve(waiting, skus=None, take="ours")

    assert (resolved.products, resolved.final) == (2, 1)
    assert (resolved.review.facts["update"], resolved.review.facts["delete"]) == (3, 1)
    deciding.apply(waiting, by=None)
    carry_on(waiting)
    assert counts(waiting) == {"updated": 2, "deleted": 1, "conflicts": 1}
    assert (catalogue()["A"][:4], product("A").attributes) == (("Mug", "Old", "5.00", False), {"brand": "Acme"})
    assert not Product.objects.with_sku("D").exists()


def test_what_moves_once_more_is_in_conflict_once_more(waiting: ImportJob) -> None:
    conflicts.resolve(waiting, skus=["A"], take="ours")
    door.change(product("A"), actor=SOMEBODY, price=Decimal("1.11"))

    assert listed(waiting)["A"][1]["price"] == {"before": "5.00", "imported": "9.99", "now": "1.11"}
    deciding.apply(waiting, by=None)
    carry_on(waiting)
    assert catalogue()["A"][2] == "1.11"


def test_what_somebody_has_undone_by_hand_is_unchanged(waiting: ImportJob) -> None:
    door.change(product("A"), actor=SOMEBODY, description="Old", price=Decimal("5.00"), brand="Acme")

    conflicts.resolve(waiting, skus=["A"], take="ours")
    deciding.apply(waiting, by=None)
    carry_on(waiting)

    assert counts(waiting) == {"updated": 1, "unchanged": 1, "conflicts": 2}


def test_review_shows_what_an_undo_deletes(waiting: ImportJob) -> None:
    manager: Client = client_of("manager")

    told = manager.get(f"/products/api/imports/{waiting.pk}/changes/?action=delete").json()["results"]

    assert [(each["before"], each["after"]) for each in told] == [
        ({"name": "Jug", "description": "Nice", "price": "8.80", "active": True, "brand": "Acme"}, {}),
    ]
    page = manager.get(f"/products/imports/{waiting.pk}/review/?action=delete").content.decode()
    assert "<del>Nice</del>" in page
    file: Any = manager.get(f"/products/api/imports/{waiting.pk}/changes.csv?action=delete")
    assert "D,Jug,delete,price,8.80," in file.getvalue().decode()
