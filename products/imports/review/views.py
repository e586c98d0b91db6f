"""The page on which a person looks at what an import would change."""

from __future__ import annotations

import re
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from product_importer.lib.actor import user_of
from products.imports.belts.confirming import ConfirmNeeded
from products.imports.belts.presenters import shown as shown_belts
from products.imports.missing import keeping
from products.imports.review import deciding, presenters
from products.imports.review.change_lists import NothingToSee, changes_of
from products.imports.review.changes import ChangeList, Page
from products.imports.review.conflict_presenters import shown_conflicts
from products.imports.review.conflicts import Take, resolve
from products.imports.review.filters import Filters
from products.imports.review.kept_taking import NothingKept, take_kept
from products.imports.review.kept_values import kept_values
from products.imports.review.leaving_out import CannotLeaveOut, Part, leave_out, take_back
from products.imports.review.missing import NothingMissing, keep_missing
from products.imports.review.page_form import FilterForm
from products.imports.review.plan_changes import PlanChanges
from products.imports.review.prices import picture_of
from products.imports.review.reviewing import review_of
from products.imports.review.same_product import NoTwin, take_for_the_same
from products.jobs.models import ImportJob
from products.jobs.record import MAY_IMPORT, Kind

ROWS_A_PAGE = 50
CONFIRM = "confirm-"
SEPARATORS = re.compile(r"[\s,.’']")
MISSING_SHOWN = 10
MOST_COUNTED = 20_000
MOST_DIGITS = 18
STAY_CONFLICTS = "{:,} deleted products cannot be made anew: the file does not say enough of them."
MOST_FOUND = 1_000
"""Of those that match a text or a ratio: no index counts them."""


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Shows the changes; `do=apply`, `discard`, `leave_out` and `take_back` do what they say."""
    if request.method == "POST" and not request.user.has_perm(MAY_IMPORT):
        raise PermissionDenied
    job = get_object_or_404(ImportJob.objects.visible(), pk=job_id)
    if request.method == "POST":
        return _decided(request, job)
    if job.is_paused:
        context = {"job": job, "belts": shown_belts(job), "may_apply": deciding.may_apply(request.user, job)}
        return render(request, "imports/review_paused.html", context)
    try:
        return _page(request, job, changes_of(job))
    except NothingToSee as error:
        messages.info(request, str(error))
        return redirect(job)


def _page(request: HttpRequest, job: ImportJob, changes: ChangeList) -> HttpResponse:
    form = _form(request, job, changes)
    page = changes.page(form.filters, behind=form.behind, size=ROWS_A_PAGE)
    is_filtered = form.filters != Filters()
    context = {
        "job": job,
        "form": form,
        "is_filtered": is_filtered,
        "matching": _matching(changes, form.filters, page) if is_filtered and not form.behind else None,
        "most_counted": most_counted(form.filters),
        "lines": presenters.lines_of(job, page.changes),
        "next": page.next_position,
    }
    if changes.origin == "history":
        return render(request, "imports/changes.html", context | {"review": review_of(job)})
    found = review_of(job)
    waiting = {
        "review": found,
        "plan": job.plan or {},
        "picture": picture_of(job, found.prices) if found else None,
        "belts": shown_belts(job),
        "missing": keeping.page_of(job, behind=0, size=MISSING_SHOWN),
        "kept": kept_values(job),
        "conflicts": shown_conflicts(job, behind=_number(request.GET.get("conflicts", "")) or 0),
        "sums": presenters.sums_of(job, found) if found else [],
        "may_import": request.user.has_perm(MAY_IMPORT),
        "may_apply": deciding.may_apply(request.user, job),
    }
    return render(request, "imports/review.html", context | waiting)


def most_counted(filters: Filters) -> int:
    return MOST_FOUND if filters.text or filters.is_of_ratio else MOST_COUNTED


def _matching(changes: ChangeList, filters: Filters, first: Page) -> int:
    """How many match, counted up to a limit; of a single page, the first one tells."""
    return changes.count(filters, most=most_counted(filters)) if first.next_position else len(first.changes)


def _decided(request: HttpRequest, job: ImportJob) -> HttpResponse:
    do, by = request.POST.get("do", ""), user_of(request)
    try:
        if do in ("apply", "discard"):
            if not deciding.may_apply(request.user, job):
                raise PermissionDenied
            if do == "discard":
                deciding.discard(job, by=by)
            else:
                revision = _number(request.POST.get("revision", ""))
                deciding.apply(job, by=by, revision=revision, confirm=_typed(request.POST))
            return redirect(job)
        if do == "same_product":
            take_for_the_same(job, [sku] if (sku := request.POST.get("sku")) else None)
            return redirect("imports:review", job.id)
        if do in ("keep_missing", "lose_missing"):
            keep_missing(job, keep=do == "keep_missing")
            return redirect("imports:review", job.id)
        if do == "take_kept":
            take_kept(job, sku=request.POST.get("sku"), key=request.POST.get("field"))
            return redirect("imports:review", job.id)
        if do in ("ours", "theirs"):
            _resolve(request, job, "ours" if do == "ours" else "theirs")
            return redirect("imports:review", job.id)
        (take_back if do == "take_back" else leave_out)(job, _part(request, job))
    except deciding.NotWaiting as error:
        messages.info(request, str(error))
        return redirect(job)
    except (deciding.PlanChanged, ConfirmNeeded, CannotLeaveOut, NoTwin, NothingMissing, NothingKept) as error:
        messages.error(request, str(error))
    address = reverse("imports:review", args=[job.id])
    return redirect(f"{address}?{request.GET.urlencode()}" if request.GET else address)


def _resolve(request: HttpRequest, job: ImportJob, take: Take) -> None:
    resolved = resolve(job, skus=[sku] if (sku := request.POST.get("sku")) else None, take=take)
    if resolved.final:
        messages.info(request, STAY_CONFLICTS.format(resolved.final))


def _part(request: HttpRequest, job: ImportJob) -> Part:
    """One product, a field, or all that the filters of the address show."""
    if sku := request.POST.get("sku"):
        return Part(skus=[sku])
    if key := request.POST.get("field"):
        return Part(fields=[key], filters=Filters(action="update") if key == "name" else Filters())
    if request.POST.get("all") == "shown":
        return Part(filters=_form(request, job, PlanChanges(job)).filters)
    return Part(filters=Filters(left_out=True))


def _typed(given: QueryDict) -> dict[str, int]:
    """The figures of seat belts, as people write them: 6,021 or 6 021."""
    texts = {name.removeprefix(CONFIRM): str(given[name]) for name in given if CONFIRM in name}
    typed = {name: _number(SEPARATORS.sub("", text)) for name, text in texts.items()}
    return {name: figure for name, figure in typed.items() if figure is not None}


def _form(request: HttpRequest, job: ImportJob, changes: ChangeList) -> FilterForm:
    is_plan = changes.origin == "plan"
    return FilterForm(request.GET, fields=changes.fields, is_plan=is_plan, is_undo=job.kind == Kind.UNDO)


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else None
