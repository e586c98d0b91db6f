"""Clicks after the session has ended: they lead to sign-in and back, and what was typed or chosen is not lost."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from products.jobs.models import ImportJob
from tests.journeys.conftest import Stack, sign_in
from tests.products.factories import make_products

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def end_session(page: Page) -> None:
    page.context.clear_cookies(name="sessionid")


def expect_sign_in_and_back_to(page: Page, path: str) -> None:
    expect(page).to_have_url(re.compile(rf"/accounts/login/\?next={re.escape(path)}$"))


def test_clicks_lead_to_sign_in_and_back_to_the_same_place(web: Stack, page: Page) -> None:
    make_products(2)

    dead_clicks: dict[str, Locator] = {
        "/products/?q=Kettle": page.get_by_role("switch").first,
        "/products/?sort=name": page.get_by_role("link", name="Kettle 0"),
        "/webhooks/": page.get_by_role("link", name="Add a webhook"),
    }
    for path, dead in dead_clicks.items():
        sign_in(page)
        page.goto(path)
        end_session(page)

        dead.click()

        expect_sign_in_and_back_to(page, path.replace("?", "%3F").replace("=", "%3D"))


def test_upload_says_so_and_keeps_the_file(web: Stack, page: Page) -> None:
    sign_in(page)
    end_session(page)

    page.set_input_files(
        "input[type=file]", {"name": "a.csv", "mimeType": "text/csv", "buffer": b"sku,name\nA-1,Kettle\n"}
    )
    expect(page.locator("import-job [data-slot=error]")).to_have_text(
        "Your session has ended. Sign in in another tab, then upload a.csv again from here."
    )
    assert not ImportJob.objects.exists()

    tab = page.context.new_page()
    sign_in(tab)
    tab.close()
    page.get_by_role("button", name="Upload the file again").click()

    expect(page.locator("import-job[data-state=queued]")).to_be_visible()
    assert ImportJob.objects.get().file_name == "a.csv"


def test_page_that_asks_by_itself_says_that_the_session_has_ended(web: Stack, page: Page) -> None:
    sign_in(page)
    end_session(page)

    page.evaluate("document.dispatchEvent(new CustomEvent('import-changed'))")

    expect(page.get_by_text("Your session has ended. Sign in to continue.")).to_be_visible()
