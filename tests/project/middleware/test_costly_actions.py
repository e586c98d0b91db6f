"""Uploads and exports: each person may ask only so many times a minute."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from product_importer.accounts.models import ApiToken
from products.jobs.models import ImportJob
from tests.redis_away import NOWHERE, redis_at

pytestmark = pytest.mark.django_db

UPLOAD, UPLOAD_PAGE, EXPORT = "/products/api/upload/", "/products/imports/", "/products/api/products/export/"


@pytest.fixture(autouse=True)
def few(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.COSTLY_ACTIONS = {name: (action, 2) for name, (action, _) in settings.COSTLY_ACTIONS.items()}


def upload(client: Client, path: str = UPLOAD, **headers: Any) -> Any:
    return client.post(path, {"file": SimpleUploadedFile("a.csv", b"sku,name\nA-1,Kettle\n")}, **headers)


def test_uploads_of_one_person_are_counted_together_by_page_api_and_token(
    admin_client: Client, admin_user: User, client: Client
) -> None:
    _, text = ApiToken.objects.issue(admin_user, name="shop")
    taken = [upload(admin_client).status_code, upload(admin_client, UPLOAD_PAGE).status_code]

    by_token = upload(client, headers={"Authorization": f"Bearer {text}"})
    by_page = upload(admin_client, UPLOAD_PAGE)

    assert taken == [202, 302]
    assert (by_token.status_code, by_token.json()["error"]["code"]) == (429, "too_many_requests")
    assert 0 < int(by_token["Retry-After"]) <= 60
    assert by_page.status_code == 429
    assert "Wait a moment" in by_page.content.decode()
    assert ImportJob.objects.count() == 2


def test_others_go_on_and_so_do_other_actions(admin_client: Client, client: Client) -> None:
    for _ in range(3):
        upload(admin_client)
    client.force_login(User.objects.create_superuser("ben"))

    assert upload(client).status_code == 202
    assert admin_client.get(EXPORT).status_code == 200
    assert admin_client.get(UPLOAD_PAGE).status_code == 200


def test_exports_are_counted(admin_client: Client) -> None:
    assert [admin_client.get(EXPORT).status_code for _ in range(3)] == [200, 200, 429]


def test_nobody_is_held_up_while_redis_is_away(admin_client: Client) -> None:
    with redis_at(NOWHERE):
        assert [admin_client.get(EXPORT).status_code for _ in range(3)] == [200, 200, 200]
