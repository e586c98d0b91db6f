"""The JSON routes of imports. Each loads, makes one call and translates the outcome."""

import json
from typing import Annotated, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from ninja import File, Form, Query, Router, Status, UploadedFile

from product_importer.lib.errors import ApiError
from product_importer.lib.keyset import cursor_page
from product_importer.lib.openapi import ONLY_THESE_PARTS, answers_with
from products.fields.reasons import FileFailure
from products.imports import envelope, receiving, schemas, upload_options
from products.imports import same_file as seen_before
from products.imports.mending.listing import Listed, listed
from products.imports.rejected import download
from products.imports.review import conflict_presenters as waiting_presenters
from products.imports.review import conflicts as waiting_conflicts
from products.imports.undo import conflicts, presenters
from products.jobs import control, progress, streams
from products.jobs.models import ImportJob
from products.jobs.presenters import accepted, described
from products.jobs.record import MAY_IMPORT
from products.jobs.schemas import Accepted, Job, Jobs, Snapshot

PAGE_SIZE = 50
MOST_ON_A_PAGE = 500

PageSize = Annotated[int, Query(ge=1, le=MOST_ON_A_PAGE)]

_Row = TypeVar("_Row", bound=Model)

router = Router(tags=["imports"])


@router.post(
    "upload/",
    url_name="upload",
    response={202: schemas.Received},
    summary="Upload a file",
    openapi_extra=ONLY_THESE_PARTS,
)
def upload(
    request: HttpRequest,
    file: File[UploadedFile],
    mode: Form[str] = "",
    mapping: Form[str] = "",
    delimiter: Form[str] = "",
    encoding: Form[str] = "",
    on_blank: Form[str] = "",
    duplicates: Form[str] = "",
    new_without_price: Form[str] = "",
    sheet: Form[str] = "",
    same_file: Form[str] = "",
    source: Form[str] = "",
) -> Status[dict[str, object]]:
    """Uploads a file and queues its import: CSV, or a workbook (.xlsx, .xls, .ods), also packed with gzip or zip.

    `mapping` is a JSON object that names the header for each field; a blank header means that no column holds the
    field. Or it is a whole recipe: where values come from, which rows are products, how the file is written
    (docs/recipes.md). Or it is `auto`: where the columns are not recognised, take what is suggested if the SKUs are
    beyond doubt; or `ask`: wait until somebody has confirmed them. `delimiter`: a comma, a semicolon, `tab` or `|`.
    `mode`: `apply`, or `review`: wait until somebody has seen the changes; otherwise as the source or the site has it.
    `on_blank`: `keep` or `clear`. `duplicates`: `last`, `first` or `reject`. `new_without_price`: `reject` or `accept`.
    `sheet`: the name of a workbook's sheet, if it is not the first with a table. `source`: the ID or the name of a
    source, whose recipe and policies are used where nothing else is said; `none`: of no source, even if its columns are
    known. 422 if anything else is sent: a second
    file, an unknown field, or an option in the URL.

    `same_as` in the answer is the earlier import of the same file, if there was one. `same_file`: `import`, or `ask`:
    in that case wait (`awaiting_review`) until somebody says whether to import it again.
    """
    _allow(request, MAY_IMPORT)
    chosen = {
        "mode": mode,
        "delimiter": delimiter,
        "encoding": encoding,
        "on_blank": on_blank,
        "duplicates": duplicates,
        "new_without_price": new_without_price,
        "sheet": sheet,
        "same_file": same_file,
        "source": source,
    }
    try:
        envelope.check(request, upload_options.OPTIONS)
        options = chosen | {"mapping": _parsed(mapping)}
        job = receiving.receive(file, file_name=envelope.file_name(file), user=request.user, options=options)
    except upload_options.InvalidOptions as error:
        raise ApiError(422, message=str(error), fields=error.fields) from error
    except FileFailure as failure:
        status = schemas.REFUSALS.get(failure.code, 422)
        raise ApiError(status, failure.code, failure.message, {"file": [failure.message]}) from failure
    return Status(202, schemas.received(job))


@router.get("upload/status/{uuid:task_id}/", url_name="status", response=Snapshot, summary="Status of a job")
def status(request: HttpRequest, task_id: UUID) -> progress.Snapshot:
    return _snapshot(task_id)


