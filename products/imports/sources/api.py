"""The JSON routes of sources. Each loads, makes one call and translates the outcome."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from product_importer.lib.actor import user_of
from product_importer.lib.errors import ApiError
from product_importer.lib.keyset import cursor_page
from products.api import allow
from products.imports.models import Source
from products.imports.source_models import SourceQuerySet
from products.imports.sources import actions, presenters
from products.imports.sources.actions import MAY_ADD, MAY_CHANGE, MAY_DELETE, MAY_NOT_DELETE, may_delete_missing
from products.imports.sources.refusals import InvalidSource, Refusal
from products.imports.sources.schemas import SourceChange, SourceIn, SourceOut, Sources

PageSize = Annotated[int, Query(ge=1, le=500)]

router = Router(tags=["sources"])


@router.get("", url_name="sources", response=Sources, summary="Sources, by name")
def source_list(request: HttpRequest, cursor: str = "", page_size: PageSize = 50) -> dict[str, Any]:
    page = cursor_page(_sources(), order=["name_key", "id"], cursor=cursor, size=page_size)
    results = [presenters.described(card) for card in presenters.cards(page.rows)]
    return {"results": results, "next_cursor": page.next_cursor, "previous_cursor": page.previous_cursor}


@router.post("", url_name="create_source", response={201: SourceOut}, summary="Save a source")
def create(request: HttpRequest, response: HttpResponse, given: SourceIn) -> Status[dict[str, Any]]:
    """A file with exactly the columns of `header_sets` is taken for one of its files. 409 `name_taken`."""
    allow(request, MAY_ADD)
    _allow_policy(request, given.missing, None)
    with _refusals():
        source = actions.create(by=user_of(request), **given.dict())
    response["Location"] = f"/products/api/sources/{source.pk}/"
    return Status(201, _one(source.pk))


@router.get("{uuid:source_id}/", url_name="source", response=SourceOut, summary="One source")
def detail(request: HttpRequest, source_id: UUID) -> dict[str, Any]:
    return _one(source_id)


@router.patch("{uuid:source_id}/", url_name="change_source", response=SourceOut, summary="Change a source")
def change(request: HttpRequest, source_id: UUID, given: SourceChange) -> dict[str, Any]:
    """Imports that ran with it stay as they are. 409 `name_taken`, or `changed_meanwhile` if `version` moved."""
    allow(request, MAY_CHANGE)
    source = get_object_or_404(Source, pk=source_id)
    _allow_policy(request, given.missing, source)
    parts = given.dict(exclude_unset=True)
    version = parts.pop("version", None)
    never_null = ("name", "recipe", "header_sets", "belts", "pin_edits")
    empty = [name for name in never_null if name in parts and parts[name] is None]
    if empty:
        raise ApiError(422, fields={name: ["This cannot be null."] for name in empty})
    with _refusals():
        actions.change(source, by=user_of(request), version=version, **parts)
    return _one(source_id)


@router.delete("{uuid:source_id}/", url_name="delete_source", response={204: None}, summary="Delete a source")
def delete(request: HttpRequest, source_id: UUID) -> Status[None]:
    """Imports that ran with it, or run just now, keep their recipe."""
    allow(request, MAY_DELETE)
    actions.delete(get_object_or_404(Source, pk=source_id))
    return Status(204, None)


def _allow_policy(request: HttpRequest, policy: str | None, source: Source | None) -> None:
    if not may_delete_missing(request.user, policy, source):
        raise ApiError(403, message=MAY_NOT_DELETE, fields={"missing": [MAY_NOT_DELETE]})


def _sources() -> SourceQuerySet:
    return Source.objects.select_related("created_by", "updated_by")


def _one(source_id: UUID) -> dict[str, Any]:
    (card,) = presenters.cards([get_object_or_404(_sources(), pk=source_id)])
    return presenters.described(card)


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except Source.DoesNotExist as error:
        raise Http404 from error
    except InvalidSource as error:
        raise ApiError(422, fields=error.fields) from error
    except Refusal as error:
        raise ApiError(409, error.code, str(error)) from error
