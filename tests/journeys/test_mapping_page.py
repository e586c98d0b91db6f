"""The page that asks which column is what, as a person works on it: live, by keyboard, narrow, without JavaScript."""

import re

import pytest
from django.core.files.base import ContentFile
from playwright.sync_api import Browser, Dialog, Page, expect

from products.imports import receiving, running
from products.imports.mapping import answers
from products.jobs.models import ImportJob
from products.models import Product
from tests.journeys.conftest import Stack, sign_in, sign_in_by_form
from tests.journeys.screens import NARROW, faults
from tests.products.conftest import catalogue

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

UNKNOWN = b"Code,Title,Betrag,Zweitwert,Marke\nK-1,Kettle,5,50,Acme\nK-2,Mug,6x,60,Acme\n"


@pytest.fixture
def job(web: Stack) -> ImportJob:
    """It waits."""
    job = receiving.keep(ContentFile(UNKNOWN), file_name="unknown.csv", user=None, options={})
    assert running.run(job.id)
    job.refresh_from_db()
    return job


def page_of(job: ImportJob) -> str:
    return f"/products/imports/{job.id}/mapping/"


def test_preview_follows_what_is_chosen_and_a_column_becomes_a_field(job: ImportJob, page: Page) -> None:
    sign_in(page)
    page.goto(page_of(job))
    summary, first = page.locator("#preview-summary"), page.locator("#as-products tbody tr").first
    expect(summary).to_have_text("the first rows: 1 product, 1 row rejected")
    expect(page.get_by_role("button", name="Preview")).to_be_hidden()

    page.get_by_label("Price", exact=True).select_option(label="Zweitwert · 50, 60")
    expect(summary).to_have_text("the first rows: 2 products")
    expect(first).to_contain_text("50.00")

    page.get_by_text("more… about Price").click()
    page.get_by_label("Times").fill("2")
    expect(first).to_contain_text("100.00")
    expect(page.get_by_label("Times")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_label("Times")).to_be_hidden()

    page.get_by_role("checkbox", name="Keep Marke").check()
    expect(first).to_contain_text("Acme")
    expect(page.get_by_role("checkbox", name="Keep Marke")).to_be_focused()
    page.get_by_label("As in the file").check()
    expect(page.locator("#as-in-file tbody tr").first).to_contain_text("K-1")

    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(f"/products/imports/{job.id}/")
    running.run(job.id)

    assert {sku: product[2] for sku, product in catalogue().items()} == {"K-1": "100.00", "K-2": "120.00"}
    assert Product.objects.get(sku="K-1").attributes == {"brand": "Acme"}


def test_file_that_is_read_in_another_way_shows_its_columns_at_once(job: ImportJob, page: Page) -> None:
    sign_in(page)
    page.goto(page_of(job))

    page.get_by_label("Header").focus()
    page.get_by_label("Header").select_option("0")

    expect(page.get_by_text("The file is read in another way now.")).to_be_visible()
    expect(page.get_by_label("SKU", exact=True)).to_contain_text("column A · Code, K-1, K-2")
    expect(page.get_by_label("Header")).to_be_focused()


def test_keyboard_previews_by_enter_and_continues_by_the_button(job: ImportJob, page: Page) -> None:
    sign_in(page)
    page.goto(page_of(job))
    page.wait_for_load_state()

    page.get_by_text("more… about Price").press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    expect(page.locator("#as-products tbody tr").first).to_contain_text("15.00")
    expect(page.get_by_label("Times")).to_be_focused()

    page.get_by_role("button", name="Continue").press("Enter")
    page.wait_for_url(f"/products/imports/{job.id}/")


def test_person_who_comes_too_late_is_led_to_the_import(job: ImportJob, page: Page) -> None:
    sign_in(page)
    page.goto(page_of(job))
    answers.accept(job, by=None)

    page.get_by_label("Price", exact=True).select_option(label="Zweitwert · 50, 60")

    expect(page.get_by_role("alert")).to_contain_text("somebody has answered")
    expect(page.get_by_role("button", name="Continue")).to_be_disabled()
    page.get_by_role("link", name="See the import").click()
    page.wait_for_url(f"/products/imports/{job.id}/")


def test_choice_that_is_not_taken_yet_is_not_lost_unasked(job: ImportJob, page: Page) -> None:
    sign_in(page)
    page.goto(page_of(job))
    page.get_by_label("Price", exact=True).select_option(label="Zweitwert · 50, 60")
    expect(page.locator("#preview-summary")).to_have_text("the first rows: 2 products")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.once("dialog", stay)

    page.evaluate("location.assign('/products/')")

    expect(page.get_by_label("Price", exact=True)).to_have_value("D")
    assert asked == ["beforeunload"]


def test_going_on_without_a_sku_says_so_until_one_is_chosen(web: Stack, page: Page) -> None:
    text = b"Date received,Feedback,Rating\n2026-01-05,Worth it,5\n2026-01-06,Not at all,1\n"
    job = receiving.keep(ContentFile(text), file_name="reviews.csv", user=None, options={})
    assert running.run(job.id)
    sign_in(page)
    page.set_viewport_size(NARROW)
    page.goto(page_of(job))
    page.get_by_role("button", name="Continue").click()
    said = page.get_by_text("Say which column is the SKU: without it no row can be imported.")
    expect(said).to_be_visible()
    page.wait_for_load_state("networkidle")
    expect(said).to_be_in_viewport()
    chosen = page.get_by_label("SKU", exact=True)
    expect(chosen).to_be_focused()

    chosen.select_option(label="Feedback · Worth it, Not at all")
    expect(said).to_have_count(0)


def test_page_that_nobody_changed_is_left_unasked(job: ImportJob, page: Page) -> None:
    sign_in(page)
    page.goto(page_of(job))
    page.get_by_role("heading", name="Choose the columns").click()
    page.on("dialog", lambda dialog: pytest.fail(f"It asked: {dialog.type}"))
    page.goto("/products/")
    expect(page).to_have_url(re.compile("/products/$"))


def test_page_works_without_javascript(job: ImportJob, web: Stack, browser: Browser, user: None) -> None:
    with browser.new_context(base_url=web.url, java_script_enabled=False) as context:
        page = context.new_page()
        sign_in_by_form(page)
        page.goto(page_of(job))

        page.get_by_label("Price", exact=True).select_option(label="Zweitwert · 50, 60")
        page.get_by_text("more… about Price").click()
        page.get_by_label("Times").fill("2")
        page.get_by_label("Times").press("Enter")
        expect(page.locator("#as-products tbody tr").first).to_contain_text("100.00")
        page.get_by_role("button", name="Preview").click()
        expect(page.get_by_label("Times")).to_have_value("2")
        page.get_by_role("button", name="Continue").click()
        page.wait_for_url(f"/products/imports/{job.id}/")

    running.run(job.id)
    assert catalogue()["K-2"][2] == "120.00"


def test_page_fits_on_a_small_screen_with_everything_open(job: ImportJob, page: Page) -> None:
    sign_in(page)
    page.set_viewport_size(NARROW)
    page.goto(page_of(job))

    for summary in page.locator(".mapping-more > summary").all():
        summary.click()
    page.get_by_role("checkbox", name="Keep Marke").check()
    expect(page.locator("#as-products tbody tr").first).to_contain_text("Acme")
    found = faults(page)
    page.get_by_label("As in the file").check()

    assert found + faults(page) == []
