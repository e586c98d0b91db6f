"""An undo in words: what it would do, what it has done, and its conflicts, for pages and the API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser, User
from django.urls import reverse

from products.imports.steps import own_fields
from products.imports.undo import requesting
from products.imports.undo.conflicts import Conflict, Page
from products.jobs.links import links_of
from products.jobs.models import ImportJob
from products.jobs.record import JobRecord, Kind
from products.presenters import shown

NOTHING = "–"


@dataclass(frozen=True)
class UndoPanel:
    """What the page of a job says of undoing it."""

    undoes: JobRecord | None
    undos: Sequence[ImportJob]
    """The newest first."""
    until: datetime | None
    """Until when it can be undone; None if it cannot."""
    why_not: str
    may_undo: bool
    """Whether this person may."""

    @property
    def has_something_to_say(self) -> bool:
        return bool(self.undoes or self.undos or self.until or self.why_not)


class Value(NamedTuple):
    """One value in conflict, in words."""

    label: str
    before: str
    imported: str
    now: str


class Line(NamedTuple):
    conflict: Conflict
    values: Sequence[Value]


def links_with_undo(job: ImportJob) -> dict[str, str | None]:
    """The job's links, and where it can be undone, if it can be now."""
    try:
        requesting.check(job)
    except requesting.CannotUndo:
        return {**links_of(job), "undo": None}
    return {**links_of(job), "undo": reverse("api:undo", args=[job.id])}


def panel_of(job: ImportJob, user: User | AnonymousUser) -> UndoPanel:
    undos = list(job.undos.select_related("created_by").order_by("-created_at"))
    until, why_not = None, ""
    try:
        requesting.check(job)
        until = requesting.undo_until(job)
    except requesting.CannotUndo as error:
        why_not = str(error) if error.code in _WORTH_SAYING and job.changed else ""
    together = requesting.undone_together(job)
    may = any(user.has_perms(requesting.needed(together, deactivate=choice)) for choice in (True, False))
    return UndoPanel(job.undo_of, undos, until, why_not, may)


def question(job: ImportJob, user: User) -> dict[str, object]:
    """What the page that asks for an undo shows."""
    together = requesting.undone_together(job)
    return {
        "job": job,
        "created": job.created,
        "updated": job.updated,
        "deleted": job.deleted,
        "until": requesting.undo_until(job),
        "may_delete": user.has_perms(requesting.needed(together, deactivate=False)),
        "may_deactivate": user.has_perms(requesting.needed(together, deactivate=True)),
        "is_undo": job.kind == Kind.UNDO,
    }


def lines_of(job: ImportJob, page: Page) -> list[Line]:
    fields = own_fields.fields_of(job)

    def in_words(key: str, sides: Mapping[str, Any]) -> Value:
        label = fields[key].label if key in fields else key
        before, imported, now = (shown(key, sides.get(side), fields) or NOTHING for side in _SIDES)
        return Value(label, before, imported, now)

    return [Line(each, [in_words(key, sides) for key, sides in each.values.items()]) for each in page.conflicts]


def told(page: Page) -> dict[str, Any]:
    """As the API answers."""
    return {
        "results": [*map(_told, page.conflicts)],
        "next_cursor": str(page.next_position) if page.next_position else None,
        "previous_cursor": None,
    }


def _told(conflict: Conflict) -> dict[str, Any]:
    return {
        "record_number": conflict.position,
        "line_number": conflict.position,
        "sku": conflict.sku,
        "code": conflict.code,
        "message": conflict.message,
        "values": conflict.values,
        "taken": conflict.taken,
    }


_WORTH_SAYING = {"cannot_undo", "undo_expired"}
_SIDES = ("before", "imported", "now")
