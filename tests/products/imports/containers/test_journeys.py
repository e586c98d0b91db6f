"""Archives and workbooks on their whole way: what they bring is what their CSV brings, and nothing of them is left."""

import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.conf import settings as project
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from products.fields.reasons import FileFailure
from products.imports import leftovers, receiving, running, source
from products.imports.how_read import Said, how_read
from products.imports.mapping import answers
from products.imports.mapping.remembering import Remember
from products.imports.rejected import download
from products.jobs import control
from products.jobs.models import ImportJob
from products.models import Product
from tests.products.conftest import Import
from tests.products.factories import make_field
from tests.products.imports.containers.books import CSV, ROWS, gz, ods, packed, saved, xls, xlsx
from tests.products.imports.containers.readers import readers
from tests.products.imports.interruptions import run_with, stop_at

pytestmark = pytest.mark.django_db(transaction=True)

CONTAINERS = {
    "gz": gz(),
    "zip": packed({"products.csv": CSV}),
    "xlsx": xlsx(),
    "xls": xls(),
    "ods": ods(),
    "xlsx in zip": packed({"products.xlsx": xlsx()}),
    "xls in gz": gz(xls()),
}
PRODUCTS = {("A-1", "Kettle", "10.00"), ("00012", "Mug", "12.50")}


@pytest.fixture(autouse=True)
def data_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


def test_rejected_rows_of_a_file_with_apostrophes_in_an_archive_are_cells(import_file: Import) -> None:
    content = "'sku','name','price'\n'A-1','Mug, blue',oops\n'A-2','Lamp',2.50\n"
    job = import_file(gz(content.encode()))

    lines = b"".join(download.response(job)).decode().splitlines()

    assert lines[1].endswith(f',A-1,"Mug, blue",oops,{job.id}')
    assert products() == {("A-2", "Lamp", "2.50")}


def products() -> set[tuple[str, str, str]]:
    return {(each.sku, each.name, str(each.price)) for each in Product.objects.all()}


def unpacked() -> list[str]:
    return sorted(path.name for path in (project.DATA_DIR / "unpacked").glob("*"))


def kept(content: bytes, **options: object) -> ImportJob:
    return receiving.keep(ContentFile(content), file_name="spring.bin", user=None, options=options)


def ran(content: bytes, **options: object) -> ImportJob:
    job = kept(content, **options)
    running.run(job.id)
    job.refresh_from_db()
    return job


@pytest.mark.parametrize("name", CONTAINERS)
def test_container_brings_what_its_csv_brings(name: str) -> None:
    job = ran(CONTAINERS[name])

    assert (job.status, job.error_message, job.created) == ("completed", "", 2)
    assert products() == PRODUCTS
    assert job.file_size == len(CONTAINERS[name])
    assert job.file_sha256
    assert unpacked() == []
    assert ran(CSV).unchanged == 2


def test_letters_and_pictures_beside_the_table_of_an_archive_are_left_alone_and_named() -> None:
    letter = b"Dear customer,\nour new prices hold from May on.\n"

    job = ran(packed({"readme.txt": letter, "prices/May.csv": CSV, "logo.png": b"x"}))

    assert products() == PRODUCTS
    assert job.warnings == ["“prices/May.csv” was read. Other files of the archive were not: “readme.txt”, “logo.png”."]


@pytest.mark.parametrize("name", CONTAINERS)
def test_upload_by_program_takes_every_container(name: str, admin_client: Client) -> None:
    answer = admin_client.post("/products/api/upload/", {"file": SimpleUploadedFile("spring.bin", CONTAINERS[name])})
    job = ImportJob.objects.get(pk=answer.json()["job_id"])

    running.run(job.id)

    assert (answer.status_code, products()) == (202, PRODUCTS)


