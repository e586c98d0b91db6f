"""A chunk of the plan → the history of its products, inside the transaction that applies it."""

from collections.abc import Iterable

from django.db import connection
from psycopg import sql

from products.imports.steps import planning
from products.jobs.models import ImportJob
from products.models.import_changes import COLUMNS

STRETCH_ROWS = 500
"""Changed products that one row of the history tells of."""


def record_created(job: ImportJob, *, after: int, upto: int, id_prefix: str) -> None:
    """New products of a chunk have ids that end with their position in the plan."""
    _execute(_CREATED, job, {"after": after, "upto": upto, "id_prefix": id_prefix})


def record_changed(job: ImportJob, *, after: int, upto: int, clears_price: bool) -> None:
    """Of each column that the file has, the values of products whose column differs."""
    has = [column for column in COLUMNS if column in job.options["columns"]["indexes"]]
    arrays = [
        (sql.Identifier(f"{column}s_{side}"), _values(column, side, clears_price))
        for column in has
        for side in ("before", "after")
    ]
    _execute(
        _CHANGED,
        job,
        {"after": after, "upto": upto, "rows": STRETCH_ROWS},
        columns=_listed(name for name, _ in arrays),
        values=_listed(values for _, values in arrays),
    )


def _values(column: str, side: str, clears_price: bool) -> sql.Composed:
    """`array_agg` of the values of a column where they differ, as text if they are prices."""
    template = "array_agg(CASE WHEN {after} IS DISTINCT FROM {before} THEN {shown} END ORDER BY position)"
    before = sql.Identifier(f"{column}_before")
    wanted = sql.Identifier(column)
    kept = sql.SQL("coalesce({}, {})").format(wanted, before)
    after = wanted if column == "price" and clears_price else kept
    shown = before if side == "before" else after
    cast = sql.SQL("{}::text" if column == "price" else "{}").format(shown)
    return sql.SQL(template).format(after=after, before=before, shown=cast)


def _listed(parts: Iterable[sql.Composable]) -> sql.Composed:
    return sql.SQL("").join(sql.SQL(", {}").format(part) for part in parts)


_CREATED = """
    INSERT INTO products_stretch (job_id, action, at, first_key, last_key, first_id, last_id)
    SELECT
        %(job)s, 'created', now(), min(sku_key), max(sku_key),
        (%(id_prefix)s::text || lpad(to_hex(min(position)), 8, '0'))::uuid,
        (%(id_prefix)s::text || lpad(to_hex(max(position)), 8, '0'))::uuid
    FROM {plan}
    WHERE product_id IS NULL AND name IS NOT NULL AND position > %(after)s AND position <= %(upto)s
"""

_CHANGED = """
    INSERT INTO products_stretch (job_id, action, at, first_key, last_key, product_ids {columns})
    SELECT %(job)s, 'changed', now(), min(sku_key), max(sku_key), array_agg(product_id ORDER BY position) {values}
    FROM {plan}
    WHERE product_id IS NOT NULL AND position > %(after)s AND position <= %(upto)s
    GROUP BY (position - 1) / %(rows)s
"""


def _execute(statement: str, job: ImportJob, parameters: dict[str, str | int], **parts: sql.Composable) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(plan=planning.plan_table(job), **parts), parameters | {"job": job.id})
