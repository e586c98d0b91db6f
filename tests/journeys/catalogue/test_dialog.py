"""The catalogue as a person works on it: pages, the dialog, deleting all, with and without JavaScript."""

import pytest
from playwright.sync_api import Browser, Page, expect

from products import catalogue
from products.models import Product
from tests.journeys.conftest import Stack, sign_in
from tests.journeys.screens import NARROW, WIDE, drag, faults
from tests.products.factories import ANA, make_products

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}\"' onload='x"


def faults_by_day_and_night(page: Page) -> list[str]:
    """In a wide window by day, on a small screen by night."""
    found: list[str] = []
    for theme, size in (("light", WIDE), ("dark", NARROW)):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
        found += (f"{theme}: {fault}" for fault in faults(page))
    return found


def test_catalogue_is_accessible_and_fits_on_the_screen(web: Stack, quiet_page: Page) -> None:
    page = quiet_page
    make_products(60, name="Kettle " * 40)
    product = catalogue.create(sku="Z" * 200, name=HOSTILE, description=HOSTILE, actor=ANA)
    catalogue.change(product, name=HOSTILE * 2, price="9999999999.99", active=False, actor=ANA)
    Product.objects.filter(pk=product.pk).update(pinned=["name", "price"])
    sign_in(page)
    urls = [
        *(
            "/products/",
            f"/products/?q={'Z' * 50}&active=false&sort=-price",
            "/products/?page=7",
            "/products/?q=nothing",
        ),
        *(product.get_absolute_url(), f"/products/{product.pk}/edit/", "/products/new/", "/accounts/tokens/"),
        *("/products/imports/delete-all/", f"/products/{product.pk}/delete/"),
    ]

    found = []
    for url in urls:
        page.goto(url)
        found += faults_by_day_and_night(page)
    page.goto("/products/")
    page.locator("tbody [name=id]").first.check()
    found += faults_by_day_and_night(page)
    page.get_by_role("link", name="New product").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    found += faults_by_day_and_night(page)

    assert found == [], "\n".join(found)


def test_values_are_pinned_by_keyboard_in_the_dialog_and_on_the_page(web: Stack, quiet_page: Page) -> None:
    page = quiet_page
    page.set_viewport_size(NARROW)
    (kettle,) = make_products(1)
    sign_in(page)
    page.goto(kettle.get_absolute_url())
    page.get_by_role("link", name="Edit").press("Enter")
    pin = page.get_by_role("dialog").locator("[name=pin_price]")

    pin.press("Space")
    expect(page.get_by_role("dialog").get_by_text("Pinned", exact=True).locator("visible=true")).to_have_count(1)
    pin.press("Enter")

    price = page.get_by_role("button", name="Pinned Price")
    expect(price).to_have_attribute("aria-pressed", "true")
    assert Product.objects.get().pinned == ["price"]
    price.press("Enter")
    expect(page.get_by_text("Price is not pinned any more")).to_be_visible()
    expect(page.get_by_role("button", name="Pin Price")).to_be_focused()
    assert Product.objects.get().pinned is None


def test_product_is_created_in_a_dialog_that_keeps_what_was_typed(web: Stack, quiet_page: Page) -> None:
    page = quiet_page
    sign_in(page)
    page.goto("/products/")
    page.get_by_role("link", name="New product").click()
    dialog = page.get_by_role("dialog", name="New product")
    expect(dialog.get_by_label("SKU")).to_be_focused()

    dialog.get_by_label("SKU").fill("KET-1")
    dialog.get_by_label("Name").fill("Kettle")
    dialog.get_by_label("Price").fill("1.290")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_text("Is “1.290” 1290.00?")).to_be_visible()
    expect(dialog.get_by_label("Price")).to_be_focused()
    expect(dialog.get_by_label("Name")).to_have_value("Kettle")
    dialog.get_by_label("Price").fill("12,90")
    dialog.get_by_role("button", name="Save").click()

    expect(page.get_by_text("KET-1 was saved.")).to_be_visible()
    expect(page.get_by_role("row", name="KET-1")).to_contain_text("12.90")
    assert Product.objects.get().name == "Kettle"


def test_row_is_edited_in_place_and_nothing_typed_is_lost(web: Stack, quiet_page: Page) -> None:
    page = quiet_page
    first, _ = make_products(2)
    sign_in(page)
    page.goto("/products/?sort=name")
    link = page.get_by_role("link", name="Kettle 0")
    dialog, question = (
        page.get_by_role("dialog", name="Edit A-0"),
        page.get_by_role("dialog", name="Discard your changes?"),
    )
    page.get_by_label("Select A-0").check()

    link.click()
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(link).to_be_focused()

    page.get_by_role("link", name="A-0", exact=True).click()
    dialog.get_by_label("Name").fill("Zebra")
    page.keyboard.press("Escape")
    expect(question.get_by_role("button", name="Keep editing")).to_be_focused()
    assert faults(page) == []
    page.keyboard.press("Enter")
    expect(question).to_be_hidden()
    page.mouse.click(10, 10)
    question.get_by_role("button", name="Discard").click()
    expect(dialog).to_be_hidden()

    link.click()
    expect(dialog.get_by_label("Name")).to_have_value("Kettle 0")
    dialog.get_by_label("Name").fill("Zebra")
    catalogue.change(first, price="1.00", actor=ANA)
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_text("A-0 was saved. Changes made by others were kept: price.")).to_be_visible()
    expect(page.get_by_role("link", name="Zebra")).to_be_focused()
    expect(page.locator("tbody tr").first).to_contain_text("1.00")
    expect(page.get_by_label("Select A-0")).to_be_checked()
    first.refresh_from_db()
    assert (first.name, str(first.price)) == ("Zebra", "1.00")


