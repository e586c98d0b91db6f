"""Seat belts as people see them, and the figures that they type."""

import pytest
from django.test import Client

from products.jobs.models import ImportJob
from tests.products.conftest import Import, counts
from tests.products.imports.belts.conftest import MANY, file_of, go_on, rows
from tests.products.imports.review.test_review_api import client_of


@pytest.fixture
def importer(db: None) -> Client:
    return client_of("importer")


@pytest.fixture
def held(import_file: Import, mugs: ImportJob) -> ImportJob:
    return import_file(file_of(*rows(range(MANY), price=14)))


@pytest.fixture
def page(held: ImportJob) -> str:
    return f"/products/imports/{held.id}/review/"


def text(client: Client, path: str) -> str:
    return " ".join(client.get(path).content.decode().split())


def test_review_shows_the_belt_and_where_to_type(importer: Client, page: str) -> None:
    shown = text(importer, page)

    assert "120 of the catalogue's 120 prices change by more than 30 %." in shown.replace("&#x27;", "'")
    assert "If that is right, type 120" in shown
    assert 'name="confirm-price_jump" form="decide"' in shown
    assert "10.00 → 14.00" in shown


def test_job_page_says_why_it_waits(importer: Client, held: ImportJob) -> None:
    shown = text(importer, held.get_absolute_url())

    assert "Prices that move far" in shown
    assert "type 120" not in shown


@pytest.mark.parametrize("typed", ["", "12", "many"])
def test_wrong_figure_changes_nothing(importer: Client, held: ImportJob, page: str, typed: str) -> None:
    answer = importer.post(page, {"do": "apply", "revision": "1", "confirm-price_jump": typed}, follow=True)

    assert "confirm each with its figure (price_jump: 120)" in answer.content.decode()
    held.refresh_from_db()
    assert held.status == "awaiting_review"


@pytest.mark.parametrize("typed", ["120", " 120 ", "1,20", "1\u00a020"])
def test_right_figure_applies_the_plan(importer: Client, held: ImportJob, page: str, typed: str) -> None:
    importer.post(page, {"do": "apply", "revision": "1", "confirm-price_jump": typed})

    held.refresh_from_db()
    assert counts(go_on(held)) == {"updated": 120}
    assert "Confirmed." in text(importer, held.get_absolute_url())


def test_viewer_is_shown_the_belt_without_a_field(page: str) -> None:
    shown = text(client_of("viewer"), page)

    assert "Prices that move far" in shown
    assert "confirm-price_jump" not in shown


def test_paused_reading_has_a_page_of_its_own(importer: Client, import_file: Import) -> None:
    job = import_file(file_of(*(f"B-{number},Mug,{'x' if number % 2 else 1},true" for number in range(240))))
    page = f"/products/imports/{job.id}/review/"

    shown = text(importer, page)
    assert "<h1>Reading is paused</h1>" in shown
    assert "120 of 240 rows are rejected." in shown
    assert page in text(importer, job.get_absolute_url())
    assert "confirm-rejected" not in text(client_of("viewer"), page)

    assert importer.post(page, {"do": "apply"})["Location"] == page
    importer.post(page, {"do": "apply", "confirm-rejected": "120"})
    job.refresh_from_db()
    assert job.status == "pending"


def test_paused_reading_is_discarded_on_its_page(importer: Client, import_file: Import) -> None:
    job = import_file(file_of(*(f"B-{number},Mug,x,true" for number in range(240))))

    importer.post(f"/products/imports/{job.id}/review/", {"do": "discard"})

    job.refresh_from_db()
    assert job.status == "cancelled"
