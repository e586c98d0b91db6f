"""Bad input on its whole way: uploaded by a program, carried on by the worker."""

import datetime
import json
import threading
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.conf import settings as project
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from products.imports import running
from products.imports.containers.limits import RATIO_FROM
from products.imports.mapping import answers
from products.jobs.models import ImportJob
from products.models import Product
from tests.products.conftest import Import, question
from tests.products.factories import make_field
from tests.products.imports.containers.books import CSV, ROWS, gz, packed, saved
from tests.products.imports.containers.test_opening import encrypted
from tests.products.imports.containers.test_unpacking import with_size
from tests.products.imports.containers.test_workbooks import with_parts

pytestmark = pytest.mark.django_db(transaction=True)

ZEROS = b"0" * (RATIO_FROM + 1)
UNKNOWN = "Code,Title,Betrag\nK-1,Kettle,5\nK-2,Mug,6\n"


@pytest.fixture(autouse=True)
def data_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


def upload(client: Client, content: bytes, **fields: str) -> Any:
    file = SimpleUploadedFile("supplier.bin", content)
    return client.post("/products/api/upload/", {"file": file, **fields}).json()


def outcome(client: Client, content: bytes, **fields: str) -> tuple[str, str]:
    """The code and the sentence of the failure, at the door or later; what was taken out of the file is gone again."""
    answer = upload(client, content, **fields)
    if "error" in answer:
        return answer["error"]["code"], answer["error"]["message"]
    running.run(answer["job_id"])
    job = ImportJob.objects.get(pk=answer["job_id"])
    assert [*(project.DATA_DIR / "unpacked").glob("*")] == []
    return job.error_code, job.error_message


BAD_ARCHIVES = {
    "gzip bomb": (gz(ZEROS), "more than 200 times as large"),
    "zip bomb": (packed({"a.csv": ZEROS}), "more than 200 times as large"),
    "with a password": (encrypted(packed({"a.csv": CSV})), "protected with a password"),
    "zip in zip": (packed({"a.zip": packed({"a.csv": CSV})}), "holds another archive"),
    "gzip in gzip": (gz(gz()), "holds another archive"),
    "zip in gzip": (gz(packed({"a.csv": CSV})), "holds another archive"),
    "says that it is smaller": (with_size(packed({"a.csv": CSV}), len(CSV) - 5), "damaged"),
    "says that it is larger": (with_size(packed({"a.csv": CSV}), len(CSV) + 5), "damaged"),
    "two files": (packed({"a.csv": CSV, "b.csv": CSV}), "holds 2 files"),
    "cut off": (gz()[:-4], "damaged"),
}


@pytest.mark.parametrize("name", BAD_ARCHIVES)
def test_bad_archive_brings_nothing(name: str, admin_client: Client) -> None:
    content, says = BAD_ARCHIVES[name]

    code, message = outcome(admin_client, content)

    assert (code, says in message) == ("archive_invalid", True)
    assert not Product.objects.exists()


def test_gzip_of_several_members_is_one_file(admin_client: Client) -> None:
    assert outcome(admin_client, gz(CSV[:20]) + gz(CSV[20:])) == ("", "")
    assert Product.objects.count() == 2


