"""The changes of a plan: what each product is and what it would become."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from psycopg import sql

from products.fields import own_sql
from products.fields.field import Field
from products.fields.sql import after, before, differs, listed, of_new_product
from products.fields.sql import plain as as_text
from products.imports.review import plan_search
from products.imports.review.changes import Change, Origin, Page
from products.imports.review.filters import Filters
from products.imports.steps import left_out, planning, reviewed
from products.jobs.models import ImportJob


@dataclass(frozen=True)
class PlanChanges:
    """Of a job whose plan waits to be applied."""

    job: ImportJob
    origin: Origin = "plan"

    @property
    def fields(self) -> Sequence[Field]:
        return reviewed.changed_fields(self.job)

    def page(self, filters: Filters, *, behind: int = 0, size: int) -> Page:
        return page_of(self.job, filters, behind=behind, size=size)

    def count(self, filters: Filters, *, most: int) -> int:
        return plan_search.count(self.job, filters, most=most)


def page_of(job: ImportJob, filters: Filters, *, behind: int = 0, size: int) -> Page:
    """`behind`: the position where the page before ended. Raises InvalidFilter."""
    found = _rows(job, plan_search.first_matching(job, filters, behind=behind, most=size + 1), size=size + 1)
    return Page(found[:size], found[size - 1].position if len(found) > size else None)


def at(job: ImportJob, positions: Sequence[int]) -> Sequence[Change]:
    """The changes at these positions, in their order."""
    return _rows(job, sql.SQL("SELECT unnest({}::integer[])").format(sql.Literal([*positions])), size=len(positions))


def _rows(job: ImportJob, positions: sql.Composable, *, size: int) -> list[Change]:
    """The first `size` of these. `positions`: a SELECT."""
    fields = reviewed.changed_fields(job)
    built_in, own = [field for field in fields if not field.own], [field for field in fields if field.own]
    columns = [each for field in built_in for each in _sides(job, field)]
    columns += _own_sides(own) if own else [sql.SQL("NULL")] * 3
    statement = sql.SQL(_PAGE).format(
        columns=listed(columns),
        plan=planning.plan_table(job),
        action=reviewed.action_of(job),
        positions=positions,
        left=left_out.is_left(job),
        rows=sql.Literal(size),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [_change(row, built_in) for row in cursor.fetchall()]


_PAGE = """
    SELECT
        position, {action}, record_number, sku,
        coalesce(name_before, name, ''), product_id, coalesce(left_values, '{{}}'),
        coalesce(aside, CASE WHEN {left} THEN 'left_out' ELSE '' END),
        {columns}
    FROM {plan} plan
    WHERE position IN ({positions})
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
    return [changed, as_text(field, kept), as_text(field, sql.SQL("({})").format(made))]


def _own_sides(own: Sequence[Field]) -> list[sql.Composable]:
    kept = sql.SQL("CASE WHEN left_values IS NOT NULL THEN {} END").format(own_sql.only(own, own_sql.BEFORE))
    return [own_sql.only_changed(own, own_sql.BEFORE), own_sql.only_changed(own, own_sql.COLUMN), kept]


def _change(row: Sequence[Any], built_in: Sequence[Field]) -> Change:
    position, action, record_number, sku, name, product_id, left, aside, *sides = row
    told, (own_before, own_after, own_kept) = sides[:-3], map(_object, sides[-3:])
    values_left = _object(left)
    was = {key: own_kept.get(key) for key in values_left}
    becomes = dict[str, Any]()
    for index, field in enumerate(built_in):
        changed, old, new = told[index * 3 : index * 3 + 3]
        if changed or field.key in values_left:
            was[field.key] = old
        if changed:
            becomes[field.key] = new
    own = {**own_before, **own_after}
    was |= {key: own_before.get(key) for key in own}
    becomes |= {key: own_after.get(key) for key in own}
    was = {} if action == "create" else was
    return Change(position, action, record_number, sku, name, product_id, was, becomes, values_left, aside)


def _object(value: Any) -> dict[str, Any]:
    """Django hands JSON out as text."""
    return json.loads(value) if isinstance(value, str) else dict(value or {})
