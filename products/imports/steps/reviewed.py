"""A plan that people look at before it is applied: made ready for that, and applied without what was left out.

Two columns are added to it. `aside` says why a row is not applied, `left` holds the values that were taken out of it.
"""

from collections.abc import Mapping
from typing import NamedTuple, NotRequired, TypedDict
from uuid import UUID

from django.db import connection
from psycopg import sql

from products.fields.field import Field
from products.fields.registry import FIELDS
from products.fields.sql import listed
from products.imports.steps import left_out, own_fields, pinned, plan_texts, planning
from products.jobs import tables
from products.jobs.models import ImportJob
from products.jobs.record import Kind

LEFT_OUT, THE_SAME = "left_out", "unchanged"
"""`aside` of rows that a person left out, or that would change nothing; other words there are codes of conflicts."""


NO_VALUES = sql.SQL("NULL::jsonb")


class Facts(TypedDict):
    """What a plan comes to."""

    create: int
    """New products, without those that were left out; of an undo, those that come back."""
    update: int
    delete: NotRequired[int]
    conflicts: NotRequired[int]
    """Products of an undo in conflict of which nobody has said yet what becomes of them."""
    left_out: int
    """Products of which nothing is applied."""
    left_values: int
    """Single values, of other products, that are not."""
    fields: dict[str, int]
    """Field → how many products that are there already get another value."""


class Aside(NamedTuple):
    """How many rows of a chunk are not applied."""

    left_out: int
    conflicts: int
    unchanged: int


def rows_to_apply(job: ImportJob) -> sql.Composable:
    """The job's plan as a table; of one that spares what moved, without the rows that were set aside.

    Of an undo, only the rows that change products: it deletes and restores by itself.
    """
    plan = planning.plan_table(job)
    if job.kind == Kind.UNDO:
        return sql.SQL("(SELECT * FROM {} WHERE aside IS NULL AND action = 'update')").format(plan)
    return sql.SQL("(SELECT * FROM {} WHERE aside IS NULL)").format(plan) if job.spares_what_moved else plan


def rows_that_remain(job: ImportJob, *, among: sql.Composable | None = None) -> sql.Composable:
    """The same of a plan that waits or is to wait. `among`: a SELECT of positions, if only those are meant."""
    conditions = [sql.SQL("NOT {}").format(left_out.is_left(job))]
    conditions += [sql.SQL("plan.position IN ({})").format(among)] if among else []
    return sql.SQL("(SELECT plan.* FROM {} plan WHERE {})").format(
        rows_to_apply(job), sql.SQL(" AND ").join(conditions)
    )


def prepare(job: ImportJob) -> Facts:
    """Make the plan outlive a crash of PostgreSQL, and quick to search. Under the catalogue lock."""
    _execute(_ADD_COLUMNS, job)
    left_out.make(job)
    _execute("CREATE INDEX ON {plan} (position) WHERE product_id IS NULL", job)
    _execute("CREATE INDEX ON {plan} (sku_key)", job)
    if job.kind == Kind.IMPORT:  # an undo has its conflicts in the plan
        _execute("CREATE INDEX ON {plan} (product_id)", job)
    _execute("CREATE INDEX ON {plan} (position) WHERE aside IS NOT NULL", job)
    _execute("CREATE INDEX ON {plan} (position) WHERE left_values IS NOT NULL", job)
    fields = changed_fields(job)
    for field in fields:
        _execute("CREATE INDEX ON {plan} (position) WHERE {changes}", job, changes=changes(job, field))
    if "price" in {field.key for field in fields}:
        _execute("CREATE INDEX ON {plan} ({ratio}, position) WHERE {rated}", job, ratio=RATIO, rated=RATED)
    tables.analyse(planning.plan_table(job))
    plan_texts.make(job)
    return facts_of(job)


def facts_of(job: ImportJob, *, among: sql.Composable | None = None) -> Facts:
    """Counted in one look at the plan. `among`: a SELECT of positions, if only those are meant."""
    fields = changed_fields(job)
    sums: list[sql.Composable] = [_count_of(job, action) for action in ("create", "update", "delete")]
    sums += [sql.SQL(each) for each in (_CONFLICTS if job.kind == Kind.UNDO else "0", _LEFT_OUT, _LEFT_VALUES)]
    sums += [sql.SQL(_COUNT).format(changes(job, each)) for each in fields]
    statement = sql.SQL("SELECT {} FROM {} plan LEFT JOIN {} gone USING (position) WHERE {}").format(
        listed(sums),
        planning.plan_table(job),
        left_out.positions(job),
        _is_among(among),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)
        create, update, delete, conflicts, left, left_values, *counts = cursor.fetchone()
    keys = (each.key for each in fields)
    facts = Facts(
        create=create,
        update=update,
        left_out=left,
        left_values=left_values,
        fields=dict(zip(keys, counts, strict=True)),
    )
    if job.kind == Kind.UNDO:
        facts |= {"delete": delete, "conflicts": conflicts}
    return facts


def _is_among(positions: sql.Composable | None) -> sql.Composable:
    return sql.SQL("position IN ({})").format(positions) if positions else sql.SQL("true")


def action_of(job: ImportJob) -> sql.Composable:
    """What a row of the plan does to its product: create, update or delete."""
    return sql.SQL(
        "action" if job.kind == Kind.UNDO else "CASE WHEN product_id IS NULL THEN 'create' ELSE 'update' END"
    )


def _count_of(job: ImportJob, action: str) -> sql.Composed:
    return sql.SQL(_COUNT).format(sql.SQL("{} = {}").format(action_of(job), sql.Literal(action)))


