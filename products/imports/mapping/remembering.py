"""How a file is read is kept for the next one of its supplier, as a source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.contrib.auth.base_user import AbstractBaseUser

from products.fields.models import current_fields
from products.fields.reasons import FileFailure
from products.imports.looking.found import ColumnFound, Found
from products.imports.mapping.layouts import columns_by
from products.imports.mapping.parts import with_file_options
from products.imports.mapping.why import request_of
from products.imports.models import Source
from products.imports.recipes import parse
from products.imports.source_models import POLICIES, name_key
from products.imports.sources import actions
from products.imports.sources.recognition import header_set_of
from products.jobs.models import ImportJob

_OF_FILE = ("sheet", "delimiter", "encoding")
"""What an upload may say beside a recipe, and its source has to know of the next file."""


class Remember(NamedTuple):
    """Under which name the answer is kept for the next file, and whether a source of that name may be changed."""

    name: str
    may_change: bool
    columns: Sequence[ColumnFound] = ()
    """Those that the person saw, if the file is laid out otherwise than it was found."""


def remembered(
    job: ImportJob, options: Mapping[str, Any], found: Found, remember: Remember, by: AbstractBaseUser | None
) -> Source:
    """The source with what the job's options say. `found`: what looking at the file found.

    Raises as `sources.actions.remember` does.
    """
    recipe = with_file_options(options["mapping"], {name: options[name] for name in _OF_FILE if options.get(name)})
    is_same = bool(found.source) and name_key(remember.name) == name_key(found.source["name"])
    return actions.remember(
        remember.name,
        recipe=recipe,
        policies={name: options[name] for name in POLICIES if name != "mode" and name in options},
        columns=remember.columns or columns_by(job, found, recipe, current_fields()),
        names=_header_set(job, recipe),
        by=by,
        may_change=remember.may_change,
        version=found.source["version"] if is_same else None,
    )


def remember_job(job: ImportJob, name: str) -> Source:
    """Keep how an import that has ended was read; for the command, which may do all. Raises as `remembered` does."""
    request = request_of(job)
    found = Found.of_json(request.found) if request else Found()
    options = {**job.options, "mapping": recipe_used(job)}
    return remembered(job, options, found, Remember(name, may_change=True), None)


def recipe_used(job: ImportJob) -> Mapping[str, Any]:
    """The recipe of an import, or where its columns were found without one."""
    if mapping := job.options.get("mapping"):
        given: Mapping[str, Any] = mapping
        return given
    columns = job.options.get("columns", {})
    return {key: columns["headers"][key] for key in columns.get("indexes", {}) if key in columns["headers"]}


def _header_set(job: ImportJob, recipe: Mapping[str, Any]) -> list[str]:
    try:
        return header_set_of(job, parse(recipe, current_fields(), gone=True))
    except FileFailure:
        return []
