"""The page on which a person looks at what an import would change."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from product_importer.lib.actor import user_of
from products.imports.models import Review
from products.imports.review import deciding, presenters
from products.imports.review.changes import count, page_of
from products.imports.review.filters import Filters
from products.imports.review.leaving_out import CannotLeaveOut, Part, leave_out, take_back
from products.imports.review.page_form import FilterForm
from products.imports.review.reviewing import review_of
from products.imports.steps import reviewed
from products.jobs.models import ImportJob
from products.jobs.record import MAY_IMPORT, Kind

ROWS_A_PAGE = 50
MOST_COUNTED = 100_000


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Shows the changes; `do=apply`, `discard`, `leave_out` and `take_back` do what they say."""
    if request.method == "POST" and not request.user.has_perm(MAY_IMPORT):
        raise PermissionDenied
    job = get_object_or_404(ImportJob.objects.visible(), pk=job_id)
    if request.method == "POST":
        return _decided(request, job)
    found = review_of(job)
    if found is None or not ImportJob.objects.awaiting_review().filter(pk=job.pk).exists():
        messages.info(request, str(deciding.NotWaiting()))
        return redirect(job)
    return _page(request, job, found)


def _page(request: HttpRequest, job: ImportJob, found: Review) -> HttpResponse:
    form = _form(request, job)
    behind = request.GET.get("behind", "")
    page = page_of(job, form.filters, behind=int(behind) if behind.isdecimal() else 0, size=ROWS_A_PAGE)
    is_filtered = form.filters != Filters()
    context = {
        "job": job,
        "review": found,
        "plan": job.plan or {},
        "form": form,
        "is_filtered": is_filtered,
        "matching": count(job, form.filters, most=MOST_COUNTED) if is_filtered else None,
        "most_counted": MOST_COUNTED,
        "lines": presenters.lines_of(job, page.changes),
        "next": page.next_position,
        "sums": presenters.sums_of(job, found),
        "is_first": not behind,
        "may_import": request.user.has_perm(MAY_IMPORT),
        "may_apply": deciding.may_apply(request.user, job),
    }
    return render(request, "imports/review.html", context)


def _decided(request: HttpRequest, job: ImportJob) -> HttpResponse:
    do, by = request.POST.get("do", ""), user_of(request)
    try:
        if do in ("apply", "discard"):
            if not deciding.may_apply(request.user, job):
                raise PermissionDenied
            if do == "discard":
                deciding.discard(job, by=by)
            else:
                deciding.apply(job, by=by, revision=_number(request.POST.get("revision", "")))
            return redirect(job)
        (take_back if do == "take_back" else leave_out)(job, _part(request, job))
    except deciding.NotWaiting as error:
        messages.info(request, str(error))
        return redirect(job)
    except (deciding.PlanChanged, CannotLeaveOut) as error:
        messages.error(request, str(error))
    address = reverse("imports:review", args=[job.id])
    return redirect(f"{address}?{request.GET.urlencode()}" if request.GET else address)


def _part(request: HttpRequest, job: ImportJob) -> Part:
    """One product, a field, or all that the filters of the address show."""
    if sku := request.POST.get("sku"):
        return Part(skus=[sku])
    if key := request.POST.get("field"):
        return Part(fields=[key], filters=Filters(action="update") if key == "name" else Filters())
    if request.POST.get("all") == "shown":
        return Part(filters=_form(request, job).filters)
    return Part(filters=Filters(left_out=True))


def _form(request: HttpRequest, job: ImportJob) -> FilterForm:
    return FilterForm(request.GET, fields=reviewed.changed_fields(job), is_undo=job.kind == Kind.UNDO)


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() else None