@pytest.mark.parametrize("name", CONTAINERS)
def test_command_takes_every_container(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "spring.bin"
    file.write_bytes(CONTAINERS[name])

    call_command("import_products", str(file), "--json")

    assert json.loads(capsys.readouterr().out)["counts"]["created"] == 2
    assert products() == PRODUCTS


def test_sheet_is_chosen_by_command_and_form(tmp_path: Path, admin_client: Client) -> None:
    book = xlsx({"One": ROWS, "Two": [["sku", "name"], ["B-2", "Cup"]]})
    file = tmp_path / "two.xlsx"
    file.write_bytes(book)

    call_command("import_products", str(file), "--sheet", "Two")
    admin_client.post("/products/imports/", {"file": SimpleUploadedFile("two.xlsx", book), "sheet": "One"})
    running.run(ImportJob.objects.latest("created_at").id)

    assert {sku for sku, _, _ in products()} == {"A-1", "00012", "B-2"}


def test_sheets_that_were_not_read_are_named_and_the_page_tells_the_container(admin_client: Client) -> None:
    job = ran(packed({"p.xlsx": xlsx({"Cover": [["x"]], "May": ROWS, "June": ROWS})}))

    assert job.warnings[0] == "The sheet “May” was imported. Other sheets with tables were not: “June”."
    assert "an Excel workbook (.xlsx) in a zip archive" in admin_client.get(job.get_absolute_url()).content.decode()
    assert [each.name for each in source.sheets(job)] == ["Cover", "May", "June"]


def test_hidden_rows_of_a_sheet_are_told() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx()))
    book.worksheets[0].row_dimensions[3].hidden = True

    job = ran(saved(book))

    assert products() == PRODUCTS
    assert "1 hidden row of the sheet “Products” was read too. Remove what should not be imported." in job.warnings


def test_sheet_that_is_not_there_fails_the_job_with_the_names_of_the_others() -> None:
    job = ran(xlsx(), sheet="Stock")

    assert (job.status, job.error_code) == ("failed", "unknown_sheet")
    assert "“Products”" in job.error_message


def test_sheet_of_a_file_without_sheets_is_refused_at_the_door() -> None:
    with pytest.raises(FileFailure, match="no workbook"):
        kept(gz(), sheet="Stock")

    assert not ImportJob.objects.exists()


