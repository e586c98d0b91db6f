"""The page on which a person says which column is what."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from product_importer.lib.actor import actor_of, user_of
from products.fields.models import current_fields
from products.fields.registry import Fields
from products.imports.mapping import answers
from products.imports.mapping.forms import MappingForm
from products.imports.mapping.layouts import LAYOUT, Layout, layout_of, reread, sheets
from products.imports.mapping.remember_form import RememberForm
from products.imports.mapping.row_rules import fixed_rules
from products.imports.mapping.shown_preview import sentence_of, shown_preview
from products.imports.models import MappingRequest
from products.imports.sources import refusals as of_sources
from products.imports.sources.actions import MAY_ADD, MAY_CHANGE
from products.imports.upload_options import InvalidOptions
from products.jobs.models import ImportJob
from products.jobs.record import MAY_IMPORT
from products.own_fields.refusals import InvalidField, Refusal

MAY_ADD_FIELDS = "products.add_ownfield"


@require_http_methods(["GET", "HEAD", "POST"])
def mapping(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Shows the question with a preview of what is chosen; `do=continue` answers, `do=disown`: not that source."""
    if request.method == "POST" and not request.user.has_perm(MAY_IMPORT):
        raise PermissionDenied
    job = get_object_or_404(ImportJob.objects.visible().imports(), pk=job_id)
    try:
        asked, fields = answers.waiting(job), current_fields()
        if request.POST.get("revision", str(asked.revision)) not in (str(asked.revision), ""):
            raise answers.NotWaiting
        if request.POST.get("do") == "disown":
            answers.disown(job)
            return redirect(job)
        form, remember = _form(job, asked, request.POST or None, fields), _remember_form(request, asked)
        is_answer = form.is_valid() and request.POST.get("do") == "continue"
        if is_answer and _is_taken(request, job, form, remember):
            return redirect(job)
    except answers.NotWaiting as error:
        return _too_late(request, job, error)
    return _page(request, job, asked, fields, form, remember)


def _form(job: ImportJob, asked: MappingRequest, data: QueryDict | None, fields: Fields) -> MappingForm:
    """Set as was chosen, or as suggested if the file is to be read in such a way that it has other columns."""
    found, layout = answers.found_of(asked), _layout(data)
    return MappingForm(
        None if layout.has_other_columns else data,
        found=reread(job, found, layout.said, fields),
        fields=fields,
        why=asked.code,
        revision=asked.revision,
        layout=layout,
        sheets=sheets(job),
        settled=[name for name in LAYOUT if job.options.get(name)],
    )


def _layout(data: QueryDict | None) -> Layout:
    if data is None:
        return Layout({})
    given = {name: str(data[f"file_{name}"]) for name in LAYOUT if f"file_{name}" in data}
    return layout_of(str(data.get("layout", "")), given)


def _remember_form(request: HttpRequest, asked: MappingRequest) -> RememberForm:
    return RememberForm(
        request.POST or None,
        source=answers.found_of(asked).source,
        may_add=request.user.has_perm(MAY_ADD),
        may_change=request.user.has_perm(MAY_CHANGE),
    )


def _is_taken(request: HttpRequest, job: ImportJob, form: MappingForm, remember: RememberForm) -> bool:
    """Whether the job goes on; if not, the forms say why."""
    kept = [each for each in form.unused if each.is_kept]
    if kept and not request.user.has_perm(MAY_ADD_FIELDS):
        raise PermissionDenied
    if any(each.fault for each in kept):
        form.add_error(None, "A column cannot become a field like that. See what it says beside it.")
        return False
    if not remember.is_complete():
        return False
    try:
        answers.take(
            job,
            form.recipe,
            by=user_of(request),
            revision=form.cleaned_data["revision"],
            new_fields=[each.new_field for each in kept],
            actor=actor_of(request),
            remember=remember.answer(form.found.columns),
        )
    except InvalidOptions as error:
        form.add_error(None, sentence_of(error))
    except (InvalidField, Refusal) as error:
        form.add_error(None, str(error))
    except (of_sources.InvalidSource, of_sources.Refusal) as error:
        remember.add_error("source_name", str(error))
    return not (form.errors or remember.errors)


def _page(
    request: HttpRequest,
    job: ImportJob,
    asked: MappingRequest,
    fields: Fields,
    form: MappingForm,
    remember: RememberForm,
) -> HttpResponse:
    context = {
        "job": job,
        "asked": asked,
        "form": form,
        "remember": remember,
        "fixed_rules": fixed_rules(form.suggestion),
        "shown": shown_preview(job, form, fields),
        "is_read_anew": request.method == "POST" and not form.is_bound,
        "may_import": request.user.has_perm(MAY_IMPORT),
        "may_keep": request.user.has_perm(MAY_ADD_FIELDS),
    }
    return render(request, "imports/mapping.html", context, status=422 if form.errors or remember.errors else 200)


def _too_late(request: HttpRequest, job: ImportJob, error: answers.NotWaiting) -> HttpResponse:
    """An answer that is not taken is told so; who only looks is led to the import."""
    if request.method == "POST":
        return render(request, "imports/mapping_answered.html", {"job": job, "sentence": str(error)}, status=409)
    messages.info(request, str(error))
    return redirect(job)
