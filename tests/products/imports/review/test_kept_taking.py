"""Pinned values that a waiting plan keeps can be taken from the file after all."""

from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client

from product_importer.lib.actor import Actor
from products import catalogue
from products.imports import running
from products.imports.review import conflicts, deciding
from products.imports.review.kept_taking import NothingKept, take_kept
from products.imports.review.kept_values import kept_values
from products.imports.review.leaving_out import Part, leave_out, take_back
from products.imports.review.reviewing import review_of
from products.jobs.models import ImportJob
from products.models import Product, Stretch
from tests.products.conftest import Import, counts
from tests.products.factories import make_field
from tests.products.imports.review.test_review_api import client_of

FIRST = "sku,name,price,brand\nA,Mug,1.00,Old\nB,Cup,1.00,Old\nC,Pot,1.00,Old\nD,Pan,1.00,Old\n"
SECOND = "sku,name,price,brand\nC,Pot,2.00,New\nB,Cup 2,2.00,New\nA,Mug 2,2.00,New\nD,Pan 2,1.00,Old\n"


@pytest.fixture
def kept(import_file: Import) -> ImportJob:
    """All changes of A and C are pinned, of B only the price, of D nothing."""
    make_field("brand")
    import_file(FIRST)
    pin("A", "name", "price", "brand")
    pin("B", "price")
    pin("C", "price", "brand")
    return import_file(SECOND, mode="review")


def pin(sku: str, *keys: str) -> None:
    Product.objects.filter(sku=sku).update(pinned=[*keys])


def values(sku: str) -> tuple[Any, ...]:
    found = Product.objects.with_sku(sku).get()
    return found.name, found.price, found.attributes.get("brand"), found.version


def facts(job: ImportJob) -> tuple[int, int, int]:
    """What is to be updated, by the review and by the job, and what stays the same."""
    job.refresh_from_db()
    review = review_of(job)
    assert review
    assert job.plan
    return review.facts["update"], job.plan["update"], job.plan["unchanged"]


def revision(job: ImportJob) -> int:
    review = review_of(job)
    assert review
    return review.revision


def applied(job: ImportJob) -> ImportJob:
    deciding.apply(job, by=None)
    assert running.run(job.id)
    job.refresh_from_db()
    return job


def test_nothing_is_taken_unless_somebody_does(kept: ImportJob) -> None:
    assert facts(kept) == (2, 2, 2)

    assert counts(applied(kept)) == {"updated": 2, "unchanged": 2}
    assert [values(sku) for sku in "ABCD"] == [
        ("Mug", 1, "Old", 1), ("Cup 2", 1, "New", 2), ("Pot", 1, "Old", 1), ("Pan 2", 1, "Old", 2),
    ]  # fmt: skip


def test_single_value_is_taken(kept: ImportJob) -> None:
    take_kept(kept, sku="b", key="price")

    assert (revision(kept), facts(kept)) == (2, (2, 2, 2))
    assert values("B") == ("Cup", 1, "Old", 1)
    assert "B" not in {each.sku for each in kept_values(kept).first}
    assert kept.warnings == ["5 pinned values of products were kept, though the file has others."]
    assert kept.plan
    assert kept.plan["kept_pinned"] == 5
    assert counts(applied(kept)) == {"updated": 2, "unchanged": 2}
    assert values("B") == ("Cup 2", Decimal("2.00"), "New", 2)
    assert Product.objects.with_sku("B").get().pinned == ["price"]


def test_value_of_a_row_of_which_all_was_kept_is_taken(kept: ImportJob) -> None:
    take_kept(kept, sku="A", key="brand")

    assert facts(kept) == (3, 3, 1)
    assert counts(applied(kept)) == {"updated": 3, "unchanged": 1}
    assert values("A") == ("Mug", Decimal("1.00"), "New", 2)
    assert values("C") == ("Pot", Decimal("1.00"), "Old", 1)


