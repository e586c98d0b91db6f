"""The same file again: every door says who imported it, when, and what became of it; the page asks first."""

import json
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertRedirects

from product_importer.lib.locks import key_of
from product_importer.lib.uploads import checksum_of
from products.imports import receiving, running, same_file
from products.imports.mapping import expiry
from products.jobs import control
from products.jobs.models import ImportJob
from products.jobs.sweeping import queue_abandoned_jobs
from products.models import Product
from tests.processes import eventually
from tests.products.conftest import Import
from tests.products.imports.factories import CSV, NOON, finished_job

pytestmark = pytest.mark.django_db

PAGE, UPLOAD, IMPORTS = "/products/imports/", "/products/api/upload/", "/products/api/imports/"
SHA = checksum_of(ContentFile(CSV))
WAITS = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"


@pytest.fixture
def earlier(admin_user: User) -> ImportJob:
    return finished_job(created_by=admin_user, file_sha256=SHA, total_rows=1_295, created=1_204, updated=88, rejected=3)


def given(name: str = "spring.csv", **options: str) -> dict[str, Any]:
    return {"file": SimpleUploadedFile(name, CSV), **options}


def uploaded_on_page(client: Client, name: str = "spring.csv") -> ImportJob:
    client.post(PAGE, given(name, same_file="ask"))
    return ImportJob.objects.newest_first()[0]


def test_page_asks_before_it_imports_the_same_file_again(admin_client: Client, earlier: ImportJob) -> None:
    job = uploaded_on_page(admin_client)

    assert (job.status, job.phase, job.state) == ("awaiting_review", "queued", "seen_before")
    assert "same_file" not in job.options
    page = admin_client.get(job.get_absolute_url())
    assertContains(page, "spring.csv is the file that admin imported")
    assertContains(page, ": 1,204 new, 88 changed, 3 rejected.")
    assertContains(page, "Import it again</button>")
    assertContains(page, f'href="{earlier.get_absolute_url()}">See that import</a>')


def test_dashboard_says_who_imported_the_file_that_waits(admin_client: Client, earlier: ImportJob) -> None:
    job = uploaded_on_page(admin_client)

    page = admin_client.get("/")

    assertContains(page, f"{job} is the file that admin imported")
    assertContains(page, ": 1,204 new, 88 changed, 3 rejected.")
    assertContains(page, f'href="{earlier.get_absolute_url()}">See that import</a>')


def test_form_of_the_dashboard_asks(admin_client: Client) -> None:
    assertContains(
        admin_client.get("/"), '<input type="hidden" name="same_file" value="ask" id="id_same_file">', html=True
    )


def test_other_name_of_the_same_file_is_said(admin_client: Client, earlier: ImportJob) -> None:
    page = admin_client.get(uploaded_on_page(admin_client, "autumn.csv").get_absolute_url())

    assertContains(page, "autumn.csv is the same file as spring.csv, which admin imported")


@pytest.mark.django_db(transaction=True)
def test_answer_imports_the_file_again(admin_client: Client, earlier: ImportJob) -> None:
    job = uploaded_on_page(admin_client)

    assertRedirects(admin_client.post(f"{job.get_absolute_url()}apply/"), job.get_absolute_url())

    assert ImportJob.objects.get(pk=job.pk).status == "pending"
    assert running.run(job.id)
    assert Product.objects.count() == 1
    assertContains(admin_client.get(job.get_absolute_url()), "spring.csv is the file that admin imported")
    assertContains(admin_client.get(job.get_absolute_url()), '<div class="job-end" data-in="seen_before" hidden>')


def test_second_answer_says_that_there_was_one(admin_client: Client, earlier: ImportJob) -> None:
    job = uploaded_on_page(admin_client)
    admin_client.post(f"{job.get_absolute_url()}apply/")

    assertContains(admin_client.post(f"{job.get_absolute_url()}apply/", follow=True), "does not wait to be confirmed")


