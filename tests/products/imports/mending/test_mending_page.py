"""The page on which refused rows are corrected, without a line of JavaScript."""

from typing import Any

import pytest
from django.test import Client

from products.imports import running
from products.imports.models import RejectedRow
from products.jobs.models import ImportJob
from tests.products.conftest import Import, catalogue, counts
from tests.products.imports.mending.conftest import Ask
from tests.products.imports.review.test_review_api import client_of


@pytest.fixture
def address(job: ImportJob) -> str:
    return f"/products/imports/{job.id}/rejected/"


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def cells(*values: str) -> dict[str, str]:
    return {f"cell-{index}": value for index, value in enumerate(values)}


def test_page_shows_each_row_with_its_bad_cell_as_an_input(importer: Client, address: str) -> None:
    shown = text(importer.get(address))

    assert "6 rows, to be corrected until" in shown
    assert '<input name="cell-3" value="1O.00" aria-invalid="true">' in shown
    assert "<mark >1x</mark>" in shown
    assert 'aria-label="Set price: 2 rows"' in shown


def test_import_leads_to_the_page(importer: Client, job: ImportJob, address: str) -> None:
    assert address in text(importer.get(f"/products/imports/{job.id}/"))


def test_row_is_corrected(importer: Client, job: ImportJob, address: str) -> None:
    answer = importer.post(f"{address}?page=1", {"do": "row", "row": "3", **cells("A-2", "Pot", "", "-1", "true")})
    assert answer["Location"] == f"{address}?page=1#row-3"
    assert "Row 3: The price -1 is negative." in text(importer.get(address))

    importer.post(address, {"do": "row", "row": "3", **cells("A-2", "Pot", "", "9.90", "true")})

    shown = text(importer.get(address))
    assert "Row 3 can be imported." in shown
    assert "Import 1 mended row" in shown
    assert "Ready · 1" in shown


def test_text_of_several_lines_stays_as_it_is(importer: Client, import_file: Import) -> None:
    job = import_file('sku,name,description,price\nA,Mug,"\n one\ntwo",x\n')
    page = f"/products/imports/{job.id}/rejected/"
    assert '<textarea name="cell-2" rows="3" >\n\n one\ntwo</textarea>' in importer.get(page).content.decode()

    importer.post(page, {"do": "row", "row": "2", **cells("A", "Mug", "\r\n one\r\ntwo", "1")})

    assert RejectedRow.objects.get().cells == ["A", "Mug", "\n one\ntwo", "1"]


def test_all_rows_with_a_problem_are_corrected_and_imported(importer: Client, job: ImportJob, address: str) -> None:
    importer.post(address, {"do": "all", "code": "price_invalid", "action": "set", "value": "9.90"})
    assert "2 rows corrected: 2 can be imported." in text(importer.get(address))

    answer = importer.post(address, {"do": "retry"})

    made = ImportJob.objects.get(continues=job)
    assert answer["Location"] == f"/products/imports/{made.id}/"
    assert "is being imported" in text(importer.get(address))
    assert running.run(made.id)
    assert catalogue()["A-3"][2] == "9.90"
    shown = text(importer.get(f"/products/imports/{job.id}/"))
    assert "2 rejected rows were mended and imported: 2 created." in shown
    assert f'These are mended rows of <a href="/products/imports/{job.id}/">' in text(importer.get(answer["Location"]))
    assert "A-2" not in text(importer.get(address))


def test_changes_of_mended_rows_are_shown_first(importer: Client, job: ImportJob, address: str) -> None:
    importer.post(address, {"do": "all", "code": "price_invalid", "action": "without_price"})
    importer.post(address, {"do": "retry", "review": "yes"})

    made = ImportJob.objects.get(continues=job)
    assert running.run(made.id)
    made.refresh_from_db()
    assert made.status == "awaiting_review"
    assert "2 rejected rows were mended and wait to be reviewed." in text(importer.get(f"/products/imports/{job.id}/"))
    assert importer.get(f"/products/imports/{made.id}/review/").status_code == 200


NOT_POSSIBLE = [
    ({"do": "row", "row": "99"}, "This row is not there any longer."),
    ({"do": "row", "row": "x"}, "This row is not there any longer."),
    ({"do": "row", "row": "9" * 30}, "This row is not there any longer."),
    ({"do": "row", "row": "3"}, "Give all cells of the row."),
    ({"do": "all", "code": "price_invalid", "action": "burn"}, "“burn” is not valid."),
    ({"do": "all", "code": "none", "action": "set", "value": "x"}, "No rows are rejected with the code “none”"),
    ({"do": "retry"}, "No row is mended so that it could be imported."),
]
"""What the form sends, and what the page says to it."""


def test_what_cannot_be_done_is_said(importer: Client, address: str) -> None:
    for sent, said in NOT_POSSIBLE:
        assert said in text(importer.post(address, sent, follow=True)), sent


def test_rows_are_narrowed_and_paged(importer: Client, import_file: Import) -> None:
    job = import_file("sku,name,price\n" + "".join(f"A-{n},Mug,{'x' if n < 30 else '-1'}\n" for n in range(40)))
    page = f"/products/imports/{job.id}/rejected/"

    shown = text(importer.get(f"{page}?show=price_invalid"))
    assert "1–25 of 30" in shown
    assert "show=price_invalid&amp;page=2" in shown
    assert "Row 40<" not in text(importer.get(f"{page}?show=price_invalid&page=2"))
    assert "Row 41<" in text(importer.get(f"{page}?page=99"))
    assert "No rows here" in text(importer.get(f"{page}?show=nothing"))


def test_wide_file_shows_what_is_imported(importer: Client, import_file: Import) -> None:
    further = [f"c{number}" for number in range(100)]
    job = import_file(f"sku,name,price,{','.join(further)}\nA,Mug,x,{','.join(further)}\n")
    page = f"/products/imports/{job.id}/rejected/"
    assert "cell-3" not in text(importer.get(page))

    importer.post(page, {"do": "row", "row": "2", **cells("A", "Mug", "1")})

    row = RejectedRow.objects.get()
    assert (row.is_sound, (row.cells or [])[3:]) == (True, further)


def test_viewer_sees_the_rows_and_cannot_change_them(address: str) -> None:
    viewer = client_of("viewer")

    assert "Check" not in text(viewer.get(address)).split("<main")[1].replace("<b>Check</b>", "")
    assert viewer.post(address, {"do": "retry"}).status_code == 403


def test_import_whose_rows_cannot_be_mended_has_no_page(importer: Client, keep_file: Import) -> None:
    job = keep_file("sku\nA\n")

    shown = text(importer.get(f"/products/imports/{job.id}/rejected/", follow=True))

    assert "Rows can be mended once their import is completed." in shown
    assert importer.get(f"/products/imports/{'0' * 8}-0000-4000-8000-000000000000/rejected/").status_code == 404


def test_number_of_questions_does_not_grow_with_the_rows(
    importer: Client, address: str, mend: Ask, job: ImportJob, django_assert_max_num_queries: Any
) -> None:
    mend(job, "price_invalid", "set", value="1")
    assert counts(job)["rejected"] == 6
    with django_assert_max_num_queries(22):
        importer.get(address)
