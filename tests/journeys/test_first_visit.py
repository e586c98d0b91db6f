"""The first visit to a page, over a slow line: few files, and nothing moves while they arrive."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, FilePayload, Page, Route, StorageState, ViewportSize, expect

from tests.journeys.conftest import Stack, sign_in
from tests.journeys.pages.conftest import web as web
from tests.journeys.screens import NARROW, WIDE
from tests.journeys.test_webhooks_pages import log_of
from tests.products.factories import make_products
from tests.products.imports.factories import finished_job, make_job, reject
from tests.webhooks.factories import make_webhook

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOST_FILES = 12
SLOW = {"offline": False, "latency": 300, "downloadThroughput": 60 * 1024, "uploadThroughput": 60 * 1024}
"""Milliseconds, and bytes a second."""
VISIBLE_SHIFT = 0.001
"""Of the window, in the browser's own measure of layout shifts."""

NO_FILES = {"eventsource", "fetch", "xhr"}
MODULES = re.compile(r"/static/js/(?!first-paint)")
STYLES = re.compile(r"/static/css/")
SIZES = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])

NOTE_SHIFTS = """
  window.shifts = [];
  new PerformanceObserver((list) => window.shifts.push(...list.getEntries())).observe({ type: "layout-shift" });
"""
SHIFTS = """
  window.shifts.map(({ value, sources }) => [value, sources.map(({ node, previousRect, currentRect }) =>
    [node?.cloneNode().outerHTML ?? node?.nodeName, previousRect.toJSON(), currentRect.toJSON()])])
"""
ALL_BUT_MODULES_ARE_HERE = """
  () => document.readyState !== "loading" && ["site", "logo", "icons"].every((name) =>
    performance.getEntriesByType("resource").some((each) => each.name.includes(`/${name}.`) && each.responseEnd))
"""


@pytest.fixture
def session(web: Stack, page: Page) -> StorageState:
    """Somebody who has signed in, for windows that have loaded nothing yet."""
    sign_in(page)
    return page.context.storage_state()


def main_pages() -> list[str]:
    """Something to see on each, and nothing that moves by itself."""
    make_products(60)
    job = finished_job(total_rows=500, created=400, rejected=1, warnings=["One."])
    reject(job, 7, "A-1,Kettle,12,50")
    make_job()
    webhook = make_webhook()
    log_of(webhook)
    details = [job.get_absolute_url(), webhook.get_absolute_url()]
    return ["/", "/products/", "/products/imports/", "/webhooks/", *details, "/accounts/tokens/", "/system/"]


@contextmanager
def first_visit(browser: Browser, web: Stack, size: ViewportSize, session: StorageState | None) -> Iterator[Page]:
    with browser.new_context(base_url=web.url, storage_state=session, viewport=size) as context:
        page = context.new_page()
        page.add_init_script(NOTE_SHIFTS)
        yield page


def slowly(page: Page) -> None:
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW)


def files_of(page: Page) -> set[str]:
    """Fills while the page loads."""
    files: set[str] = set()
    page.on("request", lambda asked: None if asked.resource_type in NO_FILES else files.add(asked.url.split("#")[0]))
    return files


def held(page: Page, files: re.Pattern[str]) -> list[Route]:
    """Fills with what the page asks for from now on, and waits for."""
    routes: list[Route] = []
    page.route(files, lambda route: routes.append(route))
    return routes


def release(routes: list[Route]) -> None:
    for route in routes:
        route.continue_()


def read_whole(page: Page, url: str) -> None:
    """Only then are its styles let through: nothing is drawn of half a page, which is cut as the machine likes."""
    styles = held(page, STYLES)
    page.goto(url, wait_until="commit")
    page.wait_for_function("() => document.readyState !== 'loading'", polling=20)
    release(styles)


def still_picture(page: Page) -> bytes:
    """What the window shows once everything that has arrived is drawn: two pictures in a row are the same."""
    picture = b""
    while picture != (newer := page.screenshot(animations="disabled")):
        picture = newer
    return picture


def visible_shifts(page: Page) -> list[Any]:
    return [shift for shift in page.evaluate(SHIFTS) if shift[0] >= VISIBLE_SHIFT]


@SIZES
def test_first_visit_loads_few_files_and_nothing_shifts(
    web: Stack, browser: Browser, session: StorageState, size: ViewportSize
) -> None:
    loaded, shifted = {}, {}

    for url in [*main_pages(), "/accounts/login/"]:
        with first_visit(browser, web, size, session if "login" not in url else None) as page:
            slowly(page)
            files = files_of(page)
            read_whole(page, url)
            page.wait_for_load_state("load")
            loaded[url] = len(files)
            shifted[url] = visible_shifts(page)

    assert {url: number for url, number in loaded.items() if number > MOST_FILES} == {}
    assert {url: shifts for url, shifts in shifted.items() if shifts} == {}


@SIZES
def test_page_looks_the_same_before_and_after_its_modules_arrive(
    web: Stack, browser: Browser, session: StorageState, size: ViewportSize
) -> None:
    changed = []

    for url in main_pages():
        with first_visit(browser, web, size, session) as page:
            modules = held(page, MODULES)
            read_whole(page, url)
            page.wait_for_function(ALL_BUT_MODULES_ARE_HERE)
            before = still_picture(page)
            assert modules, url
            release(modules)
            page.wait_for_load_state("load")
            after = still_picture(page)
            changed += [(url, "picture")] if after != before else []
            changed += [(url, shift) for shift in visible_shifts(page)]

    assert changed == []


def test_page_serves_as_without_javascript_when_modules_cannot_be_loaded(web: Stack, page: Page) -> None:
    make_products(1)
    sign_in(page)
    expect(page.get_by_role("button", name="Import the file")).to_be_hidden()

    page.route(MODULES, lambda route: route.abort())
    page.reload()
    expect(page.get_by_role("button", name="Import the file")).to_be_visible()
    page.goto("/products/")
    page.get_by_label("Select A-0").check()
    page.get_by_role("button", name="Deactivate").click()

    expect(page.get_by_role("switch", name="A-0 is active")).not_to_be_checked()


def test_file_chosen_before_the_modules_arrive_is_uploaded(web: Stack, page: Page) -> None:
    sign_in(page)
    modules = held(page, MODULES)
    page.reload(wait_until="commit")

    file: FilePayload = {"name": "a.csv", "mimeType": "text/csv", "buffer": b"sku,name\nA-1,K\n"}
    page.set_input_files("input[type=file]", [file])
    release(modules)

    expect(page.locator("import-job[data-state=queued]").get_by_role("link", name="a.csv")).to_be_visible()
