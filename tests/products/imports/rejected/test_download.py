import csv
import io
from typing import Any

import pytest
from django.test import Client

from product_importer.lib.formulas import guard
from products.imports.reading import open_table
from products.imports.reading.widths import MEND_FIRST
from products.imports.rejected import download as rejected_download
from products.jobs.models import ImportJob
from tests.products.imports.factories import finished_job, reject

pytestmark = pytest.mark.django_db


def download(client: Client, job: ImportJob) -> str:
    response: Any = client.get(f"/products/api/imports/{job.id}/rejected.csv")
    assert response.status_code == 200
    text: str = response.getvalue().decode("utf-8")
    assert text.startswith("\ufeff")
    return text.removeprefix("\ufeff")


def test_rejected_file_has_the_original_columns_in_the_original_dialect(admin_client: Client) -> None:
    job = finished_job(content="Artikel;Name;Preis\nA-1;Käse;1,00\n".encode())
    reject(job, 2, 'A-2;"Tee; ""grün""";x', "The price x is not a number.")

    assert download(admin_client, job) == (
        "_row;_errors;Artikel;Name;Preis;_job\r\n"
        f'2;The price x is not a number.;A-2;"Tee; ""grün""";x;{job.id}\r\n'
    )  # fmt: skip


def test_rejected_file_shows_rows_with_too_many_or_too_few_cells_below_their_columns(admin_client: Client) -> None:
    job = finished_job()
    reject(job, 2, "A-1,Kettle", code="too_few_cells")
    reject(job, 3, "A-2,Kettle,1,2,3", code="too_many_cells")
    reject(job, 4, ",Kettle", code="missing_sku")  # of a file whose rows were all so short

    rows = list(csv.reader(io.StringIO(download(admin_client, job))))

    assert [row[2:] for row in rows[1:]] == [
        ["A-1", "Kettle", "", str(job.id), MEND_FIRST],
        ["A-2", "Kettle", "1", "2", "3", str(job.id)],
        ["", "Kettle", "", str(job.id)],
    ]


def test_rejected_file_stays_readable_when_a_rows_quotes_are_out_of_place(admin_client: Client) -> None:
    job = finished_job()
    reject(job, 2, 'A-1,"Kettle,1')
    reject(job, 3, 'A-2,"Pot" x,2')

    rows = list(csv.reader(io.StringIO(download(admin_client, job)), strict=True))

    assert [row[2:] for row in rows[1:]] == [
        ["A-1", '"Kettle', "1", str(job.id), MEND_FIRST],
        ["A-2", '"Pot" x', "2", str(job.id), MEND_FIRST],
    ]


def test_rejected_file_guards_against_formulas_but_not_plain_numbers(admin_client: Client) -> None:
    job = finished_job()
    reject(job, 2, '=1+1,"@SUM(A1)",-5')
    reject(job, 3, "'quoted,+x,+5.00")

    rows = list(csv.reader(io.StringIO(download(admin_client, job))))

    assert [row[2:-1] for row in rows[1:]] == [["'=1+1", "'@SUM(A1)", "-5"], ["'quoted", "'+x", "+5.00"]]


@pytest.mark.parametrize("is_our_own", [False, True])
@pytest.mark.parametrize(
    ("raw", "shown", "of_our_own"),
    [
        ("=1+1", "'=1+1", "'=1+1"),
        ("＝1+1", "'＝1+1", "'＝1+1"),
        ("'=1+1", "'=1+1", "'=1+1"),
        ("''x", "'''x", "''x"),
        ("'''x", "''''x", "'''x"),
        ("'s-Hertogenbosch", "'s-Hertogenbosch", "'s-Hertogenbosch"),
        ("'00012", "'00012", "'00012"),
    ],
)
def test_rejected_file_is_guarded_so_that_the_import_reads_what_it_read_before(
    admin_client: Client, raw: str, shown: str, of_our_own: str, is_our_own: bool
) -> None:
    job = finished_job(content=b"_row,_errors,sku,name,price\n") if is_our_own else finished_job()
    reject(job, 2, f"2,,A-1,{raw},x" if is_our_own else f"A-1,{raw},x")

    (_, row) = csv.reader(io.StringIO(download(admin_client, job)))

    assert row[3] == (of_our_own if is_our_own else shown)


def test_rejected_file_quotes_the_separators_of_every_spreadsheet(admin_client: Client) -> None:
    job = finished_job()
    reject(job, 2, "A-1,foo;=1+1;bar,a\tb", "The price a b is not a number.")

    assert download(admin_client, job).splitlines()[1] == (
        f'2,The price a b is not a number.,A-1,"foo;=1+1;bar","a\tb",{job.id}'
    )


def test_rejected_file_can_be_read_again_as_an_import(admin_client: Client) -> None:
    job = finished_job()
    reject(job, 2, "A-1,Kettle,x")

    table = open_table(io.BytesIO(download(admin_client, job).encode()))

    assert table.header == ["_row", "_errors", "sku", "name", "price", "_job"]


def test_rejected_file_has_its_columns_when_only_a_person_knew_them(admin_client: Client) -> None:
    job = finished_job(
        content=b"EAN,Bezeichnung\n40123,Tee\n", options={"mapping": {"sku": "EAN", "name": "Bezeichnung"}}
    )
    reject(job, 2, "40123,Tee")

    rows = list(csv.reader(io.StringIO(download(admin_client, job))))

    assert [rows[0], rows[1][2:-1]] == [["_row", "_errors", "EAN", "Bezeichnung", "_job"], ["40123", "Tee"]]


