"""A supplier's files one after the other: the first is asked about, the second is not, the third says what changed."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Stack, sign_in
from tests.journeys.screens import csv_file
from tests.products.conftest import catalogue

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FIRST = "Code,Bezeichnung,Betrag,Marke,Gewicht,Farbe\nK-1,Kettle,5.00,Acme,1.2,red\nK-2,Mug,6.00,Acme,0.3,blue\n"
SECOND = FIRST.replace("5.00", "7.00")
THIRD = FIRST.replace("Betrag", "Listenbetrag").replace("5.00", "8.00")


def upload(page: Page, name: str, content: str) -> None:
    page.goto("/")
    page.set_input_files("input[type=file]", csv_file(name, content.encode()))


def choose_columns(page: Page) -> None:
    expect(page.locator("import-job[data-state=awaiting_mapping]")).to_be_visible()
    page.get_by_role("link", name="Choose the columns").first.click()


def ends(page: Page) -> None:
    expect(page.locator("import-job[data-state=completed]").first).to_be_visible()


def test_first_file_is_remembered_the_next_asks_nothing_a_changed_one_says_what_changed(
    site: Stack, page: Page
) -> None:
    sign_in(page)
    upload(page, "first.csv", FIRST)
    choose_columns(page)
    page.get_by_label("Remember for this supplier").check()
    page.get_by_label("Name", exact=True).last.fill("Acme")
    page.get_by_role("button", name="Continue").click()
    ends(page)

    upload(page, "second.csv", SECOND)
    ends(page)
    assert catalogue()["K-1"][2] == "7.00"

    upload(page, "third.csv", THIRD)
    choose_columns(page)
    expect(page.get_by_text("seems to be called “Listenbetrag” now").first).to_be_visible()
    expect(page.locator("#preview tbody tr").first).to_contain_text("8.00")
    page.get_by_role("button", name="Continue").click()
    ends(page)
    assert catalogue()["K-1"][2] == "8.00"

    page.goto("/products/sources/")
    expect(page.get_by_role("article", name="Acme")).to_contain_text("third.csv")
    page.get_by_role("link", name="Acme").click()
    expect(page.get_by_role("row")).to_have_count(4)
