"""Names of a plan: how many are only the SKU, and how many new products share one."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db import connection
from psycopg import sql

from products.imports.steps import planning, reviewed
from products.jobs import tables
from products.jobs.models import ImportJob

COUNTED_ONE_BY_ONE = 20_000
"""New products; of more, only names that PostgreSQL's sample of the plan has seen often are counted."""


class Names(NamedTuple):
    given: int
    """New products, and those that get another name."""
    skus: int
    """Of these, names that are the SKU."""
    new: int
    """New products."""


class Frequent(NamedTuple):
    """The name that most new products have."""

    name: str
    products: int


def names_of(job: ImportJob, *, among: sql.Composable | None = None) -> Names:
    """Of what is to be applied. `among`: a SELECT of positions, if only those are meant."""
    return Names(*_row(_COUNT, job, among=among))


def frequent_of(job: ImportJob, *, new: int) -> Frequent:
    """Of what is to be applied. `new`: how many new products that are."""
    name, products = _row(_MOST_FREQUENT, job) if new <= COUNTED_ONE_BY_ONE else _most_frequent(job, new)
    return Frequent(name or "", products or 0)


ONLY_SKU = sql.SQL("(name = sku AND (product_id IS NULL OR name <> name_before))")


def is_called(name: str) -> sql.Composed:
    return sql.SQL("(product_id IS NULL AND name = {})").format(sql.Literal(name))


def _most_frequent(job: ImportJob, new: int) -> tuple[str | None, int | None]:
    """Among the names of which the statistics say that a tenth of the new products may have them."""
    schema, table = tables.SCHEMA, planning.plan_table(job).as_string().split(".")[1].strip('"')
    with connection.cursor() as cursor:
        cursor.execute(_SEEN_OFTEN, [schema, table, new / 10 / max(job.planned_rows or 1, 1)])
        names = [name for (name,) in cursor.fetchall()]
    if not names:
        return None, None
    frequent, alike = _row(_MOST_FREQUENT_OF, job, names=sql.Literal(names))
    return frequent, alike


_COUNT = """
    SELECT
        count(*) FILTER (WHERE product_id IS NULL OR name <> name_before),
        count(*) FILTER (WHERE name = sku AND (product_id IS NULL OR name <> name_before)),
        count(*) FILTER (WHERE product_id IS NULL)
    FROM {rows} plan
"""

_MOST_FREQUENT = """
    SELECT name, count(*) FROM {rows} plan
    WHERE product_id IS NULL
    GROUP BY name ORDER BY count(*) DESC, name LIMIT 1
"""

_MOST_FREQUENT_OF = """
    SELECT max(name), max(number) FROM (
        SELECT name, count(*) AS number FROM {rows} plan
        WHERE product_id IS NULL AND name = ANY ({names})
        GROUP BY name ORDER BY count(*) DESC, name LIMIT 1
    ) found
"""

_SEEN_OFTEN = """
    SELECT seen.name
    FROM pg_stats, unnest(most_common_vals::text::text[], most_common_freqs) AS seen (name, share)
    WHERE schemaname = %s AND tablename = %s AND attname = 'name' AND seen.share >= %s
"""


def _row(statement: str, job: ImportJob, *, among: sql.Composable | None = None, **parts: sql.Composable) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(rows=reviewed.rows_that_remain(job, among=among), **parts))
        return cursor.fetchone() or (None, None)
