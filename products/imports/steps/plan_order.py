"""The order of a plan: positions follow the SKU keys. By that the history finds what a job did to a product."""

from __future__ import annotations

from django.db import connection
from psycopg import sql

from products.imports.steps import left_out, plan_texts
from products.jobs import tables
from products.jobs.models import ImportJob


def put_in_order(job: ImportJob) -> None:
    """Number the rows of a whole plan anew, unless they are in order."""
    with connection.cursor() as cursor:
        cursor.execute(_statement(_IS_DISORDERED, job))
        if cursor.fetchone()[0]:
            left_out.mark_all(job)
            plan_texts.forget(job)
            cursor.execute(_statement(_NUMBER, job))


def _statement(text: str, job: ImportJob) -> sql.Composed:
    primary_key = sql.Identifier(f"plan_{job.id.hex}_pkey")
    return sql.SQL(text).format(plan=tables.own_table(job, "plan"), primary_key=primary_key)


_IS_DISORDERED = """
    SELECT EXISTS (
        SELECT FROM (
            SELECT position, sku_key, lag(sku_key) OVER (ORDER BY position) AS before FROM {plan}
        ) ordered
        WHERE before > sku_key OR position < 1
    )
"""

_NUMBER = """
    ALTER TABLE {plan} DROP CONSTRAINT {primary_key};
    UPDATE {plan} plan SET position = numbered.position
    FROM (SELECT record_number, row_number() OVER (ORDER BY sku_key, position) AS position FROM {plan}) numbered
    WHERE plan.record_number = numbered.record_number;
    ALTER TABLE {plan} ADD CONSTRAINT {primary_key} PRIMARY KEY (position)
"""
