"""A bad file from beginning to end: it is held, applied in part, its refused rows are mended, and all is taken back."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import FilePayload, Page, expect

from products.jobs.models import ImportJob
from products.models import Product
from tests.journeys.conftest import Stack, sign_in
from tests.journeys.screens import csv_file
from tests.journeys.test_suppliers_files import ends, upload
from tests.products.conftest import counts

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HEADER = "sku,name,description,price,active\n"
KNOWN, NEW, UNCLEAR, WRONG = 300, 20, 60, 3


def before() -> str:
    return HEADER + "".join(f"K-{number},Mug {number},Old,{number}.50,yes\n" for number in range(1, KNOWN + 1))


def after() -> str:
    return HEADER + "".join(_after())


def _after() -> Iterator[str]:
    """Prices a hundred times what they were, new products, rows whose state is unclear, rows without a price."""
    yield from (f"K-{number},Mug {number},New,{number}50.00,yes\n" for number in range(1, KNOWN + 1))
    yield from (f"N-{number},Cup {number},New,5.00,yes\n" for number in range(NEW))
    yield from (f"U-{number},Jug {number},New,6.00,perhaps\n" for number in range(UNCLEAR))
    yield from (f"W-{number},Pot {number},New,seven,yes\n" for number in range(WRONG))


@pytest.fixture
def process_environment(process_environment: dict[str, str]) -> dict[str, str]:
    """With seat belts as people have them."""
    return {**process_environment, "IMPORT_BELTS_AMBER": ""}


@pytest.fixture
def site(stack: Stack) -> Stack:
    """Of its own: other tests share a web server for which no belt is red."""
    stack.start_web()
    stack.start_worker()
    return stack


def exported(page: Page) -> bytes:
    return page.request.get("/products/api/products/export/").body()


def test_held_applied_mended_and_undone(site: Stack, page: Page) -> None:
    sign_in(page)
    upload(page, "before.csv", before())
    ends(page)
    catalogue = exported(page)

    upload(page, "after.csv", after())
    page.get_by_role("link", name="Review the changes").first.click()
    expect(page.get_by_text("100 times what they were")).to_be_visible()
    page.get_by_role("button", name="Leave out Description of all of them").click()
    for figure in page.get_by_label(re.compile("^If that is right, type")).all():
        figure.fill(str(KNOWN))
    page.get_by_role("button", name="Apply the changes").click()
    ends(page)
    job = ImportJob.objects.get(file_name="after.csv")
    assert counts(job) == {"created": NEW, "updated": KNOWN, "rejected": UNCLEAR + WRONG}

    page.get_by_role("link", name="Correct them here").click()
    page.get_by_role("button", name="Take as inactive").click()
    page.get_by_role("button", name=f"Import {UNCLEAR} mended rows").click()
    ends(page)
    rest = page.request.get(f"/products/api/imports/{job.id}/rejected.csv").body()
    page.goto("/")
    page.set_input_files("input[type=file]", _file("rejected.csv", rest.replace(b"seven", b"7.00")))
    ends(page)
    job.refresh_from_db()
    assert (job.rejected, job.created) == (0, NEW + UNCLEAR + WRONG)
    assert Product.objects.filter(active=False).count() == UNCLEAR

    page.goto(job.get_absolute_url())
    page.get_by_role("link", name="Undo", exact=True).click()
    page.get_by_role("button", name="Show me what changes back").click()
    page.get_by_role("link", name="Review the changes").first.click()
    page.get_by_role("button", name="Apply the changes").click()
    ends(page)
    assert exported(page) == catalogue


def _file(name: str, content: bytes) -> FilePayload:
    return csv_file(name, content)
