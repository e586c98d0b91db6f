"""Uploading a file by program: what is answered, and what is refused before anything is kept."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from products.jobs import progress
from products.jobs.models import ImportJob
from tests.products.imports.factories import CSV
from tests.redis_away import NOWHERE, redis_at

pytestmark = pytest.mark.django_db

UPLOAD = "/products/api/upload/"


def upload(client: Client, content: bytes = CSV, **fields: str) -> Any:
    return client.post(UPLOAD, {"file": SimpleUploadedFile("spring.csv", content), **fields})


def error_of(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["error"]["code"]


def test_upload_answers_with_ids_and_links(admin_client: Client) -> None:
    response = upload(admin_client, delimiter=",", mapping='{"name": "Titel"}', new_without_price="accept")

    job = ImportJob.objects.get()
    assert response.status_code == 202
    assert response.json() == {
        "task_id": str(job.id),
        "job_id": str(job.id),
        "status": "queued",
        "status_url": f"/products/api/upload/status/{job.id}/",
        "progress_url": f"/products/api/upload/progress/{job.id}/",
        "page_url": f"/products/imports/{job.id}/",
    }
    assert job.options == {
        "mode": "apply",
        "delimiter": ",",
        "mapping": {"name": "Titel"},
        "new_without_price": "accept",
    }
    assert job.created_by is not None
    assert job.created_by.username == "admin"


def test_upload_is_accepted_while_redis_is_away(admin_client: Client) -> None:
    with redis_at(NOWHERE):
        response = upload(admin_client)
        status = admin_client.get(response.json()["status_url"])

    assert (response.status_code, response.json()["status"]) == (202, "queued")
    assert status.json() == progress.snapshot(ImportJob.objects.get())


@pytest.mark.parametrize(
    ("content", "fields", "status", "code"),
    [
        (b"", {}, 422, "empty_file"),
        (b"%PDF-1.7", {}, 415, "unsupported_format"),
        (b"<html><body>Sign in</body></html>", {}, 415, "unsupported_format"),
        (b"\x89PNG\r\n\x1a\n....", {}, 415, "unsupported_format"),
        (CSV, {"delimiter": "x"}, 422, "invalid"),
        (CSV, {"mapping": "{"}, 422, "invalid"),
        (CSV, {"mapping": "[" * 20_000}, 422, "invalid"),
        (CSV, {"mapping": '{"sku": "\\ud800"}'}, 422, "invalid"),
        (CSV, {"mode": "review"}, 422, "invalid"),
    ],
)
def test_upload_refuses_what_cannot_be_imported(
    admin_client: Client, content: bytes, fields: dict[str, str], status: int, code: str
) -> None:
    assert error_of(upload(admin_client, content, **fields)) == (status, code)
    assert not ImportJob.objects.exists()


def test_upload_names_the_bad_option(admin_client: Client) -> None:
    error = upload(admin_client, delimiter="x").json()["error"]

    assert error == {
        "code": "invalid",
        "message": "Some values are not valid.",
        "fields": {"delimiter": ["“x” is not possible; possible: “,”, “;”, “tab”, “|”."]},
    }


def test_upload_says_that_the_file_is_missing(admin_client: Client) -> None:
    response = admin_client.post(UPLOAD, {"mode": "apply"})

    assert error_of(response) == (422, "invalid")
    assert list(response.json()["error"]["fields"]) == ["file"]


def test_upload_of_json_says_that_the_file_is_missing(admin_client: Client) -> None:
    response = admin_client.post(UPLOAD, "{}", content_type="application/json")

    assert error_of(response) == (422, "invalid")


def test_upload_that_is_no_form_is_malformed(admin_client: Client) -> None:
    response = admin_client.post(UPLOAD, b"--x", content_type="multipart/form-data")

    assert error_of(response) == (400, "malformed")


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
def test_upload_answers_to_post_only(admin_client: Client, method: str) -> None:
    response = getattr(admin_client, method)(UPLOAD)

    assert error_of(response) == (405, "method_not_allowed")
    assert response["Allow"] == "POST"


def test_upload_needs_the_csrf_token(admin_user: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(admin_user)

    assert error_of(upload(client)) == (403, "csrf_failed")


def test_upload_takes_the_csrf_token_from_the_header(admin_user: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(admin_user)
    client.cookies["csrftoken"] = token = "t" * 32

    response = client.post(UPLOAD, {"file": SimpleUploadedFile("a.csv", CSV)}, headers={"X-CSRFToken": token})

    assert response.status_code == 202


def test_upload_needs_the_permission(viewer: Client) -> None:
    assert error_of(upload(viewer)) == (403, "forbidden")

    user = User.objects.get(username="vera")
    user.user_permissions.add(Permission.objects.get(codename="add_importjob"))

    assert upload(viewer).status_code == 202
