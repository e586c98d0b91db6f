"""From where on something is striking: limits of the site, which a source may set for its files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.conf import settings

from products.imports.models import Source
from products.jobs.models import ImportJob


class Limit(NamedTuple):
    """A percentage, but for `at_least`, which is a number of rows or products."""

    name: str
    label: str


LIMITS = (
    Limit("at_least", "Fewest rows or products that matter"),
    Limit("price_jump", "Prices that change much, % of the catalogue's"),
    Limit("price_change", "What counts as much, % of the old price"),
    Limit("price_ratio", "Prices that change by one factor, % of the changed ones"),
    Limit("deactivated", "Products that become inactive, % of the catalogue"),
    Limit("names", "Names that are the SKU, % of the new names"),
    Limit("same_name", "New products with the same name, %"),
    Limit("fewer_rows", "Fewest rows, % of the last file's"),
    Limit("field_filled", "Fields that the last file filled in more than, % of its rows"),
    Limit("field_emptied", "… and that this one fills in less than, % of its rows"),
    Limit("rejected", "Rejected rows, % of the first 10,000"),
)
NAMES = tuple(limit.name for limit in LIMITS)
MOST_PERCENT, MOST_ROWS = 100, 1_000_000_000


def limits_of(job: ImportJob) -> dict[str, int]:
    """Those of the site, with those of the job's source."""
    source = Source.objects.filter(pk=job.source_id).only("belts").first() if job.source_id else None
    return of_site() | (source.belts if source else {})


def of_site() -> dict[str, int]:
    return {name: getattr(settings, setting_of(name)) for name in NAMES}


def setting_of(name: str) -> str:
    return "IMPORT_BELT_AT_LEAST" if name == "at_least" else f"IMPORT_BELT_{name.upper()}_PERCENT"


def faults_of(given: Mapping[str, Any]) -> list[str]:
    """What is wrong with limits that somebody gives for a source."""
    return [fault for name, value in given.items() if (fault := _fault(name, value))]


def _fault(name: str, value: object) -> str:
    if name not in NAMES:
        return f"There is no limit “{name}”. There are: {', '.join(NAMES)}."
    most = MOST_ROWS if name == "at_least" else MOST_PERCENT
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        return f"{name}: give a whole number from 0 to {most:,}."
    return ""
