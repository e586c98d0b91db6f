"""Uploading a file by program: what is answered, and what is refused before anything is kept."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from products.imports import upload_options
from products.jobs import progress
from products.jobs.models import ImportJob
from tests.products.imports.factories import CSV
from tests.redis_away import NOWHERE, redis_at

pytestmark = pytest.mark.django_db

UPLOAD = "/products/api/upload/"


def csv(name: str = "spring.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, CSV)


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
        "same_as": None,
        "message": None,
    }
    assert job.options == {
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
        (CSV, {"mode": "dry_run"}, 422, "invalid"),
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
        "message": "delimiter: “x” is not valid. Use one of these: “,”, “;”, “tab”, “|”.",
        "fields": {"delimiter": ["“x” is not valid. Use one of these: “,”, “;”, “tab”, “|”."]},
    }


@pytest.mark.parametrize(
    ("query", "fields", "faults"),
    [
        ("", {"file": [csv("two-files-a.csv"), csv("two-files-b.csv")]},
         {"file": ["Send one file at a time, not two-files-a.csv and two-files-b.csv."]}),
        ("", {"file": [csv("a.csv"), csv("b.csv"), csv('12%22 pipes.csv')]},
         {"file": ['Send one file at a time, not a.csv and b.csv and 12" pipes.csv.']}),
        ("", {"file": [csv("a.csv"), "text"]}, {"file": ["Send one file here, not text."]}),
        ("", {"file": csv(), "attachment": csv()}, {"attachment": ["Send the file as “file”, not as “attachment”."]}),
        ("", {"file": csv(), "on_blank": csv()}, {"on_blank": ["Send the file as “file”, not as “on_blank”."]}),
        ("", {"file": csv(), "on_blnak": "clear"}, {"on_blnak": ["There is no option “on_blnak”."]}),
        ("", {"file": csv(), "dry_run": "1", "On_Blank": ""},
         {"dry_run": ["There is no option “dry_run”."], "On_Blank": ["There is no option “On_Blank”."]}),
        ("", {"file": csv(), "sauce": "shop"}, {"sauce": ["There is no option “sauce”."]}),
        ("", {"file": csv(), "mode": ["apply", "review"]}, {"mode": ["Give “mode” once, not 2 times."]}),
        ("", {"file": csv(), "mapping": ["{}", "{"]}, {"mapping": ["Give “mapping” once, not 2 times."]}),
        ("?on_blank=clear", {"file": csv()}, {"on_blank": ["Send “on_blank” in the form, not in the URL."]}),
        ("?x=1", {"file": csv(), "x": "2"},
         {"x": ["There is no option “x”.", "Send “x” in the form, not in the URL."]}),
    ],
)  # fmt: skip
def test_upload_ignores_nothing_that_was_sent(
    admin_client: Client, store: Path, query: str, fields: dict[str, Any], faults: dict[str, list[str]]
) -> None:
    response = admin_client.post(UPLOAD + query, fields)

    error = response.json()["error"]
    assert (response.status_code, error["code"], error["fields"]) == (422, "invalid", faults)
    assert all(sentence in error["message"] for sentences in faults.values() for sentence in sentences)
    assert (ImportJob.objects.count(), [*store.iterdir()]) == (0, [])


def test_upload_takes_every_option_that_there_is_and_the_pages_csrf_token(admin_client: Client) -> None:
    fields = dict.fromkeys(upload_options.OPTIONS, "") | {"csrfmiddlewaretoken": "t" * 32}

    assert admin_client.post(UPLOAD, {"file": csv(), **fields}).status_code == 202


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ('filename="12%22 pipes.csv"', '12" pipes.csv'),
        (r'filename="12\" pipes; 3\".csv"', '12" pipes; 3".csv'),
        ("filename*=UTF-8''12%22%20%C3%BCber.csv", '12" über.csv'),
        ('filename="100% %2522.csv"', "100% %2522.csv"),
        ('filename="a%0Ab%0D.csv"', "a\ufffdb\ufffd.csv"),
        (r'filename="C:\shop\new.csv"', "new.csv"),
    ],
)
def test_upload_shows_a_name_as_it_was_where_the_file_came_from(admin_client: Client, written: str, shown: str) -> None:
    head = f'--B\r\nContent-Disposition: form-data; name="file"; {written}\r\nContent-Type: text/csv\r\n\r\n'

    response = admin_client.post(
        UPLOAD, head.encode() + CSV + b"\r\n--B--\r\n", content_type="multipart/form-data; boundary=B"
    )

    assert response.status_code == 202
    assert ImportJob.objects.get().file_name == shown


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
