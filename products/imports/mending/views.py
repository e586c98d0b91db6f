"""The page on which refused rows are mended."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from product_importer.lib.humanize import counted
from product_importer.lib.paging import Count, page_of
from products.fields.reasons import FileFailure
from products.imports.mending import editing, presenters
from products.imports.mending.actions import SET, Action, InvalidAction
from products.imports.mending.bench import Bench, bench_of
from products.imports.mending.cell_text import InvalidCells
from products.imports.mending.groups import groups_of
from products.imports.mending.offer import CannotMend, offered_until
from products.imports.mending.one_for_all import mend_all
from products.imports.mending.retrying import retry
from products.imports.models import RejectedRow, RejectedRowQuerySet
from products.jobs.models import ImportJob
from products.jobs.record import MAY_IMPORT, Mode

ROWS_A_PAGE = 25
READY = "ready"


@require_http_methods(["GET", "HEAD", "POST"])
def rejected(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Shows the rows as inputs; `do=row`, `all` and `retry` do what they say."""
    if request.method == "POST" and not request.user.has_perm(MAY_IMPORT):
        raise PermissionDenied
    job = get_object_or_404(ImportJob.objects.visible().imports(), pk=job_id)
    try:
        return _acted(request, job) if request.method == "POST" else _page(request, job)
    except (CannotMend, FileFailure) as refusal:
        messages.info(request, str(refusal))
    except editing.RowGone:
        messages.info(request, "This row is not there any longer.")
    except (InvalidCells, InvalidAction) as refusal:
        messages.error(request, str(refusal))
        return redirect(_address(request, job))
    return redirect(f"{job.get_absolute_url()}#rejected")


def _page(request: HttpRequest, job: ImportJob) -> HttpResponse:
    bench, wanted = bench_of(job), request.GET.get("show", "")
    rows = _shown(job, wanted)
    ready = job.rejected_rows.free().sound().count()
    count = Count(job.rejected if not wanted else rows.count(), is_exact=True)
    page = page_of(rows.in_file_order(), key="id", number=request.GET.get("page"), count=count, size=ROWS_A_PAGE)
    context = {
        "job": job,
        "page": page,
        "lines": presenters.lines_of(bench, page.rows, busy=presenters.busy_with(job)),
        "groups": groups_of(bench),
        "shown": wanted,
        "ready": ready,
        "until": offered_until(job),
        "kept": f"show={wanted}&" if wanted else "",
        "may_import": request.user.has_perm(MAY_IMPORT),
        "is_reviewed": job.mode is Mode.REVIEW,
    }
    return render(request, "imports/mending.html", context)


def _shown(job: ImportJob, wanted: str) -> RejectedRowQuerySet:
    """All rows, those that are ready, or those with a code."""
    rows = job.rejected_rows.still_rejected()
    if wanted == READY:
        return job.rejected_rows.free().sound()
    return rows.with_code(wanted) if wanted else rows


def _acted(request: HttpRequest, job: ImportJob) -> HttpResponse:
    do = request.POST.get("do")
    if do == "retry":
        mode = Mode.REVIEW if request.POST.get("review") else Mode.APPLY
        return redirect(retry(job, user=request.user, mode=mode.value))
    number = _mend_all(request, job) if do == "all" else _mend_row(request, job)
    return redirect(f"{_address(request, job)}#{f'row-{number}' if number else 'mending'}")


def _mend_row(request: HttpRequest, job: ImportJob) -> int:
    number = int(text) if (text := request.POST.get("row", "")).isdecimal() and len(text) < _DIGITS else 0
    row = RejectedRow.objects.filter(job=job, record_number=number).first()
    if row is None:
        raise editing.RowGone
    mended, _ = editing.edit(job, number, _cells(request, bench_of(job), row))
    if mended.errors:
        messages.warning(request, f"Row {number:,}: {' '.join(str(error['message']) for error in mended.errors)}")
    else:
        messages.success(request, f"Row {number:,} can be imported.")
    return number


def _cells(request: HttpRequest, bench: Bench, row: RejectedRow) -> list[str]:
    """All cells of the row. Those of a wide file that are not shown stay, if they are certain."""
    known, shown = bench.cells_of(row), presenters.shown_columns(bench)
    given = {index: text for index in shown if (text := request.POST.get(f"cell-{index}")) is not None}
    if len(given) < len(shown):
        raise InvalidCells({"cells": "Give all cells of the row."})
    if not known.is_certain and len(shown) < len(bench.header):
        sentence = "This row has more cells than fit here, and it is not known where they end. Correct it in the file."
        raise InvalidCells({"cells": sentence})
    return [given.get(index, cell) for index, cell in enumerate(known.cells[: len(bench.header)])]


def _mend_all(request: HttpRequest, job: ImportJob) -> int:
    name = request.POST.get("action", "")
    action = Action(name, value=request.POST.get("value", "") if name == SET else None)
    outcome = mend_all(job, request.POST.get("code", ""), action)
    left = f" {counted(outcome.left, 'row')} to be corrected one by one." if outcome.left else ""
    wrong = outcome.rows - outcome.sound
    still = f" Something else is wrong with {counted(wrong, 'row')}." if wrong else ""
    what = f"{counted(outcome.rows, 'row')} corrected: {outcome.sound:,} can be imported.{still}{left}"
    messages.success(request, what)
    return 0


def _address(request: HttpRequest, job: ImportJob) -> str:
    address = reverse("imports:rejected", args=[job.id])
    return f"{address}?{request.GET.urlencode()}" if request.GET else address


_DIGITS = 10
