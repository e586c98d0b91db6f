"""The JSON routes that mend refused rows. Each loads, makes one call and translates the outcome."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Status
from pydantic import ValidationError

from product_importer.lib.errors import ApiError
from products.fields.reasons import FileFailure
from products.imports.mending.actions import Action, InvalidAction
from products.imports.mending.cell_text import InvalidCells
from products.imports.mending.editing import RowGone, edit
from products.imports.mending.offer import CannotMend
from products.imports.mending.one_for_all import mend_all
from products.imports.mending.retrying import retry
from products.imports.mending.schemas import CellsIn, MendedRow, MendedRows, MendIn, RetryIn
from products.jobs.models import ImportJob
from products.jobs.presenters import accepted
from products.jobs.record import MAY_IMPORT
from products.jobs.schemas import Accepted

router = Router(tags=["imports"])


@router.patch(
    "imports/{uuid:job_id}/rejected/{int:row}/", url_name="rejected_row", response=MendedRow, summary="Mend a row"
)
def mend_row(request: HttpRequest, job_id: UUID, row: int, given: CellsIn) -> dict[str, Any]:
    """Gives a rejected row other cells and says what is still wrong with it. `row`: its `record_number`.

    409 if the import is not completed, its rows are kept no longer, or the row was imported already.
    """
    job = _job(request, job_id)
    with _refusals():
        mended, bench = edit(job, row, given.cells)
    cells, errors = mended.by_header(bench.header), mended.errors
    return {"record_number": row, "cells": cells, "errors": errors, "is_sound": not errors}


@router.post(
    "imports/{uuid:job_id}/rejected/mend/", url_name="mend", response=MendedRows, summary="Mend all rows with a reason"
)
def mend_rows(request: HttpRequest, job_id: UUID, given: MendIn) -> dict[str, int]:
    """Does one thing to all rows that are rejected with `code`, and says how many of them are sound now.

    `set` puts `value` into the cell that is wrong, or under `column`. `without_price` takes new products without a
    price. `shorten` cuts texts that are too long. `inactive` makes products inactive whose cell is not understood.
    `strip_currency` removes the currency beside amounts.
    """
    job = _job(request, job_id)
    with _refusals():
        outcome = mend_all(job, given.code, Action(given.action, given.column, given.value))
    return outcome._asdict() | {"ready": job.rejected_rows.free().sound().count()}


@router.post(
    "imports/{uuid:job_id}/rejected/retry/",
    url_name="retry",
    response={202: Accepted},
    summary="Import the mended rows",
    openapi_extra={"requestBody": {"content": {"application/json": {"schema": RetryIn.model_json_schema()}}}},
)
def retry_rows(request: HttpRequest, job_id: UUID) -> Status[dict[str, object]]:
    """Starts an import of its own with all rows that are mended; what is still refused stays with this one.

    409 `nothing_mended` if there are none, or somebody else was quicker.
    """
    job = _job(request, job_id)
    given = _asked(request)
    with _refusals():
        return Status(202, accepted(retry(job, user=request.user, mode=given.mode)))


def _asked(request: HttpRequest) -> RetryIn:
    """What the body says, if it is JSON: there may be none, or an empty form."""
    if request.content_type != "application/json" or not request.body:
        return RetryIn(mode="")
    try:
        return RetryIn.model_validate_json(request.body)
    except ValidationError as error:
        faults = {".".join(map(str, fault["loc"])) or "body": [fault["msg"]] for fault in error.errors()}
        raise ApiError(422, fields=faults) from error


def _job(request: HttpRequest, job_id: UUID) -> ImportJob:
    if not request.user.has_perm(MAY_IMPORT):
        raise ApiError(403, message="You can view imports, but you don't have access to change them.")
    return get_object_or_404(ImportJob.objects.visible(), pk=job_id)


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except RowGone as error:
        raise Http404 from error
    except CannotMend as error:
        raise ApiError(409, error.code, str(error)) from error
    except InvalidAction as error:
        raise ApiError(422, message=str(error), fields={error.field: [str(error)]}) from error
    except InvalidCells as error:
        raise ApiError(422, fields={name: [fault] for name, fault in error.fields.items()}) from error
    except FileFailure as failure:
        raise ApiError(409, failure.code, failure.message) from failure
