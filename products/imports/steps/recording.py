"""A chunk of the plan → the history of its products, inside the transaction that applies it."""

from collections.abc import Collection, Iterable

from django.db import connection
from psycopg import sql

from products.fields import own_sql
from products.fields.field import Field
from products.fields.registry import FIELDS
from products.fields.sql import after as after_plan
from products.fields.sql import before, differs, plain
from products.imports.steps import own_fields, planning, reviewed
from products.jobs.models import ImportJob
from products.models.import_changes import SIDES, Side, column_of

STRETCH_ROWS = 500
"""Changed products in one row of the history."""


def record_created(job: ImportJob, *, after: int, upto: int, id_prefix: str) -> None:
    """Record the chunk's new products. Their ids are `id_prefix` followed by their position in the plan."""
    _execute(_CREATED, job, {"after": after, "upto": upto, "id_prefix": id_prefix}, creates=planning.creates(job))


def record_changed(job: ImportJob, *, after: int, upto: int) -> None:
    """Record the chunk's changed products: for each field of the file, both values where they differ."""
    cleared = planning.cleared(job)
    arrays = [
        (sql.Identifier(column_of(field, side)), _values(field, side, cleared))
        for field in FIELDS.among(job.options["columns"]["indexes"])
        if field in FIELDS.changeable
        for side in SIDES
    ]
    if own := own_fields.in_file(job):
        arrays += [(sql.Identifier(f"attributes_{side}"), _own_values(own, side)) for side in SIDES]
    arrays += _ratios(cleared)
    _execute(
        _CHANGED,
        job,
        {"after": after, "upto": upto, "rows": STRETCH_ROWS},
        columns=_continued(name for name, _ in arrays),
        values=_continued(values for _, values in arrays),
    )


def _values(field: Field, side: Side, cleared: frozenset[str]) -> sql.Composed:
    """`array_agg` of the field's values before or after, where they differ."""
    planned, kept = sql.Identifier(field.key), before(field)
    shown = kept if side == "before" else after_plan(field, planned, kept, cleared)
    template = "array_agg(CASE WHEN {differs} THEN {shown} END ORDER BY position)"
    return sql.SQL(template).format(differs=differs(field, planned, kept, cleared), shown=plain(field, shown))


def _ratios(cleared: frozenset[str]) -> list[tuple[sql.Identifier, sql.Composed]]:
    """The least and the greatest of the changed prices, new by old."""
    price = FIELDS["price"]
    new = after_plan(price, sql.Identifier("price"), before(price), cleared)
    ratio = sql.SQL("CASE WHEN {} THEN ({})::float8 / nullif({}, 0)::float8 END").format(
        differs(price, sql.Identifier("price"), before(price), cleared), new, before(price)
    )
    ends = {"min": "Infinity", "max": "-Infinity"}
    return [
        (sql.Identifier(f"ratio_{end}"), sql.SQL("coalesce({}({}), {})").format(sql.SQL(end), ratio, sql.Literal(none)))
        for end, none in ends.items()
    ]


def _own_values(fields: Collection[Field], side: Side) -> sql.Composed:
    """`array_agg` of the own fields' values before or after, only of those that differ; NULL if none does."""
    shown = own_sql.BEFORE if side == "before" else own_sql.COLUMN
    return sql.SQL("array_agg(CASE WHEN {differs} THEN {shown} END ORDER BY position)").format(
        differs=own_sql.differs(own_sql.COLUMN, own_sql.BEFORE), shown=own_sql.only_changed(fields, shown)
    )


def _continued(parts: Iterable[sql.Composable]) -> sql.Composed:
    """More parts for the end of a list, each after a comma."""
    return sql.SQL("").join(sql.SQL(", {}").format(part) for part in parts)


_CREATED = """
    INSERT INTO products_stretch (job_id, action, at, first_key, last_key, first_id, last_id)
    SELECT
        %(job)s, 'created', now(), min(sku_key), max(sku_key),
        (%(id_prefix)s::text || lpad(to_hex(min(position)), 8, '0'))::uuid,
        (%(id_prefix)s::text || lpad(to_hex(max(position)), 8, '0'))::uuid
    FROM (
        SELECT position, sku_key FROM {plan} plan
        WHERE {creates} AND position > %(after)s AND position <= %(upto)s
        OFFSET 0  -- else PostgreSQL may look for the least key of the chunk from the beginning of an index on keys
    ) chunk
"""

_CHANGED = """
    INSERT INTO products_stretch (job_id, action, at, first_key, last_key, product_ids {columns})
    SELECT %(job)s, 'changed', now(), min(sku_key), max(sku_key), array_agg(product_id ORDER BY position) {values}
    FROM {plan} plan
    WHERE product_id IS NOT NULL AND position > %(after)s AND position <= %(upto)s
    GROUP BY (position - 1) / %(rows)s
"""


def _execute(statement: str, job: ImportJob, parameters: dict[str, str | int], **parts: sql.Composable) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL(statement).format(plan=reviewed.rows_to_apply(job), **parts), parameters | {"job": job.id}
        )
