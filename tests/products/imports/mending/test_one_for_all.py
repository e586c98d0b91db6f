"""One action for all rows that are refused for the same reason."""

from typing import Any

import pytest

from products.fields.amounts import without_currency
from products.imports.mending import one_for_all
from products.jobs.models import ImportJob
from tests.products.conftest import Import
from tests.products.imports.mending.conftest import Ask


def cell(job: ImportJob, number: int, index: int) -> str:
    return str((job.rejected_rows.get(record_number=number).cells or [])[index])


def test_cell_that_is_wrong_is_set_in_all_rows(mend: Ask, job: ImportJob) -> None:
    assert mend(job, "price_invalid", "set", value="9.90") == {"rows": 2, "sound": 2, "left": 0, "ready": 2}

    assert [cell(job, number, 3) for number in (3, 4)] == ["9.90", "9.90"]


def test_another_column_is_set(mend: Ask, job: ImportJob) -> None:
    figures = mend(job, "price_invalid", "set", column="description", value="Soon")

    assert figures == {"rows": 2, "sound": 0, "left": 0, "ready": 0}
    assert mend(job, "price_invalid", "set", value="1")["sound"] == 2
    assert cell(job, 3, 2) == "Soon"


def test_new_products_are_taken_without_a_price(mend: Ask, job: ImportJob) -> None:
    assert mend(job, "missing_price", "without_price")["sound"] == 1
    assert mend(job, "price_invalid", "without_price") == {"rows": 2, "sound": 2, "left": 0, "ready": 3}


def test_texts_are_shortened(mend: Ask, job: ImportJob) -> None:
    assert mend(job, "name_too_long", "shorten")["sound"] == 1
    assert cell(job, 8, 1) == "x" * 500


def test_long_texts_are_shortened_between_two_characters(mend: Ask, import_file: Import) -> None:
    job = import_file(f"sku,name,description\nA,Mug,{'x' * 65_535}é\n")

    assert mend(job, "description_too_long", "shorten")["left"] == 0
    assert cell(job, 2, 2) == "x" * 65_535


def test_products_are_made_inactive(mend: Ask, job: ImportJob) -> None:
    assert mend(job, "active_invalid", "inactive")["sound"] == 1
    assert cell(job, 7, 4) == "false"


def test_currencies_are_stripped(mend: Ask, import_file: Import) -> None:
    rows = "".join(f"A-{number},Mug,€{number}.50\n" for number in range(5))
    job = import_file(f"sku,name,price\n{rows}B-1,Cup,$5.50\nB-2,Cup,6.50 USD\n")
    assert job.rejected == 2

    assert mend(job, "price_currency_mismatch", "strip_currency")["sound"] == 2
    assert [cell(job, number, 2) for number in (7, 8)] == ["5.50", "6.50"]


def test_currency_beside_the_amount_is_cleared(mend: Ask, import_file: Import) -> None:
    job = import_file("sku,name,price,currency\nA,Mug,1,EUR\nB,Cup,2,EUR\nC,Pot,3,XXY\n")

    assert mend(job, "price_currency_mismatch", "strip_currency")["sound"] == 1


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("$5.50", "5.50"),
        ("5.50 EUR", "5.50 "),
        ("-€5", "-5"),
        ("12,- kr.", "12,- "),
        ("Rs.500", "500"),
        ("5", "5"),
        ("5 kg", "5 kg"),
        ("", ""),
        ("on request", "on request"),
        ("€", ""),
    ],
)
def test_only_a_currency_is_taken_from_an_amount(text: str, rest: str) -> None:
    assert without_currency(text) == rest


def test_rows_whose_cells_are_not_certain_are_left(ask: Ask, job: ImportJob) -> None:
    answer = ask("post", job, "mend/", {"code": "bad_quote", "action": "set", "column": "name", "value": "x"})

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "one_by_one")


def test_duplicates_of_a_header_are_no_place(ask: Ask, import_file: Import) -> None:
    job = import_file("sku,name,price,note,note\nA,Mug,x,1,2\n")

    answer = ask("post", job, "mend/", {"code": "price_invalid", "action": "set", "column": "note", "value": "x"})

    assert (answer.status_code, [*answer.json()["error"]["fields"]]) == (422, ["column"])


NONSENSE: list[tuple[Any, str]] = [
    ({"action": "set", "value": "1"}, "code"),
    ({"code": "price_invalid"}, "action"),
    ({"code": "price_invalid", "action": "burn"}, "action"),
    ({"code": "price_invalid", "action": "set"}, "value"),
    ({"code": "price_invalid", "action": "set", "value": 1e999}, "value"),
    ({"code": "price_invalid", "action": "set", "value": "1\0"}, "price"),
    ({"code": "price_invalid", "action": "set", "value": "1", "column": "colour"}, "column"),
    ({"code": "price_invalid", "action": "set", "value": "1", "colour": "red"}, "colour"),
    ({"code": "price_invalid", "action": "inactive"}, "action"),
    ({"code": "price_invalid", "action": "inactive", "value": "x"}, "value"),
    ({"code": "price_invalid", "action": "shorten"}, "action"),
    ({"code": "active_invalid", "action": "without_price"}, "action"),
    ({"code": "active_invalid", "action": "strip_currency"}, "action"),
]
"""What is asked for, and the field that is named in the answer."""


def test_what_makes_no_sense_is_said(ask: Ask, job: ImportJob) -> None:
    for body, field in NONSENSE:
        answer = ask("post", job, "mend/", body)

        assert answer.status_code == 422, body
        assert field in " ".join(answer.json()["error"]["fields"]), (body, answer.json())
        assert not job.rejected_rows.filter(cells__isnull=False).exists(), body


def test_code_that_no_row_has_is_said(ask: Ask, job: ImportJob) -> None:
    answer = ask("post", job, "mend/", {"code": "sku_too_long", "action": "set", "value": "x"})

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "no_such_rows")


def test_sku_is_not_shortened(ask: Ask, import_file: Import) -> None:
    job = import_file(f"sku,name\n{'x' * 300},Mug\n")

    answer = ask("post", job, "mend/", {"code": "sku_too_long", "action": "shorten"})

    assert "would make another one of it" in answer.json()["error"]["message"]


def test_made_cells_are_not_set(ask: Ask, import_file: Import) -> None:
    job = import_file(
        "sku,Title,Net\nA,Mug,x\n", mapping={"sku": "sku", "name": "Title", "price": {"from": "Net", "times": "2"}}
    )

    answer = ask("post", job, "mend/", {"code": "price_invalid", "action": "set", "value": "2"})

    assert answer.status_code == 422
    assert "is made of" in answer.json()["error"]["message"]


def test_many_rows_are_mended_block_by_block(
    mend: Ask, ask: Ask, import_file: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(one_for_all, "ROWS_AT_ONCE", 2)
    job = import_file("sku,name,price\n" + "".join(f"A-{number},Mug,x\n" for number in range(5)))

    assert mend(job, "price_invalid", "set", value="1") == {"rows": 5, "sound": 5, "left": 0, "ready": 5}
    monkeypatch.setattr(one_for_all, "MOST_ROWS", 4)
    job = import_file("sku,name,price\n" + "".join(f"B-{number},Mug,x\n" for number in range(5)))
    answer = ask("post", job, "mend/", {"code": "price_invalid", "action": "set", "value": "1"})
    assert answer.json()["error"]["code"] == "too_many_rows"
