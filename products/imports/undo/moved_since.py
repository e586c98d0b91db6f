"""Products that moved while an undo waited: what is told of them, and how their rows are judged anew.

The row of the plan knows what a value was before the undone job (its target) and what the job had made of it (what
stood there when the undo was planned). Of products that are to be deleted it knows neither: the history tells what
others did to them.
"""

from __future__ import annotations

from collections.abc import Sequence

from psycopg import sql

from products.fields import own_sql
from products.fields.field import Field
from products.fields.sql import before, differs, listed
from products.imports.steps import planning
from products.imports.undo.touched import now_of, three_values
from products.jobs.models import ImportJob

CHANGED = "changed_before"
FINAL = ("deleted_before", "created_before")
"""Codes of products of which nothing can be taken back: they are gone, or another one has the SKU."""
MESSAGES = {
    CHANGED: "The product was changed since this undo was planned.",
    "deleted_before": "The product was deleted since this undo was planned.",
    "created_before": "Another product has this SKU since this undo was planned.",
}


def values(job: ImportJob, fields: Sequence[Field], *, moved: sql.Composable) -> sql.Composable:
    """Field → before, imported and now, of a `plan` row and its `product`. `moved`: the condition that it moved since.

    Of the rest, what the plan says.
    """
    told = sql.SQL(" || ").join(_told(job, field) for field in fields)
    return sql.SQL(_VALUES).format(moved=moved, told=told, job=sql.Literal(str(job.id)))


def judged_anew(job: ImportJob, fields: Sequence[Field]) -> sql.Composed:
    """What a `plan` row is set to by its `product` of now: the old values come back, all else stays as it is.

    The plan has nothing of a product that is to be deleted, whatever it is now.
    """
    built_in, settings = [field for field in fields if not field.own], list[sql.Composable]()
    settings.append(sql.SQL("version_seen = product.version"))
    for field in built_in:
        column, stays = sql.Identifier(field.key), sql.SQL("{} OR plan.action = 'delete'").format(_moves(job, field))
        settings.append(sql.SQL(_SET).format(column=column, stays=stays, now=column))
    seen = [(before(field), sql.Identifier(field.key)) for field in built_in]
    settings += [
        sql.SQL(_SET).format(column=column, stays=sql.SQL("plan.action = 'delete'"), now=now)
        for column, now in (*seen, (own_sql.BEFORE, own_sql.COLUMN))
    ]
    return listed(settings)


def _moves(job: ImportJob, field: Field) -> sql.Composed:
    """The condition that the plan brings the old value back."""
    if field.own:
        changed = own_sql.value_differs(field, _of_plan("attributes"), _of_plan("attributes_before"))
    else:
        changed = differs(field, _of_plan(field.key), _of_plan(f"{field.key}_before"), planning.cleared(job))
    return sql.SQL("(plan.action = 'update' AND coalesce({}, false))").format(changed)


def _told(job: ImportJob, field: Field) -> sql.Composed:
    if field.own:
        was, became = (sql.SQL("({} -> {})").format(_of_plan(name), sql.Literal(field.key)) for name in _ATTRIBUTES)
    else:
        was, became = (sql.SQL("{}").format(_of_plan(name)) for name in (field.key, f"{field.key}_before"))
    return sql.SQL(_TOLD).format(
        moves=_moves(job, field),
        told=three_values(field, before=was, imported=became, now=now_of(field)),
        key=sql.Literal(field.key),
        now=sql.SQL("to_jsonb({})").format(now_of(field)) if field.own else _as_json(field),
    )


def _as_json(field: Field) -> sql.Composed:
    return sql.SQL("to_jsonb({}{})").format(now_of(field), sql.SQL("::text" if field.kind.name == "money" else ""))


def _of_plan(name: str) -> sql.Identifier:
    return sql.Identifier("plan", name)


_SET = "{column} = CASE WHEN {stays} THEN plan.{column} ELSE product.{now} END"
_ATTRIBUTES = ("attributes", "attributes_before")

_TOLD = """CASE
    WHEN {moves} THEN {told}
    WHEN plan.conflicts ? {key}::text THEN jsonb_build_object({key}::text,
        plan.conflicts -> {key}::text || jsonb_build_object('now', {now}))
    ELSE '{{}}'
END"""

_VALUES = """CASE
    WHEN NOT {moved} THEN plan.conflicts
    WHEN plan.action <> 'delete' THEN nullif({told}, '{{}}')
    ELSE (
        -- What others changed in a product that is to be deleted, from the history of what they did to it alone.
        SELECT jsonb_object_agg(key, jsonb_build_object(
            'before', NULL, 'imported', first -> 0,
            'now', CASE jsonb_typeof(now -> key) WHEN 'number' THEN to_jsonb(now ->> key) ELSE now -> key END
        ))
        FROM (
            SELECT DISTINCT ON (key) key, value AS first
            FROM products_change change CROSS JOIN LATERAL jsonb_each(change."values")
            WHERE change.product_id = plan.product_id AND change.action = 'changed'
              AND change.at >= (SELECT planned_at FROM imports_importjob WHERE id = {job})
            ORDER BY key, change.id
        ) since, LATERAL (SELECT to_jsonb(product) || coalesce(product.attributes, '{{}}') AS now) standing
    )
END"""
