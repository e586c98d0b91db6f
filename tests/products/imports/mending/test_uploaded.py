"""A file of rejected rows that is uploaded again continues the import that rejected them."""

import csv
import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from products.imports import running
from products.jobs.models import ImportJob
from products.models import Product
from tests.products.conftest import Import, catalogue, counts
from tests.products.imports.interruptions import empty_unlogged_tables, stop_at
from tests.products.imports.mending.conftest import Ask
from tests.products.imports.test_api import IMPORTS

Rows: TypeAlias = list[list[str]]
Mend: TypeAlias = Callable[[Rows], object]


def downloaded(client: Client, job: ImportJob) -> Rows:
    answer: Any = client.get(f"{IMPORTS}{job.id}/rejected.csv")
    return list(csv.reader(io.StringIO(answer.getvalue().decode().removeprefix("\ufeff"), newline="")))


def as_file(rows: Rows, delimiter: str = ",") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode()


def set_prices(rows: Rows) -> None:
    for row in rows[1:]:
        row[5] = "9.90"


@pytest.fixture
def upload(importer: Client) -> Callable[[bytes], ImportJob]:
    """Uploads a file and imports it to its end."""

    def send(content: bytes, **options: str) -> ImportJob:
        file = SimpleUploadedFile("mended.csv", content)
        job = ImportJob.objects.get(
            pk=importer.post("/products/api/upload/", {"file": file, **options}).json()["job_id"]
        )
        assert running.run(job.id)
        job.refresh_from_db()
        return job

    return send


def test_download_names_its_import_in_the_last_column(importer: Client, job: ImportJob) -> None:
    rows = downloaded(importer, job)

    assert rows[0] == ["_row", "_errors", "sku", "name", "description", "price", "active", "_job"]
    assert rows[1][2:] == ["A-2", "Pot", "", "1O.00", "true", str(job.id)]
    assert rows[3][7:] == [str(job.id), "Correct this row, then clear this cell."]


def test_upload_continues_the_import(importer: Client, job: ImportJob, upload: Any) -> None:
    rows = downloaded(importer, job)
    set_prices(rows)

    made = upload(as_file(rows, ";"))

    assert (made.continues_id, made.status, str(made)) == (job.id, "completed", "mended.csv")
    assert (counts(made), made.total_rows) == ({"created": 3, "rejected": 3}, 6)
    job.refresh_from_db()
    assert counts(job) == {"created": 4, "rejected": 3}
    left = {row.record_number: row.current_errors[0]["code"] for row in job.rejected_rows.still_rejected()}
    assert left == {5: "bad_quote", 7: "active_invalid", 8: "name_too_long"}
    assert job.rejected_rows.free().count() == 3


def test_row_that_could_not_be_read_is_taken_once_it_is_mended(importer: Client, job: ImportJob, upload: Any) -> None:
    rows = [row for row in downloaded(importer, job) if row[0] in ("_row", "5")]
    rows[1] = ["5", "", "A-4", "Mug red", "", "4.00", "true", str(job.id), ""]

    assert counts(upload(as_file(rows))) == {"created": 1}
    assert catalogue()["A-4"][0] == "Mug red"


def test_second_upload_imports_nothing_twice(importer: Client, job: ImportJob, upload: Any, mend: Ask) -> None:
    rows = [row for row in downloaded(importer, job) if row[0] in ("_row", "3", "4")]
    set_prices(rows)
    assert counts(upload(as_file(rows))) == {"created": 2}
    Product.objects.filter(sku="A-2").update(name="Changed by hand")

    again = upload(as_file(rows))

    assert (again.continues_id, counts(again)) == (job.id, {"skipped": 2})
    assert {row.code for row in again.skipped_rows.all()} == {"mended"}
    assert catalogue()["A-2"][0] == "Changed by hand"


def test_upload_after_all_rows_went_in_skips_them(importer: Client, import_file: Import, upload: Any) -> None:
    job = import_file("sku,name,price\nA,Mug,x\n")
    rows = downloaded(importer, job)
    rows[1][4] = "1"
    upload(as_file(rows))
    job.refresh_from_db()
    assert counts(job) == {"created": 1}

    assert counts(upload(as_file(rows))) == {"skipped": 1}


def test_rows_that_never_were_rejected_are_refused(importer: Client, job: ImportJob, upload: Any) -> None:
    rows = downloaded(importer, job)[:2]
    set_prices(rows)
    other = "00000000-0000-4000-8000-000000000000"
    rows += [[text, "", f"X-{text}", "Cup", "", "1", "true", str(job.id)] for text in ("2", "99", "x", "3", "9" * 20)]
    rows += [["4", "", "X-4", "Cup", "", "1", "true", other]]

    made = upload(as_file(rows))

    assert counts(made) == {"created": 1, "rejected": 6}
    told = {row.errors[0]["value"]: row.errors[0]["code"] for row in made.rejected_rows.all()}
    assert told.pop("3") == "row_repeated"
    assert {*told.values()} == {"row_not_rejected"}
    assert not Product.objects.filter(sku__startswith="X").exists()


