"""A field of the selected products is edited: with the modules and without them, in both themes, on a small screen."""

import pytest
from playwright.sync_api import Browser, Page, expect

from products.models import Product
from tests.journeys.conftest import Stack, sign_in
from tests.journeys.screens import NARROW, faults
from tests.products.factories import make_products
from tests.products.own_fields import add_fields

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def tags() -> list[object]:
    return [each.attributes.get("tags") for each in Product.objects.in_sku_order()]


def test_field_of_the_selected_products_is_edited(web: Stack, quiet_page: Page) -> None:
    page = quiet_page
    add_fields()
    make_products(3)
    sign_in(page)
    page.goto("/products/")
    page.locator("tbody [name=id]").nth(0).check()
    page.locator("tbody [name=id]").nth(2).check()

    page.get_by_role("button", name="Edit a field…").click()
    expect(page.get_by_role("heading", name="Edit a field of 2 products")).to_be_visible()
    expect(page.get_by_label("Name")).to_be_visible()
    page.evaluate("window.isSamePage = true")
    page.get_by_label("Field").select_option("Tags")
    page.get_by_label("Add members").check()
    assert page.evaluate("window.isSamePage")
    page.get_by_label("Tags", exact=True).fill("new\nsale")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert faults(page) == []
    page.set_viewport_size(NARROW)
    assert faults(page) == []
    page.get_by_label("Clear").check()
    expect(page.get_by_label("Tags", exact=True)).to_be_hidden()
    page.get_by_label("Add members").check()
    page.get_by_role("button", name="Change 2 products").click()

    expect(page.get_by_text("Tags: added new, sale: 2 products changed.")).to_be_visible()
    assert tags() == [["new", "sale"], None, ["new", "sale"]]


def test_refused_value_is_said_beside_it_and_can_be_corrected(web: Stack, quiet_page: Page) -> None:
    page = quiet_page
    add_fields("stock")
    make_products(60)
    sign_in(page)
    page.goto("/products/")
    page.get_by_label("Select all on this page").check()
    page.get_by_label("all 60 that match").check()
    page.get_by_role("button", name="Edit a field…").click()
    page.get_by_label("Field").select_option("Stock")

    page.get_by_role("textbox", name="Stock").fill("x5")
    page.get_by_role("textbox", name="Stock").press("Enter")
    expect(page.get_by_text("The stock x5 contains a letter.")).to_be_visible()
    assert faults(page) == []
    page.get_by_role("textbox", name="Stock").fill("5")
    page.get_by_role("textbox", name="Stock").press("Enter")
    expect(page.get_by_role("heading", name="Change 60 products?")).to_be_visible()
    assert faults(page) == []
    page.get_by_role("button", name="Change 60 products").dblclick()

    expect(page.get_by_text("Stock set to 5: 60 products changed.")).to_be_visible()
    assert set(Product.objects.values_list("version", flat=True)) == {2}


def test_field_is_edited_without_javascript(web: Stack, browser: Browser, user: None) -> None:
    add_fields("tags")
    make_products(2)
    context = browser.new_context(base_url=web.url, java_script_enabled=False)
    page = context.new_page()
    sign_in(page)
    page.goto("/products/")
    page.locator("tbody [name=id]").first.check()
    page.get_by_role("button", name="Edit a field…").click()

    page.get_by_label("Field").select_option("Tags")
    page.get_by_role("button", name="Choose").click()
    page.get_by_label("Set to a value").check()
    page.get_by_label("Tags", exact=True).fill("new")
    page.get_by_role("button", name="Change 1 product").click()

    expect(page.get_by_text("Tags set to new: 1 product changed.")).to_be_visible()
    assert tags() == [["new"], None]
    context.close()
