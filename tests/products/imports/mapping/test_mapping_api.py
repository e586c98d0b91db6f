"""A waiting import by program: what it asks, a recipe tried on its first rows, and the answer."""

import uuid
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from products.fields.models import OwnField
from products.imports import running
from products.imports.models import MappingRequest
from products.jobs.models import ImportJob
from tests.products.conftest import Import, catalogue
from tests.products.imports.factories import finished_job

UNKNOWN = "Code,Title,Betrag\nK-1,Kettle,5\nK-2,,6\nK-3,Mug,7x\n"
WANTED = {"sku": "Code", "name": "Title", "price": "Betrag"}
IMPORTS = "/products/api/imports/"


@pytest.fixture
def waiting(import_file: Import) -> ImportJob:
    return import_file(UNKNOWN)


@pytest.fixture
def importer(db: None) -> Client:
    user = User.objects.create(username="ida", is_staff=True)
    user.groups.add(Group.objects.get(name="importer"))
    client = Client()
    client.force_login(user)
    return client


def route(job: ImportJob, rest: str = "") -> str:
    return f"{IMPORTS}{job.id}/mapping/{rest}"


def post(client: Client, path: str, body: Any) -> Any:
    return client.post(path, body, content_type="application/json")


def error_of(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["error"]["code"]


def test_question_has_columns_suggestion_and_preview(waiting: ImportJob, viewer: Client) -> None:
    body = viewer.get(route(waiting)).json()

    assert body.keys() == {
        *("revision", "why", "columns", "suggestion", "reasons", "certain", "questions", "preview", "source", "drift")
    }
    assert body["why"]["code"] == "no_sku_column"
    assert [(each["letter"], each["header"], each["samples"]) for each in body["columns"]] == [
        ("A", "Code", ["K-1", "K-2", "K-3"]),
        ("B", "Title", ["Kettle", "Mug"]),
        ("C", "Betrag", ["5", "6", "7x"]),
    ]
    assert body["suggestion"]["fields"] == {key: {"from": header} for key, header in WANTED.items()}
    assert {"sku", "name", "price"} <= body["reasons"].keys()
    assert "Is “Code” the SKU?" in body["questions"]
    assert (body["certain"], body["source"], body["drift"], body["revision"]) == (False, None, [], 1)
    assert [each["sku"] for each in body["preview"]["products"]] == ["K-1"]


def test_recipe_that_lays_the_file_out_otherwise_answers_with_its_columns(waiting: ImportJob, importer: Client) -> None:
    recipe = {"file": {"header_rows": 0}, "fields": {"sku": "A", "name": "B", "price": ""}}

    body = post(importer, route(waiting, "preview/"), {"recipe": recipe}).json()

    assert [(each["letter"], each["samples"][0]) for each in body["columns"]] == [
        *(("A", "Code"), ("B", "Title"), ("C", "Betrag"))
    ]
    assert body["products"][0]["sku"] == "Code"


def test_sound_layout_answers_with_the_columns_that_were_found(waiting: ImportJob, importer: Client) -> None:
    body = post(importer, route(waiting, "preview/"), {"recipe": WANTED}).json()

    assert body["columns"] == importer.get(route(waiting)).json()["columns"]


def test_job_names_the_route_of_its_question(waiting: ImportJob, admin_client: Client) -> None:
    assert admin_client.get(f"{IMPORTS}{waiting.id}/").json()["links"]["mapping"] == route(waiting)


def test_recipe_is_tried_without_writing_anything(waiting: ImportJob, importer: Client) -> None:
    body = post(importer, route(waiting, "preview/"), {"recipe": WANTED}).json()

    assert body["products"] == [
        {
            "record_number": 2,
            "sku": "K-1",
            "name": "Kettle",
            "description": None,
            "price": "5.00",
            "active": None,
            "attributes": {},
        }
    ]
    assert [(each["record_number"], [error["code"] for error in each["errors"]]) for each in body["rejected"]] == [
        (3, ["missing_name"]),
        (4, ["price_invalid"]),
    ]
    assert body["error"] is None
    waiting.refresh_from_db()
    assert (waiting.status, waiting.options.get("mapping"), catalogue()) == ("awaiting_mapping", None, {})


def test_preview_says_why_there_is_none(waiting: ImportJob, importer: Client) -> None:
    body = post(importer, route(waiting, "preview/"), {"recipe": {"sku": "Nummer"}}).json()

    assert (body["products"], body["rejected"], body["error"]["code"]) == ([], [], "unknown_column")


def test_suggestion_is_accepted(waiting: ImportJob, importer: Client) -> None:
    response = post(importer, route(waiting), {"accept": True})

    assert (response.status_code, response.json()["job_id"]) == (202, str(waiting.id))
    assert response.json()["status"] == "queued"
    waiting.refresh_from_db()
    assert waiting.options["mapping"]["fields"]["sku"] == {"from": "Code"}
    assert MappingRequest.objects.get().answered_by == User.objects.get(username="ida")


def test_recipe_is_the_answer_and_the_products_come(importer: Client, transactional_db: None) -> None:
    file = SimpleUploadedFile("a.csv", b"Code,Title,Betrag\nK-1,Kettle,5\n")
    job = ImportJob.objects.get(pk=importer.post("/products/api/upload/", {"file": file}).json()["job_id"])
    running.run(job.id)

    assert post(importer, route(job), {"recipe": WANTED, "revision": 1}).status_code == 202
    running.run(job.id)

    assert catalogue() == {"K-1": ("Kettle", "", "5.00", True, 1)}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"accept": False},
        {"accept": True, "recipe": WANTED},
        {"recipe": {"weight": "Code"}},
        {"recipe": {"sku": 5}},
        {"recipe": WANTED, "remember": ""},
        {"recipe": "auto"},
        {"accept": True, "new_fields": [{"header": "Betrag", "key": "x", "label": "X", "kind": "text"}]},
        {"recipe": WANTED, "new_fields": [{"header": "Betrag", "key": "x", "label": "X", "kind": "poem"}]},
    ],
)
def test_answer_that_is_not_valid_is_refused(waiting: ImportJob, admin_client: Client, body: Any) -> None:
    response = post(admin_client, route(waiting), body)

    assert error_of(response) == (422, "invalid")
    assert response.json()["error"]["fields"]
    waiting.refresh_from_db()
    assert waiting.status == "awaiting_mapping"


