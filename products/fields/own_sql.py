"""The fragments of SQL for own fields, whose values share one column, `attributes`. The siblings of `sql`.

In staging a row's `attributes` has the keys of the cells that are not blank, and is NULL if there are none. In the plan
a key whose blank cell clears has a JSON null. Keys are literals here, and nothing comes from a user.
"""

from collections.abc import Collection, Iterable

from psycopg import sql

from products.fields.field import Field

COLUMN = sql.Identifier("attributes")
BEFORE = sql.Identifier("attributes_before")
"""The product's attributes when the plan was made; NULL if there was no product."""


def given(field: Field, attributes: sql.Composable = COLUMN) -> sql.Composed:
    """The condition that the attributes have a value for the field."""
    return sql.SQL("({} ->> {}) IS NOT NULL").format(attributes, sql.Literal(field.key))


def filled(field: Field) -> sql.Composed:
    """The assignment that gives `kept` what `nearest` says of the field."""
    return sql.SQL(
        "attributes = coalesce(kept.attributes, '{{}}') || jsonb_build_object({key}, nearest.attributes -> {key})"
    ).format(key=sql.Literal(field.key))


def wanted(cleared: Iterable[Field]) -> sql.Composable:
    """What the file asks for, under the column's name; where a blank cell of these fields clears, with null."""
    if keys := [field.key for field in cleared]:
        nulls = sql.Literal("{" + ",".join(f'"{key}":null' for key in keys) + "}")
        return sql.SQL("{}::jsonb || coalesce({}, '{{}}') AS {}").format(nulls, COLUMN, COLUMN)
    return COLUMN


def changes(fields: Collection[Field], cleared: Collection[Field]) -> sql.Composed:
    """The condition on `wanted` and `product` that one of the fields in the file changes.

    Containment, which is the quickest, sees neither what a null removes nor another order of a list.
    """
    is_contained = not cleared and not any(field.kind.name == "list" for field in fields)
    planned, kept = sql.Identifier("wanted", "attributes"), sql.Identifier("product", "attributes")
    if is_contained:
        return sql.SQL("NOT {} @> {}").format(kept, planned)
    return differs(planned, kept)


def after(planned: sql.Composable, kept: sql.Composable) -> sql.Composed:
    """The product's attributes once the plan is applied. `kept`: those it has."""
    return sql.SQL("coalesce(jsonb_strip_nulls({kept} || {planned}), {kept})").format(kept=kept, planned=planned)


def differs(planned: sql.Composable, kept: sql.Composable) -> sql.Composed:
    """The condition that `after` differs from `kept`."""
    return sql.SQL("{} IS DISTINCT FROM {}").format(after(planned, kept), kept)


def of_new_product(planned: sql.Composable = COLUMN) -> sql.Composed:
    """The attributes that a new product gets from its row in the plan."""
    return sql.SQL("coalesce(jsonb_strip_nulls({}), '{{}}')").format(planned)


def value_differs(field: Field, planned: sql.Composable, kept: sql.Composable) -> sql.Composed:
    """The condition that the plan changes the value of this field."""
    return sql.SQL("{planned} ? {key} AND nullif({planned} -> {key}, 'null') IS DISTINCT FROM {kept} -> {key}").format(
        planned=planned, kept=kept, key=sql.Literal(field.key)
    )


def only_changed(fields: Iterable[Field], shown: sql.Composable) -> sql.Composed:
    """Of `shown`, what the plan had or makes, the values of those fields that it changes."""
    changed = sql.SQL("CASE WHEN {} THEN {} -> {} END")
    return _object(
        (field.key, changed.format(value_differs(field, COLUMN, BEFORE), shown, sql.Literal(field.key)))
        for field in fields
    )


def only(fields: Iterable[Field], attributes: sql.Composable) -> sql.Composed:
    """Of the attributes, the values of these fields."""
    return _object((field.key, sql.SQL("{} -> {}").format(attributes, sql.Literal(field.key))) for field in fields)


def text_bytes() -> sql.Composed:
    """How many bytes a row of the plan has in its attributes, before and after."""
    sides = (sql.SQL("coalesce(octet_length({}::text), 0)").format(side) for side in (COLUMN, BEFORE))
    return sql.SQL(" + ").join(sides)


def _object(values: Iterable[tuple[str, sql.Composable]]) -> sql.Composed:
    """A JSON object without the keys whose value is NULL. A function takes at most 100 arguments, so in parts."""
    members = [sql.SQL("{}, {}").format(sql.Literal(key), value) for key, value in values]
    parts = [members[start : start + _MEMBERS] for start in range(0, len(members), _MEMBERS)]
    built = [sql.SQL("jsonb_build_object({})").format(sql.SQL(", ").join(part)) for part in parts]
    joined = sql.SQL(" || ").join(built) if built else sql.SQL("'{{}}'::jsonb").format()
    return sql.SQL("jsonb_strip_nulls({})").format(joined)


_MEMBERS = 40
