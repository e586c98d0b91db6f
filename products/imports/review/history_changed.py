"""The products that an import changed, from the stretches of the history that have them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection
from psycopg import sql

from products.fields.field import Field
from products.fields.registry import FIELDS
from products.fields.sql import either, listed
from products.imports.review.changes import PLACES, Change
from products.imports.review.filters import Filters
from products.imports.review.known_products import known
from products.models.import_changes import SIDES, column_of


def rows(
    fields: Sequence[Field], stretches: Sequence[int], filters: Filters, *, after: int, size: int
) -> Iterator[Change]:
    """The first `size` that match, in order. `after`: the place in the first of the stretches behind which to begin."""
    built_in, own = [field for field in fields if not field.own], [field for field in fields if field.own]
    arrays = [column_of(field, side) for field in built_in for side in SIDES] + (_OWN if own else [])
    found = _execute(
        _ROWS,
        fields,
        stretches,
        filters,
        values=sql.SQL("").join(sql.SQL(", whole.{}[found.place]").format(sql.Identifier(array)) for array in arrays),
        begins=sql.Literal([stretches[0], after]),
        size=sql.Literal(size),
    )
    products = known([row[2] for row in found])
    for stretch, place, product_id, *values in found:
        before, after_it = _sides(built_in, values)
        product = products[product_id]
        yield Change(
            position=stretch * PLACES + place,
            action="update",
            record_number=None,
            sku=product.sku,
            name=product.name,
            product_id=product_id,
            before=before,
            after=after_it,
            is_deleted=product.is_deleted,
        )


def count(fields: Sequence[Field], stretches: Sequence[int], filters: Filters, *, most: int) -> int:
    return int(_execute(_COUNT, fields, stretches, filters, size=sql.Literal(most))[0][0])


def with_names_like(stretches: Sequence[int], filters: Filters) -> set[int]:
    """The stretches in which a name that changed contains the text, before or after."""
    sides = (sql.SQL("array_to_string({}, chr(10))").format(sql.Identifier(f"names_{side}")) for side in SIDES)
    contains = [sql.SQL("{} ILIKE {}").format(each, sql.Literal(filters.pattern)) for each in sides]
    statement = sql.SQL("SELECT id FROM products_stretch WHERE id = ANY ({}) AND ({})")
    with connection.cursor() as cursor:
        cursor.execute(statement.format(sql.Literal([*stretches]), either(contains)))
        return {pk for (pk,) in cursor.fetchall()}


_OWN = [f"attributes_{side}" for side in SIDES]

_ROWS = """
    -- Only of the rows that are shown all values are read.
    SELECT found.id, found.place, whole.product_ids[found.place] {values}
    FROM (
        SELECT stretch.id, one.place
        {matching} AND (stretch.id, one.place) > (({begins}::bigint[])[1], ({begins}::bigint[])[2])
        ORDER BY stretch.id, one.place
        LIMIT {size}
    ) found
    JOIN products_stretch whole USING (id)
    ORDER BY found.id, found.place
"""

_COUNT = "SELECT count(*) FROM (SELECT {matching} LIMIT {size}) found"

_MATCHING = """
    FROM products_stretch stretch
    CROSS JOIN LATERAL unnest({arrays}) WITH ORDINALITY AS one ({names}, place)
    {join}
    WHERE stretch.id = ANY ({stretches}) AND {condition}
"""

_JOIN = "LEFT JOIN products_product product ON product.id = one.product_id"


def _execute(
    statement: str, fields: Sequence[Field], stretches: Sequence[int], filters: Filters, **parts: sql.Composable
) -> list[Any]:
    names = ["product_ids", *_looked_at(fields, filters)]
    matching = sql.SQL(_MATCHING).format(
        arrays=listed(sql.Identifier("stretch", name) for name in names),
        names=listed(sql.Identifier(name) for name in ["product_id", *names[1:]]),
        join=sql.SQL(_JOIN if filters.pattern else ""),
        stretches=sql.Literal([*stretches]),
        condition=_condition(fields, filters),
    )
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(matching=matching, **parts))
        found: list[Any] = cursor.fetchall()
    return found


def _looked_at(fields: Sequence[Field], filters: Filters) -> list[str]:
    """The arrays that the filters go by."""
    field = filters.field_among(fields)
    keys = {"price"} if filters.is_of_ratio else set[str]()
    keys |= {"name"} if filters.pattern else set()
    keys |= {field.key} if field and not field.own else set()
    arrays = [column_of(each, side) for each in FIELDS.among(keys) for side in SIDES]
    return arrays + (_OWN if field and field.own else [])


def _condition(fields: Sequence[Field], filters: Filters) -> sql.Composable:
    parts: list[sql.Composable] = [sql.SQL("true")]
    if field := filters.field_among(fields):
        parts += _of_field(field)
    if filters.is_of_ratio:
        parts += _of_ratio(filters)
    if filters.pattern:
        texts = [sql.Identifier("product", "sku"), sql.Identifier("product", "name")]
        texts += [sql.Identifier("one", f"names_{side}") for side in SIDES]
        contains = [sql.SQL("{} ILIKE {}").format(text, sql.Literal(filters.pattern)) for text in texts]
        parts.append(sql.SQL("({})").format(either(contains)))
    return sql.SQL(" AND ").join(parts)


def _of_field(field: Field) -> list[sql.Composable]:
    """First the whole stretch, which is quick to compare, then each of its products."""
    if field.own:
        key = sql.Literal(field.key)
        return [
            sql.SQL("stretch.attributes_before IS NOT NULL"),
            sql.SQL("one.attributes_before -> {0} IS DISTINCT FROM one.attributes_after -> {0}").format(key),
        ]
    before, after = (column_of(field, side) for side in SIDES)
    differs = "{} IS DISTINCT FROM {}"
    return [
        sql.SQL(differs).format(sql.Identifier(table, before), sql.Identifier(table, after))
        for table in ("stretch", "one")
    ]


def _of_ratio(filters: Filters) -> list[sql.Composable]:
    ratio = sql.SQL("(one.prices_after::numeric / nullif(one.prices_before::numeric, 0))")
    found: list[sql.Composable] = [
        sql.SQL("stretch.prices_before IS DISTINCT FROM stretch.prices_after"),
        sql.SQL("one.prices_before <> one.prices_after"),
    ]
    if filters.ratio_min is not None:
        found.append(sql.SQL("{} >= {}").format(ratio, sql.Literal(filters.ratio_min)))
    if filters.ratio_max is not None:
        found.append(sql.SQL("{} <= {}").format(ratio, sql.Literal(filters.ratio_max)))
    return found


def _sides(built_in: Sequence[Field], values: Sequence[Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The values of the fields that differ, by key: before, and after."""
    pairs = {field.key: values[2 * index : 2 * index + 2] for index, field in enumerate(built_in)}
    differing = {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}
    own_before, own_after = map(_object, values[2 * len(built_in) :] or ("{}", "{}"))
    keys = {**own_before, **own_after}
    before, after = ({key: pair[side] for key, pair in differing.items()} for side in (0, 1))
    return before | {key: own_before.get(key) for key in keys}, after | {key: own_after.get(key) for key in keys}


def _object(value: Any) -> dict[str, Any]:
    """Django hands JSON out as text."""
    return json.loads(value) if isinstance(value, str) else dict(value or {})
