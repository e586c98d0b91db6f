"""Rows are dragged to their places: fields, whose order is saved at once, and columns, which their form saves."""

import pytest
from playwright.sync_api import Locator, Page, expect

from products.models import OwnField
from tests.journeys.conftest import Stack, sign_in
from tests.journeys.screens import NARROW, drag, faults
from tests.products.factories import make_field, make_products

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FIELDS = "/products/fields/"


def grip(row: Locator) -> Locator:
    return row.locator("[data-grip]")


def row_of(page: Page, label: str) -> Locator:
    return page.locator(".fields-table tbody tr").filter(has_text=label)


def labels(page: Page) -> list[str]:
    return page.locator(".fields-table tbody th a").all_inner_texts()


def keys() -> list[str]:
    return [*OwnField.objects.order_by("position").values_list("key", flat=True)]


@pytest.fixture
def fields_page(web: Stack, quiet_page: Page) -> Page:
    for position, key in enumerate(("brand", "stock", "weight")):
        make_field(key, position=position)
    sign_in(quiet_page)
    quiet_page.goto(FIELDS)
    return quiet_page


def test_field_is_dragged_to_its_place_and_saved_at_once(fields_page: Page) -> None:
    page = fields_page

    drag(page, grip(row_of(page, "Brand")), grip(row_of(page, "Weight")))

    expect(page.get_by_text("The new order is saved.")).to_be_visible()
    assert labels(page) == ["Stock", "Weight", "Brand"]
    assert keys() == ["stock", "weight", "brand"]
    expect(page.get_by_role("button", name="Move Brand down")).to_be_disabled()
    expect(page.get_by_role("button", name="Move Stock up")).to_be_disabled()
    expect(page.get_by_role("button", name="Move Weight up")).to_be_enabled()
    assert faults(page) == []
    page.reload()
    assert labels(page) == ["Stock", "Weight", "Brand"]
    page.set_viewport_size(NARROW)
    assert faults(page) == []
    drag(page, grip(row_of(page, "Brand")), grip(row_of(page, "Stock")))
    expect(page.get_by_text("The new order is saved.")).to_be_visible()
    assert keys() == ["brand", "stock", "weight"]


def test_order_that_somebody_else_changed_is_put_back_with_a_sentence(fields_page: Page) -> None:
    page = fields_page
    OwnField.objects.filter(key="stock").delete()

    drag(page, grip(row_of(page, "Weight")), grip(row_of(page, "Brand")))

    expect(page.get_by_text("The fields have changed in the meantime. Reload the page")).to_be_visible()
    assert labels(page) == ["Brand", "Stock", "Weight"]
    expect(page.get_by_role("button", name="Move Brand up")).to_be_disabled()
    assert keys() == ["brand", "weight"]


def test_order_that_cannot_be_sent_is_put_back_with_a_sentence(fields_page: Page) -> None:
    page = fields_page
    page.context.clear_cookies()

    drag(page, grip(row_of(page, "Weight")), grip(row_of(page, "Brand")))

    expect(page.get_by_text("Your session has ended.")).to_be_visible()
    assert labels(page) == ["Brand", "Stock", "Weight"]
    sign_in_again(page)
    drag(page, grip(row_of(page, "Weight")), grip(row_of(page, "Brand")))
    expect(page.get_by_text("The new order is saved.")).to_be_visible()
    assert keys() == ["weight", "brand", "stock"]


def sign_in_again(page: Page) -> None:
    """In another tab."""
    other = page.context.new_page()
    sign_in(other)
    other.close()


def test_escape_gives_a_drag_up(fields_page: Page) -> None:
    page = fields_page
    start, end = (grip(row_of(page, label)).bounding_box() for label in ("Brand", "Weight"))
    assert start is not None
    assert end is not None

    page.mouse.move(start["x"] + 5, start["y"] + 5)
    page.mouse.down()
    page.mouse.move(end["x"] + 5, end["y"] + end["height"])
    assert labels(page) == ["Stock", "Weight", "Brand"]
    page.keyboard.press("Escape")
    page.mouse.up()

    assert labels(page) == ["Brand", "Stock", "Weight"]
    assert keys() == ["brand", "stock", "weight"]


def test_columns_are_dragged_in_their_dialog_and_saved_with_its_form(web: Stack, quiet_page: Page) -> None:
    page = quiet_page
    make_field("brand")
    make_products(1, attributes={"brand": "Acme"})
    sign_in(page)
    page.goto("/products/")
    page.get_by_role("link", name="Columns").click()
    dialog = page.get_by_role("dialog", name="Columns")

    drag(page, grip(dialog.locator("li").filter(has_text="Brand")), grip(dialog.locator("li").first))

    expect(dialog.locator("li").first).to_contain_text("Brand")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Keep editing").click()
    dialog.get_by_role("button", name="Show these columns").click()
    expect(page.locator("thead th").nth(2)).to_have_text("Brand")
