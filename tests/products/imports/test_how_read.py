"""How a file was read, on its import's page: every part of the recipe in words, and why it is so."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils.html import escape
from pytest_django.asserts import assertContains, assertNotContains

from products.imports import running
from products.imports.how_read import how_read
from products.imports.mapping import answers
from products.jobs.models import ImportJob
from products.models import Product
from tests.products.conftest import Import
from tests.products.imports.factories import finished_job

pytestmark = pytest.mark.django_db(transaction=True)

EVERYTHING: dict[str, Any] = {
    "file": {
        "encoding": "cp1252",
        "delimiter": ";",
        "quote": "",
        "escape": "\\",
        "header_rows": 2,
        "first_row": 13,
        "names_in": 1,
        "sheet": "Prices",
        "decimal": ",",
        "dates": "DMY",
        "currency": "EUR",
    },
    "fields": {
        "sku": {"from": "Variant SKU", "else": "{Handle}-{Option1 Value}"},
        "name": {"text": "{Title} {Option1 Value}"},
        "description": "",
        "price": {"from": "Netto", "times": "1.22", "plus": "Extra"},
        "active": {"from": "Disponibile", "words": {"Si": True, "No": False}},
    },
    "rows": {
        "within": "Handle",
        "fill_down": ["Title", "Vendor"],
        "skip": [{"column": "Netto", "is": "blank"}, {"column": "Status", "is": "equals", "to": "draft"}],
    },
    "kinds": [{"when": {"column": "Kind", "is": "equals", "to": "Variant"}, "fields": {"name": {"from": "Label"}}}],
    "blank": {"Option1 Value": ["Default Title", "-"]},
}
SHOPIFY = (
    "Handle,Title,Vendor,Option1 Name,Option1 Value,Variant SKU,Variant Price,Image Src\n"
    "mug,Mug,Acme,Title,Default Title,M-1,5.00,https://x.example/1.jpg\n"
    "mug,,,,,,,https://x.example/2.jpg\n"
    "pot,Pot,Acme,Size,S,P-1,7.50,\n"
)


def told(job: ImportJob) -> dict[str, str]:
    return {line.name: line.value for line in how_read(job)}


def test_every_part_of_a_recipe_is_told() -> None:
    assert told(finished_job(options={"mapping": EVERYTHING})) == {
        "Encoding": "cp1252",
        "Delimiter": "semicolon",
        "Quotes around cells": "none",
        "Before quotes that are text": "backslash",
        "Sheet": "Prices",
        "Header rows": "2",
        "Header row with the names": "1",
        "First row of the table": "13",
        "Decimal sign": "comma",
        "Dates": "day, month, year",
        "Currency": "EUR",
        "Blank in “Option1 Value”": "“Default Title”, “-”",
        "Blank cells filled from above": "Title, Vendor, where “Handle” is the same",
        "Rows left out": "where “Netto” is blank; where “Status” is “draft”",
        "SKU": "Variant SKU, or else Handle + Option1 Value; written “{Handle}-{Option1 Value}”",
        "Name": "Title + Option1 Value; written “{Title} {Option1 Value}”",
        "Description": "no column",
        "Price": "Netto × 1.22 + Extra",
        "Active": "Disponibile; “Si” is yes, “No” is no",
        "Where “Kind” is “Variant”": "name: Label",
    }


def test_every_part_that_a_recipe_may_have_is_among_them() -> None:
    parts = told(finished_job(options={"mapping": EVERYTHING}))

    assert len(parts) == len(EVERYTHING["file"]) + len(EVERYTHING["fields"]) + 2 + 1 + 1
    assert told(finished_job(options={"mapping": {"fields": {"sku": {"from": "A"}}, "file": {"header_rows": 0}}}))[
        "Header rows"
    ].startswith("none")


def test_known_system_is_named_with_its_reasons(import_file: Import, admin_client: Client) -> None:
    job = import_file(SHOPIFY)

    assert Product.objects.count() == 2
    lines = {line.name: line for line in how_read(job)}
    assert lines["Recognised"].value == "as a file of Shopify"
    assert lines["Columns decided"].value == "by looking at the file: nothing was in doubt"
    assert lines["SKU"].value.startswith("Variant SKU")
    assert lines["SKU"].why
    page = admin_client.get(job.get_absolute_url())
    assertContains(page, "<strong>How this file was read</strong>")
    assertContains(page, escape(lines["SKU"].why))
    assertContains(page, f'<a href="/products/api/imports/{job.id}/">this import with its options</a>')


def test_doubtful_suggestion_that_was_taken_on_demand_is_told_as_such(import_file: Import) -> None:
    job = import_file("sku,name,price_eur\nA-1,Chair,5.00\n", mapping="auto")

    assert told(job)["Columns decided"] == "as suggested, since “mapping” was “auto”"


def test_person_who_chose_the_columns_is_named(import_file: Import, admin_user: User) -> None:
    job = import_file("Code,Title,Betrag\nK-1,Kettle,5\nK-2,Mug,6\n")
    suggested = answers.suggestion_of(job)
    fields = {**suggested["fields"], "name": {"from": "Code"}}
    answers.take(job, {**suggested, "fields": fields}, by=admin_user)
    assert running.run(job.id)
    job.refresh_from_db()

    lines = {line.name: line for line in how_read(job)}
    assert lines["Columns decided"].value == "by admin"
    assert (lines["SKU"].value, bool(lines["SKU"].why)) == ("Code", True)
    assert (lines["Name"].value, lines["Name"].why) == ("Code", "")


def test_file_without_a_recipe_tells_its_columns(import_file: Import, admin_client: Client) -> None:
    job = import_file("Artikelnummer;name;price;Lager\nA-1;Mug;5.00;x\n")

    assert told(job) == {"Columns": "sku (“Artikelnummer”), name, price", "Columns ignored": "Lager"}
    assertNotContains(admin_client.get(job.get_absolute_url()), json.dumps(job.options))


def test_what_was_given_beside_the_recipe_is_told(import_file: Import) -> None:
    job = import_file("sku\tname\nA-1\tMug\n", delimiter="\t")

    assert told(job) == {"Delimiter": "tab", "Columns": "sku, name"}


def test_recipe_that_cannot_be_read_is_said_to_be_so() -> None:
    job = finished_job(options={"mapping": {"fields": {"sku": {"form": "A"}}}})

    assert told(job)["Recipe"].startswith("The recipe of this import cannot be read.")


def test_jobs_without_a_file_tell_nothing() -> None:
    assert how_read(finished_job(kind="update")) == []
