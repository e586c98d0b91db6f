"""Where the rows of a waiting plan are that match filters: by its indexes where few match, else in its order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import LiteralString, NamedTuple

from django.db import connection
from psycopg import sql

from products.imports.review.filters import Filters
from products.imports.steps import left_out, plan_texts, planning, reviewed
from products.jobs.models import ImportJob

FEW = 500
"""Prices in the bounds of a ratio; of more, the next row that matches is near in the order of the plan."""

TRIES = 3
"""Looks at blocks that have a text; if what else is asked leaves too few of their rows, the plan is read in order."""


class _Branch(NamedTuple):
    """A part of the plan: no row is in two. The table calls the plan `plan`."""

    table: sql.Composable
    condition: sql.Composable


def first_matching(job: ImportJob, filters: Filters, *, behind: int, most: int) -> sql.Composable:
    """A SELECT of positions: of each part of the plan in question the first ones. Raises InvalidFilter."""
    condition = sql.SQL("plan.position > {} AND {}").format(sql.Literal(behind), filters.condition(job))
    branches = _branches(job, filters)
    if not branches and (found := _first_with_text(job, filters, condition, behind, most)) is not None:
        return sql.SQL("SELECT unnest({}::integer[])").format(sql.Literal(found))
    return _of_branches(_BRANCH_IN_ORDER, branches or [_whole(job)], condition, most)


def count(job: ImportJob, filters: Filters, *, most: int) -> int:
    """How many products match, counted up to `most`. Raises InvalidFilter."""
    condition = filters.condition(job)
    branches = _branches(job, filters)
    if not branches and filters.text and plan_texts.are_written(job):
        return _count_with_text(job, filters, condition, most)
    return _count(branches or [_whole(job)], condition, most)


def _count(branches: Sequence[_Branch], condition: sql.Composable, most: int) -> int:
    found = _of_branches(_BRANCH, branches, condition, most)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT count(*) FROM ({}) found").format(found))
        return min(int(cursor.fetchone()[0]), most)


def _of_branches(
    template: LiteralString, branches: Sequence[_Branch], condition: sql.Composable, most: int
) -> sql.Composable:
    parts = (
        sql.SQL(template).format(branch.table, branch.condition, condition, sql.Literal(most)) for branch in branches
    )
    return sql.SQL(" UNION ALL ").join(parts)


def _branches(job: ImportJob, filters: Filters) -> Sequence[_Branch]:
    """None, if the filters ask neither for what was left out nor for few prices."""
    plan = _whole(job).table
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
    return []


def _first_with_text(
    job: ImportJob, filters: Filters, condition: sql.Composable, behind: int, most: int
) -> list[int] | None:
    """The positions; None if blocks do not tell them, or not soon."""
    if not filters.text or not plan_texts.are_written(job):
        return None
    found: list[int] = []
    looks = plan_texts.blocks_with(job, filters.text, behind=behind, first=most)
    for number, blocks in enumerate(looks):
        if number == TRIES:
            return None
        rows = _Branch(plan_texts.rows_of(job, blocks), sql.SQL("true"))
        with connection.cursor() as cursor:
            cursor.execute(_of_branches(_BRANCH_IN_ORDER, [rows], condition, most - len(found)))
            found += [position for (position,) in cursor.fetchall()]
        if len(found) == most:
            break
    return found


def _count_with_text(job: ImportJob, filters: Filters, condition: sql.Composable, most: int) -> int:
    found = 0
    for blocks in plan_texts.blocks_with(job, filters.text, first=most):
        rows = _Branch(plan_texts.rows_of(job, blocks), sql.SQL("true"))
        found += _count([rows], condition, most - found)
        if found == most:
            break
    return found


def _whole(job: ImportJob) -> _Branch:
    return _Branch(sql.SQL("{} plan").format(planning.plan_table(job)), sql.SQL("true"))


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
