"""A person corrects rejected rows where they are, all at once and by keyboard, and imports them after all."""

import pytest
from playwright.sync_api import Page, expect

from products.jobs.models import ImportJob
from tests.journeys.conftest import Stack, sign_in
from tests.journeys.screens import NARROW, WIDE, faults
from tests.journeys.test_suppliers_files import ends, upload
from tests.products.conftest import catalogue, counts
from tests.products.imports.mending.conftest import FILE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_rejected_rows_are_corrected_and_imported(site: Stack, page: Page) -> None:
    sign_in(page)
    upload(page, "spring.csv", FILE)
    ends(page)
    page.get_by_role("link", name="spring.csv").first.click()
    page.get_by_role("link", name="Correct them here").click()
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        assert faults(page) == []

    page.get_by_role("button", name="Shorten: 1 row").click()
    expect(page.get_by_text("1 row corrected: 1 can be imported.")).to_be_visible()
    price = page.get_by_role("article", name="Row 3").get_by_label("price")
    price.focus()
    price.fill("10.00")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Row 3 can be imported.")).to_be_visible()
    page.get_by_role("button", name="Import 2 mended rows").click()

    ends(page)
    assert catalogue()["A-2"][:3] == ("Pot", "", "10.00")
    page.get_by_role("link", name="spring.csv", exact=True).first.click()
    expect(page.get_by_role("link", name="2 rejected rows were mended and imported: 2 created.")).to_be_visible()
    assert faults(page) == []
    assert counts(ImportJob.objects.get(continues=None)) == {"created": 3, "rejected": 4}
