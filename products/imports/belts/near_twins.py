"""New SKUs that differ from those of products only by hyphens, underscores, blanks, leading zeros, or O for 0.

The pairs are looked for once, when a plan comes before a person, and kept in a table beside it. It takes a look at the
SKU of every product, which is too dear for imports that nobody looks at.
"""

from __future__ import annotations

from django.db import connection
from psycopg import sql

from products.imports.belts.belt import MOST_EXAMPLES, Belt, Example, belt
from products.imports.steps import planning, reviewed, staging
from products.jobs import tables
from products.jobs.models import ImportJob


def twins_table(job: ImportJob) -> sql.Identifier:
    return tables.own_table(job, "twins")


def look_for(job: ImportJob) -> None:
    """Write the pairs down. A product whose own SKU is in the file too is nobody's twin."""
    tables.drop(twins_table(job))
    _execute(_LOOK_FOR, job)


def found(job: ImportJob) -> Belt | None:
    """Of what is to be applied."""
    if not tables.count_rows(twins_table(job)):
        return None
    with connection.cursor() as cursor:
        cursor.execute(_statement(_FOUND, job, most=sql.Literal(MOST_EXAMPLES)))
        rows = cursor.fetchall()
        cursor.execute(_statement(_COUNT, job))
        figure, of = cursor.fetchone()
    if not figure:
        return None
    be = "SKU is" if figure == 1 else "SKUs are"
    sentence = f"{figure:,} new {be} nearly the same as the SKU of a product. It may be the same product."
    examples = [Example(record_number=number, sku=sku, says=f"nearly {same_as}") for number, sku, same_as in rows]
    return belt("near_twins", figure, of, sentence, examples)


_LOOK_FOR = """
    CREATE TABLE {twins} AS
    SELECT fresh.position, fresh.sku, fresh.sku_key, product.id AS product_id, product.sku AS same_as
    FROM {plan} fresh
    JOIN products_product product
      ON ltrim(translate(product.sku_key, 'o-_ ', '0'), '0') = ltrim(translate(fresh.sku_key, 'o-_ ', '0'), '0')
    WHERE fresh.product_id IS NULL AND ltrim(translate(fresh.sku_key, 'o-_ ', '0'), '0') <> ''
      AND NOT EXISTS (SELECT FROM {staging} own WHERE own.sku_key = product.sku_key)
"""

_FOUND = """
    SELECT plan.record_number, plan.sku, twins.same_as
    FROM {twins} twins JOIN {rows} plan USING (position)
    WHERE plan.product_id IS NULL
    ORDER BY position, twins.same_as LIMIT {most}
"""

_COUNT = """
    SELECT count(DISTINCT position) FILTER (WHERE twins.position IS NOT NULL), count(DISTINCT position)
    FROM {rows} plan LEFT JOIN {twins} twins USING (position)
    WHERE plan.product_id IS NULL
"""


def _execute(statement: str, job: ImportJob) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_statement(statement, job))


def _statement(statement: str, job: ImportJob, **parts: sql.Composable) -> sql.Composed:
    return sql.SQL(statement).format(
        twins=twins_table(job),
        plan=planning.plan_table(job),
        rows=reviewed.rows_that_remain(job),
        staging=staging.staging_table(job),
        **parts,
    )
