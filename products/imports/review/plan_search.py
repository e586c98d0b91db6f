"""Where the rows of a waiting plan are that match filters: by its indexes where few match, else in its order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection
from psycopg import sql

from products.imports.review.filters import Filters
from products.imports.steps import left_out, planning, reviewed
from products.jobs.models import ImportJob

FEW = 500
"""Prices in the bounds of a ratio; of more, the next row that matches is near in the order of the plan."""


class _Branch(NamedTuple):
    """A part of the plan: no row is in two. The table calls the plan `plan`."""

    table: sql.Composable
    condition: sql.Composable


def first_matching(job: ImportJob, filters: Filters, *, behind: int, most: int) -> sql.Composable:
    """A SELECT of positions: of each part of the plan in question the first ones. Raises InvalidFilter."""
    condition = sql.SQL("plan.position > {} AND {}").format(sql.Literal(behind), filters.condition(job))
    return _of_branches(_BRANCH_IN_ORDER, job, filters, condition, most)


def count(job: ImportJob, filters: Filters, *, most: int) -> int:
    """How many products match, counted up to `most`. Raises InvalidFilter."""
    found = _of_branches(_BRANCH, job, filters, filters.condition(job), most)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT count(*) FROM ({}) found").format(found))
        return min(int(cursor.fetchone()[0]), most)


def _of_branches(
    template: str, job: ImportJob, filters: Filters, condition: sql.Composable, most: int
) -> sql.Composable:
    parts = (
        sql.SQL(template).format(branch.table, branch.condition, condition, sql.Literal(most))
        for branch in _branches(job, filters)
    )
    return sql.SQL(" UNION ALL ").join(parts)


def _branches(job: ImportJob, filters: Filters) -> Sequence[_Branch]:
    plan = sql.SQL("{} plan").format(planning.plan_table(job))
    if filters.left_out:
        left = sql.SQL("{} gone JOIN {} plan USING (position)").format(
            left_out.positions(job), planning.plan_table(job)
        )
        values = sql.SQL("left_values IS NOT NULL AND {}").format(left_out.remains(job))
        return [
            _Branch(left, sql.SQL("aside IS NULL")),
            _Branch(plan, sql.SQL("aside = 'left_out'")),
            _Branch(plan, values),
        ]
    if filters.is_of_ratio and (few := _in_bounds(job, filters)) is not None:
        return [_Branch(plan, sql.SQL("plan.position = ANY ({}::integer[])").format(sql.Literal(few)))]
    return [_Branch(plan, sql.SQL("true"))]


def _in_bounds(job: ImportJob, filters: Filters) -> list[int] | None:
    """The positions of prices that change by the ratio that is asked for; None if they are many."""
    statement = sql.SQL("SELECT position FROM {} WHERE {} ORDER BY {} LIMIT {}").format(
        planning.plan_table(job), filters.of_ratio, reviewed.RATIO, sql.Literal(FEW + 1)
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)
        found = [position for (position,) in cursor.fetchall()]
    return found if len(found) <= FEW else None


_BRANCH_IN_ORDER = "(SELECT plan.position FROM {} WHERE {} AND {} ORDER BY plan.position LIMIT {})"

_BRANCH = "(SELECT 1 FROM {} WHERE {} AND {} LIMIT {})"
