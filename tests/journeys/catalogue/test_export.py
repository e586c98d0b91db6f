"""A person chooses in a dialog which fields an export has."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Stack, sign_in
from tests.journeys.screens import NARROW, faults
from tests.products.factories import make_field, make_products

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_fields_of_an_export_are_chosen_in_a_dialog(web: Stack, quiet_page: Page) -> None:
    page = quiet_page
    make_field("brand")
    make_products(1, attributes={"brand": "Acme"})
    make_products(1, sku="B", attributes={"brand": "Bolt"})
    sign_in(page)
    page.goto("/products/?f.brand=Bolt")

    page.get_by_role("link", name="Export these").click()
    dialog = page.get_by_role("dialog", name="Export")
    expect(dialog.get_by_role("radio", name="All fields")).to_be_focused()
    expect(dialog.get_by_role("checkbox", name="Brand")).to_be_hidden()
    dialog.get_by_role("radio", name="Only some").check()
    for label in ("Name", "Price", "Active"):
        dialog.get_by_role("checkbox", name=label).uncheck()
    assert faults(page) == []
    page.set_viewport_size(NARROW)
    assert faults(page) == []
    with page.expect_download() as download:
        dialog.get_by_role("button", name="Export").click()

    assert download.value.path().read_text("utf-8-sig") == '"sku",brand\nB-0,Bolt\n'
    expect(dialog).to_be_hidden()
    assert page.url.endswith("/products/?f.brand=Bolt")


def test_enter_exports_all_fields(web: Stack, quiet_page: Page) -> None:
    page = quiet_page
    make_products(1)
    sign_in(page)
    page.goto("/products/")

    page.get_by_role("link", name="Export").click()
    expect(page.get_by_role("radio", name="All fields")).to_be_focused()
    with page.expect_download() as download:
        page.keyboard.press("Enter")

    assert download.value.path().read_text("utf-8-sig").startswith("sku,name,description,price,active\n")
