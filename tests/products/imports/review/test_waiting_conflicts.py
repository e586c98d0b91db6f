"""Products that moved while a plan waited: shown with three values, and taken or left."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from product_importer.lib.actor import Actor
from products import catalogue
from products.imports import running
from products.imports.review import conflicts, deciding
from products.imports.review import moved as moved_products
from products.imports.review.filters import Filters
from products.imports.review.leaving_out import Part, leave_out
from products.imports.review.plan_changes import page_of
from products.jobs.models import ImportJob
from products.models import Change, Product
from tests.products.conftest import Import, counts
from tests.products.conftest import catalogue as products_there
from tests.products.factories import make_field
from tests.products.imports.review.test_review_api import IMPORTS, client_of, send

BY_HAND = Actor("user", "1")


@pytest.fixture
def importer(db: None) -> Client:
    return client_of("importer")


def product(sku: str) -> Product:
    return Product.objects.with_sku(sku).get()


def change(sku: str, **values: Any) -> None:
    catalogue.change(product(sku), actor=BY_HAND, **values)


@pytest.fixture
def moved(waiting: ImportJob) -> ImportJob:
    """A has another price, B is gone, and somebody made D."""
    change("A", price=Decimal("4.00"))
    catalogue.delete(product("B"), actor=BY_HAND)
    catalogue.create(actor=BY_HAND, sku="d", name="By hand", description="", price=None, active=True)
    return waiting


def listed(job: ImportJob) -> dict[str, tuple[str, str | None]]:
    return {each.sku: (each.code, each.taken) for each in conflicts.page_of(job, size=10).conflicts}


def applied(job: ImportJob) -> ImportJob:
    deciding.apply(job, by=None)
    assert running.run(job.id)
    job.refresh_from_db()
    return job


def test_plan_without_conflicts_has_none(waiting: ImportJob) -> None:
    change("C", price=Decimal("4.00"))  # of which the plan has nothing

    assert listed(waiting) == {}
    assert conflicts.count(waiting, most=9) == 0


def test_moved_products_are_shown_with_three_values(importer: Client, moved: ImportJob) -> None:
    answer = importer.get(f"{IMPORTS}{moved.id}/conflicts/").json()

    assert answer["next_cursor"] is None
    assert answer["results"] == [
        {
            "record_number": 2,
            "line_number": 2,
            "sku": "A",
            "code": "changed_before",
            "message": "The product was changed before the changes were applied.",
            "values": {
                "description": {"before": "Old", "imported": "New", "now": "Old"},
                "price": {"before": "5.00", "imported": "5.50", "now": "4.00"},
            },
            "taken": None,
        },
        {
            "record_number": 3,
            "line_number": 3,
            "sku": "B",
            "code": "deleted_before",
            "message": "The product was deleted before the changes were applied.",
            "values": {"name": {"before": "Cup", "imported": "Cup!", "now": None}},
            "taken": None,
        },
        {
            "record_number": 5,
            "line_number": 5,
            "sku": "D",
            "code": "created_before",
            "message": "A product with this SKU was created before the changes were applied.",
            "values": {
                "name": {"before": None, "imported": "Jug", "now": "By hand"},
                "description": {"before": None, "imported": "Nice", "now": ""},
                "price": {"before": None, "imported": "8.00", "now": None},
            },
            "taken": None,
        },
    ]


def test_conflicts_have_pages(importer: Client, moved: ImportJob) -> None:
    first = importer.get(f"{IMPORTS}{moved.id}/conflicts/?page_size=2").json()
    second = importer.get(f"{IMPORTS}{moved.id}/conflicts/?page_size=2&cursor={first['next_cursor']}").json()

    assert [each["sku"] for each in first["results"] + second["results"]] == ["A", "B", "D"]
    assert importer.get(f"{IMPORTS}{moved.id}/conflicts/?cursor=x").status_code == 422
    assert conflicts.count(moved, most=2) == 2


def test_conflicts_are_found_wherever_many_products_were_written(
    moved: ImportJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = listed(moved)
    monkeypatch.setattr(moved_products, "FEW", 1)

    assert listed(moved) == few
    assert [*few] == ["A", "B", "D"]


def test_catalogue_that_was_emptied_is_noticed(waiting: ImportJob) -> None:
    catalogue.delete_all(actor=BY_HAND)
    catalogue.create(actor=BY_HAND, sku="X", name="X", description="", price=None, active=True)

    assert listed(waiting) == {"A": ("deleted_before", None), "B": ("deleted_before", None)}


def test_file_is_taken_for_what_stands_now(moved: ImportJob) -> None:
    resolved = conflicts.resolve(moved, skus=["a", "D"], take="ours")

    assert (resolved.products, resolved.final, resolved.review.revision) == (2, 0, 2)
    assert listed(moved) == {"B": ("deleted_before", None)}
    assert [(each.sku, each.action, dict(each.before), dict(each.after)) for each in _page(moved)] == [
        ("A", "update", {"description": "Old", "price": "4.00"}, {"description": "New", "price": "5.50"}),
        ("B", "update", {"name": "Cup"}, {"name": "Cup!"}),
        (
            "D",
            "update",
            {"name": "By hand", "description": "", "price": None},
            {"name": "Jug", "description": "Nice", "price": "8.00"},
        ),
    ]
    job = applied(moved)
    assert counts(job) == {"updated": 2, "unchanged": 1, "conflicts": 1}
    assert products_there()["A"] == ("Mug", "New", "5.50", True, 3)
    assert products_there()["d"] == ("Jug", "Nice", "8.00", True, 2)


def _page(job: ImportJob) -> Any:
    return page_of(job, Filters(), size=10).changes


def test_deleted_product_is_made_anew_if_the_file_says_enough(moved: ImportJob) -> None:
    old = Change.objects.get(action="deleted").product_id

    assert conflicts.resolve(moved, skus=None, take="ours").products == 3

    assert counts(applied(moved)) == {"created": 1, "updated": 2, "unchanged": 1}
    assert products_there()["B"] == ("Cup!", "Old", "6.00", True, 1)
    assert product("B").id != old


def test_deleted_product_stays_a_conflict_if_the_file_says_too_little(import_file: Import) -> None:
    import_file("sku,name,price\nA,Mug,1\nB,Cup,1\n")
    job = import_file("sku,price\nA,2\nB,2\n", mode="review")
    catalogue.delete(product("A"), actor=BY_HAND)

    resolved = conflicts.resolve(job, skus=None, take="ours")

    assert (resolved.products, resolved.final) == (0, 1)
    assert listed(job) == {"A": ("deleted_before", None)}
    assert counts(applied(job)) == {"updated": 1, "conflicts": 1}


def test_row_that_would_change_nothing_any_more_is_unchanged(waiting: ImportJob) -> None:
    change("A", description="New", price=Decimal("5.50"))

    conflicts.resolve(waiting, skus=None, take="ours")

    assert [each.sku for each in _page(waiting)] == ["B", "D"]
    assert counts(applied(waiting)) == {"created": 1, "updated": 1, "unchanged": 2}
    assert product("A").version == 2


def test_what_stands_now_is_left(moved: ImportJob) -> None:
    resolved = conflicts.resolve(moved, skus=["A"], take="theirs")

    assert (resolved.products, resolved.review.facts["update"]) == (1, 1)
    assert listed(moved)["A"] == ("changed_before", "theirs")
    assert conflicts.count(moved, most=9) == 2
    assert [each.sku for each in _page(moved)] == ["B", "D"]
    assert counts(applied(moved)) == {"unchanged": 1, "conflicts": 3}
    assert products_there()["A"][:3] == ("Mug", "Old", "4.00")


def test_person_can_change_their_mind(moved: ImportJob) -> None:
    conflicts.resolve(moved, skus=["A"], take="theirs")
    conflicts.resolve(moved, skus=["A"], take="ours")

    assert "A" not in listed(moved)
    applied(moved)
    assert products_there()["A"][:3] == ("Mug", "New", "5.50")


def test_product_that_moves_again_is_a_conflict_again(moved: ImportJob) -> None:
    conflicts.resolve(moved, skus=["A"], take="ours")
    change("A", price=Decimal("3.00"))

    assert listed(moved)["A"] == ("changed_before", None)
    assert applied(moved).conflicts == 3


def test_what_was_left_out_stays_left_out(import_file: Import) -> None:
    make_field("brand")
    make_field("stock", kind="integer")
    import_file("sku,name,price,brand,stock\nA,Mug,1,Old,1\nB,Cup,1,Old,1\n")
    job = import_file("sku,name,price,brand,stock\nA,Mug,2,New,2\nB,Cup,2,New,2\n", mode="review")
    leave_out(job, Part(fields=["price", "brand"]))
    change("A", price=Decimal("7.00"), brand="By hand")
    change("B", price=Decimal("7.00"), brand=None, stock=2)

    conflicts.resolve(job, skus=None, take="ours")

    job = applied(job)
    assert counts(job) == {"updated": 1, "skipped": 1}
    assert (product("A").price, product("A").attributes) == (Decimal("7.00"), {"brand": "By hand", "stock": 2})
    assert (product("B").price, product("B").attributes) == (Decimal("7.00"), {"stock": 2})


def test_what_was_pinned_meanwhile_stays(import_file: Import) -> None:
    make_field("brand")
    import_file("sku,name,price,brand\nA,Mug,1,Old\nB,Cup,1,\nC,Pot,1,Old\n")
    job = import_file("sku,name,price,brand\nA,Mug 2,2,New\nB,Cup 2,2,New\nC,Pot,2,Old\n", mode="review")
    for sku in "ABC":
        change(sku, price=Decimal("7.00"))
        Product.objects.filter(sku=sku).update(pinned=["price", "brand"])

    conflicts.resolve(job, skus=None, take="ours")

    assert counts(applied(job)) == {"updated": 2, "unchanged": 1}
    found = {sku: (product(sku).name, product(sku).price, product(sku).attributes) for sku in "ABC"}
    assert found == {
        "A": ("Mug 2", Decimal("7.00"), {"brand": "Old"}),
        "B": ("Cup 2", Decimal("7.00"), {}),
        "C": ("Pot", Decimal("7.00"), {"brand": "Old"}),
    }


def test_conflicts_are_resolved_by_program(importer: Client, moved: ImportJob) -> None:
    answer = send(importer, "post", moved, "conflicts/resolve/", {"all": True, "take": "ours"})

    assert answer.status_code == 200
    assert (answer.json()["plan_revision"], answer.json()["resolved"], answer.json()["not_possible"]) == (2, 3, 0)
    stale = send(importer, "post", moved, "apply/", {"plan_revision": 1})
    assert stale.json()["error"]["code"] == "plan_changed"


@pytest.mark.parametrize(
    "body", [{}, {"take": "ours"}, {"take": "x", "all": True}, {"take": "ours", "all": True, "skus": ["A"]}]
)
def test_what_is_meant_has_to_be_said(importer: Client, moved: ImportJob, body: Any) -> None:
    assert send(importer, "post", moved, "conflicts/resolve/", body).status_code == 422


def test_only_who_may_import_resolves_and_only_while_it_waits(importer: Client, moved: ImportJob) -> None:
    body = {"all": True, "take": "ours"}
    assert send(client_of("viewer"), "post", moved, "conflicts/resolve/", body).status_code == 403

    deciding.discard(moved, by=None)

    answer = send(importer, "post", moved, "conflicts/resolve/", body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "not_waiting")
    assert importer.get(f"{IMPORTS}{moved.id}/conflicts/").json()["results"] == []


def test_page_shows_conflicts_and_takes_the_decision(importer: Client, moved: ImportJob) -> None:
    page = f"/products/imports/{moved.id}/review/"
    shown = " ".join(importer.get(page).content.decode().split())
    assert "3 products will stay as they are now" in shown
    assert "no product" in shown
    assert (
        '<del>5.00</del> <span aria-hidden="true">→</span> <ins>5.50</ins>; <span class="muted">now</span> 4.00'
        in shown
    )

    assert importer.post(page, {"do": "ours", "sku": "A"})["Location"] == page
    importer.post(page, {"do": "theirs"})

    shown = " ".join(importer.get(page).content.decode().split())
    assert "these products stay as they are now" in shown
    assert listed(moved) == {"B": ("deleted_before", "theirs"), "D": ("created_before", "theirs")}
    assert "Take the file" not in client_of("viewer").get(page).content.decode()


def test_page_has_pages_of_conflicts(importer: Client, moved: ImportJob, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("products.imports.review.conflict_presenters.CONFLICTS_A_PAGE", 2)
    page = f"/products/imports/{moved.id}/review/"

    first = importer.get(page).content.decode()
    address = first.split("#conflicts")[0].rsplit('href="', 1)[1]

    assert "Take the file's for D" not in first
    assert "Take the file's for D" in importer.get(page + address).content.decode()
    assert importer.get(f"{page}?conflicts=x").status_code == 200
