"""The page System as somebody leaves it open."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Stack, sign_in
from tests.products.imports.factories import running_job

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_page_that_is_left_open_shows_what_has_changed(web: Stack, quiet_page: Page) -> None:
    sign_in(quiet_page)
    quiet_page.goto("/system/")
    imports = quiet_page.get_by_role("region", name="Imports, 30 days")
    expect(imports).to_contain_text("0 under way")
    loaded = quiet_page.evaluate("window.loaded = document.documentElement")

    running_job()
    quiet_page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # as coming back to the tab does

    expect(imports).to_contain_text("1 under way")
    assert loaded is not None
    assert quiet_page.evaluate("window.loaded === document.documentElement")  # it was not loaded anew
