"""Where a job is seen and followed, and where the products that it changed are listed."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from products.fields.registry import FIELDS
from products.jobs.models import ImportJob
from products.jobs.record import Kind
from products.search.filters import FILTERS, ParameterValue
from products.search.own_filters import PREFIX, is_own
from products.search.query import in_address

ROUTES = {
    "self": "api:import",
    "status": "api:status",
    "progress": "api:progress",
    "page": "imports:detail",
    "rejected": "api:rejected",
    "rejected_file": "api:rejected_file",
    "superseded": "api:superseded",
    "skipped": "api:skipped",
    "conflicts": "api:conflicts",
    "mapping": "api:mapping",
    "changes": "api:changes",
    "changes_file": "api:changes_file",
}
OF_PRODUCTS = {"created": "created_by_import", "updated": "updated_by_import"}
"""Outcome → the filter of the list of products that finds them."""


def links_of(job: ImportJob) -> dict[str, str]:
    links = {name: reverse(route, args=[job.id]) for name, route in ROUTES.items()}
    products = {outcome: f"{reverse('api:products')}?{name}={job.id}" for outcome, name in OF_PRODUCTS.items()}
    return links | products


def pages_of_outcomes(job_id: UUID | None) -> dict[str, str]:
    """Outcome of an import's rows → the page that lists them. `{id}` stands for the id while there is none."""
    one = job_id or "{id}"
    page = f"{reverse('imports:list')}{one}/"
    products = {outcome: f"{reverse('products:list')}?{name}={one}" for outcome, name in OF_PRODUCTS.items()}
    rows = {outcome: f"{page}{outcome}/" for outcome in ("superseded", "skipped", "conflicts")}
    return {**products, **rows, "rejected": f"{page}#rejected"}


def products_changed_by(job: ImportJob) -> str:
    """The list of the products that an import created or changed, or that a job edited.

    Empty if no list can find them.
    """
    if job.kind != Kind.UPDATE:
        return f"{reverse('products:list')}?import={job.id}"
    if only_unpins(job):
        return ""
    given = job.options.get("filter", {})
    return products_edited(_keys(job), given, active=_asked(job)["set"].get("active"), since=job.created_at)


def products_edited(
    keys: Collection[str], given: Mapping[str, ParameterValue], *, active: bool | None, since: datetime
) -> str:
    """The list of the products under these filters that changed since a moment, where these fields were edited.

    By what was edited they may be found no more, so such filters are left out. `active`: what they became, if that is
    known.
    """
    kept = {name: value for name, value in given.items() if not _looks_at(name, keys) & {*keys}}
    known = {} if active is None else {"active": active}
    wanted = {**kept, **known, "updated_since": since}
    return f"{reverse('products:list')}?{urlencode(in_address(wanted))}"


def only_unpins(job: ImportJob) -> bool:
    """Whether the job edits no value, and only takes pins away."""
    return not _keys(job)


def _asked(job: ImportJob) -> Mapping[str, Any]:
    """Parts of an edit → what was asked for by the key of a field. Jobs of earlier versions know only `active`."""
    asked = job.options.get("edit") or {"set": {"active": job.options.get("active")}}
    return {"set": {}, "add": {}, "remove": {}} | asked


def _keys(job: ImportJob) -> set[str]:
    asked = _asked(job)
    own = {*asked["set"].get("attributes", ()), *asked["add"], *asked["remove"]}
    return ({*asked["set"]} - {"attributes"}) | own


def _looks_at(name: str, edited: Collection[str]) -> set[str]:
    """The keys of the fields that a filter may go by; of own ones rather one too many."""
    if name == "q":
        return {field.key for field in FIELDS.searched} | {key for key in edited if key not in FIELDS}
    if is_own(name):
        key = name.removeprefix(PREFIX)
        return {key, key.removesuffix("_min"), key.removesuffix("_max")}
    fields = (each.field for each in FILTERS if name in {parameter.name for parameter in each.parameters})
    return {field.key for field in fields if field}