def test_rejected_file_reads_quotes_as_the_import_does(admin_client: Client) -> None:
    job = finished_job()
    reject(job, 2, 'A-1, "Blue ""mug""" ,"two\r\nlines"')

    rows = list(csv.reader(io.StringIO(download(admin_client, job), newline="")))

    assert rows[1][2:-1] == ["A-1", 'Blue "mug"', "two\r\nlines"]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("A-1,Caf�,1.00", "invalid_encoding"),
        ("A-1,Mug�,1.00", "nul_byte"),
        ("A-1,Mug,1.00", "record_too_long"),
        ("A-1,Mug,1.00,and text".ljust(65_536, "."), "description_too_long"),
        ('A-1,"Kettle,1.00', "unclosed_quote"),
        ("and more, of,1.00", "unclosed_quote"),
        ('A-1,"Pot" x,1.00', "bad_quote"),
        ("A-1", "too_few_cells"),
        ("A-1,Pot,1.00,x", "too_many_cells"),
        ("A-1,Blue, pot,", "too_many_cells"),
        ("Pot,A-1,1.00", "second_table"),
        ("name,sku,price", "second_table"),
    ],
)
def test_rejected_row_that_is_not_known_for_certain_is_rejected_again_until_it_is_mended(
    admin_client: Client, raw: str, code: str
) -> None:
    job = finished_job()
    reject(job, 2, raw, code=code)

    (chunk,) = open_table(io.BytesIO(download(admin_client, job).encode())).chunks()

    assert (chunk.rows, len(chunk.refusals)) == ([], 1)


def test_rejected_rows_that_are_equally_short_are_rejected_again(admin_client: Client) -> None:
    job = finished_job()
    for number in range(2, 14):
        reject(job, number, f"A-{number},1.00", code="too_few_cells")

    (chunk,) = open_table(io.BytesIO(download(admin_client, job).encode())).chunks()

    assert chunk.rows == []
    assert {refusal.reasons[0].code for refusal in chunk.refusals} == {"too_many_cells"}


def test_rejected_row_is_taken_once_it_is_mended_and_its_last_cell_emptied(admin_client: Client) -> None:
    job = finished_job()
    reject(job, 2, 'A-1,"Kettle,1.00', code="unclosed_quote")

    mended = download(admin_client, job).replace('"""Kettle"', "Kettle").replace(MEND_FIRST, "")
    (chunk,) = open_table(io.BytesIO(mended.encode())).chunks()

    assert [row.cells[2:-1] for row in chunk.rows] == [["A-1", "Kettle", "1.00"]]


def test_rejected_file_of_a_rejected_file_has_our_columns_once(admin_client: Client) -> None:
    job = finished_job(content=b"_row,_errors,sku,name,price\n7,The price is missing.,A-1,Kettle,x\n")
    reject(job, 2, "7,The price is missing.,A-1,Kettle,x", "The price x is not a number.")

    assert download(admin_client, job) == (
        f"_row,_errors,sku,name,price,_job\r\n2,The price x is not a number.,A-1,Kettle,x,{job.id}\r\n"
    )


def test_rejected_file_hands_out_the_text_when_the_uploaded_file_is_gone(admin_client: Client) -> None:
    job = finished_job()
    reject(job, 2, "A-1,Kettle,x")
    job.file.storage.delete(str(job.file.name))

    rows = list(csv.reader(io.StringIO(download(admin_client, job))))

    assert rows == [["_row", "_errors", "_text"], ["2", "The price is missing.", "A-1,Kettle,x"]]


def test_rejected_file_is_named_after_the_import(admin_client: Client) -> None:
    job = finished_job(file_name='sp"ring ü.csv')

    response = admin_client.get(f"/products/api/imports/{job.id}/rejected.csv")

    disposition = "attachment; filename=\"rejected.csv\"; filename*=UTF-8''sp%22ring%20%C3%BC-rejected.csv"
    assert response["Content-Disposition"] == disposition


@pytest.mark.django_db(transaction=True)
def test_rejected_file_reads_more_rows_than_it_holds_at_once(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rejected_download, "ROWS_AT_ONCE", 2)
    job = finished_job()
    for number in range(2, 7):
        reject(job, number, f"A-{number},x,")

    rows = list(csv.reader(io.StringIO(download(admin_client, job))))

    assert [row[0] for row in rows[1:]] == ["2", "3", "4", "5", "6"]


@pytest.mark.parametrize(
    ("cell", "guarded"),
    [("=1", "'=1"), ("+1", "+1"), ("-1.5", "-1.5"), ("-1,5", "-1,5"), ("-1+2", "'-1+2"), ("@x", "'@x"), ("\tx", "'\tx"),
     ("'x", "''x"), ("＝1", "'＝1"), ("＠x", "'＠x"), ("＋1", "'＋1"),
     ("-inf", "'-inf"), ("-1\n", "'-1\n"), ("", ""), ("x=1", "x=1")],
)  # fmt: skip
def test_guard_puts_an_apostrophe_before_what_a_spreadsheet_would_run_or_hide(cell: str, guarded: str) -> None:
    assert guard(cell) == guarded
