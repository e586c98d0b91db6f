"""Seat belts by program: the API and the commands."""

import json
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client

from products.jobs.models import ImportJob
from tests.products.conftest import Import, catalogue, counts
from tests.products.imports.belts.conftest import MANY, file_of, go_on, rows
from tests.products.imports.review.test_review_api import IMPORTS, client_of, send

FAR = file_of(*rows(range(MANY), price=14))


@pytest.fixture
def importer(db: None) -> Client:
    return client_of("importer")


@pytest.fixture
def held(import_file: Import, mugs: ImportJob) -> ImportJob:
    return import_file(FAR)


def test_belts_are_told_with_what_apply_wants(importer: Client, held: ImportJob) -> None:
    answer = importer.get(f"{IMPORTS}{held.id}/belts/").json()

    (belt,) = answer["results"]
    assert {**belt, "examples": len(belt["examples"])} == {
        "name": "price_jump",
        "figure": 120,
        "of": 120,
        "sentence": "120 of the catalogue's 120 prices change by more than 30 %.",
        "red": True,
        "confirmed": False,
        "examples": 10,
    }
    assert (answer["confirm"], answer["confirmed_by"], answer["confirmed_at"]) == ({"price_jump": 120}, None, None)


def test_belts_of_an_import_without_any_are_none(importer: Client, mugs: ImportJob) -> None:
    assert importer.get(f"{IMPORTS}{mugs.id}/belts/").json()["results"] == []
    assert importer.get(f"{IMPORTS}00000000-0000-4000-8000-000000000000/belts/").status_code == 404


@pytest.mark.parametrize("body", [None, {}, {"confirm": {"price_jump": 119}}, {"confirm": {"names": 120}}])
def test_apply_without_the_figure_is_refused(importer: Client, held: ImportJob, body: object) -> None:
    refused = send(importer, "post", held, "apply/", body)

    assert refused.status_code == 409
    error = refused.json()["error"]
    assert (error["code"], error["fields"]) == ("confirm_needed", {"confirm": ["price_jump: 120"]})
    assert "price_jump: 120" in error["message"]
    assert send(importer, "post", held, "apply/", {"confirm": {"price_jump": "many"}}).status_code == 422


def test_apply_with_the_figure_goes_on_and_the_record_says_who(importer: Client, held: ImportJob) -> None:
    accepted = send(importer, "post", held, "apply/", {"confirm": {"price_jump": 120}, "plan_revision": 1})

    assert (accepted.status_code, accepted.json()["status"]) == (202, "pending")
    held.refresh_from_db()
    assert counts(go_on(held)) == {"updated": 120}
    told = importer.get(f"{IMPORTS}{held.id}/belts/").json()
    assert (told["results"][0]["confirmed"], told["confirm"]) == (True, {})
    assert told["confirmed_by"] == User.objects.get(username="importer").username


def test_command_waits_and_says_why(tmp_path: Path, mugs: ImportJob, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "spring.csv"
    path.write_text(FAR)
    with pytest.raises(SystemExit) as end:
        call_command("import_products", str(path))

    job = ImportJob.objects.get(file_name="spring.csv")
    told = capsys.readouterr()
    assert end.value.code == 4
    assert "spring.csv: waiting to be reviewed: 0 new, 120 changed, 0 the same" in told.out
    assert "! price_jump: 120 of the catalogue's 120 prices change by more than 30 %." in told.err
    assert f"review_import {job.id} --apply --confirm price_jump=120" in told.err


def test_command_types_the_figure(held: ImportJob, capsys: pytest.CaptureFixture[str]) -> None:
    for typed in ([], ["--confirm", "price_jump=1"], ["--confirm", "price_jump"]):
        with pytest.raises(CommandError, match="price_jump"):
            call_command("review_import", str(held.id), "--apply", *typed)
    call_command("review_import", str(held.id))
    assert "! price_jump: 120 of" in capsys.readouterr().out

    call_command("review_import", str(held.id), "--apply", "--confirm", "price_jump=120", "--json")

    assert json.loads(capsys.readouterr().out)["status"] == "completed"
    assert catalogue()["M-1"][2] == "14.00"


def test_paused_reading_goes_on_by_program(
    importer: Client, import_file: Import, capsys: pytest.CaptureFixture[str]
) -> None:
    job = import_file(file_of(*(f"B-{number},Mug,{'x' if number % 2 else 1},true" for number in range(240))))
    assert (job.status, job.phase) == ("awaiting_review", "reading")
    assert importer.get(f"{IMPORTS}{job.id}/changes/").json()["error"]["code"] == "not_waiting"
    assert send(importer, "post", job, "apply/").json()["error"]["code"] == "confirm_needed"
    call_command("review_import", str(job.id))
    assert "reading is paused after 240 rows, 120 of them rejected" in capsys.readouterr().out

    accepted = send(importer, "post", job, "apply/", {"confirm": {"rejected": 120}})

    assert (accepted.status_code, accepted.json()["status"]) == (202, "pending")


def test_dry_run_of_the_command_tells_and_does_not_wait(
    tmp_path: Path, mugs: ImportJob, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "spring.csv"
    path.write_text(FAR)
    call_command("import_products", str(path), "--dry-run")

    assert "! price_jump: 120 of" in capsys.readouterr().err
    assert catalogue()["M-1"][2] == "10.00"
