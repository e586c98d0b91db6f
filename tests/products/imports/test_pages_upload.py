"""The upload form without JavaScript."""

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.asserts import assertContains, assertRedirects

from products.jobs.models import ImportJob
from tests.products.imports.factories import CSV

pytestmark = pytest.mark.django_db

URL = "/products/imports/"


def csv(content: bytes = CSV) -> SimpleUploadedFile:
    return SimpleUploadedFile("spring.csv", content)


def test_upload_stores_the_file_and_leads_to_its_page(admin_client: Client, admin_user: User) -> None:
    response = admin_client.post(URL, {"file": csv()})

    job = ImportJob.objects.get()
    assertRedirects(response, f"/products/imports/{job.id}/")
    assert (job.file_name, job.status, job.created_by) == ("spring.csv", "pending", admin_user)
    assert Path(job.file.path).read_bytes() == CSV


def test_upload_keeps_only_options_that_were_chosen(admin_client: Client) -> None:
    admin_client.post(URL, {"file": csv(), "on_blank": "clear", "duplicates": "", "new_without_price": "accept"})

    options = ImportJob.objects.get().options
    assert {name: value for name, value in options.items() if name != "mode"} == {
        "on_blank": "clear",
        "new_without_price": "accept",
    }


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Choose a file first."),
        ({"file": csv(b"")}, "This file is empty."),
        ({"file": csv(b"<!doctype html><html></html>")}, "This file is an HTML page"),
        ({"file": csv(), "duplicates": "some"}, "Select a valid choice."),
    ],
)
def test_upload_that_is_refused_says_why_beside_the_field(
    admin_client: Client, fields: dict[str, object], sentence: str
) -> None:
    assertContains(admin_client.post(URL, fields), sentence, status_code=422)
    assert not ImportJob.objects.exists()


@pytest.mark.parametrize(
    ("query", "fields", "sentence"),
    [
        ("", {"file": [csv(), csv()]}, "Send one file at a time, not spring.csv and spring.csv."),
        ("", {"file": csv(), "delimiter": ";"}, "There is no option “delimiter”."),
        ("?on_blank=clear", {"file": csv()}, "Send “on_blank” in the form, not in the URL."),
    ],
)
def test_upload_ignores_nothing_that_was_sent(
    admin_client: Client, query: str, fields: dict[str, object], sentence: str
) -> None:
    assertContains(admin_client.post(URL + query, fields), sentence, status_code=422)
    assert not ImportJob.objects.exists()


def test_upload_shows_a_name_that_the_browser_has_escaped(admin_client: Client) -> None:
    admin_client.post(URL, {"file": SimpleUploadedFile("12%22 pipes.csv", CSV)})

    assert ImportJob.objects.get().file_name == '12" pipes.csv'


def test_upload_needs_the_permission(client: Client) -> None:
    client.force_login(User.objects.create(username="vera", is_staff=True))

    assert client.post(URL, {"file": csv()}).status_code == 403
    assert not ImportJob.objects.exists()


def test_upload_needs_the_csrf_token(admin_user: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(admin_user)

    assert client.post(URL, {"file": csv()}).status_code == 403


def test_anonymous_upload_is_sent_to_sign_in(client: Client) -> None:
    assertRedirects(client.post(URL, {"file": csv()}), f"/accounts/login/?next={URL}")
