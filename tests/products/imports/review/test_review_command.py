"""`manage.py import_products --review` and `review_import`."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from products.jobs.models import ImportJob
from tests.products.conftest import catalogue

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def job(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> ImportJob:
    path = tmp_path / "spring.csv"
    path.write_text("sku,name,price\nA-1,Kettle,5.00\n")
    with pytest.raises(SystemExit) as end:
        call_command("import_products", str(path), "--review")
    assert end.value.code == 4
    return ImportJob.objects.get()


def test_command_tells_the_plan_and_where_to_look(job: ImportJob, capsys: pytest.CaptureFixture[str]) -> None:
    assert catalogue() == {}
    assert job.status == "awaiting_review"


def test_plan_is_shown_and_applied(job: ImportJob, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    call_command("review_import", str(job.id))
    assert capsys.readouterr().out.splitlines() == [
        "spring.csv: 1 new, 0 changed, 0 the same",
        "A-1: new",
        "  name: Kettle",
        "  price: 5.00",
    ]

    call_command("review_import", str(job.id), "--apply")

    assert "Completed: 1 created." in capsys.readouterr().out
    assert catalogue()["A-1"][0] == "Kettle"
    with pytest.raises(CommandError, match="does not wait to be reviewed"):
        call_command("review_import", str(job.id))


def test_plan_is_discarded(job: ImportJob, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    call_command("review_import", str(job.id), "--discard", "--json")

    assert json.loads(capsys.readouterr().out)["status"] == "cancelled"
    assert catalogue() == {}


@pytest.mark.parametrize("text", ["x", "00000000-0000-4000-8000-000000000000"])
def test_unknown_import_is_said(text: str) -> None:
    with pytest.raises(CommandError, match="There is no import with the ID"):
        call_command("review_import", text)
