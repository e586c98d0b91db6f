"""What somebody says of a waiting import is taken once, checked first, and done."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User

from product_importer.lib.actor import Actor
from products.fields.models import OwnField
from products.imports import receiving, running, upload_options
from products.imports.mapping import answers
from products.imports.models import MappingRequest
from products.jobs.models import ImportJob
from products.own_fields.refusals import KeyTaken
from tests.products.conftest import Import, catalogue, question

UNKNOWN = "Code,Title,Betrag\nK-1,Kettle,5\nK-2,Mug,6\n"
WANTED = {"sku": "Code", "name": "Title", "price": "Betrag"}


@pytest.fixture
def waiting(import_file: Import) -> ImportJob:
    return import_file(UNKNOWN)


def go_on(job: ImportJob) -> ImportJob:
    assert running.run(job.id)
    job.refresh_from_db()
    return job


def test_suggestion_is_taken_as_it_stands(waiting: ImportJob) -> None:
    ana = User.objects.create(username="ana")

    answers.accept(waiting, by=ana)

    asked = MappingRequest.objects.get(job=waiting)
    assert (asked.answered_by, bool(asked.answered_at), asked.by_itself) == (ana, True, False)
    assert go_on(waiting).status == "completed"
    assert catalogue()["K-1"] == ("Kettle", "", "5.00", True, 1)


def test_recipe_is_taken_in_place_of_the_suggestion(waiting: ImportJob) -> None:
    answers.take(waiting, WANTED, by=None)

    assert (waiting.status, waiting.options["mapping"]) == ("pending", WANTED)
    assert go_on(waiting).status == "completed"
    assert catalogue()["K-2"] == ("Mug", "", "6.00", True, 1)


def test_only_the_first_of_two_answers_counts(waiting: ImportJob) -> None:
    other = ImportJob.objects.get(pk=waiting.pk)
    answers.accept(waiting, by=None)

    with pytest.raises(answers.NotWaiting):
        answers.take(other, WANTED, by=None)

    other.refresh_from_db()
    assert "fields" in other.options["mapping"]


def test_answer_to_another_question_does_not_count(waiting: ImportJob) -> None:
    with pytest.raises(answers.NotWaiting):
        answers.accept(waiting, by=None, revision=question(waiting).revision + 1)

    waiting.refresh_from_db()
    assert question(waiting).answered_at is None


def test_job_asks_again_if_the_answer_leaves_something_open(import_file: Import) -> None:
    job = import_file('Code,Title,Betrag\nK-1,Kettle,"1,234"\n')

    answers.take(job, WANTED, by=None)

    asked = question(go_on(job))
    assert (asked.code, asked.revision, asked.answered_by) == ("price_format_unclear", 2, None)


def test_blank_column_that_a_person_insists_on_is_taken(import_file: Import) -> None:
    job = import_file("sku,name\n,Mug\n,Pot\nA-1,Cup\n")

    answers.take(job, {"sku": "sku"}, by=None)

    assert (go_on(job).status, job.rejected, [*catalogue()]) == ("completed", 2, ["A-1"])


@pytest.mark.parametrize("recipe", [{"weight": "Code"}, {"sku": 1}, {"sku": "a\0b"}])
def test_recipe_that_is_not_possible_changes_nothing(waiting: ImportJob, recipe: dict[str, Any]) -> None:
    with pytest.raises(upload_options.InvalidOptions):
        answers.take(waiting, recipe, by=None)

    waiting.refresh_from_db()
    assert question(waiting)


def test_columns_become_fields_first(waiting: ImportJob) -> None:
    new = answers.NewField("Betrag", "deposit", "Deposit", "money")

    answers.take(waiting, {"sku": "Code", "name": "Title"}, by=None, new_fields=[new], actor=Actor("api", "1"))

    assert OwnField.objects.get().label == "Deposit"
    assert waiting.options["mapping"] == {"sku": "Code", "name": "Title", "deposit": "Betrag"}
    assert go_on(waiting).status == "completed"


def test_field_that_cannot_be_made_leaves_the_job_waiting(waiting: ImportJob) -> None:
    new = answers.NewField("Betrag", "deposit", "Deposit", "money")

    with pytest.raises(KeyTaken):
        answers.take(waiting, WANTED, by=None, new_fields=[new, new])

    waiting.refresh_from_db()
    assert question(waiting)
    assert OwnField.objects.count() == 0


def test_file_that_is_gone_meanwhile_fails_the_job_clearly(waiting: ImportJob, store: Path) -> None:
    Path(waiting.file.path).unlink()
    answers.accept(waiting, by=None)

    go_on(waiting)

    assert (waiting.status, waiting.error_code) == ("failed", "source_missing")


def test_import_again_takes_the_same_answer(waiting: ImportJob) -> None:
    with pytest.raises(receiving.NotEnded):
        receiving.again(waiting, user=None)
    answers.take(waiting, WANTED, by=None)
    go_on(waiting)

    again = receiving.again(waiting, user=None)

    assert again.options["mapping"] == WANTED
    assert go_on(again).unchanged == 2
