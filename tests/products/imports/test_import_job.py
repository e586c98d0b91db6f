"""`manage.py import_job`: a job is shown, cancelled, resumed from its stored file, or imported again."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from products.jobs.models import ImportJob
from tests.products.conftest import Import, catalogue

FILE = "sku,name\nA-1,Kettle\nA-2,\n"


def command(job: ImportJob, *arguments: str) -> int | str | None:
    """Its exit status."""
    try:
        call_command("import_job", str(job.pk), *arguments)
    except SystemExit as ended:
        return ended.code
    return 0


def test_failed_import_goes_on_from_its_stored_file(
    keep_file: Import, store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    job = keep_file(FILE)
    stored, away = store / str(job.file.name), store / "away"
    stored.rename(away)
    assert command(job, "--resume") == 1
    assert "is gone" in capsys.readouterr().out
    stored.parent.mkdir(exist_ok=True)
    away.rename(stored)

    assert command(job, "--resume", "--json") == 3

    told = json.loads(capsys.readouterr().out)
    assert (told["status"], told["counts"]["created"], told["counts"]["rejected"]) == ("completed", 1, 1)
    with pytest.raises(CommandError, match="Only what failed or was interrupted can be resumed"):
        command(job, "--resume")


def test_cancelled_import_is_not_resumed_but_imported_again(
    keep_file: Import, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    job = keep_file(FILE)
    with pytest.raises(CommandError, match="Only an import that has ended"):
        command(job, "--again")
    assert command(job, "--cancel") == 0
    assert command(job, "--resume") == 1
    with pytest.raises(CommandError, match="already ended"):
        command(job, "--cancel")
    assert catalogue() == {}

    with pytest.raises(CommandError, match="Give --again"):
        command(job, "--resume")
    assert command(job, "--again") == 3

    assert {*catalogue()} == {"A-1"}
    again = ImportJob.objects.exclude(pk=job.pk).get()
    capsys.readouterr()
    assert command(again) == 0
    assert capsys.readouterr().out.startswith("test.csv: Completed with rejected rows: 1 created, 1 rejected.")
    job.refresh_from_db()
    assert job.status == "cancelled"


def test_unknown_job_is_said(db: None) -> None:
    with pytest.raises(CommandError, match="There is no import with the ID x"):
        call_command("import_job", "x")
