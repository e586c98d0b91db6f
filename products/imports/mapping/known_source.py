"""A job whose file may be one of a source: its recipe is used, or what changed since the last file is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from product_importer.lib.warning import Warned
from products.fields.models import current_fields
from products.fields.reasons import FileFailure
from products.imports.looking.first_lines import Beginning
from products.imports.looking.found import Found
from products.imports.mapping.parts import parts_of
from products.imports.mapping.why import request_of
from products.imports.models import Source
from products.imports.recipes import InvalidRecipe, Recipe, as_json, parse
from products.imports.source_table import recipe_of
from products.imports.sources import recognition, use
from products.imports.sources.drift import Comparison
from products.jobs.models import ImportJob

_MOST_NAMED = 5


def question_of_source(job: ImportJob, beginning: Beginning, *, go_on: Callable[[], None]) -> FileFailure | None:
    """Take the recipe of the source whose columns the file has. What is like them, but not the same, is to be asked."""
    if job.changed or request_of(job):
        return None
    if use.is_asked_about(job):
        return _differs(f"This file is not quite like other files of {use.told_of(job.options)['name']}.")
    if use.gave_recipe(job):
        return _question_of_writing(job)
    if job.options.get("mapping") or job.options.get("source"):
        return None
    found = recognition.recognise(job, beginning, go_on=go_on)
    if len(found.exactly) == 1:
        _take(job, use.taken_by(found.exactly[0], job.options, use.BY_COLUMNS), found.exactly[0])
        return _question_of_writing(job)
    if found.alike:
        _take(job, use.alike(found.alike, job.options), found.alike)
        return _differs(f"This looks like a file of {found.alike.name}, but its columns are not the same.")
    return _unclear([each.name for each in found.exactly]) if found.exactly else None


def beside_last_file(job: ImportJob, found: Found) -> Found:
    """What was found, with the recipe of the job's source as the suggestion, and what changed since its last file."""
    source = use.source_of(job)
    recipe = _recipe_of(source) if source else None
    if source is None or recipe is None:
        return found
    comparison = Comparison(Found.of_json({"columns": source.columns}).columns, recipe, found)
    suggestion = as_json(comparison.recipe_now)
    parts = parts_of(suggestion)
    return replace(
        found,
        suggestion=suggestion,
        reasons=dict.fromkeys(parts, f"as in other files of {source.name}"),
        questions=[change.says for change in comparison.changes],
        certain=False,
        key_is_sure="sku" in parts,
        source={"id": str(source.pk), "name": source.name, "version": source.version},
        drift=[change._asdict() for change in comparison.changes],
    )


def say_whose_file_it_is(job: ImportJob) -> None:
    """On the page of a job that was recognised by its columns."""
    told = use.told_of(job.options)
    if told.get("how") != use.BY_COLUMNS:
        return
    sentence = f"This file has the columns of {told['name']}, so it was read as other files of that source."
    if sentence not in job.warnings:
        job.advance_or_leave(warnings=[Warned(sentence, "source_recognised", examples=[told["name"]]), *job.warnings])


def _take(job: ImportJob, options: dict[str, Any], source: Source) -> None:
    job.advance_or_leave(options=options, source_id=source.pk)


def _question_of_writing(job: ImportJob) -> FileFailure | None:
    if not recognition.is_written_otherwise(job, recipe_of(job)):
        return None
    name = use.told_of(job.options)["name"]
    return _differs(f"This file is written in another way than other files of {name}.")


def _differs(sentence: str) -> FileFailure:
    return FileFailure("source_differs", sentence)


def _unclear(names: list[str]) -> FileFailure:
    named = " and ".join(names[:_MOST_NAMED])
    return FileFailure(
        "source_unclear",
        f"This file has the columns of several sources: {named}. "
        "Say here how it is read, or cancel the import and choose the source when you upload the file.",
    )


def _recipe_of(source: Source) -> Recipe | None:
    try:
        return parse(source.recipe, current_fields(), gone=True)
    except InvalidRecipe:
        return None