def test_other_answer_is_to_cancel_it(admin_client: Client, earlier: ImportJob) -> None:
    job = uploaded_on_page(admin_client)

    admin_client.post(f"{job.get_absolute_url()}cancel/")

    assert ImportJob.objects.get(pk=job.pk).status == "cancelled"


def test_nobody_is_asked_about_a_new_file(admin_client: Client) -> None:
    assert uploaded_on_page(admin_client).status == "pending"


@pytest.mark.parametrize("status", ["failed", "cancelled"])
def test_trying_again_what_did_not_succeed_asks_nothing_but_says_so(admin_client: Client, status: str) -> None:
    reason = {"error_code": "no_sku_column", "error_message": "No SKU."} if status == "failed" else {}
    finished_job(status=status, phase="reading", progress=3, file_sha256=SHA, **reason)
    job = uploaded_on_page(admin_client)

    assert job.status == "pending"
    words = {"failed": "it failed", "cancelled": "it was cancelled"}[status]
    page = admin_client.get(job.get_absolute_url())
    assertContains(page, "spring.csv is the file that was uploaded")
    assertContains(page, f": {words}.")


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("pending", "it is under way"),
        ("processing", "it is under way"),
        ("awaiting_mapping", "it waits for its columns"),
        ("awaiting_review", "it waits to be confirmed"),
    ],
)
def test_file_whose_first_import_has_not_ended_is_asked_about(admin_client: Client, status: str, words: str) -> None:
    finished_job(status=status, phase="queued", progress=0, finished_at=None, file_sha256=SHA)
    job = uploaded_on_page(admin_client)

    assert job.status == "awaiting_review"
    assertContains(admin_client.get(job.get_absolute_url()), f": {words}.")


def test_completed_import_is_named_before_later_ones_that_were_not(earlier: ImportJob) -> None:
    later = NOON + timedelta(hours=1)
    finished_job(status="cancelled", phase="queued", progress=0, file_sha256=SHA, created_at=later)
    newest = finished_job(status="pending", phase="queued", progress=0, finished_at=None, file_sha256=SHA)

    assert same_file.earlier_of(ImportJob(file_sha256=SHA)) == earlier
    earlier.delete()
    assert same_file.earlier_of(ImportJob(file_sha256=SHA)) == newest


def test_dry_runs_other_work_and_other_files_are_no_earlier_imports() -> None:
    finished_job(file_sha256=SHA, options={"mode": "dry_run"})
    finished_job(file_sha256=SHA, kind="update")
    finished_job(file_sha256="0" * 64)
    finished_job(file_sha256="")

    assert same_file.earlier_of(ImportJob(file_sha256=SHA)) is None
    assert same_file.earlier_of(ImportJob(file_sha256="")) is None


def test_first_import_does_not_take_a_later_one_for_an_earlier_one(admin_client: Client, earlier: ImportJob) -> None:
    uploaded_on_page(admin_client)

    assert same_file.seen(earlier) is None


@pytest.mark.django_db(transaction=True)
def test_of_two_uploads_at_once_the_second_sees_the_first() -> None:
    kept: list[ImportJob] = []

    def upload() -> None:
        options = {"same_file": "ask"}
        kept.append(receiving.keep(ContentFile(CSV), file_name="b.csv", user=None, options=options))
        connection.close()

    with psycopg.connect(**connection.get_connection_params()) as first:
        first.execute("SELECT pg_advisory_xact_lock(%s)", [key_of(f"file {SHA}")])
        second = threading.Thread(target=upload)
        second.start()
        eventually(lambda: first.execute(WAITS).fetchone() == (1,))
        finished_job(status="pending", phase="queued", progress=0, finished_at=None, file_sha256=SHA)
    second.join()

    assert [job.status for job in kept] == ["awaiting_review"]


