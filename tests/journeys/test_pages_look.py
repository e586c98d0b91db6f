"""The pages as a person sees them: accessible in both themes, whole on a small screen, live, and usable by keyboard."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser, FilePayload, Page, ViewportSize, expect

from products.jobs.models import ImportJob
from tests.journeys.conftest import USERNAME, Stack, sign_in, sign_in_by_keyboard
from tests.products.factories import make_products
from tests.products.imports.factories import finished_job, make_job, reject

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG = "a-very-long-file-name-from-the-warehouse-in-rotterdam-" * 3 + ".csv"
BRIGHT_AND_DARK = pytest.mark.parametrize("theme", ["light", "dark"])
WIDE: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture
def web(stack: Stack, settings: object, tmp_path: Path) -> Stack:
    """Only the web server: nothing moves by itself."""
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    stack.start_web()
    return stack


@pytest.fixture
def quiet_page(page: Page) -> Iterator[Page]:
    """Anything the browser complains about, a breach of the content security policy above all, fails the test."""
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    yield page
    assert complaints == []


def running_job(**values: Any) -> ImportJob:
    facts: dict[str, Any] = {
        "status": "processing",
        "phase": "applying",
        "progress": 63,
        "started_at": timezone.now() - timedelta(seconds=3),
        "total_rows": 500_000,
        "created": 300_000,
        "updated": 15_000,
    }
    return make_job(**facts | values)


def csv_file(name: str, content: bytes = b"sku,name\nA-1,Kettle\n") -> FilePayload:
    """A file to choose, without a place on the disk."""
    return {"name": name, "mimeType": "text/csv", "buffer": content}


def full_house() -> list[str]:
    """Data of every kind, and the addresses that show it."""
    failure = {"status": "failed", "progress": 10, "error_code": "internal_error", "error_message": "Start it again."}
    done = finished_job(
        file_name=LONG,
        total_rows=19_999_999,
        created=12_000_000,
        updated=7_999_997,
        rejected=2,
        warnings=["One.", "Two."],
    )
    reject(done, 7, "A-1,Kettle," + "x" * 3_000)
    reject(done, 8, "A-2;Kettle;nonsense")
    make_products(60, name="Kettle " * 40)
    make_products(1, sku="Z" * 250, price=None, active=False)
    jobs = [done, finished_job(**failure), running_job(file_name=LONG), make_job()]
    return [
        *("/", "/products/", "/products/?q=kettle", "/products/?q=nothing", "/products/imports/", "/nowhere/"),
        *(job.get_absolute_url() for job in jobs),
    ]


def faults(page: Page) -> list[str]:
    """What axe finds, and whether the page is wider than the window."""
    found = [
        f"{page.url} {fault['id']}: {fault['nodes'][0]['html']}" for fault in Axe().run(page).response["violations"]
    ]
    surplus = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [*found, f"{page.url} is {surplus} pixels too wide"] if surplus > 0 else found


@BRIGHT_AND_DARK
def test_every_page_is_accessible_and_fits_on_a_small_screen(web: Stack, page: Page, theme: str) -> None:
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
    page.goto("/accounts/login/")
    found = faults(page)
    sign_in(page)
    found += faults(page)  # the empty dashboard
    page.goto("/products/")
    found += faults(page)  # the empty catalogue

    urls = full_house()
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        for url in urls:
            page.goto(url)
            found += faults(page)

    assert found == []


def test_chosen_theme_is_remembered(web: Stack, quiet_page: Page) -> None:
    sign_in(quiet_page)
    switch = quiet_page.get_by_role("button", name="Theme")

    expect(switch).to_have_accessible_name("Theme: as the system")
    switch.click()
    switch.click()
    quiet_page.reload()

    expect(quiet_page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(switch).to_have_accessible_name("Theme: dark")


def test_keyboard_alone_finds_a_product_and_signs_out(web: Stack, quiet_page: Page) -> None:
    make_products(3)
    sign_in_by_keyboard(quiet_page)

    quiet_page.keyboard.press("/")
    quiet_page.keyboard.type("a-2")
    quiet_page.keyboard.press("Enter")
    expect(quiet_page.get_by_role("row", name="A-2")).to_be_visible()
    expect(quiet_page.get_by_role("row")).to_have_count(2)

    quiet_page.get_by_role("button", name=f"{USERNAME}: account").focus()
    quiet_page.keyboard.press("Enter")
    for _ in ("Administration", "API tokens", "Sign out"):
        quiet_page.keyboard.press("Tab")
    quiet_page.keyboard.press("Enter")
    expect(quiet_page.get_by_label("Username")).to_be_visible()


def test_page_follows_a_job_over_the_stream(web: Stack, quiet_page: Page) -> None:
    job = running_job()
    sign_in(quiet_page)
    quiet_page.goto(job.get_absolute_url())
    expect(quiet_page).to_have_title("63 % – Importing spring.csv")

    job.advance(progress=74, created=350_000)  # the page does not say aloud what the stream tells first
    expect(quiet_page).to_have_title("74 % – Importing spring.csv")
    job.advance(progress=81, created=400_000)
    expect(quiet_page).to_have_title("81 % – Importing spring.csv")
    expect(quiet_page.get_by_text("spring.csv: 81 percent")).to_be_attached()

    job.advance(created=484_970, rejected=30)
    reject(job, 7, "A-1,Kettle,")
    job.complete()
    expect(quiet_page).to_have_title("Completed – spring.csv")
    expect(quiet_page.get_by_role("link", name="See 30 rejected rows")).to_be_visible()
    expect(quiet_page.get_by_role("heading", name="Rejected rows")).to_be_visible()
    expect(quiet_page.get_by_role("button", name="Cancel")).to_be_hidden()
    expect(quiet_page.locator("svg.outcome-bar")).to_be_visible()


def test_page_asks_the_status_route_when_there_are_too_many_streams(web: Stack, page: Page) -> None:
    job = running_job()
    sign_in(page)
    page.route("**/upload/progress/**", lambda route: route.fulfill(status=503))
    page.goto(job.get_absolute_url())

    job.advance(progress=70, created=350_000)
    expect(page).to_have_title("70 % – Importing spring.csv")

    job.complete()
    expect(page).to_have_title("Completed – spring.csv")


def test_page_says_that_it_reconnects_and_goes_on_by_itself(web: Stack, page: Page) -> None:
    job = running_job()
    sign_in(page)
    page.route("**/upload/**", lambda route: route.abort())
    page.goto(job.get_absolute_url())
    expect(page.get_by_text("Reconnecting…")).to_be_visible()

    page.unroute("**/upload/**")

    expect(page.get_by_text("Reconnecting…")).to_be_hidden(timeout=20_000)


def test_elapsed_time_moves_while_the_job_reports_nothing(web: Stack, quiet_page: Page) -> None:
    job = running_job(phase="planning")
    sign_in(quiet_page)
    quiet_page.goto(job.get_absolute_url())
    elapsed = quiet_page.locator("[data-slot=elapsed]")

    before = elapsed.inner_text()
    expect(elapsed).not_to_have_text(before, timeout=15_000)

    expect(quiet_page.get_by_text("comparing with the catalogue")).to_be_visible()


def test_chosen_files_are_uploaded_one_after_another(web: Stack, quiet_page: Page) -> None:
    sign_in(quiet_page)

    quiet_page.set_input_files("input[type=file]", [csv_file("a.csv"), csv_file("b.csv")])

    expect(quiet_page.locator("import-job[data-state=queued]")).to_have_count(2)
    expect(quiet_page.locator("#recent").get_by_role("link", name="b.csv")).to_be_visible()
    assert [job.file_name for job in ImportJob.objects.order_by("created_at")] == ["a.csv", "b.csv"]


def test_file_that_is_empty_or_too_large_is_refused_before_it_is_sent(web: Stack, quiet_page: Page) -> None:
    sign_in(quiet_page)
    quiet_page.locator("import-queue").evaluate("queue => { queue.dataset.maxBytes = 10; }")

    quiet_page.set_input_files("input[type=file]", [csv_file("empty.csv", b""), csv_file("large.csv")])

    expect(quiet_page.get_by_role("alert").get_by_role("listitem")).to_have_text(
        [
            "empty.csv is empty. Choose a file with a header line and rows.",
            "large.csv has 20 B. At most 2 GiB are possible: split it into smaller files.",
        ]
    )
    assert not ImportJob.objects.exists()


def test_upload_that_breaks_off_says_what_to_do(web: Stack, page: Page) -> None:
    sign_in(page)
    page.route("**/products/api/upload/", lambda route: route.abort())

    page.set_input_files("input[type=file]", csv_file("a.csv", b"sku\n"))

    expect(page.locator("import-job [data-slot=error]")).to_have_text(
        "The connection broke off while a.csv was sent. Choose the file again."
    )


def test_title_tells_how_far_an_upload_is_until_it_is_taken_back(web: Stack, quiet_page: Page) -> None:
    sign_in(quiet_page)
    quiet_page.route("**/products/api/upload/", lambda route: None)  # it never ends by itself

    quiet_page.set_input_files("input[type=file]", csv_file("a.csv", b"sku\n"))

    expect(quiet_page).to_have_title(re.compile(r"^\d+ % – Sending a\.csv$"))
    quiet_page.get_by_role("button", name="Cancel").click()
    expect(quiet_page).to_have_title("Dashboard · Product Importer")
    expect(quiet_page.locator("input[type=file]")).to_be_focused()
    expect(quiet_page.locator("import-job")).to_have_count(0)


def test_panel_keeps_its_height_from_the_queue_to_the_end(web: Stack, quiet_page: Page) -> None:
    job = make_job()
    sign_in(quiet_page)
    panel = quiet_page.locator("import-job")
    heights = []

    def measure(state: str) -> None:
        expect(panel).to_have_attribute("data-state", state)
        heights.append(panel.bounding_box()["height"])  # type: ignore[index]

    measure("queued")
    assert job.begin()
    for phase, progress in (("reading", 10), ("planning", 40), ("applying", 60)):
        assert job.advance(phase=phase, progress=progress, total_rows=500)
        measure("comparing" if phase == "planning" else phase)
    assert job.advance(created=470, rejected=30)
    measure("finishing")
    assert job.complete()
    measure("completed")

    assert max(heights) - min(heights) <= 2


def test_completed_upload_leads_to_the_products_it_changed(web: Stack, quiet_page: Page) -> None:
    sign_in(quiet_page)
    quiet_page.set_input_files("input[type=file]", csv_file("a.csv"))
    expect(quiet_page.locator("import-job[data-state=queued]")).to_be_visible()

    job = ImportJob.objects.get()
    assert job.begin()
    assert job.complete()

    link = quiet_page.get_by_role("link", name="Open products it changed")
    expect(link).to_have_attribute("href", f"{web.url}/products/?import={job.id}")


def test_cancel_is_pressed_once_and_stays_on_the_page(web: Stack, quiet_page: Page) -> None:
    job = running_job()
    sign_in(quiet_page)

    quiet_page.get_by_role("button", name="Cancel").click()

    expect(quiet_page.get_by_role("button", name="Cancelling…")).to_be_disabled()
    expect(quiet_page).to_have_url(f"{web.url}/")
    job.refresh_from_db()
    assert job.stop()
    expect(quiet_page.get_by_text("Cancelled.", exact=True)).to_be_visible()
    expect(quiet_page.locator("import-job").get_by_role("link", name="spring.csv")).to_be_focused()


def test_pages_work_without_javascript(web: Stack, browser: Browser, user: None, tmp_path: Path) -> None:
    file = tmp_path / "spring.csv"
    file.write_text("sku,name\nA-1,Kettle\n")
    with browser.new_context(base_url=web.url, java_script_enabled=False) as context:
        page = context.new_page()
        sign_in(page)

        page.set_input_files("input[type=file]", file)
        page.get_by_role("button", name="Import the file").click()

        expect(page.get_by_role("heading", name="spring.csv")).to_be_visible()
        expect(page.get_by_text("Starts as soon as the worker is free.")).to_be_visible()
        page.get_by_role("button", name="Cancel").click()
        expect(page.get_by_role("button", name="Cancelling…")).to_be_disabled()