def changed_fields(job: ImportJob) -> tuple[Field, ...]:
    """The fields that the job's file may change."""
    inside = job.options["columns"]["indexes"]
    built_in = (field for field in FIELDS.changeable if field.key in inside)
    return (*built_in, *own_fields.in_file(job))


def changes(job: ImportJob, field: Field) -> sql.Composed:
    """The condition on a row of the plan that a product which is there gets another value of the field."""
    return pinned.changes(field, planning.cleared(job))


RATIO = sql.SQL("(price / price_before)")
"""Of a row in which both are known and the old one is above zero: RATED."""
RATED = sql.SQL("(product_id IS NOT NULL AND price_before > 0 AND price <> price_before)")


def set_aside(job: ImportJob, *, after: int, upto: int, looking: bool, values: sql.Composable = NO_VALUES) -> Aside:
    """List the rows of the chunk that are not applied: what was left out, and products that moved.

    `looking`: find the products that have moved since the plan was made. They are locked, so that none moves before
    the chunk is committed. Otherwise too few are changed if one has moved, and of those to be created an
    IntegrityError tells: then the chunk is to be tried again, looking.
    `values`: what the list says of those in conflict, by the row of the `plan` and the `product` of now.
    """
    chunk: dict[str, int | UUID] = {"after": after, "upto": upto, "job": job.id}
    left_out.mark(job, after=after, upto=upto)
    if looking:
        _execute(_LOCK, job, chunk)
        _execute(_FIND_MOVED, job, chunk)
    conflicts = _execute(_LIST_CONFLICTS, job, chunk, values=values)
    return Aside(_execute(_LIST_LEFT_OUT, job, chunk), conflicts, _execute(_FIND_THE_SAME, job, chunk))


def is_outdated(job: ImportJob, *, after: int, upto: int) -> bool:
    """Whether there is a product by now that a row of the chunk is to create."""
    with connection.cursor() as cursor:
        statement = sql.SQL(_IS_OUTDATED).format(plan=planning.plan_table(job), remains=left_out.remains(job))
        cursor.execute(statement, {"after": after, "upto": upto})
        return bool(cursor.fetchone()[0])


_ADD_COLUMNS = """
    ALTER TABLE {plan}
    ADD COLUMN IF NOT EXISTS aside text, ADD COLUMN IF NOT EXISTS left_values jsonb,
    ADD COLUMN IF NOT EXISTS taken_pins text[], SET LOGGED
"""
_CONFLICTS = "count(*) FILTER (WHERE code IS NOT NULL AND taken IS NULL)"
_COUNT = "count(*) FILTER (WHERE aside IS NULL AND gone.position IS NULL AND {})"
_LEFT_OUT = "count(*) FILTER (WHERE aside = 'left_out' OR aside IS NULL AND gone.position IS NOT NULL)"
_LEFT_VALUES = """
    coalesce(sum((SELECT count(*) FROM jsonb_object_keys(left_values)))
        FILTER (WHERE aside IS NULL AND gone.position IS NULL AND left_values IS NOT NULL), 0)::integer
"""

_LOCK = """
    SELECT FROM products_product product
    WHERE product.id IN (
        SELECT product_id FROM {plan} WHERE aside IS NULL AND position > %(after)s AND position <= %(upto)s
    )
    ORDER BY product.sku_key FOR UPDATE
"""

_FIND_MOVED = """
    UPDATE {plan} plan SET aside = CASE
        WHEN plan.product_id IS NULL THEN 'created_before'
        WHEN same.id IS NULL THEN 'deleted_before'
        ELSE 'changed_before'
    END
    FROM {plan} self
    LEFT JOIN products_product same ON same.id = self.product_id
    LEFT JOIN products_product namesake ON self.product_id IS NULL AND namesake.sku_key = self.sku_key
    WHERE plan.position = self.position AND plan.aside IS NULL
      AND plan.position > %(after)s AND plan.position <= %(upto)s
      AND self.position > %(after)s AND self.position <= %(upto)s
      AND CASE
          WHEN self.product_id IS NULL THEN namesake.id IS NOT NULL
          ELSE same.version IS DISTINCT FROM self.version_seen
      END
"""

_IS_OUTDATED = """
    SELECT EXISTS (
        SELECT FROM {plan} plan JOIN products_product USING (sku_key)
        WHERE {remains} AND product_id IS NULL AND position > %(after)s AND position <= %(upto)s
    )
"""

_LIST_CONFLICTS = """
    INSERT INTO imports_conflictrow (job_id, record_number, line_number, sku, code, "values")
    SELECT %(job)s, plan.record_number, plan.line_number, plan.sku, plan.aside, {values}
    FROM {plan} plan LEFT JOIN products_product product ON product.id = plan.product_id
    WHERE plan.aside NOT IN ('left_out', 'unchanged') AND plan.position > %(after)s AND plan.position <= %(upto)s
"""

_FIND_THE_SAME = """
    SELECT FROM {plan} WHERE aside = 'unchanged' AND position > %(after)s AND position <= %(upto)s
"""

_LIST_LEFT_OUT = """
    INSERT INTO imports_skippedrows (job_id, record_number, line_number, rows, code, raw, rule)
    SELECT %(job)s, record_number, line_number, 1, aside, sku, ''
    FROM {plan} WHERE aside = 'left_out' AND position > %(after)s AND position <= %(upto)s
"""


def _execute(
    statement: str, job: ImportJob, parameters: Mapping[str, int | UUID] | None = None, **parts: sql.Composable
) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(plan=planning.plan_table(job), **parts), parameters)
        return int(cursor.rowcount)
