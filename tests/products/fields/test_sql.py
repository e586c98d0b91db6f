"""The fragments of SQL, run on the real database and compared with a plain model of a plan in Python."""

import json
from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import sql

from products.fields import sql as fragments
from products.fields.field import Field
from products.fields.kinds import Boolean, Kind, KindName, LongText, Money, Sku, Text, Value
from products.fields.registry import FIELDS

pytestmark = pytest.mark.django_db

KINDS: dict[KindName, Kind] = {
    "text": Text(),
    "long_text": LongText(),
    "money": Money(),
    "boolean": Boolean(),
}
VALUES: dict[KindName, tuple[Value, ...]] = {
    "text": ("", "a", "b"),
    "long_text": ("", "a\nb"),
    "money": (Decimal("0.00"), Decimal("1.50")),
    "boolean": (True, False),
}


def fetch(query: sql.Composable, *values: Value) -> tuple[object, ...]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        row: tuple[object, ...] = cursor.fetchone()
    return row


def typed(field: Field) -> sql.Composed:
    """A parameter of the field's type."""
    return sql.SQL("%s::{}").format(sql.SQL(field.kind.sql_type))


def cases() -> Iterator[object]:
    """Every kind of field, nullable or not, cleared or not; every cell; every value before."""
    for name, kind in KINDS.items():
        for nullable in (False, True):
            if kind.absent is None and not nullable:
                continue
            field = Field(key="brand", label="Brand", kind=kind, nullable=nullable)
            for cleared in (False, True):
                for cell in (None, *VALUES[name]):
                    for kept in (*VALUES[name], *([None] if nullable else [])):
                        words = ["null" if nullable else "not null", "cleared" if cleared else "kept"]
                        yield pytest.param(
                            field, cleared, cell, kept, id=f"{name} {' '.join(words)}: {kept!r}, {cell!r}"
                        )


def expected(field: Field, is_cleared: bool, cell: Value, kept: Value) -> Value:
    """What a product that has `kept` has after an import of the cell; None: a blank one."""
    if cell is not None:
        return cell
    return field.absent if is_cleared else kept


@pytest.mark.parametrize(("field", "is_cleared", "cell", "kept"), [*cases()])
def test_row_of_a_file_changes_a_product_as_the_model_says(
    field: Field, is_cleared: bool, cell: Value, kept: Value
) -> None:
    cleared = {field.key} if is_cleared else set[str]()
    query = sql.SQL("""
        WITH wanted AS (SELECT {wanted} FROM (SELECT {typed} AS brand) AS staged),
             product AS (SELECT {typed} AS brand)
        SELECT {changes}, {after}, {differs} FROM wanted, product
    """).format(
        wanted=fragments.wanted(field, cleared),
        typed=typed(field),
        changes=fragments.changes(field, cleared),
        after=fragments.after(field, sql.SQL("wanted.brand"), sql.SQL("product.brand"), cleared),
        differs=fragments.differs(field, sql.SQL("wanted.brand"), sql.SQL("product.brand"), cleared),
    )

    changes, after, differs = fetch(query, cell, kept)

    wanted = expected(field, is_cleared, cell, kept)
    assert after == wanted
    assert (bool(changes), bool(differs)) == (wanted != kept, wanted != kept)


@pytest.mark.parametrize("field", FIELDS.changeable, ids=lambda field: field.key)
def test_new_product_gets_the_cell_or_what_is_stored_without_a_value(field: Field) -> None:
    query = sql.SQL("SELECT {value} FROM (SELECT {typed} AS {name}) AS plan").format(
        value=fragments.of_new_product(field), typed=typed(field), name=sql.Identifier(field.key)
    )
    given = VALUES[field.kind.name][-1]

    assert fetch(query, given) == (given,)
    assert fetch(query, None) == (field.absent,)


@pytest.mark.parametrize("field", FIELDS.all, ids=lambda field: field.key)
@given(data=st.data())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_value_is_told_by_the_database_as_by_its_kind(field: Field, data: st.DataObject) -> None:
    texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8)
    of_kind: dict[KindName, st.SearchStrategy[Value]] = {
        "money": st.none() | st.decimals(0, Decimal("9999999999.99"), places=2),
        "boolean": st.booleans(),
    }
    value = data.draw(of_kind.get(field.kind.name, texts))
    query = sql.SQL("SELECT {json}, {plain} FROM (SELECT {typed} AS it) AS row").format(
        json=fragments.json_text(field, sql.SQL("it")), plain=fragments.plain(field, sql.SQL("it")), typed=typed(field)
    )

    as_json, plain = fetch(query, value)

    assert json.loads(str(as_json)) == field.kind.json_value(value)
    assert plain == field.kind.json_value(value)


def test_staged_rows_have_the_columns_of_the_list_of_fields() -> None:
    brand = Field(key="brand", label="Brand", kind=Money(), nullable=True)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("CREATE TEMP TABLE staged ({})").format(fragments.staging_columns([*FIELDS, brand])))
        cursor.execute(
            "SELECT column_name, data_type, is_nullable FROM information_schema.columns WHERE table_name = 'staged' "
            "ORDER BY ordinal_position"
        )
        columns = cursor.fetchall()

    assert tuple(name for name, _, _ in columns) == (*FIELDS.row_columns, "brand")
    assert {name: kind for name, kind, _ in columns} == {
        "record_number": "integer",
        "line_number": "integer",
        "sku": "text",
        "sku_key": "text",
        "name": "text",
        "description": "text",
        "price": "numeric",
        "active": "boolean",
        "brand": "numeric",
    }
    assert [name for name, _, nullable in columns if nullable == "NO"] == [*FIELDS.row_columns[:4]]


def test_fields_are_named_on_each_side_and_quoted() -> None:
    odd = Field(key='a"b', label="Odd", kind=Sku())

    with connection.cursor() as cursor:
        found = [
            each.as_string(cursor.cursor)
            for each in (
                fragments.column("plan")(odd),
                fragments.before(odd),
                fragments.wanted(odd, ()),
                fragments.listed([sql.SQL("a"), sql.SQL("b")]),
                fragments.either([sql.SQL("a"), sql.SQL("b")]),
            )
        ]

    assert found == ['"plan"."a""b"', '"a""b_before"', '"a""b"', "a, b", "a OR b"]
