"""The pages as a person sees them: accessible in both themes, whole on a small screen, usable by keyboard."""

from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from product_importer.accounts.models import AuditEntry
from product_importer.accounts.people import actions as people
from product_importer.notices.models import Notice
from products.imports.fetch_models import SourceFetch, SourceRun
from products.imports.fetching import actions as fetching
from products.imports.looking.found import ColumnFound, Found
from products.imports.models import MappingRequest
from products.imports.sources import actions as sources
from products.imports.sources.use import BY_COLUMNS, taken_by
from products.own_fields import actions
from tests.journeys.conftest import USERNAME, Stack, sign_in, sign_in_by_form, sign_in_by_keyboard
from tests.journeys.screens import NARROW, WIDE, faults
from tests.products.factories import ANA, make_products
from tests.products.imports.factories import NOON, finished_job, make_job, reject, running_job
from tests.products.managed_fields.making import make_field, make_sizes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIGN_IN = {"user": "acme", "password": "geheim"}
LONG = "a-very-long-file-name-from-the-warehouse-in-rotterdam-" * 3 + ".csv"


def full_house() -> list[str]:
    """Data of every kind, and the addresses that show it."""
    user = get_user_model().objects.get(username=USERNAME)
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
    done.skipped_rows.create(record_number=1, line_number=1, rows=9, code="before_header", raw="x" * 3_000)
    make_products(8, name="Kettle " * 40)
    make_products(1, sku="Z" * 250, price=None, active=False)
    make_sizes(*(f"Size {number}" for number in range(100)))
    make_field("colour")
    actions.archive("colour", actor=ANA)
    asks = make_job(status="awaiting_mapping", phase="reading", content=b"Code,Title\nA-1,Kettle\n")
    columns = [ColumnFound(LONG, "A", 1.0, 1, [LONG], "text", 0), ColumnFound("Title", "B", 1.0, 1, ["x"], "text", 0)]
    found = Found(columns, {"name": "Title"}, {"name": "called “Title”"}, ["Which column is the SKU?"])
    MappingRequest.objects.create(job=asks, code="no_sku_column", message="No SKU.", found=found.as_json())
    source = sources.create(
        name=LONG[:100], by=None, recipe={"sku": LONG, "name": "Title"}, header_sets=[[LONG, "Title"]]
    )
    address = f"sftp://files.example.com/{LONG}"
    fetch = fetching.set_up(source, by=None, kind="sftp", address=address, credentials=SIGN_IN, schedule="every hour")
    SourceFetch.objects.update(due_by=NOON, last_file_at=NOON, expected_by="daily at 06:00")
    for code in ("status", "host_key"):
        run = {"trigger": "schedule", "ended_at": timezone.now(), "outcome": "failed", "code": code}
        SourceRun.objects.create(source=source, sentence=LONG, file_name=LONG, bytes=10**12, **run)
    for rows in (7, 90, 1_200):
        finished_job(source_id=source.pk, total_rows=rows, options=taken_by(source, {}, BY_COLUMNS))
    known = finished_job(source_id=source.pk, file_name=LONG, options=taken_by(source, {}, BY_COLUMNS))
    differs = make_job(status="awaiting_mapping", phase="reading", content=b"Code,Title\nA-1,Kettle\n")
    told = {"id": str(source.pk), "name": source.name, "version": 1}
    drift = {"kind": "gone", "column": LONG, "says": f"The column “{LONG}” is gone."}
    found = Found(columns, {"name": "Title"}, {}, [drift["says"]], source=told, drift=[drift])
    MappingRequest.objects.create(job=differs, code="source_differs", message="It differs.", found=found.as_json())
    colleague = people.add(username="c" * 150, email="", role="viewer")
    AuditEntry.objects.create(username=LONG[:150], action="POST new_person", subject=LONG[:100])
    news = {"path": done.get_absolute_url(), "is_shown": True, "counts": [["created", 12_000_000]]}
    for number in (1, 2):
        Notice.objects.create(user=user, title=LONG, event="failed", reason=LONG, occasion=str(number), **news)
    jobs = [known, done, finished_job(**failure), running_job(file_name=LONG), make_job(), asks]
    return [
        *("/", "/products/", "/products/?q=kettle", "/products/?q=nothing", "/products/imports/", "/nowhere/"),
        *("/products/columns/", "/products/export/", "/notices/", "/accounts/notices/"),
        *(f"/products/fields/{page}" for page in ("", "new/", "size/edit/", "size/erase/", "colour/edit/")),
        *(job.get_absolute_url() for job in jobs),
        *("/products/sources/", *(f"{source.get_absolute_url()}{page}" for page in ("", "edit/", "delete/"))),
        *(
            "/products/sources/new/",
            f"{fetch.source.get_absolute_url()}fetch/edit/",
            f"{source.get_absolute_url()}runs/",
        ),
        f"{differs.get_absolute_url()}mapping/",
        *(f"/accounts/{part}" for part in ("", "password/", "second-factor/", "confirm/", "forgotten/", "audit/")),
        *(f"/accounts/people/{part}" for part in ("", "new/", f"{colleague.pk}/", f"{colleague.pk}/deactivate/")),
        *(f"{done.get_absolute_url()}skipped/", f"{asks.get_absolute_url()}mapping/"),
    ]


def faults_by_day_and_night(page: Page) -> list[str]:
    """In the dark, nothing but the colours is another."""
    found: list[str] = []
    for theme, only in (("light", None), ("dark", "color-contrast")):
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
        found += (f"{theme}: {fault}" for fault in faults(page, only=only))
    return found


def test_every_page_is_accessible_in_both_themes_and_fits_on_a_small_screen(web: Stack, page: Page) -> None:
    page.goto("/accounts/login/")
    found = faults_by_day_and_night(page)
    sign_in(page)
    found += faults_by_day_and_night(page)  # the empty dashboard
    for empty in ("/products/", "/products/fields/", "/products/sources/", "/notices/"):
        page.goto(empty)
        found += faults_by_day_and_night(page)

    for url in full_house():
        page.goto(url)
        for size in (WIDE, NARROW):
            page.set_viewport_size(size)
            found += faults_by_day_and_night(page)

    assert found == []


def test_chosen_theme_is_remembered(web: Stack, quiet_page: Page) -> None:
    sign_in(quiet_page)
    switch = quiet_page.get_by_role("button", name="Theme")

    expect(switch).to_have_accessible_name("Theme: system")
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
    menu = quiet_page.locator("#user-menu")
    for _ in range(menu.get_by_role("link").count() + 1):  # the last one after them signs out
        quiet_page.keyboard.press("Tab")
    expect(menu.get_by_role("button", name="Sign out")).to_be_focused()
    quiet_page.keyboard.press("Enter")
    expect(quiet_page.get_by_label("Username")).to_be_visible()


def test_pages_work_without_javascript(web: Stack, browser: Browser, user: None, tmp_path: Path) -> None:
    file = tmp_path / "spring.csv"
    file.write_text("sku,name\nA-1,Kettle\n")
    with browser.new_context(base_url=web.url, java_script_enabled=False) as context:
        page = context.new_page()
        sign_in_by_form(page)

        page.set_input_files("input[type=file]", file)
        page.get_by_role("button", name="Import the file").click()

        expect(page.get_by_role("heading", name="spring.csv")).to_be_visible()
        expect(page.get_by_text("Starts as soon as the worker is free.")).to_be_visible()
        page.get_by_role("button", name="Cancel").click()
        expect(page.get_by_role("button", name="Cancelling…")).to_be_disabled()
