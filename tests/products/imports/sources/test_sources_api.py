"""Sources by program: listed, saved, changed, deleted; and remembered with the answer to an import's question."""

import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from products.imports.mapping import answers
from products.imports.models import Source
from products.imports.sources import actions
from products.imports.sources.refusals import NameTaken
from products.jobs.models import ImportJob
from tests.products.conftest import Import
from tests.products.imports.sources.conftest import FIRST, SECOND, go_on

SOURCES = "/products/api/sources/"
RECIPE = {"sku": "Code", "name": "Titel"}

SignIn = Callable[[str], Client]


def send(client: Client, method: str, path: str, body: Any) -> Any:
    return getattr(client, method)(path, body, content_type="application/json")


def error_of(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["error"]["code"]


def answer(client: Client, job: ImportJob, **body: Any) -> Any:
    return send(client, "post", f"/products/api/imports/{job.id}/mapping/", {"accept": True} | body)


def test_source_is_saved_with_what_it_says(db: None, somebody: SignIn) -> None:
    response = send(
        somebody("importer"),
        "post",
        SOURCES,
        {"name": " Acme  Ltd ", "recipe": RECIPE, "duplicates": "first", "header_sets": [["Code", "Titel "]]},
    )

    body = response.json()
    assert (response.status_code, response["Location"]) == (201, f"{SOURCES}{body['id']}/")
    assert {name: body[name] for name in ("name", "recipe", "on_blank", "duplicates", "header_sets", "version")} == {
        **{"name": "Acme Ltd", "recipe": RECIPE, "on_blank": None, "duplicates": "first"},
        **{"header_sets": [["code", "titel"]], "version": 1},
    }
    assert (body["created_by"], body["last_import"]) == ("the importer", None)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": " ", "recipe": RECIPE}, "name"),
        ({"name": "none", "recipe": RECIPE}, "name"),
        ({"name": "x" * 101, "recipe": RECIPE}, "name"),
        ({"name": "A", "recipe": {"sku": 7}}, "recipe"),
        ({"name": "A", "recipe": {"nonsense": "Code"}}, "recipe"),
        ({"name": "A", "recipe": RECIPE, "on_blank": "perhaps"}, "on_blank"),
        ({"name": "A", "recipe": RECIPE, "header_sets": [["", ""]]}, "header_sets"),
        ({"name": "A"}, "recipe"),
        ({"name": "A", "recipe": RECIPE, "mode": "dry_run"}, "mode"),
    ],
)
def test_bad_part_is_named(db: None, admin_client: Client, body: dict[str, Any], field: str) -> None:
    response = send(admin_client, "post", SOURCES, body)

    assert (response.status_code, [*response.json()["error"]["fields"]]) == (422, [field])
    assert not Source.objects.exists()


def test_list_comes_by_name_in_pages(db: None, admin_client: Client, django_assert_num_queries: Any) -> None:
    for name in ("Bolt", "acme", "Cole"):
        actions.create(name=name, by=None, recipe=RECIPE)

    first = admin_client.get(SOURCES, {"page_size": 2}).json()
    second = admin_client.get(SOURCES, {"page_size": 2, "cursor": first["next_cursor"]}).json()

    assert [[each["name"] for each in page["results"]] for page in (first, second)] == [["acme", "Bolt"], ["Cole"]]


def test_source_tells_its_last_import(saved: Source, import_file: Import, viewer: Client) -> None:
    job = import_file(SECOND)

    body = viewer.get(f"{SOURCES}{saved.pk}/").json()

    assert body["last_import"] == {"id": str(job.id), "status": "completed", "total_rows": 1}


def test_job_tells_its_source(saved: Source, import_file: Import, viewer: Client) -> None:
    job = import_file(SECOND)

    body = viewer.get(f"/products/api/imports/{job.id}/").json()

    assert body["source"] == {"id": str(saved.pk), "name": "Acme", "how": "columns"}


def test_question_tells_the_source_and_what_changed(saved: Source, import_file: Import, viewer: Client) -> None:
    job = import_file(FIRST.replace("Betrag", "Listenbetrag"))

    body = viewer.get(f"/products/api/imports/{job.id}/mapping/").json()

    assert body["source"] == {"id": str(saved.pk), "name": "Acme", "version": 1}
    assert body["drift"] == [
        {
            "kind": "renamed",
            "column": "Listenbetrag",
            "says": "The column “Betrag” seems to be called “Listenbetrag” now.",
        }
    ]
    assert [each["price"] for each in body["preview"]["products"]] == ["5.00", "6.00"]


def test_manager_changes_a_source_but_only_as_it_was_seen(db: None, somebody: SignIn) -> None:
    source = actions.create(name="Acme", by=None, recipe=RECIPE, duplicates="first")
    client, path = somebody("manager"), f"{SOURCES}{source.pk}/"

    body = send(client, "patch", path, {"name": "Acme Ltd", "version": 1, "duplicates": None}).json()
    late = send(client, "patch", path, {"name": "Other", "version": 1})

    assert (body["name"], body["version"], body["duplicates"], body["recipe"]) == ("Acme Ltd", 2, None, RECIPE)
    assert error_of(late) == (409, "changed_meanwhile")