def test_row_numbers_are_those_of_the_sheet_and_errors_are_rejected(admin_client: Client) -> None:
    book = openpyxl.Workbook()
    for place, value in {"B4": "sku", "C4": "name", "B5": "A-1", "C5": "Mug", "B7": "B-2", "C7": "#REF!"}.items():
        book.worksheets[0][place] = value

    job = ran(saved(book))

    (row,) = job.rejected_rows.all()
    assert (row.record_number, row.errors[0]["code"]) == (7, "name_spreadsheet_damage")
    assert {sku for sku, _, _ in products()} == {"A-1"}
    download = b"".join(admin_client.get(f"/products/api/imports/{job.id}/rejected.csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert download.splitlines()[0] == "\ufeff_row,_errors,,sku,name,_job"
    assert download.splitlines()[1].endswith(f",,B-2,#REF!,{job.id}")
    assert unpacked() == []


def test_numbers_of_a_workbook_have_decimal_points_whatever_they_look_like() -> None:
    make_field("weight", "decimal")
    rows: list[list[object]] = [["sku", "name", "weight"], ["A-1", "1", 1.25], ["B-2", "Cup", 2.375]]

    job = ran(xlsx({"P": rows}))

    assert (job.error_message, job.created) == ("", 2)
    assert Product.objects.get(sku="B-2").attributes["weight"] == "2.375"


def test_price_with_three_decimals_is_never_taken_for_thousands() -> None:
    typed: list[list[object]] = [[f"B{number}", "Cup", f"{number},50"] for number in range(9)]

    job = ran(xlsx({"P": [["sku", "name", "price"], ["A-1", "Mug", 1.375], *typed]}))

    assert job.rejected_rows.get(record_number=2).errors[0]["code"] in {"price_decimals", "price_format_conflict"}
    assert job.created == 9


def test_file_is_imported_again_as_it_was_uploaded() -> None:
    job = ran(CONTAINERS["xlsx in zip"])

    again = receiving.again(job, user=None)
    running.run(again.id)

    again.refresh_from_db()
    assert (again.unchanged, again.options["container"]) == (2, ["zip", "xlsx"])


@pytest.mark.parametrize("phase", ["reading", "applying"])
def test_interrupted_job_goes_on_with_its_text_or_without(phase: str, settings: Any) -> None:
    settings.IMPORT_STAGE_ROWS = settings.IMPORT_CHUNK_ROWS = 1
    job = kept(xlsx())
    stop_at(job, phase, 1)
    assert unpacked()

    source.forget_text(job)
    running.run(job.id)

    job.refresh_from_db()
    assert (job.status, job.created, unpacked()) == ("completed", 2, [])


def test_job_says_that_it_reads_while_its_sheet_is_taken_out() -> None:
    job = kept(xlsx())
    seen: list[str] = []

    def look() -> bool:
        seen.append(ImportJob.objects.get(pk=job.pk).phase)
        return False

    running.run(job.id, should_stop=look)

    assert seen[:2] == ["queued", "reading"]


def test_job_is_cancelled_while_its_sheet_is_read() -> None:
    job = kept(xlsx())
    seen: list[int] = []

    def cancel_then() -> bool:
        if readers() and not seen:
            seen.extend(readers())
            control.cancel(job)
        return False

    running.run(job.id, should_stop=cancel_then)

    job.refresh_from_db()
    assert (len(seen), job.status, job.total_rows, unpacked(), readers()) == (1, "cancelled", 0, [], [])


def test_what_a_killed_worker_left_is_swept_away_once_no_job_needs_it() -> None:
    folder = project.DATA_DIR / "unpacked"
    needed, over = kept(gz()), ran(gz())
    (folder / f"{over.id.hex}.abc.parts").mkdir()
    (folder / f"{over.id.hex}.csv").write_text("x")
    (folder / f"{needed.id.hex}.csv").write_text("x")
    (folder / "what is this").write_text("x")

    leftovers.sweep()

    assert unpacked() == [f"{needed.id.hex}.csv"]
    leftovers.discard(needed)
    assert unpacked() == []


def test_two_jobs_read_their_own_text() -> None:
    one, other = kept(xlsx()), kept(xlsx({"P": [["sku", "name"], ["B-2", "Cup"]]}))

    run_with(one, lambda: running.run(other.id), at="reading")

    assert {sku for sku, _, _ in products()} == {"A-1", "00012", "B-2"}


@pytest.mark.parametrize("name", ["gz", "xlsx"])
def test_file_that_was_exchanged_on_the_server_is_refused(name: str) -> None:
    job = kept(CONTAINERS[name])
    Path(job.file.path).write_bytes(gz(b"sku,name\nX,Y\n"))

    running.run(job.id)

    job.refresh_from_db()
    assert (job.error_code, unpacked()) == ("source_changed", [])


def test_printed_list_asks_once_whether_its_columns_are_cut_rightly() -> None:
    rows = "".join(f"A-{at}     Mug of {at} l          {at}.50\n" for at in range(1, 7))
    printed = f"sku     name             price\n{rows}"
    job = ran(printed.encode())
    question = answers.found_of(answers.waiting(job)).questions[0]
    assert question.endswith("Are its columns cut rightly: sku | name | price?")

    answers.accept(job, by=None, remember=Remember("Acme", may_change=False))
    running.run(job.id)
    again = ran(printed.replace("Mug", "Cup").encode())

    assert sorted(products())[0] == ("A-1", "Cup of 1 l", "1.50")
    assert (again.status, again.updated) == ("completed", 6)
    assert how_read(again)[0] == Said("File", "a printed list with its columns at fixed places")
    assert ran(printed.encode(), delimiter=";").status == "failed"
