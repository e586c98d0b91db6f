"""Where a job is seen and followed, and where the products that it changed are listed."""

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from products.jobs.models import ImportJob
from products.jobs.record import Kind
from products.search.filters import ParameterValue
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
    """The list of the products that an import created or changed, or that a job made active or inactive."""
    if job.kind == Kind.UPDATE:
        return products_set_to(job.options["active"], job.options.get("filter", {}), since=job.created_at)
    return f"{reverse('products:list')}?import={job.id}"


def products_set_to(active: bool, given: Mapping[str, ParameterValue], *, since: datetime) -> str:
    """The list of those products under these filters that became active, or inactive, since a moment."""
    wanted = {**given, "active": active, "updated_since": since}
    return f"{reverse('products:list')}?{urlencode(in_address(wanted))}"
