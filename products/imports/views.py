"""The pages of imports. Each loads, makes one call and shows the outcome."""

from typing import TypeVar
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from product_importer.lib.paging import Count, page_of
from products.fields.reasons import FileFailure
from products.imports import envelope, presenters, receiving, same_file, upload_options
from products.imports.belts.presenters import shown as shown_belts
from products.imports.forms import UploadForm
from products.imports.how_read import how_read
from products.imports.mending.offer import is_offered
from products.imports.mending.presenters import story_of
from products.imports.rejected.highlight import marked
from products.imports.sources import use
from products.imports.undo import presenters as undo_presenters
from products.jobs import control, timeline
from products.jobs.links import links_of
from products.jobs.models import ImportJob
from products.jobs.presenters import panel
from products.jobs.record import MAY_IMPORT, Kind
from webhooks.models import Webhook

ROWS_A_PAGE = 25

_Row = TypeVar("_Row", bound=Model)


@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    return render(request, "imports/dashboard.html", _dashboard(request, UploadForm()))


@require_safe
def recent(request: HttpRequest) -> HttpResponse:
    """The parts of the dashboard that refresh themselves. `panel`: the jobs that have one on the page that asks."""
    return render(request, "imports/_recent.html", presenters.recent(with_panel=request.GET.getlist("panel")))


@require_http_methods(["GET", "HEAD", "POST"])
def job_list(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _upload(request)
    jobs = ImportJob.objects.imports().visible().newest_first().select_related("created_by")
    page = page_of(jobs, key="id", number=request.GET.get("page"), count=Count(jobs.count(), is_exact=True))
    return render(request, "imports/list.html", {"page": page})


@require_safe
def detail(request: HttpRequest, job_id: UUID) -> HttpResponse:
    job = get_object_or_404(ImportJob.objects.select_related("created_by"), pk=job_id)
    reasons = presenters.rejection_reasons(job, chosen=request.GET.get("reason", ""))
    page = page_of(
        reasons.rows.in_file_order(),
        key="id",
        number=request.GET.get("page"),
        count=Count(reasons.count, is_exact=True),
        size=ROWS_A_PAGE,
    )
    phases = timeline.ended_phases(job)
    columns = job.options.get("columns", {})
    context = {
        "job": job,
        "phases": phases,
        "lengths": {ended.phase: ended.seconds for ended in phases},
        "panel": panel(job),
        "page": page,
        "reasons": reasons,
        "rejected": [(row, marked(row.raw, row.errors, columns.get("indexes", {}))) for row in page.rows],
        "seen": same_file.seen(job),
        "belts": shown_belts(job),
        "options": presenters.options_in_words(job),
        "how_read": how_read(job),
        "json": links_of(job)["self"],
        "source": presenters.source_of(job),
        "undo": undo_presenters.panel_of(job, request.user),
        "may_import": request.user.has_perm(job.permission),
        "story": story_of(job),
        "may_be_mended": bool(page.rows) and is_offered(job),
        "may_add_fields": bool(columns.get("ignored")) and request.user.has_perm("products.add_ownfield"),
    }
    return render(request, "imports/detail.html", context)


@require_safe
def superseded(request: HttpRequest, job_id: UUID) -> HttpResponse:
    job = get_object_or_404(ImportJob, pk=job_id)
    return _rows(request, job, job.superseded_rows.all(), "superseded")


@require_safe
def skipped(request: HttpRequest, job_id: UUID) -> HttpResponse:
    job = get_object_or_404(ImportJob, pk=job_id)
    rules = presenters.skipped_by_rule(job)
    return _rows(request, job, job.skipped_rows.all(), "skipped", rules=rules)


@require_safe
def conflicts(request: HttpRequest, job_id: UUID) -> HttpResponse:
    job = get_object_or_404(ImportJob, pk=job_id)
    if job.kind == Kind.UNDO:
        return redirect("imports:undo_conflicts", job.id)
    return _rows(request, job, job.conflict_rows.all(), "conflicts")


def _rows(request: HttpRequest, job: ImportJob, rows: QuerySet[_Row], outcome: str, **further: object) -> HttpResponse:
    """The rows of a file that came to nothing for one reason."""
    number, count = request.GET.get("page"), Count(rows.count(), is_exact=True)
    page = page_of(rows.order_by("record_number"), key="id", number=number, count=count, size=ROWS_A_PAGE)
    context = {"job": job, "page": page, "total": job.counts[outcome], **further}
    return render(request, f"imports/{outcome}.html", context)


@require_POST
@permission_required(MAY_IMPORT, raise_exception=True)
def cancel(request: HttpRequest, job_id: UUID) -> HttpResponse:
    job = _job_to_change(request, job_id)
    if not control.cancel(job):
        messages.info(request, "This import had already ended.")
    return redirect(job)


@require_POST
@permission_required(MAY_IMPORT, raise_exception=True)
def resume(request: HttpRequest, job_id: UUID) -> HttpResponse:
    job = _job_to_change(request, job_id)
    if not control.resume(job):
        messages.info(request, control.NOT_RESUMABLE)
    return redirect(job)


@require_POST
@permission_required(MAY_IMPORT, raise_exception=True)
def apply(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Of a file that was imported before."""
    job = _job_to_change(request, job_id)
    if not control.import_again(job):
        messages.info(request, "This import does not wait to be confirmed: somebody has answered, or it has ended.")
    return redirect(job)


@require_POST
@permission_required(MAY_IMPORT, raise_exception=True)
def again(request: HttpRequest, job_id: UUID) -> HttpResponse:
    job = _job_to_change(request, job_id)
    try:
        as_nobodys = request.POST.get("source") == use.NONE
        return redirect(receiving.again(job, user=request.user, as_nobodys=as_nobodys))
    except receiving.NotEnded as error:
        messages.info(request, str(error))
    except FileFailure as failure:
        messages.error(request, failure.message)
    return redirect(job)


def _job_to_change(request: HttpRequest, job_id: UUID) -> ImportJob:
    job = get_object_or_404(ImportJob, pk=job_id)
    if not request.user.has_perm(job.permission):
        raise PermissionDenied
    return job


def _upload(request: HttpRequest) -> HttpResponse:
    """Without JavaScript: the file is stored and its page follows it. With it, the API takes the file."""
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            envelope.check(request, form.fields)
            name = envelope.file_name(file)
            return redirect(receiving.receive(file, file_name=name, user=request.user, options=form.options))
        except upload_options.InvalidOptions as error:
            form.add_error("file", [sentence for faults in error.fields.values() for sentence in faults])
        except FileFailure as failure:
            form.add_error("file", failure.message)
    return render(request, "imports/dashboard.html", _dashboard(request, form), status=422)


def _dashboard(request: HttpRequest, form: UploadForm) -> dict[str, object]:
    may_import = request.user.has_perm(MAY_IMPORT)
    jobs = presenters.under_way() if may_import else []
    return {
        **presenters.recent(with_panel={str(each.panel.id) for each in jobs}),
        "under_way": jobs,
        "blank": presenters.blank(),
        **presenters.limits(),
        "form": form,
        "may_import": may_import,
        "disabled_webhooks": Webhook.objects.disabled_by_us(),
    }