def test_upload_is_reviewed_if_wanted(importer: Client, job: ImportJob, upload: Any, ask: Ask) -> None:
    rows = downloaded(importer, job)
    set_prices(rows)

    made = upload(as_file(rows), mode="review")

    assert made.status == "awaiting_review"
    assert ask("patch", job, "3/", {"cells": {"price": "1"}}).json()["error"]["code"] == "being_imported"


@pytest.mark.parametrize("phase", ["reading", "applying"])
@pytest.mark.parametrize("is_emptied", [False, True])
def test_upload_goes_on_when_its_process_was_killed(
    importer: Client, job: ImportJob, keep_file: Import, small_chunks: None, phase: str, is_emptied: bool
) -> None:
    rows = downloaded(importer, job)
    set_prices(rows)
    made = keep_file(as_file([*rows[:1], [], *rows[1:]]))

    stop_at(made, phase, 2)
    if is_emptied:
        empty_unlogged_tables(made)
    assert running.run(made.id)

    job.refresh_from_db()
    made.refresh_from_db()
    assert (counts(made), made.total_rows) == ({"created": 3, "rejected": 3, "skipped": 1}, 7)
    assert counts(job) == {"created": 4, "rejected": 3}


def test_upload_by_command(importer: Client, job: ImportJob, tmp_path: Path, capsys: Any) -> None:
    rows = downloaded(importer, job)
    set_prices(rows)
    path = tmp_path / "rejected.csv"
    path.write_bytes(as_file(rows))

    with pytest.raises(SystemExit) as end:
        call_command("import_products", str(path), "--json")

    told = json.loads(capsys.readouterr().out)
    assert (end.value.code, told["counts"]["created"]) == (3, 3)
    job.refresh_from_db()
    assert job.rejected == 3


def test_command_writes_what_the_page_hands_out(importer: Client, job: ImportJob, tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "rejected.csv"
    call_command("rejected_rows", str(job.id), str(path))

    assert capsys.readouterr().out == f"Wrote 6 rejected rows to {path}.\n"
    answer: Any = importer.get(f"{IMPORTS}{job.id}/rejected.csv")
    assert path.read_bytes() == answer.getvalue()
    for wrong in ([str(job.id), str(tmp_path)], ["x"], ["00000000-0000-4000-8000-000000000000"]):
        with pytest.raises(CommandError):
            call_command("rejected_rows", *wrong)


def test_dry_run_takes_no_rows(importer: Client, job: ImportJob, keep_file: Import) -> None:
    rows = downloaded(importer, job)
    set_prices(rows)
    made = keep_file(as_file(rows), dry_run=True)

    running.run(made.id)

    made.refresh_from_db()
    assert (made.continues_id, made.created) == (None, 3)
    assert not job.rejected_rows.filter(taken_by__isnull=False).exists()


def test_archive_is_imported_by_itself(importer: Client, job: ImportJob, upload: Any) -> None:
    rows = downloaded(importer, job)[:2]
    set_prices(rows)

    made = upload(gzip.compress(as_file(rows)))

    assert (made.continues_id, counts(made)) == (None, {"created": 1})


@pytest.mark.parametrize("change", ["unknown", "renamed", "gone"])
def test_file_that_cannot_continue_is_imported_by_itself(
    importer: Client, job: ImportJob, upload: Any, change: str
) -> None:
    rows = downloaded(importer, job)[:3]
    set_prices(rows)
    if change == "unknown":
        rows = [*rows[:1], *([*row[:-1], "00000000-0000-4000-8000-000000000000"] for row in rows[1:])]
    elif change == "renamed":
        rows[0][4] = "text"
    else:
        rows = [row[:7] for row in rows]

    made = upload(as_file(rows))

    assert (made.continues_id, counts(made)) == (None, {"created": 2})
    assert ("imported by itself" in " ".join(made.warnings)) == (change != "gone")


def test_values_that_look_like_formulas_stay_what_they_were(importer: Client, import_file: Import, upload: Any) -> None:
    job = import_file('sku,name,price\n"=""0123""",-Mug-,x\n\'\'a,=1+1,x\n')
    rows = downloaded(importer, job)
    for row in rows[1:]:
        row[4] = "1"

    upload(as_file(rows))

    expected = import_file('sku,name,price\n"=""0123""",-Mug-,1\n\'\'a,=1+1,1\n')
    assert counts(expected) == {"unchanged": 2}


def test_rejected_rows_of_a_rejected_file_continue_that(importer: Client, import_file: Import, upload: Any) -> None:
    job = import_file("_row,_errors,sku,name,price\n7,,A,Mug,x\n")
    rows = downloaded(importer, job)
    assert rows[0] == ["_row", "_errors", "sku", "name", "price", "_job"]
    rows[1][4] = "1"

    made = upload(as_file(rows))

    assert (made.continues_id, counts(made)) == (job.id, {"created": 1})
