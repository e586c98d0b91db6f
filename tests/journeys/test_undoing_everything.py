"""A bad file from beginning to end: it is held, applied in part, its refused rows are mended, and all is taken back."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from product_importer.accounts.models import ApiToken
from products.jobs.models import ImportJob
from products.models import Product
from tests import processes
from tests.journeys.conftest import Stack, sign_in
from tests.journeys.screens import csv_file
from tests.journeys.test_suppliers_files import ends, upload
from tests.processes import eventually
from tests.products.conftest import counts

pytestmark = pytest.mark.django_db(transaction=True)

HEADER = "sku,name,description,price,active\n"
KNOWN, NEW, UNCLEAR, WRONG = 300, 20, 60, 3


def before(known: int = KNOWN) -> str:
    return HEADER + "".join(f"K-{number},Mug {number},Old,{number}.50,yes\n" for number in range(1, known + 1))


def after(known: int = KNOWN) -> str:
    return HEADER + "".join(_after(known))


def _after(known: int) -> Iterator[str]:
    """Prices a hundred times what they were, new products, rows whose state is unclear, rows without a price."""
    yield from (f"K-{number},Mug {number},New,{number}50.00,yes\n" for number in range(1, known + 1))
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


@pytest.mark.browser
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
    page.set_input_files("input[type=file]", csv_file("rejected.csv", rest.replace(b"seven", b"7.00")))
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


class Api:
    """A program with a token, and how it waits for a job."""

    def __init__(self, site: Stack) -> None:
        user = User.objects.create_superuser("program")
        _, text = ApiToken.objects.issue(user, name="shop", scopes=["read", "write"])
        self._url, self._session = f"{site.url}/products/api/", requests.Session()
        self._session.headers["Authorization"] = f"Bearer {text}"

    def send(self, method: str, path: str, **parts: Any) -> requests.Response:
        answer = self._session.request(method, self._url + path, timeout=60, **parts)
        assert answer.ok, answer.text
        return answer

    def ended(self, job_id: str, status: str) -> dict[str, Any]:
        def told() -> dict[str, Any]:
            job: dict[str, Any] = self.send("GET", f"imports/{job_id}/").json()
            return {} if job["status"] in ("pending", "processing") else job

        job = eventually(told)
        assert job["status"] == status
        return job

    def upload(self, name: str, content: bytes, status: str) -> dict[str, Any]:
        answer = self.send("POST", "upload/", files={"file": (name, content, "text/csv")})
        return self.ended(answer.json()["job_id"], status)

    def exported(self) -> bytes:
        return self.send("GET", "products/export/").content


def test_the_same_by_api(site: Stack) -> None:
    api = Api(site)
    api.upload("before.csv", before().encode(), "completed")
    catalogue = api.exported()

    job = api.upload("after.csv", after().encode(), "awaiting_review")["job_id"]
    red = api.send("GET", f"imports/{job}/belts/").json()["confirm"]
    assert red == {"price_jump": KNOWN, "price_ratio": KNOWN}
    seen = api.send("POST", f"imports/{job}/leave-out/", json={"fields": ["description"]}).json()["plan_revision"]
    api.send("POST", f"imports/{job}/apply/", json={"plan_revision": seen, "confirm": red})
    assert api.ended(job, "completed")["counts"]["updated"] == KNOWN

    codes = {row["errors"][0]["code"] for row in api.send("GET", f"imports/{job}/rejected/").json()["results"]}
    assert len(codes) == 1
    mended = api.send("POST", f"imports/{job}/rejected/mend/", json={"code": codes.pop(), "action": "inactive"})
    assert mended.json()["ready"] == UNCLEAR
    api.ended(api.send("POST", f"imports/{job}/rejected/retry/").json()["job_id"], "completed")
    rest = api.send("GET", f"imports/{job}/rejected.csv").content.replace(b"seven", b"7.00")
    api.upload("rejected.csv", rest, "completed")
    counts_now = api.ended(job, "completed")["counts"]
    assert (counts_now["created"], counts_now["rejected"]) == (NEW + UNCLEAR + WRONG, 0)

    undo = api.send("POST", f"imports/{job}/undo/").json()["job_id"]
    api.ended(undo, "awaiting_review")
    api.send("POST", f"imports/{undo}/apply/")
    assert api.ended(undo, "completed")["counts"]["deleted"] == NEW + UNCLEAR + WRONG
    assert api.exported() == catalogue


@pytest.mark.parametrize("known", [KNOWN, pytest.param(500_000, marks=pytest.mark.soak)])
def test_the_same_by_command(process_environment: dict[str, str], tmp_path: Path, known: int) -> None:
    def run(*arguments: str, ends: int = 0) -> str:
        done = processes.command(*arguments, environment=process_environment)
        assert done.returncode == ends, done.stderr.decode()
        return done.stdout.decode()

    def written(name: str, content: str) -> str:
        (tmp_path / name).write_text(content)
        return str(tmp_path / name)

    def exported() -> bytes:
        run("export_products", str(tmp_path / "catalogue.csv"))
        return (tmp_path / "catalogue.csv").read_bytes()

    run("import_products", written("before.csv", before(known)))
    catalogue = exported()

    run("import_products", written("after.csv", after(known)), ends=4)
    job = str(ImportJob.objects.get(file_name="after.csv").id)
    confirmed = [part for name in ("price_jump", "price_ratio") for part in ("--confirm", f"{name}={known}")]
    run("review_import", job, "--apply", *confirmed)
    run("rejected_rows", job, str(tmp_path / "rejected.csv"))
    rejected = (tmp_path / "rejected.csv").read_text(encoding="utf-8-sig")
    corrected = rejected.replace("seven", "7.00").replace("perhaps", "no")
    run("import_products", written("corrected.csv", corrected))
    assert counts(ImportJob.objects.get(pk=job)) == {"created": NEW + UNCLEAR + WRONG, "updated": known}

    run("undo_import", job, "--yes")
    assert exported() == catalogue
