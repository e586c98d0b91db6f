"""Warnings are sentences that programs can tell by their code; the database, the API and the page have all they say."""

import json
import re
from copy import deepcopy
from importlib import import_module
from pkgutil import iter_modules

import pytest
from django.db import connection
from django.test import Client

from product_importer.lib.warning import MOST_EXAMPLES, Warned
from products.imports import migrations
from products.jobs.models import ImportJob
from products.jobs.progress import snapshot
from tests.products.conftest import Import
from tests.products.imports.factories import finished_job

(_NAME,) = (each.name for each in iter_modules(migrations.__path__) if each.name.endswith("warnings_as_data"))
_warnings_as_data = import_module(f"{migrations.__name__}.{_NAME}")
SKUS = [f"A-{number}" for number in range(12)]
KEPT = Warned("12 values were kept.", "kept_pinned", number=12, examples=SKUS)


def test_warning_is_its_sentence_and_keeps_what_else_it_says() -> None:
    assert KEPT == "12 values were kept."
    assert KEPT in ["12 values were kept."]
    assert KEPT.examples == SKUS[:MOST_EXAMPLES]
    assert Warned.of(json.loads(json.dumps(KEPT.as_json))).as_json == KEPT.as_json
    assert Warned.of("Old.").as_json == {"code": "general", "message": "Old.", "count": 1, "examples": []}
    assert deepcopy(KEPT).as_json == KEPT.as_json
    assert Warned("About “A”.", examples=["A", "B"]).further_examples == ["B"]


@pytest.mark.django_db
def test_job_keeps_warnings_and_plain_sentences() -> None:
    job = finished_job(warnings=[KEPT, "A hint."])
    job.refresh_from_db()

    assert job.warnings == ["12 values were kept.", "A hint."]
    assert snapshot(job)["warnings"] == [KEPT.as_json, Warned("A hint.").as_json]


def test_program_is_told_code_number_and_examples(import_file: Import, admin_client: Client) -> None:
    job = import_file("sku,name,weight,size\nA-1,K\u00c3\u00a4se,1,2\nA-2,Tea,1,2\n")

    told = admin_client.get(f"/products/api/imports/{job.pk}/").json()["warnings"]

    assert [(each["code"], each["count"], each["examples"]) for each in told] == [
        ("ignored_columns", 2, ["weight", "size"]),
        ("spoilt_text", 1, ["2"]),
    ]


@pytest.mark.django_db
def test_page_folds_examples_that_the_sentence_does_not_name(admin_client: Client) -> None:
    named = Warned("Not imported: “size”.", "ignored_columns", examples=["size"])

    page = admin_client.get(finished_job(warnings=[KEPT, named]).get_absolute_url()).content.decode()

    assert re.findall(r"<summary>(.+?)</summary>\s*<ul class=\"members\" role=\"list\">(.+?)</ul>", page) == [
        ("The first of them", "".join(f"<li>{sku}</li>" for sku in SKUS[:MOST_EXAMPLES]))
    ]


@pytest.mark.django_db
def test_sentences_of_earlier_versions_become_data_and_go_back() -> None:
    job = finished_job(warnings=[KEPT])
    with connection.cursor() as cursor:
        cursor.execute('UPDATE imports_importjob SET warnings = \'["One.", "Two."]\'')
        assert ImportJob.objects.get(pk=job.pk).warnings == ["One.", "Two."]
        cursor.execute(_warnings_as_data.TO_DATA)
        cursor.execute("SELECT warnings -> 1 FROM imports_importjob")
        assert json.loads(cursor.fetchone()[0]) == Warned("Two.").as_json
        cursor.execute(_warnings_as_data.TO_SENTENCES)
        cursor.execute("SELECT warnings FROM imports_importjob")
        assert json.loads(cursor.fetchone()[0]) == ["One.", "Two."]