def test_dialog_stays_when_the_mouse_is_dragged_past_its_edge(web: Stack, quiet_page: Page) -> None:
    page = quiet_page
    sign_in(page)
    page.goto("/products/")
    page.get_by_role("link", name="New product").first.click()
    dialog = page.get_by_role("dialog", name="New product")
    dialog.get_by_label("Name").fill("Kettle")

    drag(page, dialog.get_by_label("Name"), page.locator(".topbar"))
    expect(dialog).to_be_visible()
    drag(page, page.locator(".topbar"), dialog.get_by_label("Name"))
    expect(dialog.get_by_label("Name")).to_have_value("Kettle")
    expect(dialog).to_be_visible()
    dialog.get_by_label("Name").fill("")
    page.mouse.click(10, 10)

    expect(dialog).to_be_hidden()


def test_dialog_shows_both_values_when_somebody_else_was_quicker(web: Stack, quiet_page: Page) -> None:
    page = quiet_page
    (product,) = make_products(1)
    sign_in(page)
    page.goto("/products/")
    page.get_by_role("link", name="Kettle 0").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Mine")
    catalogue.change(product, name="Theirs", price="1.00", actor=ANA)

    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_text("Someone else changed the same fields while you were editing.")).to_be_visible()
    expect(dialog.get_by_role("group", name="Name")).to_contain_text("Changed by a former user, just now.")
    expect(dialog.get_by_role("group")).to_have_count(1)
    dialog.get_by_role("button", name="Save").click()

    expect(page.get_by_text("A-0 was saved.")).to_be_visible()
    product.refresh_from_db()
    assert (product.name, str(product.price)) == ("Mine", "1.00")


def test_dialog_keeps_what_was_typed_when_it_cannot_be_saved(web: Stack, quiet_page: Page) -> None:
    page = quiet_page
    (product,) = make_products(1)
    sign_in(page)
    page.goto("/products/")
    page.get_by_role("link", name="Kettle 0").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Mine")
    catalogue.delete(product, actor=ANA)

    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_text("This product was deleted in the meantime.")).to_be_visible()
    expect(dialog.get_by_label("Name")).to_have_value("Mine")
    page.context.clear_cookies(name="sessionid")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_text("You are signed out, so nothing was saved.")).to_be_visible()
    expect(dialog.get_by_label("Name")).to_have_value("Mine")

    assert not Product.objects.exists()


def test_all_products_are_deleted_when_their_number_is_typed(site: Stack, quiet_page: Page) -> None:
    page = quiet_page
    make_products(1_200)
    sign_in(page)
    page.goto("/products/")
    page.get_by_role("link", name="Delete all products…").click()

    page.get_by_label("Type 1,200 to confirm").fill("1,200")
    page.get_by_role("button", name="Delete all 1,200 products").click()

    expect(page.get_by_role("heading", name="Delete all 1,200 products")).to_be_visible()
    expect(page.get_by_text("Completed", exact=True).first).to_be_visible(timeout=30_000)
    assert not Product.objects.exists()


def test_catalogue_works_without_javascript(web: Stack, browser: Browser, user: None) -> None:
    make_products(2)
    with browser.new_context(base_url=web.url, java_script_enabled=False) as context:
        page = context.new_page()
        sign_in(page)
        page.goto("/products/")

        page.get_by_role("switch", name="A-0 is active").click()
        expect(page.get_by_role("switch", name="A-0 is active")).not_to_be_checked()
        page.get_by_label("Select A-1").check()
        page.get_by_role("button", name="Deactivate").click()
        expect(page.get_by_text("1 product is now inactive.")).to_be_visible()
        page.get_by_role("link", name="Kettle 1").click()
        page.get_by_role("main").get_by_label("Name").fill("Mug")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("heading", name="Mug")).to_be_visible()
        page.get_by_role("link", name="Delete…").click()
        page.get_by_role("button", name="Delete this product").click()

        expect(page.get_by_text("A-1 was deleted.")).to_be_visible()
    assert [(product.sku, product.active) for product in Product.objects.all()] == [("A-0", False)]


def test_docs_try_the_api_with_a_token(web: Stack, quiet_page: Page) -> None:
    page = quiet_page
    make_products(2)
    sign_in(page)
    page.goto("/accounts/tokens/")
    page.get_by_label("Name").fill("docs")
    page.get_by_role("button", name="Create a token").click()
    token = page.get_by_label("The token").inner_text()

    page.goto("/api/docs")
    page.get_by_role("button", name="Authorize").first.click()
    page.get_by_label("auth-bearer-value").fill(token)
    page.get_by_role("button", name="Apply credentials").first.click()
    page.get_by_role("button", name="Close").first.click()
    page.locator("#operations-products-products_api_product_list .opblock-summary-control").click()
    page.get_by_role("button", name="Try it out").click()
    with page.expect_response("**/products/api/products/?**") as answered:
        page.get_by_role("button", name="Execute").click()

    assert answered.value.request.headers["authorization"] == f"Bearer {token}"
    assert answered.value.json()["count"] == 2
