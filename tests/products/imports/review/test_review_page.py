"""The page on which a person looks at what an import would change."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from products.imports import running
from products.imports.leftovers import sweep
from products.imports.review.differences import marked
from products.jobs.models import ImportJob
from tests.products.conftest import counts
from tests.products.imports.review.test_review_api import client_of


@pytest.fixture
def page(waiting: ImportJob) -> str:
    return f"/products/imports/{waiting.id}/review/"


@pytest.fixture
def importer(db: None) -> Client:
    return client_of("importer")


def test_page_shows_the_sums_and_each_change(importer: Client, page: str) -> None:
    shown = importer.get(page).content.decode()

    assert "<b>1</b> new, <b>2</b> changed, 1 the" in shown
    assert "<del>5.00</del>" in shown
    assert "<ins>5.50</ins>" in shown
    assert "<ins>Jug</ins>" in shown
    assert "Apply the changes" in shown


def test_page_has_a_way_to_it(importer: Client, waiting: ImportJob, page: str) -> None:
    for place in ("/", "/products/imports/", f"/products/imports/{waiting.id}/"):
        assert page in importer.get(place).content.decode()


def test_filters_keep_to_what_they_say(importer: Client, page: str) -> None:
    shown = importer.get(page, {"field": "name"}).content.decode()

    assert "Cup!" in shown
    assert "Jug" not in shown
    assert "1 product match" in " ".join(shown.split())
    assert "No changes here" in importer.get(page, {"q": "nothing like it"}).content.decode()
    assert importer.get(page, {"field": "gone", "price": "x", "behind": "y"}).status_code == 200


def test_one_product_is_left_out_and_taken_back(importer: Client, waiting: ImportJob, page: str) -> None:
    importer.post(page, {"do": "leave_out", "sku": "A"})
    shown = importer.get(page).content.decode()
    assert "Left out: 1 product." in " ".join(shown.split())
    assert "Take back A" in shown

    importer.post(page, {"do": "take_back", "sku": "A"})
    assert "Left out:" not in importer.get(page).content.decode()


def test_what_a_filter_shows_is_left_out_together(importer: Client, waiting: ImportJob, page: str) -> None:
    answer = importer.post(f"{page}?action=update", {"do": "leave_out", "all": "shown"})

    assert answer["Location"] == f"{page}?action=update"
    importer.post(page, {"do": "apply", "revision": "2"})
    running.run(waiting.id)
    waiting.refresh_from_db()
    assert counts(waiting) == {"created": 1, "unchanged": 1, "skipped": 2}


def test_everything_is_taken_back_at_once(importer: Client, page: str) -> None:
    importer.post(page, {"do": "leave_out", "field": "price"})
    importer.post(page, {"do": "leave_out", "sku": "B"})
    importer.post(page, {"do": "take_back"})

    assert "Left out:" not in importer.get(page).content.decode()


def test_changes_are_applied_only_as_they_were_seen(importer: Client, waiting: ImportJob, page: str) -> None:
    importer.post(page, {"do": "leave_out", "sku": "A"})

    shown = importer.post(page, {"do": "apply", "revision": "1"}, follow=True).content.decode()

    assert "What is left out has changed since you looked." in shown
    waiting.refresh_from_db()
    assert waiting.status == "awaiting_review"


def test_decision_about_an_import_that_does_not_wait_leads_to_the_import(importer: Client, page: str) -> None:
    importer.post(page, {"do": "discard"})

    shown = importer.post(page, {"do": "apply"}, follow=True).content.decode()
    assert "does not wait to be reviewed" in shown


def test_viewer_sees_the_changes_and_has_no_buttons(page: str) -> None:
    viewer = client_of("viewer")

    assert "Leave out" not in viewer.get(page).content.decode()
    assert viewer.post(page, {"do": "apply"}).status_code == 403


def test_plan_that_nobody_reviews_ends(settings: Any, waiting: ImportJob) -> None:
    settings.IMPORT_REVIEW_DAYS = 3
    sweep()
    waiting.refresh_from_db()
    assert waiting.status == "awaiting_review"

    ImportJob.objects.filter(pk=waiting.pk).update(updated_at=timezone.now() - timedelta(days=4))
    sweep()

    waiting.refresh_from_db()
    assert (waiting.status, waiting.skipped) == ("cancelled", 3)
    assert "Nobody reviewed the changes of this file within 3 days" in waiting.warnings[-1]


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("Red mug", "Red big mug", ("Red mug", "Red <mark>big </mark>mug")),
        ("Red mug", "Blue mug", ("<mark>Red</mark> mug", "<mark>Blue</mark> mug")),
        ("5.00", "5.50", ("5.00", "5.50")),
        ("", "new", ("", "new")),
        ("a <b>", "a <i>", ("a <mark>&lt;b&gt;</mark>", "a <mark>&lt;i&gt;</mark>")),
    ],
)
def test_words_that_differ_are_marked(before: str, after: str, shown: tuple[str, str]) -> None:
    assert tuple(marked(before, after)) == shown
