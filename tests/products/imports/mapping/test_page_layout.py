"""A person says how the file is laid out: its columns are read again at once, and nothing is imported unseen."""

import json
import re
from collections.abc import Sequence

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from products.imports import running
from products.imports.mapping.layouts import layout_of
from products.jobs.models import ImportJob
from tests.products.conftest import Import, catalogue
from tests.products.imports.containers.books import xlsx

UNKNOWN = "Code;Title;Betrag\nK-1;Kettle, red;5\nK-2;Mug, blue;6\n"
ACCENTED = "Code;Title;Betrag\nK-1;Théière;5\nK-2;Pâté;6\n".encode("cp1252")


def page_of(job: ImportJob) -> str:
    return f"/products/imports/{job.id}/mapping/"


def inputs_of(page: str) -> dict[str, str]:
    """What the page would send, as far as it is about the file and its columns."""
    (layout,) = re.findall(r'name="layout" value="([^"]*)"', page)
    selects = re.findall(r'<select name="((?:take|file)_\w+)".*?>(.*?)</select>', page, re.DOTALL)
    chosen = {name: "".join(re.findall(r'<option value="([^"]*)" selected>', options)) for name, options in selects}
    first_row = re.findall(r'name="file_first_row"(?: value="(\d+)")?', page)[0]
    return {"revision": "1", "layout": layout.replace("&quot;", '"'), "file_first_row": first_row, **chosen}


def posted(client: Client, job: ImportJob, do: str = "preview", **changed: str) -> str:
    """The page that comes back when this is changed on the page as it is."""
    shown = inputs_of(client.get(page_of(job)).content.decode())
    response = client.post(page_of(job), shown | changed | {"do": do})
    assert response.status_code == 200
    return response.content.decode()


def test_another_delimiter_brings_other_columns(import_file: Import, admin_client: Client) -> None:
    page = posted(admin_client, import_file(UNKNOWN), file_delimiter=",")

    assert "column A · K-1;Kettle, K-2;Mug" in page
    assert "The file is read in another way now." in page
    assert inputs_of(page)["file_delimiter"] == ","


def test_sign_around_cells_can_be_chosen_and_also_that_there_is_none(import_file: Import, admin_client: Client) -> None:
    job = import_file('Code;Title;Betrag\nK-1;"Kettle";5\nK-2;"Mug";6\n')

    page = posted(admin_client, job, file_quote="none")

    assert '<span class="clamp">&quot;Kettle&quot;</span>' in page
    assert "The file is read in another way now." in page
    assert inputs_of(page)["file_quote"] == "none"
    admin_client.post(page_of(job), inputs_of(page) | {"take_sku": "A", "take_name": "B", "do": "continue"})
    job.refresh_from_db()
    assert job.options["mapping"]["file"]["quote"] == ""
    running.run(job.pk)
    assert catalogue()["K-1"][0] == '"Kettle"'


def test_file_is_not_imported_by_columns_that_nobody_saw(import_file: Import, admin_client: Client) -> None:
    job = import_file(UNKNOWN)

    posted(admin_client, job, "continue", file_header_rows="0")

    job.refresh_from_db()
    assert job.status == "awaiting_mapping"


def test_what_was_said_of_the_layout_holds_with_the_next_change(import_file: Import, admin_client: Client) -> None:
    job = import_file(UNKNOWN)
    first = inputs_of(posted(admin_client, job, file_header_rows="0", file_first_row="2"))
    assert (first["file_header_rows"], first["file_first_row"]) == ("0", "2")

    answer = first | {"take_sku": "A", "take_name": "B", "take_price": "C", "do": "continue"}
    assert admin_client.post(page_of(job), answer).status_code == 302
    running.run(job.id)

    assert catalogue()["K-1"] == ("Kettle, red", "", "5.00", True, 1)
    assert len(catalogue()) == 2


def test_another_encoding_keeps_what_was_chosen(import_file: Import, admin_client: Client) -> None:
    job = import_file(ACCENTED)
    assertContains(admin_client.get(page_of(job)), "<span>Théière</span>", html=True)

    page = posted(admin_client, job, file_encoding="mac-roman", take_price="")

    assert "<s>Théière</s>" in page
    assert "ThÈiËre" in page
    assert inputs_of(page)["take_price"] == ""
    assert inputs_of(page)["file_encoding"] == "mac-roman"


def test_encoding_that_is_chosen_is_imported(import_file: Import, admin_client: Client) -> None:
    job = import_file(ACCENTED)
    shown = inputs_of(admin_client.get(page_of(job)).content.decode())

    admin_client.post(page_of(job), shown | {"file_encoding": "mac-roman", "do": "continue"})
    running.run(job.id)

    assert catalogue()["K-1"][0] == "ThÈiËre"


def test_sheet_is_chosen_among_those_with_a_table(import_file: Import, admin_client: Client) -> None:
    old: list[Sequence[object]] = [["Code", "Title", "Betrag"], ["K-1", "Kettle", 5]]
    new: list[Sequence[object]] = [["Ref", "Titel", "Preis"], ["N-1", "Pot", 6]]
    job = import_file(xlsx({"Old": old, "New": new}), mapping="ask")

    assertNotContains(admin_client.get(page_of(job)), "file_delimiter")
    page = posted(admin_client, job, file_sheet="New")

    assert "N-1" in page
    assert "K-1" not in page


def test_file_without_a_suggestion_keeps_what_was_found_of_its_layout(
    import_file: Import, admin_client: Client
) -> None:
    job = import_file("x,y\nx,y\n", mapping="ask")

    page = admin_client.get(page_of(job))

    assert inputs_of(page.content.decode())["file_header_rows"] == "0"
    assertContains(page, "Say which column is the SKU")


@pytest.mark.parametrize(
    "kept", ["", "x", "[]", '{"said": 1}', '{"said": {"sheet": 1, "nonsense": "x"}}', '{"said": {"encoding": "x"}}']
)
def test_layout_that_the_page_did_not_write_says_nothing(kept: str) -> None:
    assert layout_of(kept, {"delimiter": ","}) == ({}, frozenset())


def test_other_table_forgets_where_the_header_was() -> None:
    kept = json.dumps({"said": {"header_rows": 2}, "shown": {"delimiter": ",", "header_rows": "2"}})

    layout = layout_of(kept, {"delimiter": ";", "header_rows": "2"})

    assert layout == ({"delimiter": ";"}, frozenset({"delimiter"}))


def test_choice_of_the_file_itself_takes_back_what_was_said() -> None:
    kept = json.dumps({"said": {"delimiter": ";"}, "shown": {"delimiter": ";"}})

    assert layout_of(kept, {"delimiter": ""}).said == {}
