"""What the history says that jobs did to products, as tables that last for one transaction: the columns are the fields.

For each field there are three columns: what it was, what it became, and whether it moved at all. Values of own fields
are JSON, and NULL where there is none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import LiteralString, NamedTuple
from uuid import UUID

from django.db import connection
from psycopg import sql

from products.fields.field import Field
from products.fields.registry import FIELDS
from products.fields.sql import listed
from products.jobs.models import ImportJob
from products.jobs.record import Kind
from products.models.import_changes import SIDES, column_of


class Columns(NamedTuple):
    """Of one field, in a table of changes."""

    was: sql.Identifier
    became: sql.Identifier
    moved: sql.Identifier


def columns_of(field: Field, *, of: str = "") -> Columns:
    """`of`: the table's name or alias."""
    names = (f"{field.key}_{end}" for end in ("was", "became", "moved"))
    return Columns(*(sql.Identifier(of, name) if of else sql.Identifier(name) for name in names))


def write_changes(table: str, fields: Sequence[Field], jobs: Collection[UUID]) -> None:
    """What these jobs changed, a row for each time that one of them changed a product."""
    given = sql.SQL("job_id = ANY ({})").format(literal_ids(jobs))
    _execute(
        _CHANGES,
        table=sql.Identifier(table),
        columns=listed(_defined(fields)),
        in_stretches=_in_stretches(fields, given),
        by_hand=_by_hand(fields, given),
    )


def write_later_changes(table: str, fields: Sequence[Field], jobs: Collection[UUID]) -> None:
    """What anybody else did to the products in the table `suspects` since they were made, restorations too."""
    stretches = sql.SQL(_OF_OTHERS + "AND changed" + _IS_SUSPECT).format(literal_ids(jobs))
    by_hand = sql.SQL(_OF_OTHERS + "AND products_change" + _IS_SUSPECT).format(literal_ids(jobs))
    _execute(
        _CHANGES,
        table=sql.Identifier(table),
        columns=listed(_defined(fields)),
        in_stretches=_in_stretches(fields, stretches),
        by_hand=_by_hand(fields, by_hand),
    )
    moved = [columns_of(field).moved for field in fields]
    nothing = _continued(sql.SQL("false") for _ in fields)
    _execute(
        _RESTORATIONS, table=sql.Identifier(table), jobs=literal_ids(jobs), moved=_continued(moved), nothing=nothing
    )


def write_deletions(jobs: Collection[UUID]) -> None:
    """The products that these jobs deleted, as they were.

    One that an undo restored may have been deleted again: then as it was at last, and `by_others` if no undo did that.
    """
    only_last = (_ONLY_LAST, _LAST_FIRST) if len(jobs) > 1 else ("", "")  # sorting whole products takes its time
    distinct, order = map(sql.SQL, only_last)
    _execute(_DELETIONS, jobs=literal_ids(jobs), distinct=distinct, order=order)
    with connection.cursor() as cursor:
        cursor.execute(_WERE_ANY_RESTORED)
        were_restored = cursor.fetchone()[0]
    if were_restored:
        _execute(_LATER_DELETIONS, jobs=literal_ids(jobs), exempt=literal_ids(exempt_jobs()))


def write_creations(jobs: Collection[UUID]) -> None:
    """The products that these jobs created or restored and that are still there, with the version they had then."""
    _execute(_CREATIONS, jobs=literal_ids(jobs))


def exempt_jobs() -> set[UUID]:
    """Undos, and the jobs that they undo: what they did to a product is no change of its own."""
    undos = ImportJob.objects.filter(kind=Kind.UNDO).values_list("id", "options__undoes")
    return {UUID(str(job)) for undo, undone in undos for job in (undo, *(undone or ()))}