@router.get(
    "upload/progress/{uuid:task_id}/",
    url_name="progress",
    summary="Status of a job as an event stream",
    openapi_extra=answers_with("text/event-stream", "Events until the job ends."),
)
def stream(request: HttpRequest, task_id: UUID) -> StreamingHttpResponse:
    """Server-Sent Events `progress`, each with a full snapshot: at once, then at each change, at most two a second.

    The stream ends when the job does, or when it waits for a person. 503 if too many streams are open: use the status
    route instead.
    """
    try:
        return streams.response(task_id, _snapshot(task_id))
    except streams.TooManyStreams as error:
        raise ApiError(503, "too_many_streams", "Too many streams are open. Use the status route instead.") from error


@router.get("imports/", url_name="imports", response=Jobs, summary="Recent jobs, newest first")
def job_list(request: HttpRequest, cursor: str = "", page_size: PageSize = PAGE_SIZE) -> dict[str, object]:
    page = cursor_page(_jobs(), order=["-created_at", "-id"], cursor=cursor, size=page_size)
    cursors = {"next_cursor": page.next_cursor, "previous_cursor": page.previous_cursor}
    return {"results": [described(job) for job in page.rows], **cursors}


@router.get("imports/{uuid:job_id}/", url_name="import", response=schemas.Import, summary="One job")
def detail(request: HttpRequest, job_id: UUID) -> dict[str, object]:
    job = get_object_or_404(_jobs(), pk=job_id)
    seen = seen_before.seen(job)
    same_as = seen.as_json if seen else None
    return described(job) | {"same_as": same_as, "links": presenters.links_with_undo(job)}


@router.post("imports/{uuid:job_id}/cancel/", url_name="cancel", response={202: Job}, summary="Cancel a job")
def cancel(request: HttpRequest, job_id: UUID) -> Status[dict[str, object]]:
    """The job stops at its next chunk. What was applied stays."""
    job = _job_to_change(request, job_id)
    if not control.cancel(job):
        raise ApiError(409, "already_ended", "This job has already ended.")
    return Status(202, described(job))


@router.post("imports/{uuid:job_id}/resume/", url_name="resume", response={202: Job}, summary="Resume a job")
def resume(request: HttpRequest, job_id: UUID) -> Status[dict[str, object]]:
    """Resumes a failed or interrupted job where it stopped, an import from its stored file. 409 `not_resumable`."""
    job = _job_to_change(request, job_id)
    if not control.resume(job):
        raise ApiError(409, "not_resumable", control.NOT_RESUMABLE)
    return Status(202, described(job))


@router.post(
    "imports/{uuid:job_id}/again/", url_name="again", response={202: Accepted}, summary="Import the same file again"
)
def again(request: HttpRequest, job_id: UUID) -> Status[dict[str, object]]:
    """Starts a new job with the file and options of an import that has ended, as long as its file is kept."""
    job = _job_to_change(request, job_id)
    try:
        return Status(202, accepted(receiving.again(job, user=request.user)))
    except receiving.NotEnded as error:
        raise ApiError(409, "not_ended", str(error)) from error
    except FileFailure as failure:
        raise ApiError(schemas.REFUSALS.get(failure.code, 409), failure.code, failure.message) from failure


@router.get(
    "imports/{uuid:job_id}/rejected/", url_name="rejected", response=schemas.RejectedRows, summary="Rejected rows"
)
def rejected_rows(
    request: HttpRequest,
    job_id: UUID,
    code: str = "",
    reason: str = "",
    cursor: str = "",
    page_size: PageSize = PAGE_SIZE,
) -> dict[str, object]:
    """All rows, or only those with this `code` or `reason`. `summary` counts the rows of the job by reason.

    Rows that were mended and imported are not among them.
    """
    job = get_object_or_404(ImportJob, pk=job_id)
    rows = job.rejected_rows.still_rejected().because_of(code=code, reason=reason)
    page = cursor_page(rows, order=["record_number", "id"], cursor=cursor, size=page_size)
    cursors = {"next_cursor": page.next_cursor, "previous_cursor": page.previous_cursor}
    shown = listed(job, page.rows)
    summary = job.rejection_reasons.filter(rows__gt=0).order_by("-rows", "id")
    return {"header": shown.header, "results": [*map(_row, shown.rows)], "summary": summary, **cursors}


