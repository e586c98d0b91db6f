"""Times in the reader's own zone."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import Stack, sign_in
from tests.products.imports.factories import finished_job

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.usefixtures("user")
def test_times_are_the_readers_own_with_utc_in_the_title(web: Stack, browser: Browser) -> None:
    job = finished_job(created_at=NOON, started_at=NOON)
    context = browser.new_context(base_url=web.url, timezone_id="Europe/Rome")
    page = context.new_page()
    sign_in(page)

    page.goto(f"/products/imports/{job.pk}/")
    exact = page.locator("#details time").first
    expect(exact).to_have_text("1 March 2026, 13:00:00")
    expect(exact).to_have_attribute("title", "1 March 2026, 12:00:00 UTC")
    page.goto("/products/imports/")
    relative = page.locator("main time").first
    expect(relative).to_have_attribute("title", "1 March 2026, 13:00:00 (1 March 2026, 12:00:00 UTC)")
    context.close()
