"""A person chooses the columns of the list in a dialog, by mouse and by keyboard, and keeps them."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Stack, sign_in
from tests.journeys.screens import NARROW, faults
from tests.products.factories import make_field, make_products

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


BACKGROUND = "(element) => getComputedStyle(element).backgroundColor"


def headings(page: Page) -> list[str]:
    return [text.strip() for text in page.locator("thead th").all_inner_texts()][1:]


def test_columns_are_chosen_in_a_dialog_and_kept(web: Stack, quiet_page: Page) -> None:
    page = quiet_page
    make_field("brand")
    make_products(1, attributes={"brand": "Acme"})
    sign_in(page)
    page.goto("/products/?q=kettle")

    page.get_by_role("link", name="Columns").click()
    dialog = page.get_by_role("dialog", name="Columns")
    dialog.get_by_role("checkbox", name="Created").uncheck()
    dialog.get_by_role("button", name="Move Brand up").click()
    expect(dialog.locator("li").nth(1)).to_contain_text("Brand")
    expect(dialog.get_by_role("button", name="Move Brand up")).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog.locator("li").first).to_contain_text("Brand")
    expect(dialog.get_by_role("checkbox", name="Created")).not_to_be_checked()
    dialog.get_by_role("button", name="Show these columns").click()

    expect(dialog).to_be_hidden()
    expect(page.locator("thead th").nth(2)).to_have_text("Brand")
    assert page.url.endswith("/products/?q=kettle")
    assert headings(page) == ["SKU", "Brand", "Name", "Price", "Active", "Updated"]


def test_row_that_is_saved_in_the_dialog_keeps_its_columns(web: Stack, quiet_page: Page) -> None:
    page = quiet_page
    make_field("brand")
    make_products(1, attributes={"brand": "Acme"})
    sign_in(page)
    page.goto("/products/")

    page.get_by_role("link", name="A-0").click()
    page.get_by_role("dialog").get_by_label("Brand").fill("Bolt")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()

    expect(page.get_by_role("cell", name="Bolt")).to_be_visible()
    expect(page.locator("tbody td")).to_have_count(7)


def test_many_columns_fit_on_a_small_screen_and_scroll_on_a_wide_one(web: Stack, quiet_page: Page) -> None:
    page = quiet_page
    for number in range(12):
        make_field(f"field_{number}")
    make_products(2, attributes={f"field_{number}": f"Value of {number}" for number in range(12)})
    sign_in(page)

    page.goto("/products/")
    assert faults(page) == []
    sku = page.get_by_role("rowheader", name="A-0")
    before = sku.bounding_box()
    page.locator("active-switch").evaluate("(table) => { table.scrollLeft = 300; }")
    after = sku.bounding_box()
    assert before is not None
    assert after is not None
    assert 0 <= after["x"] <= before["x"]
    page.get_by_role("checkbox", name="Select A-0").check()
    page.mouse.move(0, 0)
    assert sku.evaluate(BACKGROUND) == page.get_by_role("row").filter(has=sku).evaluate(BACKGROUND)

    page.set_viewport_size(NARROW)
    assert faults(page) == []
    expect(page.get_by_text("Value of 11").first).to_be_visible()
