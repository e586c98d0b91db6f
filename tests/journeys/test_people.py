"""A manager lets somebody in, who chooses a password and sets up a second factor: as both see it."""

import time

import pytest
from playwright.sync_api import Browser, Page, expect

from product_importer.accounts.second_factor.codes import STEP_SECONDS, code_at
from tests.journeys.conftest import PASSWORD, Stack, sign_in
from tests.journeys.screens import faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CHOSEN = "a password of one's own"


def test_colleague_is_let_in_and_signs_in_with_a_second_factor(web: Stack, page: Page, browser: Browser) -> None:
    sign_in(page, confirmed=False)
    page.get_by_role("button", name="account").click()
    page.get_by_role("link", name="People").click()
    page.get_by_role("link", name="Add somebody").click()
    page.get_by_label("Username").fill("ben")
    page.get_by_label("Group").select_option("importer")
    page.get_by_role("button", name="Add them").click()
    expect(page.get_by_role("heading", name="Confirm that it is you")).to_be_visible()
    assert faults(page) == []
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    link = page.get_by_label("The link").inner_text()
    page.goto("/accounts/audit/?subject=ben")
    expect(page.get_by_role("cell", name="add somebody")).to_be_visible()

    with browser.new_context(base_url=web.url) as context:
        ben = context.new_page()
        ben.goto(link)
        ben.get_by_label("New password", exact=True).fill(CHOSEN)
        ben.get_by_label("New password confirmation").fill(CHOSEN)
        ben.get_by_role("button", name="Save the password").click()
        enter(ben)
        ben.goto("/accounts/second-factor/")
        ben.get_by_text("The app cannot scan?").click()
        secret = ben.get_by_label("Key for the app").inner_text()
        step = int(time.time()) // STEP_SECONDS
        ben.get_by_label("The six digits").fill(code_at(secret, step))
        ben.get_by_role("button", name="Turn it on").click()
        recovery = ben.get_by_label("The codes").inner_text().split()
        assert faults(ben) == []

        ben.get_by_role("button", name="account").click()
        ben.get_by_role("button", name="Sign out").click()
        enter(ben)
        expect(ben.get_by_role("heading", name="Enter your code")).to_be_visible()
        assert faults(ben) == []
        ben.get_by_label("Code").fill(recovery[0])
        ben.get_by_role("button", name="Sign in").click()
        expect(ben).to_have_url(f"{web.url}/")


def enter(ben: Page) -> None:
    ben.get_by_label("Username").fill("ben")
    ben.get_by_label("Password").fill(CHOSEN)
    ben.get_by_role("button", name="Sign in").click()
    ben.wait_for_load_state()
