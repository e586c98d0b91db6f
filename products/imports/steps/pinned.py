"""Pinned values stay as they are, whatever the file says: they are taken out of the plan before it is applied.

Where no product has a pin, which an index tells at once, this costs nothing.
"""

from __future__ import annotations

from collections.abc import Container
from typing import NamedTuple

from django.db import connection
from psycopg import sql

from products.fields import own_sql
from products.fields.field import Field
from products.fields.registry import FIELDS
from products.fields.sql import before, differs, either
from products.imports.steps import own_fields
from products.jobs import tables
from products.jobs.models import ImportJob
from products.models import Product

KEPT = "pinned values"
"""What the sentence of the warning begins with, behind the number."""


class Kept(NamedTuple):
    values: int
    rows: int
    """Of which nothing else changes: they are not in the plan any more."""

    @property
    def sentence(self) -> str:
        return f"{self.values:,} {KEPT} of products were kept, though the file has others."


def keep(job: ImportJob, cleared: Container[str]) -> Kept:
    """Take the pinned values out of the plan, and the rows of which nothing remains. Leaves gaps between positions."""
    if not Product.objects.pinned().exists():
        return Kept(0, 0)
    _execute(_FIND, job)
    fields = _in_file(job)
    values = sum(_keep(job, field, cleared) for field in fields)
    unchanged = sql.SQL("NOT ({})").format(either(changes(field, cleared) for field in fields))
    return Kept(values, _execute(_FORGET, job, unchanged=unchanged) if values else 0)


def changes(field: Field, cleared: Container[str]) -> sql.Composed:
    """The condition on a row of the plan that a product which is there gets another value of the field."""
    if field.own:
        changed = own_sql.value_differs(field, own_sql.COLUMN, own_sql.BEFORE)
    else:
        changed = differs(field, sql.Identifier(field.key), before(field), cleared)
    return sql.SQL("(product_id IS NOT NULL AND coalesce({}, false))").format(changed)


def _in_file(job: ImportJob) -> list[Field]:
    inside = job.options["columns"]["indexes"]
    return [*(field for field in FIELDS.changeable if field.key in inside), *own_fields.in_file(job)]


def _keep(job: ImportJob, field: Field, cleared: Container[str]) -> int:
    """Where the field is pinned and would change, plan the value that the product has. Returns of how many."""
    return _execute(
        _KEEP_OWN if field.own else _KEEP,
        job,
        key=sql.Literal(field.key),
        column=sql.Identifier(field.key),
        before=before(field),
        changed=changes(field, cleared),
    )


_FIND = """
    DROP TABLE IF EXISTS pins;
    CREATE TEMPORARY TABLE pins ON COMMIT DROP AS
    SELECT plan.position, product.pinned, false AS is_kept
    FROM {plan} plan JOIN products_product product ON product.id = plan.product_id
    WHERE product.pinned IS NOT NULL
"""

_KEEP = """
    WITH kept AS (
        UPDATE {plan} plan SET {column} = {before}
        FROM pins WHERE pins.position = plan.position AND {key} = ANY (pins.pinned) AND {changed}
        RETURNING plan.position
    )
    UPDATE pins SET is_kept = true FROM kept WHERE kept.position = pins.position
"""

_KEEP_OWN = """
    WITH kept AS (
        UPDATE {plan} plan SET attributes = (attributes - {key}) || CASE
            WHEN attributes_before ? {key} THEN jsonb_build_object({key}, attributes_before -> {key}) ELSE '{{}}'
        END
        FROM pins WHERE pins.position = plan.position AND {key} = ANY (pins.pinned) AND {changed}
        RETURNING plan.position
    )
    UPDATE pins SET is_kept = true FROM kept WHERE kept.position = pins.position
"""

_FORGET = "DELETE FROM {plan} plan USING pins WHERE pins.position = plan.position AND is_kept AND {unchanged}"


def _execute(statement: str, job: ImportJob, **parts: sql.Composable) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(plan=tables.own_table(job, "plan"), **parts))
        return int(cursor.rowcount)