def test_upload_by_api_goes_on_and_names_the_earlier_import(admin_client: Client, earlier: ImportJob) -> None:
    answer = admin_client.post(UPLOAD, given("autumn.csv")).json()

    same_as = {
        "job_id": str(earlier.id),
        "file_name": "spring.csv",
        "created_by": "admin",
        "finished_at": "2026-03-01T12:00:04.000Z",
        "status": "completed",
        "counts": earlier.counts,
    }
    assert (answer["status"], answer["same_as"]) == ("queued", same_as)
    assert answer["message"] == (
        "autumn.csv is the same file as spring.csv, which admin imported on 2026-03-01 at 12:00 UTC: "
        "1,204 new, 88 changed, 3 rejected."
    )
    assert admin_client.get(f"{IMPORTS}{answer['job_id']}/").json()["same_as"] == same_as


def test_upload_of_a_new_file_by_api_names_none(admin_client: Client) -> None:
    answer = admin_client.post(UPLOAD, given()).json()

    assert (answer["same_as"], answer["message"]) == (None, None)
    assert admin_client.get(f"{IMPORTS}{answer['job_id']}/").json()["same_as"] is None


def test_deleted_import_is_named_no_more(admin_client: Client, earlier: ImportJob) -> None:
    job = uploaded_on_page(admin_client)
    earlier.delete()

    assert admin_client.get(f"{IMPORTS}{job.id}/").json()["same_as"] is None
    assertContains(admin_client.get(job.get_absolute_url()), "This file was imported before.")
    assert control.import_again(job)


def test_api_asks_if_it_is_told_to_and_takes_the_answer(admin_client: Client, earlier: ImportJob) -> None:
    job_id = admin_client.post(UPLOAD, given(same_file="ask")).json()["job_id"]

    assert admin_client.get(f"{IMPORTS}{job_id}/").json()["state"] == "seen_before"
    assert admin_client.post(f"{IMPORTS}{job_id}/apply/").status_code == 202
    assert admin_client.get(f"{IMPORTS}{job_id}/").json()["status"] == "pending"
    again = admin_client.post(f"{IMPORTS}{job_id}/apply/")
    assert (again.status_code, again.json()["error"]["code"]) == (409, "not_waiting")


def test_unknown_answer_to_the_question_is_refused(admin_client: Client) -> None:
    response = admin_client.post(UPLOAD, given(same_file="never"))

    assert (response.status_code, [*response.json()["error"]["fields"]]) == (422, ["same_file"])


def test_beat_leaves_a_file_at_the_door_alone(admin_client: Client, earlier: ImportJob) -> None:
    job = uploaded_on_page(admin_client)
    ImportJob.objects.filter(pk=job.pk).update(queued_at=NOON)

    queue_abandoned_jobs()

    assert ImportJob.objects.get(pk=job.pk).queued_at == NOON


def test_question_that_nobody_answers_ends_with_the_time_of_files(admin_client: Client, earlier: ImportJob) -> None:
    job = uploaded_on_page(admin_client)
    ImportJob.objects.filter(pk=job.pk).update(updated_at=timezone.now() - timedelta(days=400))

    expiry.cancel_unanswered()

    job.refresh_from_db()
    assert job.status == "cancelled"
    assert job.warnings[0].startswith("Nobody said whether to import this file again within")


def test_dashboard_lists_what_waits_to_be_confirmed(admin_client: Client, earlier: ImportJob) -> None:
    job = uploaded_on_page(admin_client)

    page = admin_client.get("/")

    assertContains(page, f'data-job="{job.id}"')
    assertContains(page, f'action="{job.get_absolute_url()}apply/"')
    assertContains(admin_client.get(PAGE), f'<a href="{job.get_absolute_url()}">Import it again?</a>', html=True)


@pytest.mark.django_db(transaction=True)
def test_command_goes_on_and_says_so(import_file: Import, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = import_file(CSV)
    file = tmp_path / "test.csv"
    file.write_bytes(CSV)

    call_command("import_products", str(file))
    printed = capsys.readouterr()
    call_command("import_products", str(file), "--json")
    told = json.loads(capsys.readouterr().out)

    assert "Completed: 1 row: unchanged 1" in printed.out
    assert printed.err.startswith("test.csv: note: test.csv is the file that was imported on ")
    assert printed.err.endswith(": 1 new.\n")
    assert told["same_as"]["job_id"] != str(first.id)
    assert told["same_as"]["counts"]["unchanged"] == 1
