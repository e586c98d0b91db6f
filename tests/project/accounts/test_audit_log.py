"""The audit log: how long it is kept, and who reads it."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from product_importer.accounts import tasks
from product_importer.accounts.models import AuditEntry

pytestmark = pytest.mark.django_db
KETTLE = {"sku": "KET-1", "name": "Kettle"}


def entries() -> list[tuple[str, str]]:
    return list(AuditEntry.objects.order_by("id").values_list("action", "subject"))


def test_entry_stays_when_its_person_leaves(admin_client: Client, admin_user: User) -> None:
    admin_client.post("/products/new/", KETTLE)

    admin_user.delete()

    entry = AuditEntry.objects.get()
    assert (entry.user, entry.username) == (None, "admin")


def test_old_entries_are_forgotten(admin_user: User, settings: Any) -> None:
    settings.AUDIT_KEEP_DAYS = 30
    for days in (29, 31):
        at = timezone.now() - timedelta(days=days)
        AuditEntry.objects.create(username="ana", action="POST a", subject=str(days), at=at)

    tasks.forget_old_entries()
    tasks.forget_old_entries()

    assert entries() == [("POST a", "29")]


def test_audit_log_is_read_in_the_admin_and_nothing_else(admin_client: Client) -> None:
    admin_client.post("/products/new/", KETTLE)
    entry = AuditEntry.objects.get()

    page = admin_client.get("/admin/accounts/auditentry/?q=products:create")

    assert str(entry.subject) in page.content.decode()
    assert admin_client.get("/admin/accounts/auditentry/add/").status_code == 403
    assert admin_client.post(f"/admin/accounts/auditentry/{entry.pk}/delete/").status_code == 403
