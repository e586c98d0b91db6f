"""Files on their way to the server, as a person sees them."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from products.jobs.models import ImportJob
from tests.journeys.conftest import Stack, sign_in
from tests.journeys.screens import csv_file

OTHER = b"sku,name\nB-1,Mug\n"

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_chosen_files_are_uploaded_one_after_another(web: Stack, quiet_page: Page) -> None:
    sign_in(quiet_page)

    quiet_page.set_input_files("input[type=file]", [csv_file('12" pipes.csv'), csv_file("b.csv", OTHER)])

    expect(quiet_page.locator("import-job[data-state=queued]")).to_have_count(2)
    expect(quiet_page.locator("#recent").get_by_role("link", name="b.csv")).to_have_count(0)  # it has its panel
    assert [job.file_name for job in ImportJob.objects.order_by("created_at")] == ['12" pipes.csv', "b.csv"]


def test_file_that_is_empty_or_too_large_is_refused_before_it_is_sent(web: Stack, quiet_page: Page) -> None:
    sign_in(quiet_page)
    quiet_page.locator("import-queue").evaluate("queue => { queue.dataset.maxBytes = 10; }")

    quiet_page.set_input_files("input[type=file]", [csv_file("empty.csv", b""), csv_file("large.csv")])

    expect(quiet_page.get_by_role("alert").get_by_role("listitem")).to_have_text(
        [
            "empty.csv is empty. Choose a file with a header line and products.",
            "large.csv is 20 B. The limit is 2 GiB: split it into smaller files.",
        ]
    )
    assert not ImportJob.objects.exists()


def test_folder_that_is_dropped_is_not_sent_but_the_files_beside_it_are(web: Stack, page: Page, tmp_path: Path) -> None:
    (tmp_path / "Winter 2026").mkdir()
    (tmp_path / "a.csv").write_text("sku,name\nA-1,Kettle\n")
    sign_in(page)
    page.wait_for_load_state()  # the modules listen from now on
    dragged = {"items": [], "files": [str(each) for each in sorted(tmp_path.iterdir())], "dragOperationsMask": 1}

    hand = page.context.new_cdp_session(page)
    for step in ("dragEnter", "dragOver", "drop"):
        hand.send("Input.dispatchDragEvent", {"type": step, "x": 100, "y": 100, "data": dragged})

    expect(page.get_by_role("alert").get_by_role("listitem")).to_have_text(
        ["Winter 2026 is a folder. Drop the files inside it instead."]
    )
    expect(page.locator("import-job[data-state=queued]")).to_have_count(1)
    assert [job.file_name for job in ImportJob.objects.all()] == ["a.csv"]


def test_upload_that_breaks_off_says_what_to_do(web: Stack, page: Page) -> None:
    sign_in(page)
    page.route("**/products/api/upload/", lambda route: route.abort())

    page.set_input_files("input[type=file]", csv_file("a.csv", b"sku\n"))

    expect(page.locator("import-job [data-slot=error]")).to_have_text(
        "The connection was lost while a.csv was being uploaded. Upload it again."
    )


def test_title_tells_how_far_an_upload_is_until_it_is_taken_back(web: Stack, quiet_page: Page) -> None:
    sign_in(quiet_page)
    quiet_page.route("**/products/api/upload/", lambda route: None)  # it never ends by itself

    quiet_page.set_input_files("input[type=file]", csv_file("a.csv", b"sku\n"))

    expect(quiet_page).to_have_title(re.compile(r"^\d+ % – Uploading a\.csv$"))
    quiet_page.get_by_role("button", name="Cancel").click()
    expect(quiet_page).to_have_title("Dashboard · Product Importer")
    expect(quiet_page.locator("input[type=file]")).to_be_focused()
    expect(quiet_page.locator("import-job")).to_have_count(0)


def test_completed_upload_leads_to_the_products_it_changed(web: Stack, quiet_page: Page) -> None:
    sign_in(quiet_page)
    quiet_page.set_input_files("input[type=file]", csv_file("a.csv"))
    expect(quiet_page.locator("import-job[data-state=queued]")).to_be_visible()

    job = ImportJob.objects.get()
    assert job.begin()
    ImportJob.objects.filter(pk=job.pk).update(created=1, total_rows=1)
    assert job.complete()

    link = quiet_page.get_by_role("link", name="Open products it changed")
    expect(link).to_have_attribute("href", f"{web.url}/products/?import={job.id}")
