"""A source's recipe and policies become those of a job. What the upload itself says comes first."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from products.fields.cells import shorten
from products.imports.models import Source
from products.jobs.models import ImportJob

ASKS = "asks"
NONE = "none"
"""In place of a source: the file is nobody's, though its columns may be known."""
BY_NAME, BY_COLUMNS, BY_LIKENESS, BY_PERSON = "name", "columns", "likeness", "person"
"""How a job came to its source: it was named, its columns are known exactly or nearly, or it was saved from it."""


def fault(text: object) -> str | None:
    """What is wrong with the id or name of a source that an upload gives."""
    if not isinstance(text, str):
        return "Give the name or the ID of a source."
    if text == NONE or Source.objects.called(text):
        return None
    return f"There is no source “{shorten(text)}”. Its name or its ID is wanted, or “{NONE}”."


def spelt(text: str) -> str:
    """The id of the source that is meant: its name may change."""
    source = Source.objects.called(text) if text != NONE else None
    return str(source.pk) if source else text


def resolved(chosen: Mapping[str, Any]) -> tuple[dict[str, Any], UUID | None]:
    """The options of an upload with those that its source gives, and the source's id. Raises Source.DoesNotExist."""
    name = chosen.get("source")
    if not name:
        return {**chosen}, None
    if name == NONE:
        return {**chosen, "source": {"how": NONE}}, None
    source = Source.objects.called(name)
    if source is None:
        raise Source.DoesNotExist(fault(name))
    return taken_by(source, chosen, BY_NAME), source.pk


def options_again(job: ImportJob, names: Collection[str], *, as_nobodys: bool) -> dict[str, Any]:
    """What an upload like this job's would say: its recipe as it ran, whatever became of its source.

    `names`: of the options of uploads. `as_nobodys`: without the source and what it gave.
    """
    told = told_of(job.options)
    gave = told.get("gave", ()) if as_nobodys else ()
    options = {name: value for name, value in job.options.items() if name in names and name not in gave}
    options.setdefault("mapping", job.options.get("asking"))
    if as_nobodys or told.get("how") == NONE:
        return options | {"source": NONE}
    return options | {"source": told["id"] if told and source_of(job) else None}


def taken_by(source: Source, options: Mapping[str, Any], how: str) -> dict[str, Any]:
    """The options of a job with what the source says and nobody else did; how they came about stands among them."""
    says = {"mapping": source.recipe, **source.policies}
    gave = [name for name, said in says.items() if said and not options.get(name)]
    told = {"id": str(source.pk), "name": source.name, "version": source.version, "how": how, "gave": gave}
    return {**options, **{name: says[name] for name in gave}, "source": told}


def alike(source: Source, options: Mapping[str, Any]) -> dict[str, Any]:
    """The options of a job whose file may be one of the source: its policies hold, its recipe is asked about."""
    taken = without_recipe(taken_by(source, options, BY_LIKENESS))
    return {**taken, "source": {**taken["source"], ASKS: True}}


def without_recipe(options: Mapping[str, Any]) -> dict[str, Any]:
    """The options of a job whose recipe is asked about, if its source gave it."""
    told = told_of(options)
    if "mapping" not in told.get("gave", ()):
        return {**options}
    left = {**told, "gave": [name for name in told["gave"] if name != "mapping"], ASKS: True}
    return {name: value for name, value in options.items() if name != "mapping"} | {"source": left}


def said_of(source: Source, options: Mapping[str, Any]) -> dict[str, Any]:
    """The options of a job whose recipe a person said, and kept for the source."""
    told = {"id": str(source.pk), "name": source.name, "version": source.version, "how": BY_PERSON, "gave": []}
    return {**options, "source": told}


def nobodys(options: Mapping[str, Any]) -> dict[str, Any]:
    """The options without a source and what it gave."""
    gave = told_of(options).get("gave", ())
    return {name: value for name, value in options.items() if name not in gave} | {"source": {"how": NONE}}


def is_asked_about(job: ImportJob) -> bool:
    """Whether somebody has to see what changed, though its worker may have been killed before it asked."""
    return bool(told_of(job.options).get(ASKS)) and not job.options.get("mapping")


def told_of(options: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a job's options say of its source; empty if it has none."""
    told = options.get("source")
    return told if isinstance(told, dict) else {}


def gave_recipe(job: ImportJob) -> bool:
    """Whether the recipe of the job is its source's, as it is."""
    return "mapping" in told_of(job.options).get("gave", ())


def source_of(job: ImportJob) -> Source | None:
    """The source of the job, unless it was deleted since."""
    return Source.objects.filter(pk=job.source_id).first() if job.source_id else None
