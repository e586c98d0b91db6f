"""Files in folders of this server: taken once they stand still, put away with a report; nothing outside is touched."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from product_importer.accounts.models import AuditEntry
from products.imports import running
from products.imports.fetch_models import SourceFetch, SourceRun
from products.imports.fetching import fetch_leftovers
from products.imports.sources import actions as sources
from products.jobs.models import ImportJob
from tests.products.imports.fetching.conftest import CSV, SetUp, fetch_once


@pytest.fixture
def box(tmp_path: Path, settings: Settings) -> Path:
    settings.SOURCE_FOLDERS = [tmp_path / "suppliers"]
    settings.SOURCE_FOLDER_STILL_SECONDS = 0.01
    folder = tmp_path / "suppliers" / "acme"
    folder.mkdir(parents=True)
    return folder


def tree(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir()}


def job_of(run: SourceRun) -> ImportJob:
    assert run.job
    return run.job


def test_files_are_imported_oldest_first_and_put_away_with_a_report(box: Path, set_up: SetUp) -> None:
    fetch = set_up(str(box), kind="folder", pattern="prices*")
    for age, name in ((30, "prices-2.csv"), (60, "prices-1.csv"), (90, "other.csv")):
        (box / name).write_bytes(CSV if name != "prices-2.csv" else b"")
        os.utime(box / name, (2_000_000_000 - age, 2_000_000_000 - age))

    first = fetch_once(fetch)

    fetch.refresh_from_db()
    assert (first.outcome, first.file_name, bool(fetch.next_run_at)) == ("imported", "prices-1.csv", True)
    assert tree(box) == {"other.csv", "prices-2.csv", "importing/prices-1.csv"}
    fetch_leftovers.sweep()
    assert "importing/prices-1.csv" in tree(box)
    job = ImportJob.objects.get()
    running.run(job.id)
    fetch_leftovers.sweep()
    fetch_leftovers.sweep()
    done = {"done/prices-1.csv", "done/prices-1.csv.report.txt", "done/prices-1.csv.report.json"}
    assert tree(box) == {"other.csv", "prices-2.csv"} | done
    assert json.loads((box / "done/prices-1.csv.report.json").read_text())["counts"]["created"] == 1
    assert "prices-1.csv: completed: 1 new" in (box / "done/prices-1.csv.report.txt").read_text()

    second, third = fetch_once(fetch), fetch_once(fetch)
    assert (second.outcome, second.code, third.outcome) == ("refused", "empty_file", "nothing")
    assert tree(box) == {"other.csv", "failed/prices-2.csv", "failed/prices-2.csv.report.txt"} | done
    assert third.sentence == f"There is no prices* in {box}."


def test_file_is_put_away_also_when_its_source_is_deleted_meanwhile(box: Path, set_up: SetUp) -> None:
    (box / "a.csv").write_bytes(CSV)
    fetch = set_up(str(box), kind="folder")
    job = job_of(fetch_once(fetch))

    sources.delete(fetch.source)
    running.run(job.pk)
    fetch_leftovers.sweep()

    assert tree(box) == {"done/a.csv", "done/a.csv.report.txt", "done/a.csv.report.json"}


def test_file_that_comes_again_is_imported_again_beside_the_first(box: Path, set_up: SetUp) -> None:
    fetch = set_up(str(box), kind="folder")
    for _ in range(2):
        (box / "a.csv").write_bytes(CSV)
        running.run(job_of(fetch_once(fetch)).pk)
        fetch_leftovers.sweep()

    assert {name for name in tree(box) if name.endswith(".csv")} == {"done/a.csv", "done/a (2).csv"}
    assert "done/a (2).csv.report.txt" in tree(box)


def test_failed_import_goes_to_failed(box: Path, set_up: SetUp) -> None:
    (box / "a.csv").write_bytes(b"nothing,of,use\n1,2,3\n")
    job = job_of(fetch_once(set_up(str(box), kind="folder")))
    assert job.stop_waiting() or job.fail("no_sku_column", "There is no column with SKUs.")

    fetch_leftovers.sweep()

    assert "There is no column with SKUs." in (box / "failed/a.csv.report.txt").read_text()


def test_file_that_still_grows_is_left_until_it_stands_still(
    box: Path, set_up: SetUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch = set_up(str(box), kind="folder", schedule="daily at 06:00")
    (box / "a.csv").write_bytes(CSV[:10])

    def write_on(_: float) -> None:
        with (box / "a.csv").open("ab") as file:
            file.write(CSV[10:20])

    monkeypatch.setattr("time.sleep", write_on)
    run = fetch_once(fetch)
    monkeypatch.undo()

    fetch.refresh_from_db()
    assert (run.outcome, run.code, fetch.retries) == ("failed", "being_written", 1)
    assert tree(box) == {"a.csv"}


def test_unfinished_hidden_and_linked_files_are_left_alone(box: Path, set_up: SetUp, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_bytes(CSV)
    (box / "link.csv").symlink_to(secret)
    (box / ".hidden.csv").write_bytes(CSV)
    (box / "a.csv.part").write_bytes(CSV)
    (box / "folder.csv").mkdir()
    os.mkfifo(box / "pipe.csv")

    run = fetch_once(set_up(str(box), kind="folder"))

    assert run.outcome == "nothing"
    assert secret.exists()


def test_links_to_folders_lead_nowhere(box: Path, set_up: SetUp, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a.csv").write_bytes(CSV)
    fetch = set_up(str(box), kind="folder")
    box.rmdir()
    box.symlink_to(outside)
    through_the_folder = fetch_once(fetch)
    box.unlink()
    box.mkdir()
    (box / "a.csv").write_bytes(CSV)
    (box / "importing").symlink_to(outside)
    through_importing = fetch_once(fetch)

    for run in (through_the_folder, through_importing):
        assert (run.code, "Links are not followed" in run.sentence) == ("folder", True)
    assert tree(outside) == {"a.csv"}


def test_folder_that_the_operator_took_back_is_not_read(box: Path, set_up: SetUp, settings: Settings) -> None:
    fetch = set_up(str(box), kind="folder")
    (box / "a.csv").write_bytes(CSV)
    settings.SOURCE_FOLDERS = [box.parent / "bolt"]

    run = fetch_once(fetch)

    assert (run.code, "Only folders below" in run.sentence) == ("folder", True)
    assert tree(box) == {"a.csv"}


def test_file_of_a_worker_that_died_is_taken_up_again(box: Path, set_up: SetUp) -> None:
    fetch = set_up(str(box), kind="folder")
    (box / "importing").mkdir()
    (box / "importing" / "a.csv").write_bytes(CSV)

    first, second = fetch_once(fetch), fetch_once(fetch)

    assert (first.outcome, second.outcome) == ("imported", "nothing")
    assert SourceFetch.objects.get().seen["folder"] == str(box)
    assert SourceRun.objects.get(pk=first.pk).kept_as == "a.csv"


def test_file_that_is_too_large_is_put_away(box: Path, set_up: SetUp, settings: Any) -> None:
    settings.IMPORT_MAX_BYTES = 10
    (box / "a.csv").write_bytes(CSV)

    run = fetch_once(set_up(str(box), kind="folder"))

    assert (run.outcome, run.code) == ("failed", "too_large")
    assert tree(box) == {"failed/a.csv", "failed/a.csv.report.txt"}


def test_command_watches_a_folder(box: Path, transactional_db: None, capsys: pytest.CaptureFixture[str]) -> None:
    (box / "a.csv").write_bytes(CSV)
    (box / "b.csv").write_bytes(b"")

    call_command("watch_folder", str(box), "--once")

    begun, ended = AuditEntry.objects.order_by("id")
    assert (begun.action, begun.subject) == ("manage.py watch_folder begun", str(box)[:100])
    assert ended.action == "manage.py watch_folder"

    said = capsys.readouterr()
    assert "a.csv: Completed: 1 row: created 1" in said.out
    assert "b.csv: This file is empty." in said.err
    assert {name for name in tree(box) if name.endswith(".csv")} == {"done/a.csv", "failed/b.csv"}


def test_command_watches_no_folder_that_is_not_its_own(box: Path, set_up: SetUp, tmp_path: Path) -> None:
    set_up(str(box), kind="folder")

    for folder, words in (
        (box, "the folder of a source"),
        (tmp_path, "Only folders below"),
        (box / "x", "cannot be used"),
    ):
        with pytest.raises(CommandError, match=words):
            call_command("watch_folder", str(folder), "--once")
    with pytest.raises(CommandError, match="There is no source"):
        call_command("watch_folder", str(box), "--source", "nobody", "--once")
