"""The fragments of SQL that depend on what a product consists of, made from the list of fields.

`cleared`: the keys of fields that an import empties where a cell is blank. Nothing here comes from a user: keys are
identifiers, and what is absent is a literal.
"""

from collections.abc import Callable, Container, Iterable, Mapping

from psycopg import sql

from products.fields import own_sql
from products.fields.field import Field
from products.fields.kinds import KindName

ValueOf = Callable[[Field], sql.Composable]
"""A field → the expression for its value on one side of a comparison."""


def staging_columns(fields: Iterable[Field]) -> sql.Composed:
    """The definitions of `Fields.row_columns`."""
    own = [
        sql.SQL("{} " + field.kind.sql_type).format(sql.Identifier(field.key)) for field in fields if field.key != "sku"
    ]
    return listed([sql.SQL(_POSITION_AND_KEY), *own])


def column(table: str) -> ValueOf:
    """The field's column in a table or under an alias."""
    return lambda field: sql.Identifier(table, field.key)


def is_given(field: Field, table: str) -> sql.Composed:
    """The condition that a row of the file, or of the plan, says something of the field."""
    if field.own:
        return own_sql.given(field, sql.Identifier(table, "attributes"))
    return sql.SQL("{} IS NOT NULL").format(sql.Identifier(table, field.key))


def filled(field: Field) -> sql.Composed:
    """The assignment that gives `kept` what `nearest` says of the field."""
    if field.own:
        return own_sql.filled(field)
    return sql.SQL("{0} = nearest.{0}").format(sql.Identifier(field.key))


def before(field: Field) -> sql.Composable:
    """The product's value when the plan was made; NULL if there was no product."""
    return sql.Identifier(f"{field.key}_before")


def wanted(field: Field, cleared: Container[str]) -> sql.Composed:
    """The value that the file asks for, under the field's name. NULL: the product keeps its own.

    A nullable field is cleared later (`after`), since NULL already means a blank cell here.
    """
    name = sql.Identifier(field.key)
    if field.key in cleared and not field.nullable:
        return sql.SQL("coalesce({}, {}) AS {}").format(name, sql.Literal(field.absent), name)
    return sql.Composed([name])


def changes(field: Field, cleared: Container[str]) -> sql.Composed:
    """The condition on `wanted` and `product` that the product's value is to change."""
    parts = ["wanted.{0} <> product.{0}"]
    if field.nullable:
        parts.append("wanted.{0} IS NOT NULL AND product.{0} IS NULL")
        if field.key in cleared:
            parts.append("wanted.{0} IS NULL AND product.{0} IS NOT NULL")
    return sql.SQL(" OR ").join(sql.SQL(part).format(sql.Identifier(field.key)) for part in parts)


def after(field: Field, planned: sql.Composable, kept: sql.Composable, cleared: Container[str]) -> sql.Composable:
    """The product's value once the plan is applied. `kept`: its value if the file says nothing."""
    if field.nullable and field.key in cleared:
        return planned
    return sql.SQL("coalesce({}, {})").format(planned, kept)


def differs(field: Field, planned: sql.Composable, kept: sql.Composable, cleared: Container[str]) -> sql.Composed:
    """The condition that `after` differs from `kept`."""
    if field.nullable:
        return sql.SQL("{} IS DISTINCT FROM {}").format(after(field, planned, kept, cleared), kept)
    return sql.SQL("{} <> {}").format(planned, kept)


def of_new_product(field: Field) -> sql.Composable:
    """The value that a new product gets from its row in the plan."""
    name = sql.Identifier(field.key)
    return name if field.absent is None else sql.SQL("coalesce({}, {})").format(name, sql.Literal(field.absent))


def json_text(field: Field, value: sql.Composable) -> sql.Composed:
    """The value as JSON, as text."""
    return sql.SQL(_JSON_TEXT[field.kind.name]).format(value)


def plain(field: Field, value: sql.Composable) -> sql.Composable:
    """The value as history and events keep it: amounts as text, so that no reader rounds them."""
    return sql.SQL("{}::text").format(value) if field.kind.name == "money" else value


def size(fields: Iterable[Field]) -> sql.Composed:
    """How many bytes the texts of a row of the plan have, before and after."""
    texts = [field for field in fields if isinstance(field.absent, str)]
    sides = [side for field in texts for side in (sql.Identifier(field.key), before(field))]
    return sql.SQL(" + ").join(sql.SQL("coalesce(octet_length({}), 0)").format(side) for side in sides)


def listed(parts: Iterable[sql.Composable]) -> sql.Composed:
    return sql.SQL(", ").join(parts)


def either(parts: Iterable[sql.Composable]) -> sql.Composed:
    return sql.SQL(" OR ").join(parts)


_POSITION_AND_KEY = """
    record_number integer NOT NULL,
    line_number integer NOT NULL,
    sku text NOT NULL,
    sku_key text COLLATE "C" NOT NULL"""

_JSON_TEXT: Mapping[KindName, str] = {
    "sku": "to_json({})::text",
    "text": "to_json({})::text",
    "long_text": "to_json({})::text",
    "money": "coalesce('\"' || {} || '\"', 'null')",
    "boolean": "({})::text",
}