def test_second_answer_is_a_conflict(waiting: ImportJob, importer: Client) -> None:
    post(importer, route(waiting), {"accept": True})

    assert error_of(post(importer, route(waiting), {"recipe": WANTED})) == (409, "not_waiting")
    assert error_of(post(importer, route(waiting, "preview/"), {"recipe": WANTED})) == (409, "not_waiting")
    assert error_of(importer.get(route(waiting))) == (409, "not_waiting")


def test_answer_to_an_earlier_question_is_a_conflict(waiting: ImportJob, importer: Client) -> None:
    assert error_of(post(importer, route(waiting), {"accept": True, "revision": 7})) == (409, "not_waiting")


def test_import_without_a_question_is_a_conflict_and_an_unknown_one_404(admin_client: Client) -> None:
    assert error_of(admin_client.get(route(finished_job()))) == (409, "not_waiting")
    assert error_of(admin_client.get(f"{IMPORTS}{uuid.uuid4()}/mapping/")) == (404, "not_found")


def test_file_that_is_gone_has_no_preview(waiting: ImportJob, admin_client: Client) -> None:
    waiting.file.storage.delete(str(waiting.file.name))

    body = admin_client.get(route(waiting)).json()

    assert (body["preview"]["products"], body["preview"]["error"]["code"]) == ([], "source_missing")
    assert body["columns"]


def test_columns_become_fields_by_who_may_add_fields(
    waiting: ImportJob, importer: Client, admin_client: Client
) -> None:
    new = {"header": "Betrag", "key": "deposit", "label": "Deposit", "kind": "money"}
    body = {"recipe": {"sku": "Code", "name": "Title"}, "new_fields": [new]}

    assert error_of(post(importer, route(waiting), body)) == (403, "forbidden")
    assert post(admin_client, route(waiting), body).status_code == 202

    waiting.refresh_from_db()
    assert waiting.options["mapping"]["deposit"] == "Betrag"
    assert OwnField.objects.get().key == "deposit"


def test_field_that_is_taken_is_a_conflict(waiting: ImportJob, admin_client: Client) -> None:
    new = {"header": "Betrag", "key": "sku", "label": "Deposit", "kind": "money"}

    response = post(admin_client, route(waiting), {"recipe": WANTED, "new_fields": [new]})

    assert error_of(response) == (409, "key_reserved")


def test_cancel_ends_a_waiting_import_at_once(waiting: ImportJob, importer: Client) -> None:
    response = importer.post(f"{IMPORTS}{waiting.id}/cancel/")

    assert (response.status_code, response.json()["status"]) == (202, "cancelled")
    assert error_of(post(importer, route(waiting), {"accept": True})) == (409, "not_waiting")


@pytest.mark.parametrize("verb", ["resume", "again"])
def test_waiting_import_is_neither_resumed_nor_repeated(waiting: ImportJob, importer: Client, verb: str) -> None:
    response = importer.post(f"{IMPORTS}{waiting.id}/{verb}/")

    assert response.status_code == 409
    assert "columns" in response.json()["error"]["message"]


@pytest.mark.parametrize(
    ("mapping", "options"),
    [
        ("auto", {"asking": "auto"}),
        ("ask", {"asking": "ask"}),
        ('{"sku": "Code"}', {"mapping": {"sku": "Code"}}),
    ],
)
def test_upload_says_how_to_come_to_a_mapping(
    importer: Client, transactional_db: None, mapping: str, options: dict[str, object]
) -> None:
    file = SimpleUploadedFile("a.csv", UNKNOWN.encode())

    response = importer.post("/products/api/upload/", {"file": file, "mapping": mapping})

    assert ImportJob.objects.get(pk=response.json()["job_id"]).options == options


@pytest.mark.parametrize("mapping", ["perhaps", "Auto", '"auto"x', '["ask"]'])
def test_upload_refuses_other_words(importer: Client, transactional_db: None, mapping: str) -> None:
    file = SimpleUploadedFile("a.csv", UNKNOWN.encode())

    response = importer.post("/products/api/upload/", {"file": file, "mapping": mapping})

    assert (error_of(response), [*response.json()["error"]["fields"]]) == ((422, "invalid"), ["mapping"])
