"""A field more than usual: it is in the list of fields, and so it is everywhere."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings

from tests.processes import ROOT

DATABASE = f"made_up_field_{os.getpid()}"


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    """The URL of an empty database beside those of the tests."""
    url = os.environ["DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {DATABASE}")
        yield urlsplit(url)._replace(path=f"/{DATABASE}").geturl()
        connection.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")


@pytest.fixture(scope="module")
def found(database: str, tmp_path_factory: pytest.TempPathFactory, static_files: None) -> dict[str, Any]:
    """What the journey of the field found."""
    own = {"DATABASE_URL": database, "DATA_DIR": str(tmp_path_factory.mktemp("made-up"))}
    environment = {**os.environ, **own, "STATIC_ROOT": str(settings.STATIC_ROOT)}
    journey = [sys.executable, "-m", "tests.made_up_field.journey"]
    done = subprocess.run(journey, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    facts: dict[str, Any] = json.loads(done.stdout)
    return facts


def test_field_comes_from_a_file_by_one_of_its_headers(found: dict[str, Any]) -> None:
    assert found["first"] == {"created": 2}
    assert found["told_new"] == "Acme"


def test_field_is_compared_planned_and_applied(found: dict[str, Any]) -> None:
    assert found["planned"] == found["second"] == {"updated": 1, "unchanged": 1}


def test_field_is_told_to_webhooks_with_its_key_among_what_changed(found: dict[str, Any]) -> None:
    assert found["told"] == {"brand": "Bolt", "changed": ["brand"]}


def test_field_has_its_values_before_and_after_in_the_history(found: dict[str, Any]) -> None:
    assert found["history"] == [["Acme", "Bolt"], None]
    assert found["by_hand"] == {"brand": ["Corvo", "Dot"]}


def test_field_shows_on_the_page_in_the_form_and_in_the_admin(found: dict[str, Any]) -> None:
    assert found["page"] == {"Brand": "Bolt"}
    assert (found["form"], found["admin"]) == (True, True)


def test_field_narrows_the_list_and_says_so(found: dict[str, Any]) -> None:
    assert found["filtered"] == ["A-1"]
    assert found["list"]


def test_field_is_in_the_api_and_its_description(found: dict[str, Any]) -> None:
    assert (found["api"], found["patched"], found["described"]) == ("Bolt", "Corvo", True)


def test_field_refuses_what_its_kind_refuses_in_the_same_words_everywhere(found: dict[str, Any]) -> None:
    sentence = "The brand has 41 characters; at most 40 are allowed."

    assert found["rejected"] == [["brand_too_long", f"{sentence} Shorten it and import the row again."]]
    assert found["refused"] == {"brand": [sentence]}


def test_export_has_the_field_and_changes_nothing_when_it_is_imported_again(found: dict[str, Any]) -> None:
    assert found["exported"].splitlines()[:2] == [
        "\ufeffsku,name,description,price,active,brand",
        "A-1,Mug,,12.90,true,Bolt",
    ]
    assert found["again"] == {"unchanged": 2}


def test_blank_cell_of_a_clearing_import_empties_the_field(found: dict[str, Any]) -> None:
    assert found["cleared"] == {"updated": 1}
    assert found["after_clearing"] == ""
