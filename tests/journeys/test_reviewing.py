"""A person looks at what a file would change, leaves some of it out, and applies the rest."""

import pytest
from playwright.sync_api import Page, expect

from products.jobs.models import ImportJob
from tests.journeys.conftest import Stack, sign_in
from tests.journeys.screens import csv_file
from tests.journeys.test_suppliers_files import ends, upload
from tests.products.conftest import catalogue, counts
from tests.products.imports.review.conftest import FIRST, SECOND

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_changes_are_seen_left_out_and_applied(site: Stack, page: Page) -> None:
    sign_in(page)
    upload(page, "first.csv", FIRST)
    ends(page)
    page.goto("/")
    page.get_by_text("Options", exact=True).click()
    page.get_by_label("Changes", exact=True).select_option("review")
    page.set_input_files("input[type=file]", csv_file("second.csv", SECOND.encode()))
    page.get_by_role("link", name="Review the changes").first.click()

    expect(page.get_by_role("heading", name="Review the changes")).to_be_visible()
    assert catalogue()["A"][:3] == ("Mug", "Old", "5.00")
    page.get_by_role("button", name="Leave out Price of all of them").click()
    page.get_by_role("button", name="Leave out B").click()
    expect(page.get_by_text("Left out: 1 product and 2 single values.")).to_be_visible()
    page.get_by_role("button", name="Apply the changes").click()

    ends(page)
    assert counts(ImportJob.objects.get(file_name="second.csv")) == {
        "created": 1,
        "updated": 1,
        "unchanged": 1,
        "skipped": 1,
    }
    assert catalogue()["A"][:3] == ("Mug", "New", "5.00")
    assert catalogue()["D"][:3] == ("Jug", "Nice", None)
