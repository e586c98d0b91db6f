"""Writing some thousand products, each with its own values, in one statement: Django would take ten times as long."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import connection
from django.utils import timezone
from psycopg import sql

from products.fields.registry import FIELDS
from products.models.product import Product

ATTRIBUTES = "attributes"


def write(ids: Sequence[UUID], columns: Mapping[str, Sequence[object]], *, as_new_version: bool) -> None:
    """Give these products the values of some columns, in the same order; `attributes` as JSON in text."""
    if not ids or not columns:
        return
    names = [sql.Identifier(name) for name in columns]
    arrays = [sql.SQL(f"%s::{_sql_type(name)}[]") for name in columns]
    statement = sql.SQL(_WRITE).format(
        product=sql.Identifier(Product._meta.db_table),
        columns=sql.SQL(", ").join(names),
        arrays=sql.SQL(", ").join(arrays),
        values=sql.SQL(", ").join(sql.SQL("{0} = written.{0}").format(name) for name in names),
        version=sql.SQL(_NEW_VERSION if as_new_version else ""),
    )
    moment = [timezone.now()] if as_new_version else []
    with connection.cursor() as cursor:
        cursor.execute(statement, [*moment, [*ids], *([*values] for values in columns.values())])


def _sql_type(name: str) -> str:
    return "jsonb" if name == ATTRIBUTES else FIELDS[name].kind.sql_type


_WRITE = """
    UPDATE {product} product SET {version}{values}
    FROM unnest(%s::uuid[], {arrays}) AS written (id, {columns})
    WHERE product.id = written.id
"""
_NEW_VERSION = "version = product.version + 1, updated_at = %s, "
