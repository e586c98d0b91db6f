import shutil
from collections import namedtuple
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

pytestmark = pytest.mark.django_db

UPLOADS = ["/products/api/upload/", "/products/imports/"]
Usage = namedtuple("Usage", "total used free")


def upload(client: Client, path: str, **extra: Any) -> Any:
    return client.post(path, {"file": SimpleUploadedFile("a.csv", b"sku,name\nA-1,Kettle\n")}, **extra)


@pytest.mark.parametrize("path", UPLOADS)
def test_gate_lets_a_sound_upload_through(admin_client: Client, path: str) -> None:
    assert upload(admin_client, path).status_code in {202, 302}


@pytest.mark.parametrize("path", UPLOADS)
def test_gate_refuses_who_may_not_upload(client: Client, path: str) -> None:
    client.force_login(User.objects.create(username="vera", is_staff=True))

    answer = upload(client, path)

    assert answer.status_code == 403
    assert "You can view imports, but you don't have access to upload files." in unescape(answer.content.decode())


@pytest.mark.parametrize("path", UPLOADS)
def test_gate_names_the_limit_when_the_file_is_too_large(admin_client: Client, path: str, settings: Settings) -> None:
    settings.IMPORT_MAX_BYTES = 3 * 1024**2

    answer = upload(admin_client, path, CONTENT_LENGTH=str(4 * 1024**2))

    assert answer.status_code == 413
    assert "This is too large: at most 3 MiB are accepted." in answer.content.decode()


def test_gate_allows_for_what_a_form_adds_to_a_file_of_the_very_limit(admin_client: Client, settings: Settings) -> None:
    settings.IMPORT_MAX_BYTES = len(b"sku,name\nA-1,Kettle\n")

    assert upload(admin_client, UPLOADS[0]).status_code == 202


@pytest.mark.parametrize("path", UPLOADS)
def test_gate_refuses_what_the_disk_cannot_take(
    admin_client: Client, path: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = settings.IMPORT_FREE_DISK_BYTES + 100
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(free * 2, free, free))

    answer = upload(admin_client, path)

    assert answer.status_code == 507
    assert "not enough space" in answer.content.decode()


def test_gate_wants_to_know_the_length(admin_client: Client) -> None:
    answer = upload(admin_client, UPLOADS[0], CONTENT_LENGTH="", HTTP_TRANSFER_ENCODING="chunked")

    assert (answer.status_code, answer.json()["error"]["code"]) == (411, "length_required")


def test_gate_keeps_large_bodies_from_every_other_page(admin_client: Client, settings: Settings) -> None:
    too_large = str(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 100_000)

    assert admin_client.post("/admin/products/product/add/", {}, CONTENT_LENGTH=too_large).status_code == 413
    assert admin_client.generic("GET", "/products/", CONTENT_LENGTH=too_large).status_code == 413