def test_name_is_given_once_whatever_its_case(db: None, admin_client: Client) -> None:
    actions.create(name="Acme", by=None, recipe=RECIPE)
    other = actions.create(name="Bolt", by=None, recipe=RECIPE)

    added = send(admin_client, "post", SOURCES, {"name": "ACME", "recipe": RECIPE})
    renamed = send(admin_client, "patch", f"{SOURCES}{other.pk}/", {"name": "acme"})

    assert [error_of(added), error_of(renamed)] == [(409, "name_taken")] * 2


def test_source_is_deleted_and_gone(saved: Source, somebody: SignIn) -> None:
    client, path = somebody("manager"), f"{SOURCES}{saved.pk}/"

    assert client.delete(path).status_code == 204
    assert client.get(path).status_code == 404
    assert client.delete(path).status_code == 404
    assert ImportJob.objects.get().options["source"]["name"] == "Acme"


def test_unknown_source_is_not_found(admin_client: Client) -> None:
    assert admin_client.get(f"{SOURCES}{uuid.uuid4()}/").status_code == 404


def test_source_keeps_the_columns_of_the_layout_that_was_named(import_file: Import, admin_client: Client) -> None:
    job = import_file(f"Prices of May,,,,,\n{FIRST}")
    recipe = {"file": {"first_row": 3, "header_rows": 0}, "fields": {"sku": {"from": "A"}, "name": {"from": "B"}}}

    path = f"/products/api/imports/{job.id}/mapping/"
    assert send(admin_client, "post", path, {"recipe": recipe, "remember": "Acme"}).status_code == 202

    columns = Source.objects.get().columns
    assert [(column["letter"], column["header"]) for column in columns] == [(each, "") for each in "ABCDEF"]


def test_importer_remembers_a_new_name_but_changes_none(saved: Source, import_file: Import, somebody: SignIn) -> None:
    client, job = somebody("importer"), import_file(FIRST.replace("Betrag", "Listenbetrag"))

    refused = answer(client, job, remember="ACME")
    job.refresh_from_db()
    assert (error_of(refused), job.status) == ((409, "name_taken"), "awaiting_mapping")

    assert answer(client, job, remember="Acme, new prices").status_code == 202
    assert [each.name for each in Source.objects.in_order()] == ["Acme", "Acme, new prices"]


def test_manager_changes_the_source_by_its_name(saved: Source, import_file: Import, somebody: SignIn) -> None:
    job = import_file(FIRST.replace("Betrag", "Listenbetrag"))

    assert answer(somebody("manager"), job, remember="Acme").status_code == 202

    saved.refresh_from_db()
    assert (saved.version, saved.recipe["fields"]["price"]) == (2, {"from": "Listenbetrag"})


def test_source_that_changed_since_the_question_is_not_overwritten(
    saved: Source, import_file: Import, somebody: SignIn
) -> None:
    job = import_file(FIRST.replace("Betrag", "Listenbetrag"))
    actions.change(saved, by=None, duplicates="first")

    response = answer(somebody("manager"), job, remember="Acme")

    assert error_of(response) == (409, "changed_meanwhile")
    job.refresh_from_db()
    assert job.status == "awaiting_mapping"


def test_viewer_remembers_nothing(import_file: Import, somebody: SignIn) -> None:
    job = import_file(FIRST)

    assert answer(somebody("viewer"), job, remember="Acme").status_code == 403
    assert not Source.objects.exists()


def test_answer_that_comes_too_late_saves_no_source(import_file: Import, admin_client: Client) -> None:
    job = import_file(FIRST)
    answers.accept(job, by=None)

    assert error_of(answer(admin_client, job, remember="Acme")) == (409, "not_waiting")
    assert not Source.objects.exists()


def test_two_people_who_save_one_name_at_once_make_one_source(transactional_db: None) -> None:
    barrier, outcomes = threading.Barrier(2), []

    def save() -> None:
        barrier.wait()
        try:
            actions.create(name="Acme", by=None, recipe=RECIPE)
            outcomes.append("saved")
        except NameTaken:
            outcomes.append("taken")
        finally:
            connection.close()

    threads = [threading.Thread(target=save) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (sorted(outcomes), Source.objects.count()) == (["saved", "taken"], 1)


def test_upload_names_a_source(saved: Source, admin_client: Client) -> None:
    file = SimpleUploadedFile("next.csv", SECOND.encode())
    response = admin_client.post("/products/api/upload/", {"file": file, "source": "acme"})

    job = ImportJob.objects.get(pk=response.json()["job_id"])
    assert (go_on(job).status, job.source_id, job.options["source"]["how"]) == ("completed", saved.pk, "name")


def test_upload_of_an_unknown_source_is_refused(admin_client: Client) -> None:
    file = SimpleUploadedFile("next.csv", SECOND.encode())
    response = admin_client.post("/products/api/upload/", {"file": file, "source": "acme"})

    assert (response.status_code, [*response.json()["error"]["fields"]]) == (422, ["source"])
