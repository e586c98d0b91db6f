"""The conflicts of a plan that waits, as the API answers them and the page shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from product_importer.lib.errors import ApiError
from products.fields.registry import Fields
from products.imports.review import conflicts
from products.imports.review.changes import InvalidPosition, position_of
from products.imports.review.conflicts import Conflict
from products.imports.review.presenters import EMPTY
from products.imports.steps import own_fields
from products.jobs.models import ImportJob
from products.jobs.record import Kind
from products.presenters import shown

CONFLICTS_A_PAGE = 20
MOST_COUNTED = 1_000
NO_PRODUCT = "no product"


class ThreeValues(NamedTuple):
    """Of one field, in words."""

    label: str
    before: str
    imported: str
    now: str


class Line(NamedTuple):
    conflict: Conflict
    values: Sequence[ThreeValues]


@dataclass(frozen=True)
class ConflictsShown:
    lines: Sequence[Line]
    open: int
    """Of which nobody has decided, counted up to `most`."""
    next: int | None
    most: int = MOST_COUNTED


def shown_conflicts(job: ImportJob, *, behind: int) -> ConflictsShown:
    """None of an undo, which has a page of its own for them: only how many products moved since it was planned."""
    if job.kind == Kind.UNDO:
        return ConflictsShown([], conflicts.count(job, most=MOST_COUNTED), None)
    if not conflicts.are_in_plan(job):
        return ConflictsShown([], 0, None)
    fields = own_fields.fields_of(job)
    page = conflicts.page_of(job, behind=behind, size=CONFLICTS_A_PAGE)
    lines = [Line(each, _in_words(each, fields)) for each in page.conflicts]
    return ConflictsShown(lines, conflicts.count(job, most=MOST_COUNTED) if lines else 0, page.next_position)


def told(job: ImportJob, cursor: str, size: int) -> dict[str, Any]:
    """A page of the API."""
    try:
        page = conflicts.page_of(job, behind=position_of(cursor), size=size)
    except InvalidPosition as error:
        raise ApiError(422, fields={"cursor": [str(error)]}) from error
    return {
        "results": [{**each._asdict(), "message": each.message} for each in page.conflicts],
        "next_cursor": str(page.next_position) if page.next_position else None,
        "previous_cursor": None,
    }


def _in_words(conflict: Conflict, fields: Fields) -> list[ThreeValues]:
    found = [
        ThreeValues(fields[key].label, *(shown(key, sides[side], fields) or EMPTY for side in _SIDES))
        for key, sides in conflict.values.items()
    ]
    return found if conflict.product_id else [each._replace(now=NO_PRODUCT) for each in found]


_SIDES = ("before", "imported", "now")
