"""Rows of a waiting plan are planned again: what the file wants is compared with what stands now.

What was left out of a row stays left out, and pinned values stay as they are, but for those that a person took. A row
that would change nothing any more is set aside.
"""

from __future__ import annotations

from django.db import connection
from psycopg import sql

from products.fields import own_sql
from products.fields.registry import FIELDS
from products.fields.sql import before, column, is_given, listed
from products.imports.review import kept_rows
from products.imports.steps import own_fields, pinned, planning, reviewed
from products.jobs.models import ImportJob


def plan_again(job: ImportJob) -> int:
    """The rows whose positions are in the table `meant`. Returns how many could be planned.

    Not those of deleted products of whom the row does not say enough to make them anew.
    """
    kept_rows.take_of_deleted(job)
    _execute(_WITHOUT_IMPOSSIBLE, job, lacking=_lacking(job))
    planned = _execute(_PLAN_AGAIN, job, values=listed(_values(job)))
    unchanged = (sql.SQL("NOT {}").format(reviewed.changes(job, each)) for each in reviewed.changed_fields(job))
    _execute(_SET_ASIDE, job, unchanged=sql.SQL(" AND ").join(unchanged))
    return planned


def _lacking(job: ImportJob) -> sql.Composable:
    """The condition that the row lacks what a new product needs, or that this was left out of it."""
    given = [
        sql.SQL("({} AND NOT coalesce(left_values, '{{}}') ? {})").format(
            is_given(field, "plan"), sql.Literal(field.key)
        )
        for field in planning.needed_when_new(job)
    ]
    return sql.SQL("NOT ({})").format(sql.SQL(" AND ").join(given))


def _values(job: ImportJob) -> list[sql.Composable]:
    """What stands now, and where the file's value was left out, that in its place."""
    product, left_alone = column("product"), _pinned(job)
    values: list[sql.Composable] = [
        sql.SQL("{} = {}").format(before(field), product(field)) for field in FIELDS.changeable
    ]
    values += [
        sql.SQL(_VALUE).format(sql.Identifier(field.key), sql.Literal(field.key), product(field), left_alone)
        for field in FIELDS.changeable
    ]
    if own_fields.has_attributes(job):
        values.append(sql.SQL("{} = product.attributes").format(own_sql.BEFORE))
        values.append(sql.SQL(_OWN_LEFT).format(pinned=left_alone))
    return values


def _pinned(job: ImportJob) -> sql.SQL:
    """The keys of what is pinned in a product, but for what a person took."""
    return sql.SQL("ARRAY[]::text[]" if pinned.are_replaced(job) else _PINNED)


_PINNED = "ARRAY(SELECT unnest(product.pinned) EXCEPT SELECT unnest(plan.taken_pins))"
_VALUE = "{0} = CASE WHEN plan.left_values ? {1} OR {1} = ANY ({3}) THEN {2} ELSE plan.{0} END"

_WITHOUT_IMPOSSIBLE = """
    DELETE FROM meant USING {plan} plan
    WHERE plan.position = meant.position AND {lacking}
      AND NOT EXISTS (SELECT FROM products_product product WHERE product.sku_key = plan.sku_key)
"""

_PLAN_AGAIN = """
    UPDATE {plan} plan
    SET product_id = product.id, version_seen = product.version, aside = NULL, {values}
    FROM meant
    JOIN {plan} self USING (position)
    LEFT JOIN products_product product ON product.sku_key = self.sku_key
    WHERE plan.position = meant.position
"""

_OWN_LEFT = """
    attributes = CASE WHEN plan.left_values IS NULL AND product.pinned IS NULL THEN plan.attributes ELSE
        (plan.attributes - ARRAY(SELECT jsonb_object_keys(plan.left_values)) - {pinned}) || (
            SELECT coalesce(jsonb_object_agg(key, value), '{{}}') FROM jsonb_each(product.attributes)
            WHERE plan.left_values ? key OR key = ANY ({pinned})
        )
    END
"""

_SET_ASIDE = """
    UPDATE {plan} plan SET aside = CASE WHEN left_values IS NULL THEN 'unchanged' ELSE 'left_out' END
    FROM meant WHERE meant.position = plan.position AND product_id IS NOT NULL AND {unchanged}
"""


def _execute(statement: str, job: ImportJob, **parts: sql.Composable) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(plan=planning.plan_table(job), **parts))
        return int(cursor.rowcount)
