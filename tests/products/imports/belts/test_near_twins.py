"""New SKUs that are nearly those of products: shown in pairs, and taken for the same."""

from typing import Any

import pytest
from django.test import Client

from products.imports.belts.confirming import belts_of
from products.imports.review import deciding
from products.imports.review.leaving_out import Part, leave_out
from products.imports.review.reviewing import review_of
from products.imports.review.same_product import NoTwin, take_for_the_same
from products.jobs.models import ImportJob
from products.models import Product
from products.models.history import past_of
from tests.products.conftest import Import, catalogue, counts
from tests.products.imports.belts.conftest import found, go_on
from tests.products.imports.review.test_review_api import client_of, send

OLD = "sku,name,price\nAB-1,Mug,5.00\nO7,Cup,6.00\n42,Pot,7.00\nX_Y,Jug,8.00\nQ 1,Pan,1.00\nQ-1,Pan,1.00\n"
NEW = "sku,name,price\nab 1,Mug,5.50\n07,Cup,6.00\n0042,Pot,9.00\nxy,Jug!,8.00\nNEW,Lid,1.00\nQ_1,Pan,2.00\n"


@pytest.fixture
def waiting(import_file: Import) -> ImportJob:
    import_file(OLD)
    return import_file(NEW, mode="review")


def test_pairs_are_shown(waiting: ImportJob) -> None:
    (belt,) = belts_of(waiting).belts

    assert (belt["name"], belt["figure"], belt["of"], belt["is_red"]) == ("near_twins", 5, 6, False)
    pairs = {(example["sku"], example["says"]) for example in belt["examples"]}
    assert pairs == {
        ("ab 1", "nearly AB-1"),
        ("07", "nearly O7"),
        ("0042", "nearly 42"),
        ("xy", "nearly X_Y"),
        ("Q_1", "nearly Q 1"),
        ("Q_1", "nearly Q-1"),
    }


def test_product_whose_sku_is_in_the_file_is_no_twin(import_file: Import) -> None:
    import_file(OLD)

    assert found(import_file("sku,name,price\nAB-1,Mug,5.00\nAB1,Mug,5.00\n", mode="review")) == {}


def test_nobody_looks_for_them_if_the_import_does_not_wait(import_file: Import) -> None:
    import_file(OLD)

    assert found(import_file(NEW)) == {}


def test_row_becomes_an_update_of_that_product(waiting: ImportJob) -> None:
    review = take_for_the_same(waiting, ["AB 1", "07"])

    assert (review.revision, review.facts["create"], review.facts["update"]) == (2, 4, 1)
    assert found(waiting) == {"near_twins": 3}
    deciding.apply(waiting, by=None)
    assert counts(go_on(waiting)) == {"created": 4, "updated": 1, "unchanged": 1}
    assert catalogue()["AB-1"] == ("Mug", "", "5.50", True, 2)
    assert catalogue()["O7"] == ("Cup", "", "6.00", True, 1)
    assert "ab 1" not in catalogue()


def test_all_that_are_plain_become_updates(waiting: ImportJob) -> None:
    take_for_the_same(waiting, None)

    assert found(waiting) == {"near_twins": 1}
    deciding.apply(waiting, by=None)
    assert counts(go_on(waiting)) == {"created": 2, "updated": 3, "unchanged": 1}
    assert {"NEW", "Q_1", "Q 1", "Q-1"} < {*catalogue()}


@pytest.mark.parametrize("sku", ["Q_1", "NEW", "AB-1", "none"])
def test_what_cannot_be_told_is_refused(waiting: ImportJob, sku: str) -> None:
    with pytest.raises(NoTwin, match=sku):
        take_for_the_same(waiting, ["07", sku])

    review = review_of(waiting)
    assert review
    assert (review.revision, review.facts["create"]) == (1, 6)


