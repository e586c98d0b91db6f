"""Rows all of whose changes are pinned stand in a plan that waits, set aside, so that a person can take them."""

from __future__ import annotations

from django.db import connection
from psycopg import sql

from products.imports.belts.near_twins import twins_table
from products.imports.steps import pinned, plan_order, planning
from products.jobs import tables
from products.jobs.models import ImportJob


def put_back(job: ImportJob) -> None:
    """Before the plan is prepared for review. These rows count as `unchanged` once it is applied, not before."""
    if not (number := tables.count_rows(pinned.forgotten_table(job))):
        return
    _execute(_PUT_BACK, job, columns=_columns(job))
    plan_order.put_in_order(job)
    if tables.count_rows(twins_table(job)):
        _execute(_SAME_TWINS, job, twins=twins_table(job))
    tables.drop(pinned.forgotten_table(job))
    job.advance_or_leave(planned_rows=(job.planned_rows or 0) + number, unchanged=job.unchanged - number)


def _columns(job: ImportJob) -> sql.Composed:
    """Of the plan, without the position."""
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT * FROM {} LIMIT 0").format(pinned.forgotten_table(job)))
        names = [column.name for column in cursor.description]
    return sql.SQL(", ").join(sql.Identifier(name) for name in names if name != "position")


_PUT_BACK = """
    ALTER TABLE {plan} ADD COLUMN IF NOT EXISTS aside text;
    INSERT INTO {plan} (position, aside, {columns})
    SELECT -row_number() OVER (), 'unchanged', {columns} FROM {forgotten}
"""

_SAME_TWINS = """
    UPDATE {twins} twins SET position = plan.position FROM {plan} plan WHERE plan.sku_key = twins.sku_key
"""


def _execute(statement: str, job: ImportJob, **parts: sql.Composable) -> None:
    tables_of_job = {"plan": planning.plan_table(job), "forgotten": pinned.forgotten_table(job)}
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(**tables_of_job, **parts))
