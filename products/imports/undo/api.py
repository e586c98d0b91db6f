"""The JSON routes of undoing. Each loads, makes one call and translates the outcome."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Status
from pydantic import ValidationError

from product_importer.lib.actor import user_of
from product_importer.lib.errors import ApiError
from products.imports.review import conflicts as waiting_conflicts
from products.imports.review import presenters
from products.imports.review.deciding import NotWaiting
from products.imports.undo import conflicts, requesting
from products.imports.undo.schemas import ResolvedOut, ResolveIn, UndoIn
from products.jobs.models import ImportJob
from products.jobs.presenters import accepted
from products.jobs.record import MAY_IMPORT, Kind
from products.jobs.schemas import Accepted

NOT_YOURS = "You may not do all that undoing this would do: it deletes, changes or restores products."

router = Router(tags=["imports"])


@router.post(
    "imports/{uuid:job_id}/undo/",
    url_name="undo",
    response={202: Accepted},
    summary="Undo an import or bulk work",
    openapi_extra={"requestBody": {"content": {"application/json": {"schema": UndoIn.model_json_schema()}}}},
)
def undo(request: HttpRequest, job_id: UUID) -> Status[dict[str, object]]:
    """Makes a job of kind `undo`, which plans what is to be taken back and then waits to be reviewed, as imports do.

    409 `not_ended`, `already_undoing` (with the page of that undo), `nothing_to_undo`, `undo_expired`, `cannot_undo`.
    """
    _allow(request, {MAY_IMPORT})
    given = _given(request)
    job = get_object_or_404(ImportJob.objects.visible(), pk=job_id)
    together = requesting.undone_together(job)
    _allow(request, requesting.needed(together, deactivate=given.deactivate))
    try:
        return Status(202, accepted(requesting.undo(job, user=user_of(request), deactivate=given.deactivate)))
    except requesting.AlreadyUndoing as error:
        page = {"undo": [error.undo.get_absolute_url()]}
        raise ApiError(409, error.code, f"{error} See {error.undo.get_absolute_url()}", page) from error
    except requesting.CannotUndo as error:
        raise ApiError(409, error.code, str(error)) from error


@router.post(
    "imports/{uuid:job_id}/conflicts/resolve/",
    url_name="resolve_conflicts",
    response=ResolvedOut,
    summary="Say what becomes of conflicts",
)
def resolve(request: HttpRequest, job_id: UUID, given: ResolveIn) -> dict[str, Any]:
    """Of the products with these SKUs, or of all. Raises the plan's revision. 409 `not_waiting` if it does not wait."""
    _allow(request, {MAY_IMPORT})
    job = get_object_or_404(ImportJob.objects.visible(), pk=job_id)
    place = conflicts if job.kind == Kind.UNDO else waiting_conflicts
    try:
        resolved = place.resolve(job, skus=given.skus, take=given.take)
    except NotWaiting as error:
        raise ApiError(409, "not_waiting", str(error)) from error
    counted = {"resolved": resolved.products, "not_possible": resolved.final}
    return presenters.described(resolved.review) | counted


def _given(request: HttpRequest) -> UndoIn:
    """What the body says, if it is JSON: there may be none, or an empty form."""
    if request.content_type != "application/json" or not request.body:
        return UndoIn(deactivate=False)
    try:
        return UndoIn.model_validate_json(request.body)
    except ValidationError as error:
        faults = {".".join(map(str, fault["loc"])) or "body": [fault["msg"]] for fault in error.errors()}
        raise ApiError(422, fields=faults) from error


def _allow(request: HttpRequest, permissions: set[str]) -> None:
    if not request.user.has_perms(permissions):
        raise ApiError(403, message=NOT_YOURS)
