"""Bulk work that waits until somebody else has agreed: what it would do, as far as that can be said now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from products.bulk import wording
from products.bulk.conductors import FieldChanged, FilterOutdated, edit_of, selection_of
from products.fields.models import current_fields
from products.jobs.models import ImportJob
from products.jobs.record import Kind
from products.models import Product

FIRST = 10
"""Products that are named."""


@dataclass(frozen=True)
class WaitingWork:
    announcement: Sequence[str]
    """What becomes of the products."""
    meant: int
    """Products when it was asked for: more are not touched."""
    number: int
    """Products now."""
    first: Sequence[Product]
    list_url: str
    """Where they are listed; empty if they were chosen one by one."""
    fault: str = ""
    """Why it would fail by now."""

    @property
    def more(self) -> int:
        return self.number - len(self.first)


def work_of(job: ImportJob) -> WaitingWork:
    meant = job.options.get("meant", 0)
    try:
        selection = selection_of(job)
        announcement = ["They are deleted."] if job.kind == Kind.DELETE else _announced(job)
    except (FieldChanged, FilterOutdated) as error:
        return WaitingWork([], meant, 0, [], "", fault=error.message)
    number = selection.number()
    fault = f"{number:,} products match by now. More than {meant:,} are not touched, so this would fail."
    return WaitingWork(
        announcement,
        meant,
        number,
        list(selection.products().in_sku_order().only("sku", "name")[:FIRST]),
        _list_of(job),
        fault if number > meant else "",
    )


def _announced(job: ImportJob) -> list[str]:
    return list(wording.announcement(edit_of(job), current_fields()))


def _list_of(job: ImportJob) -> str:
    if "ids" in job.options:
        return ""
    return f"{reverse('products:list')}?{urlencode(job.options.get('filter', {}), doseq=True)}".rstrip("?")
