"""The pages of undoing: asking for it, and its conflicts."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from product_importer.lib.actor import user_of
from products.imports.review.conflicts import Take
from products.imports.review.deciding import NotWaiting
from products.imports.undo import conflicts as undo_conflicts
from products.imports.undo import presenters, requesting
from products.jobs.models import ImportJob
from products.jobs.record import MAY_IMPORT, Kind

ROWS_A_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Says what undoing the job does, and does it if somebody agrees."""
    if request.method == "POST" and not request.user.has_perm(MAY_IMPORT):
        raise PermissionDenied
    job = get_object_or_404(ImportJob.objects.visible(), pk=job_id)
    deactivate = request.POST.get("created") == "deactivate"
    try:
        if request.method == "POST":
            if not request.user.has_perms(requesting.needed(requesting.undone_together(job), deactivate=deactivate)):
                raise PermissionDenied
            return redirect(requesting.undo(job, user=user_of(request), deactivate=deactivate))
        requesting.check(job)
    except requesting.AlreadyUndoing as error:
        messages.info(request, str(error))
        return redirect(error.undo)
    except requesting.CannotUndo as error:
        messages.info(request, str(error))
        return redirect(job)
    return render(request, "imports/undo.html", presenters.question(job, user_of(request)))


@require_http_methods(["GET", "HEAD", "POST"])
def conflicts(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """What an undo cannot take back by itself. `take`: what becomes of the product with this `sku`, or of all."""
    if request.method == "POST" and not request.user.has_perm(MAY_IMPORT):
        raise PermissionDenied
    job = get_object_or_404(ImportJob.objects.visible().filter(kind=Kind.UNDO), pk=job_id)
    if request.method == "POST":
        return _resolved(request, job)
    behind = request.GET.get("behind", "")
    position = int(behind) if behind.isdecimal() else 0
    is_waiting = undo_conflicts.are_in_plan(job)
    page_of = undo_conflicts.page_of if is_waiting else undo_conflicts.ended_page_of
    page = page_of(job, behind=position, size=ROWS_A_PAGE)
    context = {
        "job": job,
        "lines": presenters.lines_of(job, page),
        "next": page.next_position,
        "is_first": not position,
        "is_waiting": is_waiting,
        "may_decide": is_waiting and request.user.has_perm(MAY_IMPORT),
    }
    return render(request, "imports/undo_conflicts.html", context)


def _resolved(request: HttpRequest, job: ImportJob) -> HttpResponse:
    take, sku = request.POST.get("take", ""), request.POST.get("sku", "")
    if take in ("theirs", "ours") and undo_conflicts.are_in_plan(job):
        try:
            undo_conflicts.resolve(job, skus=[sku] if sku else None, take=cast(Take, take))
        except NotWaiting as error:
            messages.info(request, str(error))
            return redirect(job)
        return redirect(request.get_full_path())
    messages.info(request, str(NotWaiting()))
    return redirect(job)
