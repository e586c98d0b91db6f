"""Products that the undone jobs created, and that somebody has changed since.

A version tells: it grows with each change. What undos and undone jobs did does not count, if in the end the product has
the values with which it was created; nor what the undone jobs did themselves.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from django.db import connection
from psycopg import sql

from products.fields.field import Field
from products.fields.sql import either, listed, plain
from products.imports.undo.history import columns_of, exempt_jobs, literal_ids, type_of, write_later_changes

TABLE = "touched"
"""With what is to be told of each field that was changed, as a conflict."""


def find(fields: Sequence[Field], jobs: Collection[UUID]) -> None:
    """Write down which of `creations` were touched. `undone`: what the jobs changed, one row a product."""
    if not _suspect():
        _execute("CREATE TEMPORARY TABLE touched (product_id uuid, conflicts jsonb) ON COMMIT DROP; ANALYZE touched")
        return
    write_later_changes("later", fields, jobs)
    first = [_first(field) for field in fields]
    _execute(
        _FIND,
        exempt=literal_ids(exempt_jobs()),
        first=listed(first),
        differing=either(_differs(field) for field in fields),
        conflicts=sql.SQL(" || ").join(_conflict(field) for field in fields),
    )


def now_of(field: Field, product: str = "product") -> sql.Composable:
    """The field's value in a row of products."""
    if field.own:
        return sql.SQL("({} -> {})").format(sql.Identifier(product, "attributes"), sql.Literal(field.key))
    return sql.Identifier(product, field.key)


def three_values(
    field: Field, *, before: sql.Composable, imported: sql.Composable, now: sql.Composable
) -> sql.Composed:
    """What is told of a value in conflict, by its key."""
    sides = [each if field.own else plain(field, each) for each in (before, imported, now)]
    return sql.SQL("jsonb_build_object({}::text, jsonb_build_object('before', {}, 'imported', {}, 'now', {}))").format(
        sql.Literal(field.key), *sides
    )


def _suspect() -> int:
    with connection.cursor() as cursor:
        cursor.execute(_SUSPECTS)
        return int(cursor.rowcount)


def _first(field: Field) -> sql.Composed:
    """What the field was when others changed it for the first time."""
    columns = columns_of(field)
    return sql.SQL(
        "(array_agg({was} ORDER BY at) FILTER (WHERE {moved}))[1]::{type} AS {was}, bool_or({moved}) AS {moved}"
    ).format(**columns._asdict(), type=type_of(field))


def _made(field: Field) -> sql.Composed:
    """With what the jobs left the product."""
    own, others = columns_of(field, of="undone"), columns_of(field, of="others")
    return sql.SQL("(CASE WHEN {} THEN {} ELSE {} END)").format(own.moved, own.became, others.was)


def _differs(field: Field) -> sql.Composed:
    moved = columns_of(field, of="others").moved
    return sql.SQL("({} AND {} IS DISTINCT FROM {})").format(moved, now_of(field), _made(field))


def _conflict(field: Field) -> sql.Composed:
    told = three_values(field, before=sql.SQL("NULL::text"), imported=_made(field), now=now_of(field))
    return sql.SQL("CASE WHEN {} THEN {} ELSE '{{}}' END").format(_differs(field), told)


_SUSPECTS = """
    CREATE TEMPORARY TABLE suspects ON COMMIT DROP AS
    SELECT product_id, creations.version, creations.at
    FROM creations JOIN products_product product ON product.id = product_id
    WHERE product.version <> creations.version
"""

_FIND = """
    CREATE TEMPORARY TABLE touched ON COMMIT DROP AS
    WITH others AS (
        SELECT product_id, count(*) FILTER (WHERE job_id = ANY ({exempt})) AS exempt, {first}
        FROM later GROUP BY product_id
    )
    SELECT suspects.product_id, {conflicts} AS conflicts
    FROM suspects
    JOIN products_product product ON product.id = suspects.product_id
    LEFT JOIN others ON others.product_id = suspects.product_id
    LEFT JOIN undone ON undone.product_id = suspects.product_id
    WHERE product.version - suspects.version <> coalesce(others.exempt, 0) + coalesce(undone.times, 0) OR {differing};
    ANALYZE touched
"""


def _execute(statement: str, **parts: sql.Composable) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(**parts))