def odd_workbook() -> bytes:
    """A table on one of 200 sheets: merged cells, a hidden row, old days, a formula, and blank rows with a style."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    rows: list[list[Any]] = [["Our prices", ""], ["sku", "name", "price", "since"]]
    for row in [*rows, *([*row, "1899-12-31"] for row in ROWS[1:])]:
        sheet.append(row)
    sheet.merge_cells("A1:B1")
    sheet.row_dimensions[4].hidden = True
    sheet["D3"] = datetime.date(1900, 2, 28)
    for number in range(199):
        book.create_sheet(f"Sheet {number}").append(["x"])
    blank = "".join(f'<row r="{row}"><c r="A{row}" s="1"/></row>' for row in range(5, 100_000))
    formula = '<c r="A100000" t="str"><f>A3&amp;"x"</f><v>A-1x</v></c><c r="B100000" t="str"><v>Pot</v></c>'
    more = f'{blank}<row r="100000">{formula}</row></sheetData>'
    return with_parts(saved(book), lambda part: part.replace("</sheetData>", more))


def test_odd_workbook_brings_what_is_sound_in_its_table(admin_client: Client) -> None:
    make_field("since", kind="date")
    answer = upload(admin_client, odd_workbook(), new_without_price="accept")
    running.run(answer["job_id"])
    job = ImportJob.objects.get(pk=answer["job_id"])

    assert (job.status, job.error_message) == ("completed", "")
    assert {(each.sku, each.name, each.attributes.get("since")) for each in Product.objects.all()} == {
        ("00012", "Mug", "1899-12-31"),
        ("A-1x", "Pot", None),
    }
    (damaged,) = job.rejected_rows.all()
    assert (damaged.record_number, damaged.errors[0]["code"]) == (3, "since_spreadsheet_damage")
    assert "1 hidden row of the sheet “Sheet” was read too. Remove what should not be imported." in job.warnings


@pytest.mark.parametrize(
    ("mapping", "path"),
    [
        ({"fields": {"sku": {"from": "Code", "regex": ".*"}}}, "fields.sku.regex"),
        ({"fields": {"name": {"text": "{Title"}}}, "fields.name.text"),
        ({"fields": {"name": {"text": "{{Title}"}}}, "fields.name.text"),
        ({"fields": {"price": {"from": "Betrag", "times": "1e999"}}}, "fields.price.times"),
        ({"fields": {"name": {"from": "Title", "words": {f"w{n}": "x" for n in range(10_000)}}}}, "at most 65,536"),
        ({"rows": {"code": "import os"}}, "rows.code"),
    ],
)
def test_bad_recipe_is_refused_at_every_door(
    mapping: dict[str, Any], path: str, admin_client: Client, import_file: Import
) -> None:
    error = upload(admin_client, UNKNOWN.encode(), mapping=json.dumps(mapping))["error"]
    assert (error["code"], path in json.dumps(error["fields"])) == ("invalid", True)

    job = import_file(UNKNOWN)
    body = json.dumps({"recipe": mapping})
    answer = admin_client.post(f"/products/api/imports/{job.id}/mapping/", body, content_type="application/json")
    assert (answer.status_code, path in answer.content.decode()) == (422, True)
    assert question(job)


def test_recipe_with_columns_that_are_gone_fails_the_import(admin_client: Client) -> None:
    code, message = outcome(admin_client, UNKNOWN.encode(), mapping='{"fields": {"sku": {"from": "Nummer"}}}')

    assert (code, "“Nummer”" in message) == ("unknown_column", True)
    assert not Product.objects.exists()


def test_file_that_is_deleted_while_a_person_maps_fails_the_import(import_file: Import, admin_client: Client) -> None:
    job = import_file(UNKNOWN)
    page = f"/products/imports/{job.id}/mapping/"
    Path(job.file.path).unlink()

    assert admin_client.get(page).status_code == 200
    chosen = {"revision": "1", "take_sku": "A", "take_name": "B", "take_price": "C", "do": "continue"}
    assert admin_client.post(page, chosen).status_code == 302
    running.run(job.id)

    job.refresh_from_db()
    assert (job.status, job.error_code) == ("failed", "source_missing")


def test_of_two_people_who_map_one_job_at_once_one_is_told_that_it_is_too_late(import_file: Import) -> None:
    job = import_file(UNKNOWN)
    barrier, outcomes = threading.Barrier(2), []

    def map_it(name: str) -> None:
        own = ImportJob.objects.get(pk=job.pk)
        barrier.wait()
        try:
            answers.take(own, {"sku": "Code", "name": name, "price": "Betrag"}, by=None)
            outcomes.append(name)
        except answers.NotWaiting:
            outcomes.append("")
        finally:
            connection.close()

    threads = [threading.Thread(target=map_it, args=[name]) for name in ("Title", "Code")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    (winner,) = filter(None, outcomes)
    assert len(outcomes) == 2
    assert running.run(job.id)
    job.refresh_from_db()
    assert (job.status, job.options["mapping"]["name"]) == ("completed", winner)
