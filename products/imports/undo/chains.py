"""Products that the undone jobs changed more than once: what they were before all of that, and became by it.

A chain is whole if each change began with what the one before it made. One that is broken, since somebody else changed
the value in between, is a conflict.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from psycopg import sql

from products.fields.field import Field
from products.fields.sql import listed
from products.imports.undo.history import columns_of, has_several_changes_of_one, type_of

BROKEN = "broken"
"""The column with the keys of the fields whose chain is broken; `times` has how often the product was changed."""


def join(table: str, fields: Sequence[Field]) -> None:
    """Leave one row a product in the table of changes, and give it the columns BROKEN and `times`."""
    name = sql.Identifier(table)
    if has_several_changes_of_one(table):
        links = [_link(field) for field in fields]
        ends = [_end(field) for field in fields]
        broken = listed(_broken(field) for field in fields)
        statement = sql.SQL(_JOIN).format(table=name, links=listed(links), ends=listed(ends), broken=broken)
    else:
        statement = sql.SQL(
            "ALTER TABLE {} ADD COLUMN broken text[] NOT NULL DEFAULT '{{}}', ADD times integer DEFAULT 1"
        ).format(name)
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _link(field: Field) -> sql.Composed:
    """What the field became by the change before, and whether there was one."""
    columns = columns_of(field)
    window = sql.SQL("OVER (PARTITION BY product_id, {} ORDER BY at)").format(columns.moved)
    return sql.SQL("lag({became}) {window} AS {last}, row_number() {window} > 1 AS {follows}").format(
        became=columns.became, window=window, last=_last(field), follows=_follows(field)
    )


def _end(field: Field) -> sql.Composed:
    columns = columns_of(field)
    return sql.SQL(
        "(array_agg({was} ORDER BY at) FILTER (WHERE {moved}))[1]::{type} AS {was}, "
        "(array_agg({became} ORDER BY at DESC) FILTER (WHERE {moved}))[1]::{type} AS {became}, "
        "bool_or({moved}) AS {moved}"
    ).format(**columns._asdict(), type=type_of(field))


def _broken(field: Field) -> sql.Composed:
    columns = columns_of(field)
    return sql.SQL("CASE WHEN bool_or({} AND {} AND {} IS DISTINCT FROM {}) THEN {} END").format(
        columns.moved, _follows(field), columns.was, _last(field), sql.Literal(field.key)
    )


def _last(field: Field) -> sql.Identifier:
    return sql.Identifier(f"{field.key}_last")


def _follows(field: Field) -> sql.Identifier:
    return sql.Identifier(f"{field.key}_follows")


_JOIN = """
    ALTER TABLE {table} RENAME TO links;
    CREATE TEMPORARY TABLE {table} ON COMMIT DROP AS
    SELECT product_id, max(at) AS at, {ends}, array_remove(ARRAY[{broken}], NULL)::text[] AS broken, count(*) AS times
    FROM (SELECT *, {links} FROM links) linked
    GROUP BY product_id;
    ANALYZE {table}
"""
