"""A review as the page shows it and the API answers it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from products.fields.registry import Fields
from products.imports.missing import keeping
from products.imports.models import Review
from products.imports.review.changes import Change
from products.imports.review.differences import Sides, marked
from products.imports.steps import own_fields, reviewed
from products.jobs.models import ImportJob
from products.jobs.progress import rfc3339
from products.jobs.record import Kind
from products.presenters import shown

EMPTY = "empty"
_WORDS = {"create": "new", "update": "changed", "delete": "deleted"}
_WORDS_OF_UNDO = _WORDS | {"create": "restored", "update": "changed back"}


class Cell(NamedTuple):
    """One value that changes, as words with the difference marked."""

    label: str
    sides: Sides
    is_left_out: bool


@dataclass(frozen=True)
class Line:
    """One product of the table."""

    change: Change
    cells: Sequence[Cell]
    word: str
    """What becomes of it."""


class FieldSum(NamedTuple):
    key: str
    label: str
    products: int


def lines_of(job: ImportJob, changes: Sequence[Change]) -> list[Line]:
    fields = own_fields.fields_of(job)
    words = _WORDS_OF_UNDO if job.kind == Kind.UNDO else _WORDS
    return [Line(change, _cells(change, fields), words[change.action]) for change in changes]


def sums_of(job: ImportJob, review: Review) -> list[FieldSum]:
    """The fields that change in products which are there already, with how many of them."""
    counts: Mapping[str, int] = review.facts["fields"]
    fields = reviewed.changed_fields(job)
    return [FieldSum(field.key, field.label, counts.get(field.key, 0)) for field in fields if counts.get(field.key)]


def _cells(change: Change, fields: Fields) -> list[Cell]:
    if change.action == "delete":
        known = {key: value for key, value in change.before.items() if key in fields}
        return [Cell(fields[key].label, marked(shown(key, known[key], fields) or EMPTY, ""), False) for key in known]
    applied = [
        Cell(fields[key].label, _sides(change, key, change.before.get(key), value, fields), bool(change.aside))
        for key, value in change.after.items()
    ]
    return applied + [
        Cell(fields[key].label, _sides(change, key, change.before.get(key), value, fields), is_left_out=True)
        for key, value in change.left.items()
        if key in fields
    ]


def _sides(change: Change, key: str, before: Any, after: Any, fields: Fields) -> Sides:
    new = shown(key, after, fields) or EMPTY
    if change.action == "create":
        return Sides(marked("", new).before, marked("", new).after)
    return marked(shown(key, before, fields) or EMPTY, new)


def described(review: Review) -> dict[str, Any]:
    return {
        "plan_revision": review.revision,
        "facts": review.facts,
        "decision": review.decision,
        "decided_by": review.decided_by.get_username() if review.decided_by else None,
        "decided_at": rfc3339(review.decided_at),
    }


def missing_of(job: ImportJob, *, behind: int, size: int) -> dict[str, Any]:
    """Products of the source that are not in the job's file, a page of them."""
    page = keeping.page_of(job, behind=behind, size=size + 1)
    names = ("found", "of", "deactivated", "deleted", "conflicts")
    numbers = {name: (job.missing or {}).get(name, 0) for name in names}
    return {
        **numbers,
        "action": (job.missing or {}).get("action"),
        "kept": (job.missing or {}).get("kept", False),
        "results": [{"sku": each.sku, "name": each.name} for each in page[:size]],
        "next_cursor": str(page[size - 1].position) if len(page) > size else None,
    }


def told(change: Change) -> dict[str, Any]:
    return {
        "action": change.action,
        "sku": change.sku,
        "name": change.name,
        "product_id": change.product_id,
        "record_number": change.record_number,
        "before": change.before,
        "after": change.after,
        "left_out": bool(change.aside),
        "left_values": change.left,
        "deleted_since": change.is_deleted,
    }
