"""Where reviews are required, bulk work of whoever may not apply changes waits for somebody else."""

from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from products import catalogue
from products.bulk import conductors
from products.jobs import conductor
from products.jobs.models import ImportJob
from products.models import Product
from tests.products.bulk.asking import ACT, UPDATE, call
from tests.products.factories import ANA, make_products

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def two_pairs_of_eyes(settings: Settings) -> None:
    settings.IMPORT_REVIEW_REQUIRED = True
    make_products(3)


def signed_in(group: str) -> Client:
    user = User.objects.create_user(group, is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def importer() -> Client:
    return signed_in("importer")


@pytest.fixture
def manager() -> Client:
    return signed_in("manager")


def ask(client: Client) -> Any:
    return call(client, UPDATE, {"filter": {}, "set": {"active": False}})


def act(client: Client, job: ImportJob, verb: str) -> int:
    return client.post(f"/products/api/imports/{job.pk}/{verb}/").status_code


def inactive() -> int:
    return Product.objects.filter(active=False).count()


def test_edit_of_an_importer_waits_until_a_manager_agrees(importer: Client, manager: Client, viewer: Client) -> None:
    asked = ask(importer)

    assert (asked.status_code, asked.json()["status"]) == (202, "awaiting_review")
    job = ImportJob.objects.get()
    page = f"/products/imports/{job.pk}/review/"
    assert "Somebody else has to agree" in importer.get(page).content.decode()
    assert [act(client, job, "apply") for client in (viewer, importer)] == [403, 403]
    assert importer.get(f"/products/api/imports/{job.pk}/changes/").status_code == 409
    assert call(importer, f"/products/api/imports/{job.pk}/leave-out/", {"fields": ["active"]}).status_code == 409
    shown = manager.get(page).content.decode()
    assert "Deactivate 3 products?" in shown
    assert "3 products now, 3 when it was asked for" in " ".join(shown.split())
    assert not conductor.run(job.pk, conductors.Update)
    assert inactive() == 0

    assert manager.post(page, {"do": "apply"})["Location"] == job.get_absolute_url()
    assert act(manager, job, "apply") == 409
    assert conductor.run(job.pk, conductors.Update)

    job.refresh_from_db()
    assert (job.status, job.updated, inactive()) == ("completed", 3, 3)
    assert job.review.decided_by == User.objects.get(username="manager")
    assert job.created_by == User.objects.get(username="importer")
    assert manager.get(page).status_code == 200  # what it changed, from the history


def test_work_of_a_manager_happens_at_once(manager: Client) -> None:
    assert ask(manager).status_code == 200
    assert inactive() == 3


def test_page_waits_for_the_other_person_as_well(importer: Client, manager: Client) -> None:
    chosen = {"action": "deactivate", "id": [each.pk for each in Product.objects.all()[:2]]}

    answer = importer.post(ACT, chosen)

    job = ImportJob.objects.get()
    assert answer["Location"] == job.get_absolute_url()
    assert "This waits for somebody to look at it." in manager.get(job.get_absolute_url()).content.decode()
    assert act(manager, job, "discard") == 200
    job.refresh_from_db()
    assert (job.status, inactive()) == ("cancelled", 0)


def test_no_more_are_touched_than_when_it_was_asked_for(importer: Client, manager: Client) -> None:
    ask(importer)
    job = ImportJob.objects.get()
    catalogue.create(sku="NEW", name="New", actor=ANA)

    assert "More than 3 are not touched" in manager.get(f"/products/imports/{job.pk}/review/").content.decode()
    act(manager, job, "apply")
    conductor.run(job.pk, conductors.Update)

    job.refresh_from_db()
    assert (job.error_code, inactive()) == ("more_than_meant", 0)


def test_command_that_deletes_all_waits(manager: Client) -> None:
    said = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("delete_products", "--all", "--yes", stdout=said)

    job = ImportJob.objects.get()
    assert ended.value.code == 4
    assert f"/products/imports/{job.pk}/review/" in said.getvalue()
    shown = StringIO()
    call_command("review_import", str(job.pk), stdout=shown)
    assert "3 products now, 3 when it was asked for" in shown.getvalue()
    act(manager, job, "apply")
    assert conductor.run(job.pk, conductors.Deletion)
    assert not Product.objects.exists()
