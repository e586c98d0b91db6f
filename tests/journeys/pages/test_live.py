"""A job's panel as a person watches it: over the stream, by asking, and while nothing is heard."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests import oracle, trials
from tests.journeys.conftest import Stack, sign_in
from tests.journeys.standstill import a_product_to_update, is_waiting_for_editor, let_time_pass, somebody_edits
from tests.journeys.test_importing import choose_file, counts_shown, expect_end, newest_job
from tests.processes import eventually
from tests.products.imports.factories import make_job, reject, running_job

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


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
    expect(quiet_page).to_have_title("Completed with rejected rows – spring.csv")
    expect(quiet_page.get_by_text("Completed with rejected rows", exact=True)).to_be_visible()
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

    job.advance(created=485_000)
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
    assert job.advance(phase="reading", progress=10, total_rows=500)
    measure("reading")
    assert job.advance(waits_for="autumn.csv", progress=30)
    measure("waiting")
    expect(panel.get_by_text("Waiting for autumn.csv")).to_be_visible()
    for phase, progress in (("planning", 40), ("applying", 60)):
        assert job.advance(phase=phase, progress=progress, waits_for="")
        measure("comparing" if phase == "planning" else phase)
    assert job.advance(created=470, rejected=30)
    measure("finishing")
    assert job.complete()
    measure("completed")

    assert max(heights) - min(heights) <= 2


def test_cancel_is_pressed_once_and_stays_on_the_page(web: Stack, quiet_page: Page) -> None:
    job = running_job()
    sign_in(quiet_page)

    quiet_page.get_by_role("button", name="Cancel").click()

    expect(quiet_page.get_by_role("button", name="Cancelling…")).to_be_disabled()
    expect(quiet_page).to_have_url(f"{web.url}/")
    job.refresh_from_db()
    assert job.stop()
    expect(quiet_page.get_by_text("Cancelled.", exact=True)).to_be_visible()
    panel = quiet_page.locator("import-job")
    expect(panel.get_by_role("link", name="spring.csv")).to_be_focused()
    expect(panel.get_by_role("button", name="Import again")).to_be_visible()

    panel.get_by_role("button", name="Close").click()
    expect(panel).to_have_count(0)
    expect(quiet_page.locator("input[type=file]")).to_be_focused()
    expect(quiet_page.get_by_role("table", name="Recent imports").get_by_text("cancelled")).to_be_visible()


def test_page_finishes_by_itself_when_the_worker_is_killed(web: Stack, page: Page, tmp_path: Path) -> None:
    web.environment |= {"IMPORT_STAGE_ROWS": "500", "IMPORT_CHUNK_ROWS": "200"}
    web.start_beat()
    worker = web.start_worker()
    records = trials.messy(5_000)
    expected = trials.prepare_catalogue_for(records)
    file = tmp_path / "large.csv"
    file.write_bytes(trials.content_of(records))
    sign_in(page)

    with somebody_edits(a_product_to_update(expected, 0.5)):
        choose_file(page, file)
        eventually(is_waiting_for_editor)
        worker.kill()
    expect(page.locator("import-job").last).to_have_attribute("data-state", "applying")
    web.start_worker()
    let_time_pass(newest_job())

    expect_end(page)
    oracle.assert_fulfilled(expected, newest_job())
    assert counts_shown(page) == expected.counts
