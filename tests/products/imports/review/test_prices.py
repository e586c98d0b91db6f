"""The picture of how prices move, and the ten that move furthest either way."""

import re

import pytest
from django.test import Client

from products.imports.belts.spread import STEPS
from products.imports.review.leaving_out import Part, leave_out
from products.imports.review.prices import picture_of
from products.imports.review.reviewing import review_of
from products.jobs.models import ImportJob
from tests.products.conftest import Import
from tests.products.imports.review.test_review_api import client_of

HEADER = "sku,name,price\n"
OLD = HEADER + "".join(f"A{number},Mug,100.00\n" for number in range(30)) + "Z,Mug,0\n"


@pytest.fixture
def waiting(import_file: Import) -> ImportJob:
    """Fifteen prices go up by 1 to 15 per cent, twelve go down by 51 to 62."""
    import_file(OLD)
    up = "".join(f"A{number},Mug,{101 + number}\n" for number in range(15))
    down = "".join(f"A{number},Mug,{34 + number - 15}\n" for number in range(15, 27))
    return import_file(HEADER + up + down + "A28,Mug,100.00\nZ,Mug,5\nNEW,Mug,7\n", mode="review")


def picture(job: ImportJob) -> dict[str, int]:
    review = review_of(job)
    assert review
    drawn = picture_of(job, review.prices)
    return {bar.label: bar.prices for bar in drawn.bars if bar.prices} if drawn else {}


def test_prices_are_counted_by_how_far_they_move(waiting: ImportJob) -> None:
    review = review_of(waiting)
    assert review

    assert picture(waiting) == {"−75 to −50 %": 12, "0 to +5 %": 4, "+5 to +10 %": 5, "+10 to +20 %": 6}
    assert review.prices["without_ratio"] == 1
    assert len(review.prices["steps"]) == len(STEPS) + 1


def test_ten_that_move_furthest_are_named(waiting: ImportJob) -> None:
    review = review_of(waiting)
    assert review
    drawn = picture_of(waiting, review.prices)
    assert drawn

    assert [move.sku for move in drawn.up] == [f"A{number}" for number in range(14, 4, -1)]
    assert drawn.up[0] == ("A14", "Mug", "100.00", "115.00", "+15 %")
    assert [move.sku for move in drawn.down] == [f"A{number}" for number in range(15, 25)]
    assert drawn.down[0].percent == "−66 %"


def test_what_is_left_out_is_not_in_the_picture(waiting: ImportJob) -> None:
    leave_out(waiting, Part(skus=["A14", "A15"]))
    assert picture(waiting) == {"−75 to −50 %": 11, "0 to +5 %": 4, "+5 to +10 %": 5, "+10 to +20 %": 5}

    leave_out(waiting, Part(fields=["price"]))
    assert picture(waiting) == {}


def test_page_draws_it_and_has_it_as_a_table(waiting: ImportJob) -> None:
    importer: Client = client_of("importer")
    shown = " ".join(importer.get(f"/products/imports/{waiting.id}/review/").content.decode().split())

    assert "12 lower, 15 higher" in shown
    drawn = re.search(r'<svg class="price-bars".*?</svg>', shown)
    assert drawn
    assert drawn[0].count('data-way="down"') == 1
    assert drawn[0].count('data-way="up"') == 3
    assert "12 prices lower, 15 higher. Most of them, 12, change by −75 to −50 %." in drawn[0]
    assert '<th scope="row">from zero, or to none</th>' in shown
    assert "Furthest up" in shown
    assert "style=" not in drawn[0]


def test_file_without_prices_has_no_picture(import_file: Import) -> None:
    import_file(OLD)
    job = import_file("sku,name\nA1,Cup\n", mode="review")

    assert picture(job) == {}
    shown = client_of("importer").get(f"/products/imports/{job.id}/review/")
    assert (shown.status_code, "price-bars" in shown.content.decode()) == (200, False)