def test_two_rows_are_never_one_product(import_file: Import) -> None:
    import_file(OLD)
    job = import_file("sku,name,price\nab1,Mug,5.50\nab_1,Mug,5.60\n", mode="review")

    with pytest.raises(NoTwin):
        take_for_the_same(job, ["ab1"])
    leave_out(job, Part(skus=["ab_1"]))
    take_for_the_same(job, ["ab1"])

    deciding.apply(job, by=None)
    assert counts(go_on(job)) == {"updated": 1, "skipped": 1}


def test_product_that_moved_after_it_was_taken_is_a_conflict(waiting: ImportJob) -> None:
    take_for_the_same(waiting, ["ab 1"])
    Product.objects.filter(sku="AB-1").update(version=5)

    deciding.apply(waiting, by=None)

    assert counts(go_on(waiting)) == {"created": 5, "conflicts": 1}


def test_by_api_and_on_the_page(waiting: ImportJob) -> None:
    importer: Client = client_of("importer")
    page = f"/products/imports/{waiting.id}/review/"

    assert "It is the same product" in importer.get(page).content.decode()
    assert send(importer, "post", waiting, "same-product/", {"skus": ["NEW"]}).status_code == 422
    told = send(importer, "post", waiting, "same-product/", {"skus": ["07"]}).json()
    assert (told["plan_revision"], told["facts"]["create"]) == (2, 5)

    importer.post(page, {"do": "same_product", "sku": "xy"})
    assert "nearly X_Y" not in importer.get(page).content.decode()
    assert (
        "It cannot be told" in importer.post(page, {"do": "same_product", "sku": "NEW"}, follow=True).content.decode()
    )
    importer.post(page, {"do": "same_product"})
    assert found(waiting) == {"near_twins": 1}
    assert client_of("viewer").post(page, {"do": "same_product"}).status_code == 403
    assert send(importer, "post", waiting, "same-product/", {"all": True}).status_code == 200


def test_pinned_values_of_that_product_stay(import_file: Import) -> None:
    import_file(OLD)
    Product.objects.filter(sku="AB-1").update(pinned=["name"])
    Product.objects.filter(sku="42").update(pinned=["price"])
    job = import_file("sku,name,price\nab 1,Mug 2,5.50\n0042,Pot,9.00\n", mode="review")

    take_for_the_same(job, None)

    deciding.apply(job, by=None)
    assert counts(go_on(job)) == {"updated": 1, "unchanged": 1}
    assert catalogue()["AB-1"] == ("Mug", "", "5.50", True, 2)
    assert catalogue()["42"] == ("Pot", "", "7.00", True, 1)


def test_history_of_all_products_is_found_where_an_sku_comes_elsewhere_in_the_order(
    import_file: Import, settings: Any
) -> None:
    settings.IMPORT_CHUNK_ROWS = 2
    import_file("sku,name,price\n42,Pot,7.00\n1,A,1.00\n3,B,1.00\n5,C,1.00\n")
    job = import_file("sku,name,price\n0042,Pot,9.00\n1,A,2.00\n3,B,2.00\n5,C,2.00\n", mode="review")

    take_for_the_same(job, None)

    deciding.apply(job, by=None)
    assert counts(go_on(job)) == {"updated": 4}
    pasts = {each.sku: past_of(each) for each in Product.objects.all()}
    assert {sku: len(past.changes) for sku, past in pasts.items()} == {"42": 2, "1": 2, "3": 2, "5": 2}


def test_what_was_left_out_stays_so_where_an_sku_comes_elsewhere_in_the_order(import_file: Import) -> None:
    import_file("sku,name,price\n42,Pot,7.00\n1,A,1.00\n3,B,1.00\n")
    job = import_file("sku,name,price\n0042,Pot,9.00\n1,A,2.00\n3,B,2.00\n", mode="review")
    leave_out(job, Part(skus=["1"]))

    take_for_the_same(job, None)

    deciding.apply(job, by=None)
    assert counts(go_on(job)) == {"updated": 2, "skipped": 1}
    assert {sku: values[2] for sku, values in catalogue().items()} == {"42": "9.00", "1": "1.00", "3": "2.00"}
