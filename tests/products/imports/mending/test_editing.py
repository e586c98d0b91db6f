"""Refused rows get other cells by program, and at once it is said what is still wrong with them."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from products.imports.models import RejectedRow
from products.jobs.models import ImportJob
from products.models import Product
from tests.products.conftest import Import
from tests.products.imports.mending.conftest import Ask

SURVEYED = "sku,name,price\nA-1,Kettle,1.500\nA-2,Pot,\n" + "".join(f"B-{n},Cup,12.5{n}\n" for n in range(5))


def codes(answer: Any) -> list[str]:
    return [error["code"] for error in answer.json()["errors"]]


def row(job: ImportJob, number: int) -> RejectedRow:
    return job.rejected_rows.get(record_number=number)


def test_row_with_another_cell_is_sound(ask: Ask, job: ImportJob) -> None:
    answer = ask("patch", job, "3/", {"cells": {"price": "10.00"}})

    assert answer.status_code == 200
    assert answer.json() == {
        "record_number": 3,
        "cells": {"sku": "A-2", "name": "Pot", "description": "", "price": "10.00", "active": "true"},
        "errors": [],
        "is_sound": True,
    }
    assert (row(job, 3).is_sound, row(job, 4).cells) == (True, None)


def test_rows_are_listed_with_their_cells(ask: Ask, importer: Client, job: ImportJob) -> None:
    ask("patch", job, "3/", {"cells": {"price": "10.00"}})

    listed = importer.get(f"/products/api/imports/{job.id}/rejected/?page_size=3").json()

    assert listed["header"] == ["sku", "name", "description", "price", "active"]
    told = [(row["cells"][3], row["is_certain"], row["is_mended"], row["is_sound"]) for row in listed["results"]]
    assert told == [("10.00", True, True, True), ("1x", True, False, False), ("4.00", False, False, False)]
    assert [row["errors"] == [] for row in listed["results"]] == [True, False, False]


def test_row_keeps_what_is_still_wrong_with_it(ask: Ask, job: ImportJob) -> None:
    answer = ask("patch", job, "3/", {"cells": {"price": "-1", "active": "perhaps"}})
    assert codes(answer) == ["price_negative", "active_invalid"]
    assert [error["header"] for error in row(job, 3).current_errors] == ["price", "active"]

    assert codes(ask("patch", job, "3/", {"cells": {"price": "10"}})) == ["active_invalid"]
    assert ask("patch", job, "3/", {"cells": {"active": "no"}}).json()["is_sound"]


@pytest.mark.parametrize("price", ["1e999", "NaN", "Infinity", "9" * 30, "1.2.3", "=1+1"])
def test_price_that_is_no_price_stays_refused(ask: Ask, job: ImportJob, price: str) -> None:
    assert codes(ask("patch", job, "3/", {"cells": {"price": price}})) != []


def test_new_product_still_lacks_what_a_new_product_needs(ask: Ask, job: ImportJob) -> None:
    assert codes(ask("patch", job, "6/", {"cells": {"description": "Blue"}})) == ["missing_price"]
    assert codes(ask("patch", job, "6/", {"cells": {"name": "", "price": "5"}})) == ["missing_name"]
    Product.objects.filter(sku="A-1").update(sku="A-5", sku_key="a-5")

    assert codes(ask("patch", job, "6/", {"cells": {"price": ""}})) == []


def test_row_whose_cells_are_not_certain_wants_all_of_them(ask: Ask, job: ImportJob) -> None:
    answer = ask("patch", job, "5/", {"cells": {"name": "Mug red"}})
    assert (answer.status_code, [*answer.json()["error"]["fields"]]) == (422, ["cells"])

    assert ask("patch", job, "5/", {"cells": ["A-4", "Mug red", "", "4.00", "true"]}).json()["is_sound"]
    assert codes(ask("patch", job, "5/", {"cells": {"price": "x"}})) == ["price_invalid"]


def test_line_breaks_are_read_as_in_a_file(ask: Ask, job: ImportJob) -> None:
    answer = ask("patch", job, "3/", {"cells": {"price": "10", "name": "Big\r\nPot", "description": "a\r\nb"}})

    assert answer.json()["is_sound"]
    assert answer.json()["cells"]["description"] == "a\nb"
    assert codes(ask("patch", job, "3/", {"cells": {"sku": "A\n2"}})) == ["sku_control_character"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "cells"),
        ({"cells": {}}, "cells"),
        ({"cells": []}, "cells"),
        ({"cells": {"colour": "red"}}, "colour"),
        ({"cells": ["A-2", "Pot"]}, "cells"),
        ({"cells": {"price": "1\0"}}, "price"),
        ({"cells": {"price": "\ud800"}}, "price"),
        ({"cells": {"name": "x" * 1_100_000}}, "cells"),
    ],
)
def test_what_is_no_mending_is_said(ask: Ask, job: ImportJob, settings: Settings, body: Any, field: str) -> None:
    settings.IMPORT_MAX_RECORD_BYTES = 1_000_000
    answer = ask("patch", job, "3/", body)

    assert (answer.status_code, field in answer.json()["error"]["fields"]) == (422, True), answer.json()
    assert row(job, 3).cells is None


def test_numbers_are_no_cells(ask: Ask, job: ImportJob) -> None:
    assert ask("patch", job, "3/", {"cells": {"price": 10}}).status_code == 422
    assert ask("patch", job, "3/", {"cells": None}).status_code == 422


def test_ten_megabytes_are_too_large(importer: Client, job: ImportJob) -> None:
    body = json.dumps({"cells": {"name": "x" * 10_000_000}})

    path = f"/products/api/imports/{job.id}/rejected/3/"
    assert importer.patch(path, body, content_type="application/json").status_code == 413


@pytest.mark.parametrize("number", [2, 99, 10**9])
def test_row_that_is_not_refused_is_not_found(ask: Ask, job: ImportJob, number: int) -> None:
    assert ask("patch", job, f"{number}/", {"cells": {"price": "1"}}).status_code == 404


def test_rows_are_mended_as_long_as_that_is_offered(ask: Ask, job: ImportJob, settings: Settings) -> None:
    settings.IMPORT_UNDO_DAYS = 3
    ImportJob.objects.filter(pk=job.pk).update(finished_at=timezone.now() - timedelta(days=4))

    answer = ask("patch", job, "3/", {"cells": {"price": "1"}})

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "too_late")


def test_rows_of_an_import_that_is_not_completed_are_not_mended(ask: Ask, keep_file: Import) -> None:
    answer = ask("patch", keep_file("sku\nA"), "3/", {"cells": {"price": "1"}})

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "not_completed")


def test_rows_are_read_as_the_columns_of_their_file_are_written(ask: Ask, import_file: Import) -> None:
    job = import_file(SURVEYED)
    assert job.created == 6

    assert ask("patch", job, "3/", {"cells": {"price": "2.500"}}).json()["is_sound"]
    assert codes(ask("patch", job, "3/", {"cells": {"price": "2,50"}})) == ["price_format_conflict"]


def test_column_that_no_row_needed_so_far_is_looked_at_then(ask: Ask, import_file: Import) -> None:
    job = import_file("sku,name,price,currency\nA-1,Kettle,12.50,EUR\nA-2,Pot,x,EUR\n")
    assert "styles" not in job.options

    assert codes(ask("patch", job, "3/", {"cells": {"price": "5", "currency": "USD"}})) == ["price_currency_mismatch"]
    assert ask("patch", job, "3/", {"cells": {"currency": "EUR"}}).json()["is_sound"]
    job.refresh_from_db()
    assert job.options["styles"]["price"]["numbers"]["currency"] == "EUR"


def test_what_a_recipe_makes_is_made_again(ask: Ask, import_file: Import) -> None:
    recipe = {
        "fields": {"sku": {"text": "{Group}-{Size}"}, "name": "Title", "price": {"from": "Net", "times": "2"}},
        "rows": {"fill_down": ["Group", "Title"], "skip": [{"column": "Size", "is": "equals", "to": "none"}]},
    }
    job = import_file("Group,Size,Title,Net\nM,S,Mug,2.00\n,L,,x\n,none,,x\n", mapping=recipe)
    assert (job.created, job.rejected, job.skipped) == (1, 1, 1)

    answer = ask("patch", job, "3/", {"cells": {"Net": "3"}}).json()

    assert answer["cells"] == {"Group": "M", "Size": "L", "Title": "Mug", "Net": "3"}
    assert answer["is_sound"]
