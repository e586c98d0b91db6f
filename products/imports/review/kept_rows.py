"""Rows all of whose changes are pinned stand in a plan that waits, set aside, so that a person can take them."""

from __future__ import annotations

from django.db import connection
from psycopg import sql

from products.imports.belts.near_twins import twins_table
from products.imports.steps import pinned, plan_order, planning, reviewed
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


def take(job: ImportJob) -> None:
    """Plan the values in the table `taken` (position, record_number, key, value), which are kept no more."""
    for field in reviewed.changed_fields(job):
        parts: dict[str, sql.Composable] = {"key": sql.Literal(field.key), "column": sql.Identifier(field.key)}
        _execute(_TAKE_OWN if field.own else _TAKE, job, type=sql.SQL(field.kind.sql_type), **parts)
    _execute(_FORGET, job)


def take_of_deleted(job: ImportJob) -> None:
    """A product that is made anew gets what the file says, not what another one had. Of rows in the table `meant`."""
    if tables.count_rows(pinned.kept_table(job)):
        _execute(_CHOOSE_OF_DELETED, job)
        take(job)


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

_CHOOSE_OF_DELETED = """
    DROP TABLE IF EXISTS taken;
    CREATE TEMPORARY TABLE taken ON COMMIT DROP AS
    SELECT position, kept.record_number, kept.key, kept.value
    FROM {kept} kept JOIN {plan} plan USING (product_id, record_number) JOIN meant USING (position)
    WHERE NOT EXISTS (SELECT FROM products_product product WHERE product.sku_key = plan.sku_key)
"""

_TAKE = """
    UPDATE {plan} plan
    SET {column} = (taken.value #>> '{{}}')::{type}, taken_pins = array_append(taken_pins, {key})
    FROM taken WHERE taken.position = plan.position AND taken.key = {key}
"""

_TAKE_OWN = """
    UPDATE {plan} plan
    SET attributes = CASE WHEN taken.value IS NULL THEN attributes - {key}
            ELSE coalesce(attributes, '{{}}') || jsonb_build_object({key}, taken.value) END,
        taken_pins = array_append(taken_pins, {key})
    FROM taken WHERE taken.position = plan.position AND taken.key = {key}
"""

_FORGET = """
    DELETE FROM {kept} kept USING taken WHERE taken.record_number = kept.record_number AND taken.key = kept.key
"""

_SAME_TWINS = """
    UPDATE {twins} twins SET position = plan.position FROM {plan} plan WHERE plan.sku_key = twins.sku_key
"""


def _execute(statement: str, job: ImportJob, **parts: sql.Composable) -> None:
    tables_of_job = {
        "plan": planning.plan_table(job),
        "forgotten": pinned.forgotten_table(job),
        "kept": pinned.kept_table(job),
    }
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(**tables_of_job, **parts))