@router.get(
    "imports/{uuid:job_id}/superseded/",
    url_name="superseded",
    response=schemas.SupersededRows,
    summary="Superseded rows",
)
def superseded_rows(
    request: HttpRequest, job_id: UUID, cursor: str = "", page_size: PageSize = PAGE_SIZE
) -> dict[str, object]:
    """Rows that were not used because another row in the file has the same SKU, and the number of that row."""
    return _rows(get_object_or_404(ImportJob, pk=job_id).superseded_rows.all(), cursor, page_size)


@router.get("imports/{uuid:job_id}/skipped/", url_name="skipped", response=schemas.SkippedRows, summary="Skipped rows")
def skipped_rows(
    request: HttpRequest, job_id: UUID, cursor: str = "", page_size: PageSize = PAGE_SIZE
) -> dict[str, object]:
    """Rows that hold no product: lines before the header, blank rows and repeated headers."""
    return _rows(get_object_or_404(ImportJob, pk=job_id).skipped_rows.all(), cursor, page_size)


@router.get(
    "imports/{uuid:job_id}/conflicts/", url_name="conflicts", response=schemas.ConflictRows, summary="Conflicts"
)
def conflict_rows(
    request: HttpRequest, job_id: UUID, cursor: str = "", page_size: PageSize = PAGE_SIZE
) -> dict[str, object]:
    """Rows that could not be applied because somebody changed the catalogue during the import.

    While the plan waits: products that somebody changed since it was made, with three values each.
    Of an undo: products, also while it waits, with all three values of what somebody changed since.
    """
    job = get_object_or_404(ImportJob, pk=job_id)
    if waiting_conflicts.are_in_plan(job):
        return waiting_presenters.told(job, cursor, page_size)
    if not conflicts.are_in_plan(job):
        return _rows(job.conflict_rows.all(), cursor, page_size)
    if cursor and not cursor.isdecimal():
        raise ApiError(422, fields={"cursor": ["This is no cursor of these conflicts."]})
    return presenters.told(conflicts.page_of(job, behind=int(cursor or 0), size=page_size))


@router.get(
    "imports/{uuid:job_id}/rejected.csv",
    url_name="rejected_file",
    summary="Rejected rows as a file",
    openapi_extra=answers_with("text/csv", "The file, in the encoding of the original."),
)
def rejected_file(request: HttpRequest, job_id: UUID) -> HttpResponseBase:
    """`_row` and `_errors`, the original columns as they are in the file, and `_job`. Correct it and upload it again.

    By `_job` it is known as the continuation of this import.
    """
    return download.response(get_object_or_404(ImportJob, pk=job_id))


def _row(listed: Listed) -> dict[str, object]:
    row = listed.row
    return {
        "record_number": row.record_number,
        "line_number": row.line_number,
        "raw": row.raw,
        "errors": listed.errors,
        "cells": listed.cells,
        "is_certain": listed.is_certain,
        "is_mended": row.cells is not None,
        "is_sound": row.is_sound,
    }


def _rows(rows: QuerySet[_Row], cursor: str, size: int) -> dict[str, object]:
    page = cursor_page(rows, order=["record_number"], cursor=cursor, size=size)
    return {"results": page.rows, "next_cursor": page.next_cursor, "previous_cursor": page.previous_cursor}


def _job_to_change(request: HttpRequest, job_id: UUID) -> ImportJob:
    _allow(request, MAY_IMPORT)
    job = get_object_or_404(_jobs(), pk=job_id)
    _allow(request, job.permission)
    return job


def _allow(request: HttpRequest, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise ApiError(403, message="You can view imports, but you don't have access to change them.")


def _jobs() -> QuerySet[ImportJob]:
    return ImportJob.objects.visible().select_related("created_by")


def _snapshot(job_id: UUID) -> progress.Snapshot:
    snapshot = progress.read(job_id)
    if snapshot is None:
        raise ApiError(404)
    return snapshot


def _parsed(mapping: str) -> object:
    if mapping in upload_options.ASKING:
        return mapping
    try:
        return json.loads(mapping) if mapping else None
    except (ValueError, RecursionError) as error:
        raise ApiError(422, fields={"mapping": ["This is not JSON."]}) from error
