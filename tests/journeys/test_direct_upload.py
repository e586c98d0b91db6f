"""A person drops a large file: the browser sends it straight to the store, and our server never sees its bytes."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from products.imports.direct_models import DirectUpload
from products.jobs.models import ImportJob
from tests import oracle
from tests.file_store import Bucket, bucket, s3_server
from tests.journeys.conftest import Stack, sign_in
from tests.processes import eventually
from tests.trials import content_of, messy, prepare_catalogue_for

__all__ = ["bucket", "s3_server"]

pytestmark = pytest.mark.browser

OVER_BYTES = 10_000


@pytest.fixture
def site(stack: Stack, bucket: Bucket) -> Stack:
    stack.environment |= bucket.environment | {"UPLOADS_DIRECT_OVER": str(OVER_BYTES)}
    stack.start_web()
    stack.start_worker()
    return stack


def test_large_file_goes_straight_to_the_store_and_a_small_one_to_us(
    site: Stack, page: Page, bucket: Bucket, tmp_path: Path
) -> None:
    records = messy(1_000)
    expected = prepare_catalogue_for(records)
    large, small = tmp_path / "large.csv", tmp_path / "small.csv"
    large.write_bytes(content_of(records))
    small.write_bytes(b"sku,name,price\nA-1,Kettle\n")
    sent: list[tuple[str, str]] = []
    page.on("request", lambda request: sent.append((request.method, request.url.split("?")[0])))
    sign_in(page)

    page.locator("input[type=file]").set_input_files([large, small])
    expect(page.locator("import-job").last).to_have_attribute("data-state", "completed", timeout=60_000)
    eventually(lambda: ImportJob.objects.filter(status="completed").count() == 2)

    job = ImportJob.objects.get(file_name="large.csv")
    oracle.assert_counted(expected, job)
    assert ("PUT", f"{bucket.server.url}/{bucket.name}/imports/{job.id}.csv") in sent
    assert sent.count(("POST", f"{site.url}/products/api/upload/")) == 1  # the small one
    assert len(bucket.keys()) == 2


def test_large_file_that_does_not_arrive_is_offered_again(
    site: Stack, page: Page, bucket: Bucket, tmp_path: Path
) -> None:
    large = tmp_path / "large.csv"
    large.write_bytes(b"sku,name,price\n" + b"".join(b"A-%d,Kettle,10\n" % n for n in range(1_000)))
    sign_in(page)
    breaks = True

    def break_off(route: Route) -> None:
        route.abort() if breaks and route.request.method == "PUT" else route.continue_()

    page.route(f"{bucket.server.url}/**", break_off)
    page.locator("input[type=file]").set_input_files(large)
    panel = page.locator("import-job").last
    expect(panel).to_contain_text("The connection was lost while large.csv was being uploaded")
    eventually(lambda: DirectUpload.objects.filter(given_up=True).count() == 1)

    breaks = False
    panel.locator("[data-again]").click()

    expect(panel).to_have_attribute("data-state", "completed", timeout=60_000)
    assert ImportJob.objects.get().created == 1_000
