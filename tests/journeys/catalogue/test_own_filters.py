"""Narrowing the list by own fields as a person does it: from the panel, with values suggested."""

import pytest
from playwright.sync_api import Page, expect

from products.fields.models import current_fields
from products.models import OwnField, Product
from products.search import index_builds, indexes, own_indexes
from tests.journeys.conftest import Stack, sign_in
from tests.journeys.screens import NARROW, faults
from tests.products.factories import make_field, make_products
from tests.products.own_fields import add_fields

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_panel_suggests_values_and_narrows_the_list(web: Stack, quiet_page: Page) -> None:
    page = quiet_page
    make_products(2, attributes={"brand": "Acme", "stock": 5, "colour": "Red"})
    make_products(1, sku="B", attributes={"brand": "Zeta"})
    add_fields()
    OwnField.objects.filter(key__in=["stock", "launch", "cost"]).update(sortable=True)
    indexes.ensure()
    sign_in(page)
    page.goto("/products/")
    brand = page.get_by_role("combobox", name="Brand")

    brand.press_sequentially("ac")
    expect(page.locator("#filter_f\\.brand_values option")).to_have_count(1)
    brand.fill("Acme")
    page.get_by_label("Colour").select_option("Red")
    page.get_by_role("button", name="Filter").click()

    expect(page.locator("tbody tr")).to_have_count(2)
    expect(page.locator(".chips .chip")).to_contain_text(["Brand: “Acme”", "Colour: “Red”", "Clear all"])
    expect(page.get_by_label("Colour")).to_have_value("Red")
    assert faults(page) == []
    page.set_viewport_size(NARROW)
    page.get_by_text("Filters").first.click()
    assert faults(page) == []
    OwnField.objects.all().delete()
    index_builds.drop(own_indexes.unwanted(current_fields()))


def test_dialog_suggests_values_that_other_products_have(web: Stack, quiet_page: Page) -> None:
    page = quiet_page
    make_field("brand")
    make_field("tags", "list")
    make_products(2, attributes={"brand": "Acme", "tags": ["on sale"]})
    make_products(1, sku="B")
    sign_in(page)
    page.goto("/products/")
    page.get_by_role("link", name="B-0").click()
    dialog = page.get_by_role("dialog")

    dialog.get_by_label("Brand").press_sequentially("ac")
    expect(dialog.locator("#id_own_brand_values option")).to_have_count(1)
    dialog.get_by_label("Brand").fill("Acme")
    dialog.get_by_label("Add to Tags").press_sequentially("sa")
    expect(dialog.locator("#id_own_tags_values option")).to_have_count(1)
    for member in ("on sale", "new"):
        dialog.get_by_label("Add to Tags").fill(member)
        page.keyboard.press("Enter")
    expect(dialog.get_by_label("Tags", exact=True)).to_have_value("on sale\nnew")
    assert faults(page) == []
    dialog.get_by_role("button", name="Save").click()

    expect(page.get_by_role("row").filter(has_text="B-0")).to_contain_text("new")
    assert Product.objects.get(sku="B-0").attributes == {"brand": "Acme", "tags": ["on sale", "new"]}
