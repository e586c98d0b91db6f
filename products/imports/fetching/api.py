"""The JSON routes of how sources are fetched. Each loads, makes one call and translates the outcome."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from product_importer.accounts.confirmation.session import require_confirmed
from product_importer.lib.actor import user_of
from product_importer.lib.errors import ApiError
from product_importer.lib.keyset import cursor_page
from products.api import allow
from products.imports.fetch_models import SourceFetch, SourceRun
from products.imports.fetching import actions, claims
from products.imports.fetching.fetch_schemas import FetchIn, FetchOut, RunOut, Runs, described_fetch, described_run
from products.imports.models import Source
from products.imports.sources.actions import MAY_CHANGE
from products.imports.sources.arrival import arrivals, brings_query
from products.imports.sources.refusals import InvalidSource, Refusal

PageSize = Annotated[int, Query(ge=1, le=500)]

USUAL = {"pattern": "", "schedule": "", "time_zone": "UTC", "quiet_from": "", "quiet_until": "", "expected_by": ""} | {
    "paused": False
}

router = Router(tags=["sources"])


@router.get("{uuid:source_id}/fetch/", url_name="source_fetch", response=FetchOut, summary="How a source is fetched")
def detail(request: HttpRequest, source_id: UUID) -> dict[str, Any]:
    """404 if its files do not come by themselves."""
    return _one(source_id)


@router.put("{uuid:source_id}/fetch/", url_name="set_up_fetch", response=FetchOut, summary="Set up how it is fetched")
def set_up(request: HttpRequest, source_id: UUID, given: FetchIn) -> dict[str, Any]:
    """From where and when. What is not given is as usual, but for credentials. 409 `changed_meanwhile`."""
    allow(request, MAY_CHANGE)
    source = get_object_or_404(Source, pk=source_id)
    return _written(request, source, USUAL | given.dict(exclude_unset=True))


@router.patch("{uuid:source_id}/fetch/", url_name="change_fetch", response=FetchOut, summary="Change how it is fetched")
def change(request: HttpRequest, source_id: UUID, given: FetchIn) -> dict[str, Any]:
    """What is not given stays. 409 `changed_meanwhile` if `version` moved."""
    allow(request, MAY_CHANGE)
    fetch = get_object_or_404(SourceFetch.objects.select_related("source"), pk=source_id)
    return _written(request, fetch.source, given.dict(exclude_unset=True))


@router.delete(
    "{uuid:source_id}/fetch/", url_name="remove_fetch", response={204: None}, summary="Do not fetch it any more"
)
def remove(request: HttpRequest, source_id: UUID) -> Status[None]:
    """The log of its runs stays."""
    allow(request, MAY_CHANGE)
    actions.remove(get_object_or_404(Source, pk=source_id))
    return Status(204, None)


@router.post("{uuid:source_id}/run/", url_name="run_source", response={202: RunOut}, summary="Fetch it now")
def run(request: HttpRequest, source_id: UUID) -> Status[dict[str, Any]]:
    """Paused or not. 409 `being_fetched` while it is."""
    allow(request, MAY_CHANGE)
    fetch = get_object_or_404(SourceFetch, pk=source_id)
    with _refusals():
        asked = claims.run_now(fetch, by=user_of(request))
    claims.enqueue(asked)
    return Status(202, described_run(asked))


@router.get("{uuid:source_id}/runs/", url_name="source_runs", response=Runs, summary="Each time that it was fetched")
def run_list(request: HttpRequest, source_id: UUID, cursor: str = "", page_size: PageSize = 50) -> dict[str, Any]:
    """The newest first."""
    get_object_or_404(Source, pk=source_id)
    runs = SourceRun.objects.of_source(source_id)
    page = cursor_page(runs, order=["-asked_at", "-id"], cursor=cursor, size=page_size, list_name="source runs")
    results = [described_run(each) for each in page.rows]
    return {"results": results, "next_cursor": page.next_cursor, "previous_cursor": page.previous_cursor}


def _written(request: HttpRequest, source: Source, parts: dict[str, Any]) -> dict[str, Any]:
    forgets = parts.pop("forget_host_key", False)
    if forgets or parts.get("credentials") or brings_query(parts.get("address") or ""):
        require_confirmed(request)
    with _refusals():
        fetch = actions.set_up(source, by=user_of(request), **parts)
    if forgets:
        actions.forget_host_key(fetch)
    return _one(source.pk)


def _one(source_id: UUID) -> dict[str, Any]:
    fetch = get_object_or_404(SourceFetch, pk=source_id)
    return described_fetch(fetch, arrivals([source_id])[source_id])


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
