"""Jobs by program: looked at, listed, followed, stopped and started again."""

import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from products.jobs import progress
from products.jobs.models import ImportJob
from tests.products.imports.factories import NOON, finished_job, make_job, reject

pytestmark = pytest.mark.django_db

IMPORTS = "/products/api/imports/"


def error_of(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["error"]["code"]


def test_status_is_the_snapshot(admin_client: Client) -> None:
    job = finished_job(created=3)

    response = admin_client.get(f"/products/api/upload/status/{job.id}/")

    assert response.json() == progress.snapshot(job)


def test_status_of_an_unknown_job_is_404(admin_client: Client) -> None:
    assert error_of(admin_client.get(f"/products/api/upload/status/{uuid.uuid4()}/")) == (404, "not_found")
    assert error_of(admin_client.get("/products/api/upload/status/not-an-id/")) == (404, "not_found")


def test_imports_are_listed_newest_first_by_cursor(admin_client: Client) -> None:
    jobs = [finished_job(file_name=f"{number}.csv") for number in range(5)]  # all of one moment
    expected = [str(job.id) for job in ImportJob.objects.newest_first()]
    make_job(options={"mode": "dry_run"})

    first = admin_client.get(IMPORTS, {"page_size": 2}).json()
    second = admin_client.get(IMPORTS, {"page_size": 2, "cursor": first["next_cursor"]}).json()
    third = admin_client.get(IMPORTS, {"page_size": 2, "cursor": second["next_cursor"]}).json()
    back = admin_client.get(IMPORTS, {"page_size": 2, "cursor": second["previous_cursor"]}).json()

    pages = [[job["job_id"] for job in page["results"]] for page in (first, second, third)]
    assert pages == [expected[:2], expected[2:4], expected[4:]]
    assert len(jobs) == 5
    assert (first["previous_cursor"], third["next_cursor"]) == (None, None)
    assert back == first


@pytest.mark.parametrize("jobs", [1, 3])
def test_imports_are_listed_with_one_query_for_the_page(
    admin_client: Client, jobs: int, django_assert_num_queries: Any
) -> None:
    user = User.objects.get(username="admin")
    for _ in range(jobs):
        finished_job(created_by=user)

    with django_assert_num_queries(3):  # session, user, jobs
        assert len(admin_client.get(IMPORTS).json()["results"]) == jobs


@pytest.mark.parametrize(
    "query", [{"cursor": "nonsense"}, {"page_size": "0"}, {"page_size": "501"}, {"page_size": "x"}]
)
def test_imports_refuse_bad_parameters(admin_client: Client, query: dict[str, str]) -> None:
    response = admin_client.get(IMPORTS, query)

    assert error_of(response) == (422, "invalid")
    assert list(response.json()["error"]["fields"]) == list(query)


def test_import_is_the_snapshot_with_options_and_links(admin_client: Client) -> None:
    job = finished_job(options={"delimiter": ";"})

    body = admin_client.get(f"{IMPORTS}{job.id}/").json()

    assert body == {
        **progress.snapshot(job),
        "same_as": None,
        "options": {"delimiter": ";"},
        "source": None,
        "continues": None,
        "links": {
            "self": f"{IMPORTS}{job.id}/",
            "status": f"/products/api/upload/status/{job.id}/",
            "progress": f"/products/api/upload/progress/{job.id}/",
            "page": f"/products/imports/{job.id}/",
            "rejected": f"{IMPORTS}{job.id}/rejected/",
            "rejected_file": f"{IMPORTS}{job.id}/rejected.csv",
            "superseded": f"{IMPORTS}{job.id}/superseded/",
            "skipped": f"{IMPORTS}{job.id}/skipped/",
            "conflicts": f"{IMPORTS}{job.id}/conflicts/",
            "mapping": f"{IMPORTS}{job.id}/mapping/",
            "changes": f"{IMPORTS}{job.id}/changes/",
            "changes_file": f"{IMPORTS}{job.id}/changes.csv",
            "undo": None,
            "created": f"/products/api/products/?created_by_import={job.id}",
            "updated": f"/products/api/products/?updated_by_import={job.id}",
        },
    }


def test_cancel_asks_a_running_job_to_stop(admin_client: Client) -> None:
    job = make_job(status="processing", started_at=NOON)

    response = admin_client.post(f"{IMPORTS}{job.id}/cancel/")

    job.refresh_from_db()
    assert response.status_code == 202
    assert job.cancel_requested_at is not None


def test_cancel_of_an_ended_job_is_a_conflict(admin_client: Client) -> None:
    job = finished_job()

    assert error_of(admin_client.post(f"{IMPORTS}{job.id}/cancel/")) == (409, "already_ended")


def test_resume_makes_a_failed_job_pending_again(admin_client: Client) -> None:
    job = make_job(
        status="failed",
        progress=40,
        error_code="internal_error",
        error_message="Broken.",
        finished_at=NOON,
        checkpoint=9,
    )
    progress.publish(job)

    response = admin_client.post(f"{IMPORTS}{job.id}/resume/")

    body = response.json()
    assert (response.status_code, body["status"], body["error"], body["progress"]) == (202, "pending", None, 40)
    snapshot = progress.read(job.id)
    assert snapshot is not None
    assert snapshot["status"] == "pending"


def test_resume_of_an_interrupted_job_leaves_its_state_alone(admin_client: Client) -> None:
    job = make_job(status="processing", started_at=NOON, checkpoint=9, progress=40)

    response = admin_client.post(f"{IMPORTS}{job.id}/resume/")

    job.refresh_from_db()
    assert (response.status_code, job.status, job.checkpoint, job.progress) == (202, "processing", 9, 40)


@pytest.mark.parametrize("status", ["completed", "cancelled"])
def test_resume_of_an_ended_job_is_a_conflict(admin_client: Client, status: str) -> None:
    job = make_job(status=status, progress=100 if status == "completed" else 50, finished_at=NOON)

    assert error_of(admin_client.post(f"{IMPORTS}{job.id}/resume/")) == (409, "not_resumable")


@pytest.mark.parametrize("verb", ["cancel", "resume", "again"])
def test_a_viewer_may_not_steer_jobs(viewer: Client, verb: str) -> None:
    job = make_job()

    assert error_of(viewer.post(f"{IMPORTS}{job.id}/{verb}/")) == (403, "forbidden")


@pytest.mark.parametrize("verb", ["cancel", "resume", "again"])
def test_steering_an_unknown_job_is_404(admin_client: Client, verb: str) -> None:
    assert error_of(admin_client.post(f"{IMPORTS}{uuid.uuid4()}/{verb}/")) == (404, "not_found")


def test_import_again_is_accepted_as_a_new_job(admin_client: Client) -> None:
    job = finished_job(status="cancelled", progress=40)

    response = admin_client.post(f"{IMPORTS}{job.id}/again/")

    new = ImportJob.objects.exclude(pk=job.pk).get()
    assert (response.status_code, response.json()["job_id"]) == (202, str(new.id))


def test_import_again_is_a_conflict_before_the_end_and_without_the_file(admin_client: Client) -> None:
    gone = finished_job(status="cancelled", progress=40)
    gone.file.delete()

    assert error_of(admin_client.post(f"{IMPORTS}{make_job().id}/again/")) == (409, "not_ended")
    assert error_of(admin_client.post(f"{IMPORTS}{finished_job(kind='delete').id}/again/")) == (409, "not_ended")
    assert error_of(admin_client.post(f"{IMPORTS}{gone.id}/again/")) == (409, "source_missing")


def test_import_again_is_a_conflict_if_the_stored_file_changed(admin_client: Client) -> None:
    job = finished_job()
    Path(job.file.path).write_bytes(b"sku,name\nX-1,More\n")

    assert error_of(admin_client.post(f"{IMPORTS}{job.id}/again/")) == (409, "source_changed")


def test_rejected_rows_are_listed_in_file_order(admin_client: Client) -> None:
    job = finished_job(rejected=3)
    for number in (4, 2, 3):
        reject(job, number, f"A-{number},x,")
    reject(finished_job(), 9, "of another job")

    first = admin_client.get(f"{IMPORTS}{job.id}/rejected/", {"page_size": 2}).json()
    second = admin_client.get(f"{IMPORTS}{job.id}/rejected/", {"cursor": first["next_cursor"]}).json()

    assert first["results"][0] == {
        "record_number": 2,
        "line_number": 2,
        "raw": "A-2,x,",
        "errors": [
            {
                "column": "price",
                "header": None,
                "code": "missing_price",
                "value": "",
                "message": "The price is missing.",
                "reason": "",
            }
        ],
        "cells": None,
        "is_certain": True,
        "is_mended": False,
        "is_sound": False,
    }
    assert [row["record_number"] for row in first["results"] + second["results"]] == [2, 3, 4]
    assert second["next_cursor"] is None


def test_openapi_describes_every_route(admin_client: Client) -> None:
    description = json.loads(admin_client.get("/api/openapi.json").content)

    assert description["openapi"].startswith("3.1")
    assert [
        path for path in sorted(description["paths"]) if path.startswith(("/products/api/im", "/products/api/up"))
    ] == [
        "/products/api/imports/",
        "/products/api/imports/{job_id}/",
        "/products/api/imports/{job_id}/again/",
        "/products/api/imports/{job_id}/apply/",
        "/products/api/imports/{job_id}/belts/",
        "/products/api/imports/{job_id}/cancel/",
        "/products/api/imports/{job_id}/changes.csv",
        "/products/api/imports/{job_id}/changes/",
        "/products/api/imports/{job_id}/conflicts/",
        "/products/api/imports/{job_id}/conflicts/resolve/",
        "/products/api/imports/{job_id}/discard/",
        "/products/api/imports/{job_id}/leave-out/",
        "/products/api/imports/{job_id}/mapping/",
        "/products/api/imports/{job_id}/mapping/preview/",
        "/products/api/imports/{job_id}/missing/",
        "/products/api/imports/{job_id}/rejected.csv",
        "/products/api/imports/{job_id}/rejected/",
        "/products/api/imports/{job_id}/rejected/mend/",
        "/products/api/imports/{job_id}/rejected/retry/",
        "/products/api/imports/{job_id}/rejected/{row}/",
        "/products/api/imports/{job_id}/resume/",
        "/products/api/imports/{job_id}/same-product/",
        "/products/api/imports/{job_id}/skipped/",
        "/products/api/imports/{job_id}/superseded/",
        "/products/api/imports/{job_id}/undo/",
        "/products/api/upload/",
        "/products/api/upload/direct/",
        "/products/api/upload/direct/{upload_id}/",
        "/products/api/upload/direct/{upload_id}/complete/",
        "/products/api/upload/progress/{task_id}/",
        "/products/api/upload/status/{task_id}/",
    ]
