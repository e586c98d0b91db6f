"""The list of products as a person works on it: by mouse, by keyboard, on a small screen."""

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from products import catalogue
from products.models import Change, Product
from tests.journeys.conftest import Stack, sign_in, sign_in_by_keyboard
from tests.journeys.screens import NARROW, NARROWEST, faults
from tests.products.factories import ANA, make_products

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_going_back_brings_filters_and_ticks_back(web: Stack, quiet_page: Page) -> None:
    page = quiet_page
    make_products(3)
    sign_in(page)
    page.goto("/products/")
    page.get_by_label("Price from").fill("10")
    page.get_by_role("button", name="Filter").click()
    page.wait_for_url("**price_min=10**")
    page.locator("tbody [name=id]").first.check()
    page.goto("/products/imports/")

    page.go_back()

    expect(page.get_by_label("Price from")).to_have_value("10")
    expect(page.locator("tbody [name=id]:checked")).to_have_count(1)
    expect(page.get_by_text("1 product selected")).to_be_visible()


def test_switch_turns_in_place_and_back_when_it_is_refused(web: Stack, quiet_page: Page) -> None:
    page = quiet_page
    (product,) = make_products(1)
    sign_in(page)
    page.goto("/products/")
    switch = page.get_by_role("switch", name="A-0 is active")

    with page.expect_response("**/products/api/products/**") as turned:
        switch.click()
    expect(switch).not_to_be_checked()
    assert turned.value.status == 200
    assert not Product.objects.get().active

    catalogue.delete(product, actor=ANA)
    switch.click()
    expect(page.get_by_role("alert")).to_have_text("This product was deleted in the meantime. Reload the page.")
    expect(switch).not_to_be_checked()


def test_keyboard_alone_finds_chooses_and_changes_products(web: Stack, quiet_page: Page) -> None:
    page = quiet_page
    make_products(3)
    make_products(2, sku="B", name="Lamp")
    sign_in_by_keyboard(page)

    page.keyboard.press("/")
    page.keyboard.type("kettle")
    page.keyboard.press("Enter")
    expect(page.get_by_role("row")).to_have_count(4)
    page.wait_for_load_state()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(page.get_by_text("2 products selected")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text("2 products selected")).to_be_hidden()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Deactivate 1 product").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_text("1 product is now inactive.")).to_be_visible()
    expect(page).to_have_url(f"{web.url}/products/?q=kettle")
    assert [product.sku for product in Product.objects.filter(active=False)] == ["A-0"]


def test_search_key_is_kept_only_by_fields_that_take_text(web: Stack, quiet_page: Page) -> None:
    page = quiet_page
    make_products(2)
    sign_in(page)
    page.goto("/products/")
    search, name = page.get_by_label("Search products"), page.get_by_role("textbox", name="Name")

    for field in (page.get_by_label("Select A-0"), page.get_by_label("Select all on this page")):
        field.focus()
        page.keyboard.press("/")
        expect(search).to_be_focused()
    page.get_by_label("Per page").focus()
    page.keyboard.press("/")
    expect(search).to_be_focused()
    name.focus()
    page.keyboard.press("/")

    expect(name).to_have_value("/")
    expect(search).to_have_value("")


@pytest.mark.parametrize("size", [NARROW, NARROWEST], ids=["390", "320"])
def test_small_screen_chooses_all_on_the_page(web: Stack, quiet_page: Page, size: ViewportSize) -> None:
    page = quiet_page
    page.set_viewport_size(size)
    make_products(3)
    sign_in(page)
    page.goto("/products/")

    page.get_by_label("Select all on this page").click()

    expect(page.get_by_text("3 products selected")).to_be_visible()
    expect(page.locator("tbody [name=id]:checked")).to_have_count(3)
    assert faults(page) == []


@pytest.mark.parametrize("size", [NARROW, NARROWEST], ids=["390", "320"])
def test_small_screen_sorts_without_javascript(web: Stack, browser: Browser, user: None, size: ViewportSize) -> None:
    make_products(3)
    with browser.new_context(base_url=web.url, java_script_enabled=False, viewport=size) as context:
        page = context.new_page()
        sign_in(page)
        page.goto("/products/")

        for name in ("Name", "Price", "Created", "Updated", "SKU"):
            page.get_by_role("columnheader", name=name).get_by_role("link").click(timeout=5_000)
            expect(page.locator("[aria-sort]")).to_have_text(name)
        page.get_by_role("columnheader", name="SKU").get_by_role("link").click()

        expect(page.get_by_role("columnheader", name="SKU")).to_have_attribute("aria-sort", "descending")
        expect(page.locator("tbody [data-cell=sku]")).to_have_text(["A-2", "A-1", "A-0"])
        page.get_by_role("link", name="Created").click()
        expect(page.locator("tbody [data-cell=created]").first).to_be_visible()
        expect(page.locator("tbody [data-cell=updated]").first).to_be_hidden()


def test_all_that_match_are_changed_after_a_question(web: Stack, quiet_page: Page) -> None:
    page = quiet_page
    page.set_viewport_size(NARROW)
    make_products(60)
    make_products(2, sku="B", name="Lamp")
    sign_in(page)
    page.goto("/products/?name=kettle")

    page.get_by_label("Select all on this page").check()
    expect(page.get_by_text("50 products selected")).to_be_visible()
    page.get_by_label("all 60 that match").check()
    expect(page.get_by_text("All 60 products that match", exact=True)).to_be_visible()
    page.get_by_role("button", name="Deactivate 60 products").press("Enter")
    expect(page.get_by_role("heading", name="Deactivate 60 products?")).to_be_visible()
    assert not Product.objects.filter(active=False).exists()
    assert faults(page) == []
    page.get_by_role("button", name="Deactivate 60 products").dblclick()

    expect(page.get_by_text("60 products are now inactive. Open the 60 that changed, or undo this.")).to_be_visible()
    assert Change.objects.filter(action="changed").count() == 60
    page.get_by_role("link", name="the 60 that changed").click()
    expect(page.get_by_role("main").get_by_text("60 products", exact=True)).to_be_visible()


def test_selection_is_kept_over_pages_and_reaches_with_shift(web: Stack, quiet_page: Page) -> None:
    page = quiet_page
    make_products(230)
    sign_in(page)
    page.goto("/products/?page_size=25")
    boxes = page.locator("tbody [name=id]")

    boxes.nth(1).click()
    boxes.nth(4).click(modifiers=["Shift"])
    expect(page.get_by_text("4 products selected")).to_be_visible()
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(page.get_by_role("columnheader", name="SKU")).to_be_in_viewport()
    page.get_by_label("Page", exact=True).fill("7")
    page.get_by_label("Page", exact=True).press("Enter")
    expect(page.get_by_text("151–175 of 230")).to_be_visible()
    boxes.nth(24).focus()
    page.keyboard.press("Space")
    expect(page.get_by_text("5 products selected · 4 on other pages")).to_be_visible()
    picked = page.get_by_role("button", name="Delete 5 products")
    picked.click()

    expect(page.get_by_role("heading", name="Delete 5 products?")).to_be_visible()
    expect(page.get_by_role("list", name="The first products")).to_contain_text("A-1")
    page.get_by_role("link", name="Keep them").click()
    expect(page.get_by_text("5 products selected · 4 on other pages")).to_be_visible()
    page.get_by_role("button", name="Clear selection").click()
    expect(page.get_by_text("products selected")).to_be_hidden()
    page.get_by_role("link", name="Previous").click()
    page.goto("/products/?page_size=25")
    expect(page.locator("tbody [name=id]:checked")).to_have_count(0)