@pytest.mark.parametrize("chunk", [2, 1000])
def test_all_are_taken(kept: ImportJob, settings: Any, chunk: int) -> None:
    settings.IMPORT_CHUNK_ROWS = chunk
    take_kept(kept)

    assert (facts(kept), kept.warnings, kept_values(kept).number) == ((4, 4, 0), [], 0)
    assert kept.plan == {"create": 0, "update": 4, "unchanged": 0, "missing": 0}
    assert counts(applied(kept)) == {"updated": 4}
    assert [values(sku)[:3] for sku in "ABC"] == [
        ("Mug 2", 2, "New"), ("Cup 2", 2, "New"), ("Pot", 2, "New"),
    ]  # fmt: skip
    stretches = sorted(Stretch.objects.filter(job_id=kept.id).values_list("first_key", "last_key"))
    assert all(earlier[1] < later[0] for earlier, later in pairwise(stretches))


def test_values_that_the_file_clears_are_taken(import_file: Import) -> None:
    make_field("brand")
    import_file(FIRST)
    pin("A", "price", "brand")
    job = import_file("sku,name,price,brand\nA,Mug,,\nD,Pan,3.00,Old\n", mode="review", on_blank="clear")

    take_kept(job)

    assert counts(applied(job)) == {"updated": 2}
    assert values("A") == ("Mug", None, None, 2)


def test_what_is_taken_twice_is_refused(kept: ImportJob) -> None:
    take_kept(kept)

    with pytest.raises(NothingKept):
        take_kept(kept, sku="A", key="name")
    with pytest.raises(NothingKept):
        take_kept(kept)


def test_taking_what_was_decided_is_refused(kept: ImportJob) -> None:
    deciding.apply(kept, by=None)

    with pytest.raises(deciding.NotWaiting):
        take_kept(kept)


def test_product_that_was_left_out_stays_so(kept: ImportJob) -> None:
    leave_out(kept, Part(skus=["B"]))
    take_kept(kept)
    assert facts(kept)[0] == 3

    take_back(kept, Part(skus=["B"]))

    assert counts(applied(kept)) == {"updated": 4}
    assert values("B")[:3] == ("Cup 2", Decimal("2.00"), "New")


def test_what_was_taken_can_be_left_out(kept: ImportJob) -> None:
    take_kept(kept)
    leave_out(kept, Part(skus=["A"], fields=["price"]))

    assert counts(applied(kept)) == {"updated": 4}
    assert values("A")[:3] == ("Mug 2", Decimal("1.00"), "New")


def test_product_that_moved_since_is_a_conflict_and_takes_what_was_taken(kept: ImportJob) -> None:
    take_kept(kept, sku="A", key="price")
    take_kept(kept, sku="A", key="brand")
    catalogue.change(Product.objects.with_sku("A").get(), actor=Actor("user", "1"), price=Decimal("9.00"), brand="Mine")

    conflicts.resolve(kept, skus=["A"], take="ours")

    assert counts(applied(kept)) == {"updated": 3, "unchanged": 1}
    assert values("A")[:3] == ("Mug", Decimal("2.00"), "New")


def test_product_that_is_made_anew_has_what_the_file_says(kept: ImportJob) -> None:
    catalogue.delete(Product.objects.with_sku("B").get(), actor=Actor("user", "1"))

    conflicts.resolve(kept, skus=["B"], take="ours")

    assert counts(applied(kept)) == {"created": 1, "updated": 1, "unchanged": 2}
    assert values("B") == ("Cup 2", Decimal("2.00"), "New", 1)


def test_page_takes_one_or_all(kept: ImportJob, admin_client: Client) -> None:
    page = f"/products/imports/{kept.id}/review/"
    assert "Take the file's Price for B" in admin_client.get(page).text

    admin_client.post(page, {"do": "take_kept", "sku": "B", "field": "price"})
    assert kept_values(kept).number == 5
    again = admin_client.post(page, {"do": "take_kept", "sku": "B", "field": "price"}, follow=True)
    admin_client.post(page, {"do": "take_kept"})

    assert "keeps no such pinned value" in again.text
    assert kept_values(kept).number == 0
    assert "Kept: pinned by hand" not in admin_client.get(page).text


def test_page_lets_only_those_take_who_import(kept: ImportJob) -> None:
    viewer = client_of("viewer")
    page = f"/products/imports/{kept.id}/review/"

    assert "take_kept" not in viewer.get(page).text
    assert viewer.post(page, {"do": "take_kept"}).status_code == 403
    assert kept_values(kept).number == 6