def has_several_changes_of_one(table: str) -> bool:
    """Whether a product was changed more than once."""
    statement = sql.SQL("SELECT EXISTS (SELECT FROM {} GROUP BY product_id HAVING count(*) > 1)")
    with connection.cursor() as cursor:
        cursor.execute(statement.format(sql.Identifier(table)))
        return bool(cursor.fetchone()[0])


def type_of(field: Field) -> sql.SQL:
    """Of the field's values in these tables."""
    return sql.SQL("jsonb") if field.own else sql.SQL(field.kind.sql_type)


def _defined(fields: Iterable[Field]) -> list[sql.Composable]:
    return [
        sql.SQL("{} {}, {} {}, {} boolean NOT NULL").format(each.was, kind, each.became, kind, each.moved)
        for each, kind in ((columns_of(field), type_of(field)) for field in fields)
    ]


def _in_stretches(fields: Sequence[Field], condition: sql.Composable) -> sql.Composed:
    """The rows of changes that imports and undos made. A value that stayed is NULL on both sides."""
    built_in = [field for field in FIELDS.changeable if field in fields]
    arrays = [sql.Identifier("stretch", column_of(field, side)) for field in built_in for side in SIDES]
    names = [sql.Identifier(column_of(field, side)) for field in built_in for side in SIDES]
    values = [*map(_of_stretch, fields)]
    return sql.SQL(_IN_STRETCHES).format(
        condition=condition, arrays=_continued(arrays), names=_continued(names), values=_continued(values)
    )


def _of_stretch(field: Field) -> sql.Composed:
    if field.own:
        key = sql.Literal(field.key)
        was, became = (sql.SQL("changed.attributes_{} -> {}").format(sql.SQL(side), key) for side in SIDES)
        return sql.SQL("{0}, {1}, ({0}) IS DISTINCT FROM ({1})").format(was, became)
    before, after = (sql.Identifier("changed", column_of(field, side)) for side in SIDES)
    return sql.SQL("{0}::{2}, {1}::{2}, {0} IS DISTINCT FROM {1}").format(before, after, type_of(field))


def _by_hand(fields: Sequence[Field], condition: sql.Composable) -> sql.Composed:
    """The rows of changes that are kept product by product: those of bulk work, and of people."""
    return sql.SQL(_BY_HAND).format(condition=condition, values=_continued(map(_of_change, fields)))


def _of_change(field: Field) -> sql.Composed:
    key = sql.Literal(field.key)
    if field.own:
        sides = [sql.SQL("nullif(\"values\" -> {} -> {}, 'null')").format(key, sql.Literal(side)) for side in (0, 1)]
    else:
        template = '("values" -> {} ->> {})::{}'
        sides = [sql.SQL(template).format(key, sql.Literal(side), type_of(field)) for side in (0, 1)]
    return sql.SQL('{}, {}, "values" ? {}').format(*sides, key)


def _continued(parts: Iterable[sql.Composable]) -> sql.Composed:
    """More parts for the end of a list, each after a comma."""
    return sql.SQL("").join(sql.SQL(", {}").format(part) for part in parts)


def literal_ids(jobs: Collection[UUID]) -> sql.Composed:
    """The ids as an array in SQL."""
    return sql.SQL("{}::uuid[]").format(sql.Literal([*map(str, jobs)]))


def _execute(statement: str, **parts: sql.Composable) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(**parts))


_CHANGES = """
    CREATE TEMPORARY TABLE {table} (product_id uuid NOT NULL, job_id uuid, at timestamptz NOT NULL, {columns})
    ON COMMIT DROP;
    INSERT INTO {table} {in_stretches} UNION ALL {by_hand};
    ANALYZE {table} (product_id)
"""

_IN_STRETCHES = """
    SELECT changed.product_id, job_id, at {values}
    FROM products_stretch stretch, unnest(
        stretch.product_ids, stretch.attributes_before, stretch.attributes_after {arrays}
    ) AS changed (product_id, attributes_before, attributes_after {names})
    WHERE action = 'changed' AND {condition}
"""

