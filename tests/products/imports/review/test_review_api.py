"""A plan by program: what it would change, parts left out, and the decision."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from products.imports import running
from products.jobs.models import ImportJob
from products.models import Product
from tests.products.conftest import catalogue, counts

IMPORTS = "/products/api/imports/"


def client_of(group: str) -> Client:
    user = User.objects.create(username=group, is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def importer(db: None) -> Client:
    return client_of("importer")


def send(client: Client, method: str, job: ImportJob, rest: str, body: Any = None) -> Any:
    path = f"{IMPORTS}{job.id}/{rest}"
    if body is None:
        return getattr(client, method)(path, content_type="application/json")
    return getattr(client, method)(path, json.dumps(body), content_type="application/json")


def test_changes_are_listed_page_by_page(importer: Client, waiting: ImportJob) -> None:
    first = importer.get(f"{IMPORTS}{waiting.id}/changes/?page_size=2").json()
    second = importer.get(f"{IMPORTS}{waiting.id}/changes/?page_size=2&cursor={first['next_cursor']}").json()

    assert [each["sku"] for each in first["results"]] == ["A", "B"]
    assert first["results"][0] == {
        "action": "update",
        "sku": "A",
        "name": "Mug",
        "product_id": str(Product.objects.with_sku("A").get().id),
        "record_number": 2,
        "before": {"description": "Old", "price": "5.00"},
        "after": {"description": "New", "price": "5.50"},
        "left_out": False,
        "left_values": {},
        "deleted_since": False,
    }
    assert first["origin"] == "plan"
    assert [(each["action"], each["sku"]) for each in second["results"]] == [("create", "D")]
    assert second["next_cursor"] is None
    assert second["review"]["plan_revision"] == 1


@pytest.mark.parametrize(
    ("query", "skus"), [("action=create", ["D"]), ("field=name", ["B"]), ("ratio_min=1.05", ["A"]), ("q=jug", ["D"])]
)
def test_changes_are_filtered(importer: Client, waiting: ImportJob, query: str, skus: list[str]) -> None:
    results = importer.get(f"{IMPORTS}{waiting.id}/changes/?{query}").json()["results"]

    assert [each["sku"] for each in results] == skus


@pytest.mark.parametrize("query", ["action=remove", "field=colour", "cursor=x", "ratio_min=x", "page_size=0"])
def test_bad_filters_are_refused(importer: Client, waiting: ImportJob, query: str) -> None:
    assert importer.get(f"{IMPORTS}{waiting.id}/changes/?{query}").status_code == 422


def test_parts_are_left_out_and_the_rest_is_applied(importer: Client, waiting: ImportJob) -> None:
    left = send(importer, "post", waiting, "leave-out/", {"fields": ["price"]}).json()
    send(importer, "post", waiting, "leave-out/", {"filter": {"action": "create"}})
    back = send(importer, "delete", waiting, "leave-out/", {"fields": ["price"], "skus": ["A"]}).json()

    assert (left["plan_revision"], left["facts"]["left_values"]) == (2, 2)
    assert back["plan_revision"] == 4
    stale = send(importer, "post", waiting, "apply/", {"plan_revision": 2})
    assert (stale.status_code, stale.json()["error"]["code"]) == (409, "plan_changed")
    answer = send(importer, "post", waiting, "apply/", {"plan_revision": 4})
    assert (answer.status_code, answer.json()["status"]) == (202, "pending")
    assert running.run(waiting.id)
    waiting.refresh_from_db()
    assert counts(waiting) == {"updated": 2, "unchanged": 1, "skipped": 1}
    assert catalogue()["A"][:3] == ("Mug", "New", "5.50")


def test_apply_needs_no_body(importer: Client, waiting: ImportJob) -> None:
    assert send(importer, "post", waiting, "apply/", {"plan_revision": "x"}).status_code == 422
    assert send(importer, "post", waiting, "apply/", {"revision": 1}).status_code == 422
    assert importer.post(f"{IMPORTS}{waiting.id}/apply/").status_code == 202


LEFT_OUT: list[tuple[Any, int]] = [
    ({}, 422),
    ({"fields": ["colour"]}, 422),
    ({"fields": ["name"]}, 422),
    ({"fields": ["sku"]}, 422),
    ({"filter": {"what": 1}}, 422),
    ({"skus": "A"}, 422),
    ({"filter": {}}, 200),
    ({"skus": ["unknown"]}, 200),
]


def test_what_cannot_be_left_out_is_said(importer: Client, waiting: ImportJob) -> None:
    statuses = [(body, send(importer, "post", waiting, "leave-out/", body).status_code) for body, _ in LEFT_OUT]

    assert statuses == LEFT_OUT


def test_discarded_plan_is_cancelled(importer: Client, waiting: ImportJob) -> None:
    answer = send(importer, "post", waiting, "discard/").json()

    assert (answer["status"], answer["counts"]["skipped"], answer["plan"]["update"]) == ("cancelled", 3, 2)
    for rest, method in (("apply/", "post"), ("discard/", "post")):
        again = send(importer, method, waiting, rest)
        assert (again.status_code, again.json()["error"]["code"]) == (409, "not_waiting")


def test_upload_can_ask_for_a_review(importer: Client) -> None:
    file = SimpleUploadedFile("a.csv", b"sku,name\nA-1,Kettle\n")

    answer = importer.post("/products/api/upload/", {"file": file, "mode": "review"}).json()

    assert running.run(answer["job_id"])
    assert importer.get(answer["status_url"]).json()["status"] == "awaiting_review"


def test_where_reviews_are_required_two_people_are_needed(settings: Any, importer: Client) -> None:
    settings.IMPORT_REVIEW_REQUIRED = True
    file = SimpleUploadedFile("a.csv", b"sku,name\nA-1,Kettle\n")
    job = ImportJob.objects.get(pk=importer.post("/products/api/upload/", {"file": file}).json()["job_id"])
    assert running.run(job.id)
    job.refresh_from_db()

    assert (job.status, job.mode) == ("awaiting_review", "review")
    assert send(importer, "post", job, "apply/").status_code == 403
    assert send(importer, "post", job, "discard/").status_code == 403
    manager = client_of("manager")
    assert send(manager, "post", job, "apply/").status_code == 202
    running.run(job.id)
    assert [*catalogue()] == ["A-1"]


@pytest.mark.django_db(transaction=True)
def test_where_reviews_are_required_nobody_applies_what_they_asked_for(settings: Any) -> None:
    settings.IMPORT_REVIEW_REQUIRED = True
    manager = client_of("manager")
    file = SimpleUploadedFile("a.csv", b"sku,name\nA-1,Kettle\n")
    answer = manager.post("/products/api/upload/", {"file": file, "mode": "review"}).json()
    assert running.run(answer["job_id"])

    job = ImportJob.objects.get(pk=answer["job_id"])
    assert send(manager, "post", job, "apply/").status_code == 403
