"""The audit log: how long it is kept, who reads it, and what commands leave in it."""

import csv
import os
import pwd
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from product_importer.accounts import tasks
from product_importer.accounts.models import ApiToken, AuditEntry
from products.jobs.models import ImportJob

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


def test_page_shows_entries_newest_first_and_narrows_them(admin_client: Client) -> None:
    at = datetime(2026, 11, 30, 23, 59, tzinfo=UTC)
    for number, (name, action, subject) in enumerate(
        [("ana", "POST products:edit", "5"), ("ben", "POST new_person", "7 eve"), ("root", "manage.py up", "")]
    ):
        kind = "command" if name == "root" else "user"
        AuditEntry.objects.create(
            username=name, action=action, subject=subject, kind=kind, at=at + timedelta(minutes=number)
        )

    def shown(**filters: str) -> list[str]:
        page = admin_client.get("/accounts/audit/", filters)
        return [row.entry.username for row in page.context["rows"]]

    assert shown() == ["root", "ben", "ana"]
    assert shown(who="ANA") == ["ana"]
    assert shown(what="products edit") == ["ana"]
    assert shown(what="Add  somebody") == ["ben"]
    assert shown(kind="command") == ["root"]
    assert shown(subject="eve") == ["ben"]
    assert shown(until="2026-11-30") == ["ana"]
    assert shown(since="2026-12-01", kind="user") == ["ben"]
    assert admin_client.get("/accounts/audit/?since=yesterday").status_code == 422


def test_page_leads_to_older_entries_and_the_file_has_all(admin_client: Client, django_assert_num_queries: Any) -> None:
    AuditEntry.objects.bulk_create(
        [AuditEntry(username="@ana", action="POST a", subject=str(number)) for number in range(120)]
    )

    with django_assert_num_queries(3):  # session, user, entries
        first = admin_client.get("/accounts/audit/?who=@ana")
    second = admin_client.get(f"/accounts/audit/?who=@ana&cursor={first.context['page'].next_cursor}")
    lost = admin_client.get("/accounts/audit/?cursor=nonsense")
    file = admin_client.get("/accounts/audit.csv?who=@ana")

    assert [row.entry.subject for row in second.context["rows"]] == [str(number) for number in range(69, 19, -1)]
    assert lost.status_code == 200
    lines = [*csv.reader(StringIO(file.getvalue().decode("utf-8-sig")))]
    assert lines[0] == ["at", "kind", "who", "token", "action", "object", "address"]
    assert len(lines) == 121
    assert lines[1][2] == "'@ana"  # no spreadsheet takes it for a formula


@pytest.mark.django_db(transaction=True)
def test_commands_that_changed_something_are_noted_with_who_ran_them(
    admin_user: User, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path / "uploads"
    file = tmp_path / "a.csv"
    file.write_text("sku,name\nA-1,Kettle\n")
    quiet = {"stdout": StringIO(), "stderr": StringIO()}

    call_command("import_products", str(file), dry_run=True, **quiet)
    call_command("import_products", str(file), **quiet)
    call_command("create_api_token", "admin", **quiet)
    call_command("unlock_sign_in", "nobody", **quiet)
    call_command("reset_password", "admin", **quiet)
    call_command("delete_products", all=True, yes=True, **quiet)

    imported, deleted = ImportJob.objects.order_by("created_at")
    assert entries() == [
        ("manage.py import_products", str(imported.pk)),
        ("manage.py create_api_token", str(ApiToken.objects.get().pk)),
        ("manage.py reset_password", f"{admin_user.pk} admin"),
        ("manage.py delete_products", str(deleted.pk)),
    ]
    who = pwd.getpwuid(os.getuid()).pw_name
    assert set(AuditEntry.objects.values_list("kind", "username")) == {("command", who)}
