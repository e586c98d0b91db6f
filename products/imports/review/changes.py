"""The changes of a plan, a page at a time: what each product is and what it would become."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from psycopg import sql

from products.fields import own_sql
from products.fields.field import Field
from products.fields.sql import after, before, differs, listed, of_new_product, plain
from products.imports.review.filters import Filters
from products.imports.steps import planning, reviewed
from products.jobs.models import ImportJob


class Change(NamedTuple):
    """One product. `before` and `after` have the fields that change; a new product has no `before`."""

    position: int
    """In the plan: the order of pages."""
    action: str
    record_number: int
    sku: str
    product_id: UUID | None
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    left: Mapping[str, Any]
    """The values that were left out, by field."""
    aside: str
    """Why the whole row is not applied; empty if it is."""


class Page(NamedTuple):
    changes: Sequence[Change]
    next_position: int | None
    """Behind which the next page begins."""


def page_of(job: ImportJob, filters: Filters, *, behind: int = 0, size: int) -> Page:
    """`behind`: the position where the page before ended. Raises InvalidFilter."""
    fields = reviewed.changed_fields(job)
    built_in, own = [field for field in fields if not field.own], [field for field in fields if field.own]
    columns = [each for field in built_in for each in _sides(job, field)]
    columns += _own_sides(own) if own else [sql.SQL("NULL"), sql.SQL("NULL")]
    statement = sql.SQL(_PAGE).format(
        columns=listed(columns),
        plan=planning.plan_table(job),
        action=reviewed.action_of(job),
        condition=filters.condition(job),
        behind=sql.Literal(behind),
        rows=sql.Literal(size + 1),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)
        found = [_change(row, built_in) for row in cursor.fetchall()]
    return Page(found[:size], found[size - 1].position if len(found) > size else None)


def count(job: ImportJob, filters: Filters, *, most: int) -> int:
    """How many products match, counted up to `most`."""
    statement = sql.SQL("SELECT count(*) FROM (SELECT FROM {} WHERE {} LIMIT {}) found").format(
        planning.plan_table(job), filters.condition(job), sql.Literal(most)
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0])


_PAGE = """
    SELECT position, {action}, record_number, sku, product_id, coalesce(left_values, '{{}}'), coalesce(aside, ''),
        {columns}
    FROM {plan} plan
    WHERE position > {behind} AND ({condition})
    ORDER BY position
    LIMIT {rows}
"""


def _sides(job: ImportJob, field: Field) -> list[sql.Composable]:
    """Whether the field changes, and its values before and after."""
    planned, kept, cleared = sql.Identifier(field.key), before(field), planning.cleared(job)
    changed = sql.SQL("CASE WHEN product_id IS NULL THEN {} IS NOT NULL ELSE coalesce({}, false) END").format(
        planned, differs(field, planned, kept, cleared)
    )
    made = sql.SQL("CASE WHEN product_id IS NULL THEN {} ELSE {} END").format(
        of_new_product(field), after(field, planned, kept, cleared)
    )
    return [changed, plain(field, kept), plain(field, sql.SQL("({})").format(made))]


def _own_sides(own: Sequence[Field]) -> list[sql.Composable]:
    return [own_sql.only_changed(own, own_sql.BEFORE), own_sql.only_changed(own, own_sql.COLUMN)]


def _change(row: Sequence[Any], built_in: Sequence[Field]) -> Change:
    position, action, record_number, sku, product_id, left, aside, *sides = row
    told, (own_before, own_after) = sides[:-2], sides[-2:]
    was, becomes = dict[str, Any](), dict[str, Any]()
    for index, field in enumerate(built_in):
        changed, old, new = told[index * 3 : index * 3 + 3]
        if changed:
            was[field.key], becomes[field.key] = old, new
    own = {**_object(own_before), **_object(own_after)}
    was |= {key: _object(own_before).get(key) for key in own}
    becomes |= {key: _object(own_after).get(key) for key in own}
    return Change(
        position, action, record_number, sku, product_id, was if product_id else {}, becomes, _object(left), aside
    )


def _object(value: Any) -> dict[str, Any]:
    """Django hands JSON out as text."""
    return json.loads(value) if isinstance(value, str) else dict(value or {})
