"""`manage.py undo_import`, and `review_import` of an undo."""

import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from products import catalogue as door
from products.jobs.models import ImportJob
from tests.products.conftest import Import, catalogue
from tests.products.imports.undo.conftest import FIRST, SECOND
from tests.products.imports.undo.test_undoing import SOMEBODY, product

Output = pytest.CaptureFixture[str]


@pytest.fixture
def done(import_file: Import) -> ImportJob:
    import_file(FIRST)
    return import_file(SECOND)


def command(*args: str) -> int:
    try:
        call_command(*args)
    except SystemExit as end:
        return int(str(end.code))
    return 0


def test_plan_waits_and_says_so(done: ImportJob, capsys: Output) -> None:
    assert command("undo_import", str(done.id)) == 4

    made = ImportJob.objects.get(kind="undo")
    said = capsys.readouterr()
    assert said.out == "Undo “test.csv”: waiting to be reviewed: 1 to delete, 2 to change back, 0 to restore\n"
    assert f"/products/imports/{made.id}/review/" in said.err
    assert made.status == "awaiting_review"

    call_command("review_import", str(made.id))
    assert capsys.readouterr().out.splitlines()[-2:] == ["  name: Cup! → Cup", "D: deleted"]
    call_command("review_import", str(made.id), "--apply")
    assert catalogue().keys() == {"A", "B", "C"}


def test_yes_applies_at_once(done: ImportJob, capsys: Output) -> None:
    assert command("undo_import", str(done.id), "--yes") == 0

    assert capsys.readouterr().out == "Undo “test.csv”: Completed: 3 products: updated 2 · deleted 1\n"
    assert catalogue().keys() == {"A", "B", "C"}


def test_conflicts_are_told_by_the_exit_status(done: ImportJob, capsys: Output) -> None:
    door.change(product("A"), actor=SOMEBODY, price="9.99")

    assert command("undo_import", str(done.id), "--yes", "--deactivate", "--json") == 3

    assert json.loads(capsys.readouterr().out)["counts"]["updated"] == 3


def test_where_reviews_are_required_yes_is_not_enough(settings: Any, done: ImportJob) -> None:
    settings.IMPORT_REVIEW_REQUIRED = True

    assert command("undo_import", str(done.id), "--yes") == 4


def test_what_cannot_be_undone_is_said(done: ImportJob) -> None:
    assert command("undo_import", str(done.id)) == 4

    with pytest.raises(CommandError, match="being undone already"):
        call_command("undo_import", str(done.id))
    with pytest.raises(CommandError, match="There is no job with the ID x"):
        call_command("undo_import", "x")
