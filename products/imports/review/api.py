"""The JSON routes of an import that waits to be reviewed. Each loads, makes one call and translates the outcome."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status
from pydantic import ValidationError

from product_importer.lib.actor import user_of
from product_importer.lib.errors import ApiError
from product_importer.lib.openapi import answers_with
from products.imports.belts.confirming import ConfirmNeeded
from products.imports.belts.presenters import described as described_belts
from products.imports.belts.schemas import Belts
from products.imports.review import deciding, download, presenters
from products.imports.review.change_lists import NothingToSee, changes_of
from products.imports.review.changes import InvalidPosition, position_of
from products.imports.review.filters import InvalidFilter
from products.imports.review.leaving_out import CannotLeaveOut, Part, leave_out, take_back
from products.imports.review.missing import NothingMissing, keep_missing
from products.imports.review.reviewing import review_of
from products.imports.review.same_product import NoTwin, take_for_the_same
from products.imports.review.schemas import (
    Applied,
    Changes,
    FilterIn,
    MissingIn,
    MissingOut,
    PartIn,
    ReviewOut,
    SameProductIn,
)
from products.jobs import control
from products.jobs.models import ImportJob
from products.jobs.presenters import described
from products.jobs.record import MAY_IMPORT
from products.jobs.schemas import Job

PAGE_SIZE, MOST_ON_A_PAGE = 50, 500
NOT_YOURS = "You may not apply this import or discard it: that is for somebody else."
NOTHING_NAMED = "Say which products, fields or changes: skus, fields or filter."

PageSize = Annotated[int, Query(ge=1, le=MOST_ON_A_PAGE)]

router = Router(tags=["imports"])


@router.get("imports/{uuid:job_id}/belts/", url_name="belts", response=Belts, summary="Seat belts of an import")
def belts(request: HttpRequest, job_id: UUID) -> dict[str, Any]:
    """What is striking about its file and plan. Red ones hold an import until `apply/` gets their figures."""
    return described_belts(_job(job_id))


@router.post(
    "imports/{uuid:job_id}/apply/",
    url_name="apply",
    response={202: Job},
    summary="Apply a reviewed import",
    openapi_extra={"requestBody": {"content": {"application/json": {"schema": Applied.model_json_schema()}}}},
)
def apply(request: HttpRequest, job_id: UUID) -> Status[dict[str, object]]:
    """The changes are applied as they are shown; products that moved since are conflicts.

    An import that only waits because its file was imported before goes on. 409 `not_waiting` if it does not wait,
    `plan_changed` if something was left out or taken back since, `confirm_needed` if a red seat belt's figure is
    missing in `confirm`, or is not the one that is shown.
    """
    _allow(request)
    given = _applied(request)
    job = _job(job_id)
    if control.import_again(job):
        return Status(202, described(job))
    _allow_to_decide(request, job)
    with _refusals():
        deciding.apply(job, by=user_of(request), revision=given.plan_revision, confirm=given.confirm)
    return Status(202, described(job))


@router.post("imports/{uuid:job_id}/discard/", url_name="discard", response=Job, summary="Discard a reviewed import")
def discard(request: HttpRequest, job_id: UUID) -> dict[str, object]:
    """The import ends as cancelled, and nothing of it is applied. 409 `not_waiting` if it does not wait."""
    _allow(request)
    job = _job(job_id)
    _allow_to_decide(request, job)
    with _refusals():
        deciding.discard(job, by=user_of(request))
    return described(job)


@router.get("imports/{uuid:job_id}/changes/", url_name="changes", response=Changes, summary="What an import changes")
def changes(
    request: HttpRequest, job_id: UUID, filters: Query[FilterIn], cursor: str = "", page_size: PageSize = PAGE_SIZE
) -> dict[str, Any]:
    """What an import would change while it waits to be reviewed (`origin`: `plan`), and what it changed once it has
    ended (`history`), in the order in which that is applied. 409 `not_waiting` while it is under way.
    """
    job = _job(job_id)
    with _refusals():
        found = changes_of(job)
        page = found.page(filters.as_filters, behind=position_of(cursor), size=page_size)
    review = review_of(job)
    return {
        "origin": found.origin,
        "results": [*map(presenters.told, page.changes)],
        "next_cursor": str(page.next_position) if page.next_position else None,
        "review": presenters.described(review) if review else None,
    }


@router.get(
    "imports/{uuid:job_id}/changes.csv",
    url_name="changes_file",
    summary="What an import changes, as a file",
    openapi_extra=answers_with("text/csv", "SKU, name, action, field, before and after: a line for each value."),
)
def changes_file(request: HttpRequest, job_id: UUID, filters: Query[FilterIn]) -> HttpResponseBase:
    """The same changes, with the same filters. What is left out is not in it, unless `left_out` asks for it."""
    job = _job(job_id)
    with _refusals():
        return download.response(job, changes_of(job), filters.as_filters)


@router.post("imports/{uuid:job_id}/leave-out/", url_name="leave_out", response=ReviewOut, summary="Leave changes out")
def leave_changes_out(request: HttpRequest, job_id: UUID, given: PartIn) -> dict[str, Any]:
    """Products, fields, or all changes that match a filter are not applied. 409 `not_waiting` once applying began."""
    return _part(request, job_id, given, leave_out)


@router.delete(
    "imports/{uuid:job_id}/leave-out/", url_name="leave_out", response=ReviewOut, summary="Take changes back"
)
def take_changes_back(request: HttpRequest, job_id: UUID, given: PartIn) -> dict[str, Any]:
    """What was left out is applied after all."""
    return _part(request, job_id, given, take_back)


@router.get("imports/{uuid:job_id}/missing/", url_name="missing", response=MissingOut, summary="What a file lacks")
def missing(request: HttpRequest, job_id: UUID, cursor: str = "", page_size: PageSize = PAGE_SIZE) -> dict[str, Any]:
    """Products of the source that are not in its file, while the plan waits, and what was done to them."""
    job = _job(job_id)
    if cursor and not cursor.isdecimal():
        raise ApiError(422, fields={"cursor": ["This is no cursor of these products."]})
    return presenters.missing_of(job, behind=int(cursor or 0), size=page_size)


@router.post("imports/{uuid:job_id}/missing/", url_name="missing", response=ReviewOut, summary="Leave them as they are")
def leave_missing(request: HttpRequest, job_id: UUID, given: MissingIn) -> dict[str, Any]:
    """Whether products that are missing from the file stay as they are. 409 `not_waiting`, `nothing_missing`."""
    _allow(request)
    with _refusals():
        return presenters.described(keep_missing(_job(job_id), keep=given.keep))


@router.post(
    "imports/{uuid:job_id}/same-product/",
    url_name="same_product",
    response=ReviewOut,
    summary="Take new SKUs for those of products",
)
def same_product(request: HttpRequest, job_id: UUID, given: SameProductIn) -> dict[str, Any]:
    """Rows whose new SKU is nearly that of a product (belt `near_twins`) become updates of it. 409 `not_waiting`."""
    _allow(request)
    job = _job(job_id)
    with _refusals():
        return presenters.described(take_for_the_same(job, None if given.all else given.skus))


def _applied(request: HttpRequest) -> Applied:
    """What the body says, if it is JSON: there may be none, or an empty form."""
    if request.content_type != "application/json" or not request.body:
        return Applied(plan_revision=None, confirm={})
    try:
        return Applied.model_validate_json(request.body)
    except ValidationError as error:
        faults = {".".join(map(str, fault["loc"])) or "body": [fault["msg"]] for fault in error.errors()}
        raise ApiError(422, fields=faults) from error


def _part(request: HttpRequest, job_id: UUID, given: PartIn, move: Any) -> dict[str, Any]:
    _allow(request)
    job = _job(job_id)
    part: Part = given.as_part
    if part.is_everything and given.filter is None:
        raise ApiError(422, message=NOTHING_NAMED, fields={"filter": [NOTHING_NAMED]})
    with _refusals():
        return presenters.described(move(job, part))


def _job(job_id: UUID) -> ImportJob:
    return get_object_or_404(ImportJob.objects.visible().select_related("created_by"), pk=job_id)


def _allow(request: HttpRequest) -> None:
    if not request.user.has_perm(MAY_IMPORT):
        raise ApiError(403, message="You can view imports, but you don't have access to change them.")


def _allow_to_decide(request: HttpRequest, job: ImportJob) -> None:
    if not deciding.may_apply(request.user, job):
        raise ApiError(403, message=NOT_YOURS)


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except (deciding.NotWaiting, NothingToSee) as error:
        raise ApiError(409, "not_waiting", str(error)) from error
    except deciding.PlanChanged as error:
        raise ApiError(409, "plan_changed", str(error)) from error
    except ConfirmNeeded as error:
        faults = [f"{name}: {figure}" for name, figure in error.figures.items()]
        raise ApiError(409, "confirm_needed", str(error), {"confirm": faults}) from error
    except NothingMissing as error:
        raise ApiError(409, "nothing_missing", str(error)) from error
    except NoTwin as error:
        raise ApiError(422, message=str(error), fields={"skus": [str(error)]}) from error
    except InvalidPosition as error:
        raise ApiError(422, fields={"cursor": [str(error)]}) from error
    except InvalidFilter as error:
        raise ApiError(422, fields={name: [fault] for name, fault in error.fields.items()}) from error
    except CannotLeaveOut as error:
        raise ApiError(422, message=str(error), fields={"fields": [str(error)]}) from error
