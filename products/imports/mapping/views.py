"""The page on which a person says which column is what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from product_importer.lib.actor import user_of
from products.fields.field import Field
from products.fields.models import current_fields
from products.fields.reasons import FileFailure
from products.fields.registry import Fields
from products.imports.mapping import answers
from products.imports.mapping.forms import MappingForm
from products.imports.mapping.preview import preview
from products.imports.mapping.remembering import Remember
from products.imports.models import MappingRequest, Source, name_key
from products.imports.receiving import InvalidOptions
from products.imports.sources.actions import MAY_ADD, MAY_CHANGE
from products.imports.sources.refusals import InvalidSource, Refusal
from products.jobs.models import ImportJob
from products.jobs.record import MAY_IMPORT


@require_http_methods(["GET", "HEAD", "POST"])
def mapping(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Shows the question with a preview of what is chosen; `do=continue` is the answer."""
    may_import = request.user.has_perm(MAY_IMPORT)
    if request.method == "POST" and not may_import:
        raise PermissionDenied
    job = get_object_or_404(ImportJob.objects.visible().imports(), pk=job_id)
    try:
        asked, fields = answers.waiting(job), current_fields()
        found = answers.found_of(asked)
        if request.POST.get("do") == "disown":
            answers.disown(job)
            return redirect(job)
        preset = _preset(asked, found.source, may_change=request.user.has_perm(MAY_CHANGE))
        form = MappingForm(request.POST or None, found=found, fields=fields, why=asked.code, initial=preset)
        if form.is_valid() and request.POST.get("do") == "continue" and _is_taken(request, job, form):
            return redirect(job)
    except answers.NotWaiting as error:
        messages.info(request, str(error))
        return redirect(job)
    context = {
        "job": job,
        "asked": asked,
        "form": form,
        "may_import": may_import,
        "may_remember": request.user.has_perm(MAY_ADD),
        **_preview(job, form, fields),
    }
    return render(request, "imports/mapping.html", context, status=422 if form.errors else 200)


def _preset(asked: MappingRequest, source: Mapping[str, Any], *, may_change: bool) -> dict[str, object]:
    """The question that is seen: somebody else may answer meanwhile, and the job may ask again. And the source."""
    name = source.get("name", "") if may_change else ""
    return {"revision": asked.revision, "source_name": name, "remember": bool(name)}


def _is_taken(request: HttpRequest, job: ImportJob, form: MappingForm) -> bool:
    """Whether the job goes on; if not, the form says why."""
    try:
        remember = _remember(request, form)
        revision = form.cleaned_data["revision"]
        answers.take(job, form.recipe, by=user_of(request), revision=revision, remember=remember)
    except _NotSaved:
        return False
    except (InvalidSource, Refusal) as error:
        form.add_error("source_name", str(error))
        return False
    except InvalidOptions as error:
        form.add_error(None, [sentence for faults in error.fields.values() for sentence in faults])
        return False
    return True


class _NotSaved(Exception):
    """The form says why."""


def _remember(request: HttpRequest, form: MappingForm) -> Remember | None:
    """Under which name the recipe is kept. Another source is changed only if the person says so."""
    name = form.cleaned_data["source_name"]
    if not form.cleaned_data["remember"]:
        return None
    if not request.user.has_perm(MAY_ADD):
        raise PermissionDenied
    may_change, other = request.user.has_perm(MAY_CHANGE), Source.objects.filter(name_key=name_key(name)).first()
    if other and may_change and str(other.pk) != form.found.source.get("id") and not form.cleaned_data["replace"]:
        form.asks_to_replace = True
        form.add_error("source_name", f"There is a source “{other.name}” already. Change it, or take another name.")
        raise _NotSaved
    return Remember(name, may_change)


def _preview(job: ImportJob, form: MappingForm, fields: Fields) -> dict[str, object]:
    """What the file becomes by what is chosen, or why that cannot be shown."""
    recipe = form.recipe if form.is_bound and form.is_valid() else form.found.suggestion
    try:
        shown = preview(job, answers.checked(recipe))
    except FileFailure as failure:
        return {"preview": None, "failure": failure.message, "columns": (), "rows": ()}
    except InvalidOptions as error:
        return {"preview": None, "failure": str(error), "columns": (), "rows": ()}
    columns = fields.among(shown.columns)
    rows = [(each["record_number"], _labelled(each, columns)) for each in shown.products]
    return {"preview": shown, "failure": "", "columns": columns, "rows": rows}


def _labelled(product: dict[str, object], columns: Iterable[Field]) -> list[tuple[str, object]]:
    return [(field.label, _value(product, field.key)) for field in columns]


def _value(product: dict[str, object], key: str) -> object:
    own = product["attributes"]
    value = product.get(key) if key in product else own.get(key) if isinstance(own, dict) else None
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list) else value
