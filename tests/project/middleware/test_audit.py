"""Each request that changed something leaves an entry."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from product_importer.accounts.models import ApiToken, AuditEntry
from products import catalogue
from products.jobs.models import ImportJob
from products.models import Product
from tests.products.factories import ANA
from tests.products.imports.factories import finished_job
from webhooks.models import Webhook

pytestmark = pytest.mark.django_db
PRODUCTS = "/products/api/products/"
KETTLE = {"sku": "KET-1", "name": "Kettle"}
HOOK = {"url": "https://shop.example.com/in", "event_types": ["product.created"]}


def entries() -> list[tuple[str, str]]:
    return list(AuditEntry.objects.order_by("id").values_list("action", "subject"))


def test_import_is_noted_with_who_when_and_from_where(admin_client: Client, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    file = SimpleUploadedFile("a.csv", b"sku,name\nA-1,Kettle\n")

    answer = admin_client.post("/products/api/upload/", {"file": file})
    admin_client.post(f"/products/imports/{answer.json()['job_id']}/cancel/")

    job = ImportJob.objects.get()
    assert entries() == [("POST api:upload", str(job.pk)), ("POST imports:cancel", str(job.pk))]
    entry = AuditEntry.objects.earliest("id")
    assert (entry.username, entry.token, entry.address) == ("admin", "", "127.0.0.1")
    assert timezone.now() - entry.at < timedelta(minutes=1)
    assert str(entry) == f"admin: POST api:upload {job.pk}"


def test_changes_by_page_and_by_api_are_noted_with_what_they_changed(admin_client: Client) -> None:
    admin_client.post("/products/new/", KETTLE)
    product = Product.objects.get()
    admin_client.patch(f"{PRODUCTS}{product.pk}/", {"name": "Jug"}, content_type="application/json")
    admin_client.delete(f"{PRODUCTS}{product.pk}/delete/")
    admin_client.post("/webhooks/api/webhooks/", HOOK, content_type="application/json")
    webhook = Webhook.objects.get()
    admin_client.post(f"/webhooks/{webhook.pk}/secret/rotate/")
    admin_client.post(f"/webhooks/{webhook.pk}/delete/")
    admin_client.post("/api/tokens/", {"name": "shop"}, content_type="application/json")
    token = ApiToken.objects.get()
    admin_client.delete(f"/api/tokens/{token.pk}/")

    assert entries() == [
        ("POST products:create", str(product.pk)),
        ("PATCH api:product", str(product.pk)),
        ("DELETE api:delete_product", str(product.pk)),
        ("POST api:webhooks", str(webhook.pk)),
        ("POST webhooks:rotate", str(webhook.pk)),
        ("POST webhooks:delete", str(webhook.pk)),
        ("POST api:tokens", str(token.pk)),
        ("DELETE api:revoke_token", str(token.pk)),
    ]


def test_program_is_noted_with_its_token_and_its_owner(admin_user: User) -> None:
    token, text = ApiToken.objects.issue(admin_user, name="shop")

    Client().post(PRODUCTS, KETTLE, content_type="application/json", headers={"Authorization": f"Bearer {text}"})

    entry = AuditEntry.objects.get()
    assert (entry.user, entry.username, entry.token) == (admin_user, "admin", token.prefix)
    assert text not in str(vars(entry))


def test_signing_in_and_out_is_noted(client: Client) -> None:
    User.objects.create_user("ana", password="a-good-password", is_staff=True)

    for password in ("wrong", "a-good-password"):
        client.post("/accounts/login/", {"username": "ana", "password": password})
    client.post("/accounts/logout/")

    assert entries() == [("POST login", ""), ("POST logout", "")]
    assert set(AuditEntry.objects.values_list("username", flat=True)) == {"ana"}


def test_what_changed_nothing_is_not_noted(admin_client: Client, admin_user: User) -> None:
    product = catalogue.create(actor=ANA, sku="KET-1", name="Kettle", active=True)
    webhook = Webhook.objects.create(**HOOK, paused_at=timezone.now())
    job = finished_job()
    token, text = ApiToken.objects.issue(admin_user, name="shop")
    one = {"ids": [str(product.pk)], "set": {"active": True}}

    admin_client.post(f"/products/imports/{job.pk}/cancel/")
    admin_client.post(f"/webhooks/{webhook.pk}/pause/")
    admin_client.patch(f"{PRODUCTS}{product.pk}/", {"name": "Kettle"}, content_type="application/json")
    admin_client.post(f"{PRODUCTS}bulk-update/", one, content_type="application/json")
    Client().patch(
        f"{PRODUCTS}{product.pk}/",
        {"name": "Kettle"},
        content_type="application/json",
        headers={"Authorization": f"Bearer {text}"},
    )

    assert entries() == []
    token.refresh_from_db()
    assert token.last_used_at


def test_what_was_looked_at_refused_or_asked_again_is_not_noted(admin_client: Client) -> None:
    admin_client.get("/products/")
    admin_client.post("/products/new/", {"sku": ""})
    admin_client.post(PRODUCTS, {"sku": ""}, content_type="application/json")
    admin_client.post("/admin/products/product/add/", {"sku": ""})
    admin_client.delete("/products/")
    admin_client.post("/nothing/")
    Client().post("/products/new/", KETTLE)

    assert entries() == []


def test_answer_is_given_though_the_entry_cannot_be_written(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(**_: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(AuditEntry.objects, "create", fail)

    assert admin_client.post("/products/new/", KETTLE).status_code == 302
    assert "audit log could not be written" in caplog.text