_BY_HAND = """
    SELECT product_id, job_id, at {values} FROM products_change WHERE action = 'changed' AND {condition}
"""

_OF_OTHERS = "(job_id IS NULL OR job_id <> ALL ({})) "
_IS_SUSPECT = ".product_id IN (SELECT product_id FROM suspects WHERE suspects.at <= at)"

_RESTORATIONS = """
    -- Each of them raised the version by one, and moved nothing.
    INSERT INTO {table} (product_id, job_id, at {moved})
    SELECT restored.product_id, job_id, stretch.at {nothing}
    FROM products_stretch stretch, unnest(product_ids) AS restored (product_id)
    JOIN suspects ON suspects.product_id = restored.product_id
    WHERE stretch.action = 'created' AND versions IS NOT NULL AND job_id <> ALL ({jobs}) AND stretch.at >= suspects.at
"""

_ONLY_LAST: LiteralString = "DISTINCT ON (product_id)"
_LAST_FIRST: LiteralString = "ORDER BY product_id, at DESC"
"""One job deletes a product once."""

_DELETIONS = """
    CREATE TEMPORARY TABLE deletions ON COMMIT DROP AS
    SELECT {distinct} product_id, kept, at, false AS by_others
    FROM (
        SELECT gone.product_id, gone.kept, at
        FROM products_stretch, unnest(product_ids, products_stretch.kept) AS gone (product_id, kept)
        WHERE action = 'deleted' AND job_id = ANY ({jobs})
        UNION ALL
        SELECT product_id, kept, at FROM products_change
        WHERE action = 'deleted' AND kept IS NOT NULL AND job_id = ANY ({jobs})
    ) deleted
    WHERE NOT EXISTS (  -- what the same jobs had made
        SELECT FROM products_stretch made
        WHERE made.job_id = ANY ({jobs}) AND made.action = 'created' AND made.at < deleted.at
          AND deleted.product_id BETWEEN made.first_id AND made.last_id
    )
    {order};
    ANALYZE deletions (product_id)
"""

_WERE_ANY_RESTORED = """
    SELECT EXISTS (
        SELECT FROM products_stretch WHERE versions IS NOT NULL AND at > (SELECT min(at) FROM deletions)
    )
"""

_LATER_DELETIONS = """
    UPDATE deletions SET kept = coalesce(later.kept, deletions.kept), by_others = NOT later.is_exempt
    FROM (
        SELECT DISTINCT ON (product_id) product_id, later.kept, coalesce(job_id = ANY ({exempt}), false) AS is_exempt
        FROM (
            SELECT gone.product_id, gone.kept, job_id, at
            FROM products_stretch, unnest(product_ids, products_stretch.kept) AS gone (product_id, kept)
            WHERE action = 'deleted' AND at > (SELECT min(at) FROM deletions)
            UNION ALL
            SELECT product_id, kept, job_id, at FROM products_change
            WHERE action = 'deleted' AND product_id IN (SELECT product_id FROM deletions)
        ) later
        JOIN deletions first USING (product_id)
        WHERE later.at > first.at AND (job_id IS NULL OR job_id <> ALL ({jobs}))
        ORDER BY product_id, later.at DESC
    ) later
    WHERE later.product_id = deletions.product_id
"""

_CREATIONS = """
    CREATE TEMPORARY TABLE creations ON COMMIT DROP AS
    SELECT product.id AS product_id, 1 AS version, at
    FROM products_stretch made JOIN products_product product ON product.id BETWEEN first_id AND last_id
    WHERE job_id = ANY ({jobs}) AND action = 'created' AND first_id IS NOT NULL
    UNION ALL
    SELECT product.id, restored.version, at
    FROM products_stretch, unnest(product_ids, versions) AS restored (product_id, version)
    JOIN products_product product ON product.id = restored.product_id
    WHERE job_id = ANY ({jobs}) AND action = 'created' AND versions IS NOT NULL;
    ANALYZE creations (product_id)
"""
