"""What a waiting job asks and what its file becomes, as programs get it: the API, and the command with `--json`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from products.fields.models import current_fields
from products.fields.reasons import FileFailure, Refusal
from products.imports.mapping.answers import found_of
from products.imports.mapping.layouts import columns_by
from products.imports.mapping.parts import Recipe
from products.imports.mapping.preview import preview
from products.imports.models import MappingRequest
from products.jobs.models import ImportJob


def described(job: ImportJob, request: MappingRequest) -> dict[str, Any]:
    """The question with a preview of the suggestion."""
    found = found_of(request)
    return {
        "revision": request.revision,
        "why": {"code": request.code, "message": request.message},
        "columns": [asdict(column) for column in found.columns],
        "suggestion": found.suggestion,
        "reasons": found.reasons,
        "certain": found.certain,
        "questions": found.questions,
        "preview": previewed(job, found.suggestion),
        "source": found.source or None,
        "drift": found.drift,
    }


def previewed(job: ImportJob, recipe: Recipe) -> dict[str, Any]:
    """The first products by the recipe, or why there are none."""
    try:
        shown = preview(job, recipe)
    except FileFailure as failure:
        return {"products": [], "rejected": [], "error": {"code": failure.code, "message": failure.message}}
    return {"products": shown.products, "rejected": [_rejected(each) for each in shown.rejected], "error": None}


def tried(job: ImportJob, request: MappingRequest, recipe: Recipe) -> dict[str, Any]:
    """The same, with the columns that the file has if it is laid out as the recipe says."""
    columns = columns_by(job, found_of(request), recipe, current_fields())
    return {**previewed(job, recipe), "columns": [asdict(column) for column in columns]}


def _rejected(refusal: Refusal) -> dict[str, Any]:
    errors = [reason._asdict() for reason in refusal.reasons]
    return {"record_number": refusal.record_number, "line_number": refusal.line_number, "errors": errors}
