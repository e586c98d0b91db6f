"""The plan of a continuation knows which rows of the first file counted, and spares products that moved since."""

from django.db import connection
from psycopg import sql

from products.imports.steps.staging import staging_table
from products.jobs.models import ImportJob

_COUNTED_BEFORE = """
    -- The rows of the first file that counted, and those mended since, as far as these rows have the same SKU.
    SELECT counted.sku_key, counted.record_number, coalesce(kept.since, first.finished_at) AS since
    FROM imports_keptkeys kept
    JOIN imports_importjob first ON first.id = kept.job_id,
    unnest(kept.keys, kept.numbers) AS counted (sku_key, record_number)
    WHERE kept.job_id = {first} AND counted.sku_key IN (SELECT sku_key FROM {staging})
"""

_ALL_ROWS = """
    (
        SELECT sku_key, record_number FROM {staging}
        UNION
        SELECT sku_key, record_number FROM ({counted_before}) before
    ) of_both
"""

_FORGET_SETTLED = """
    DELETE FROM {plan} plan USING imports_rejectedrow settled
    WHERE settled.taken_by = {job} AND settled.became <> '' AND settled.record_number = plan.record_number
"""

_SPARE_MOVED = """
    UPDATE {plan} plan SET aside = CASE
        WHEN plan.product_id IS NULL THEN 'deleted_before'
        WHEN product.created_at > known.since THEN 'created_before'
        ELSE 'changed_before'
    END
    FROM {plan} self
    LEFT JOIN (SELECT sku_key, max(since) AS since FROM ({counted_before}) before GROUP BY sku_key) counted
        ON counted.sku_key = self.sku_key
    LEFT JOIN products_product product ON product.id = self.product_id,
    LATERAL (
        SELECT coalesce(counted.since, (SELECT finished_at FROM imports_importjob WHERE id = {first})) AS since
    ) known
    WHERE plan.record_number = self.record_number
      AND CASE
          WHEN self.product_id IS NULL THEN counted.sku_key IS NOT NULL
          ELSE product.updated_at > known.since
      END
"""

_IS_MARKED = """
    EXISTS (
        SELECT FROM imports_rejectedrow marked
        WHERE marked.taken_by = {job} AND marked.record_number = plan.record_number AND marked.without_price
    )
"""


def all_rows(job: ImportJob) -> sql.Composable:
    """Where it is looked up which row of a repeated SKU counts: the job's staging table, and the first file's rows."""
    if job.continues_id is None:
        return staging_table(job)
    return sql.SQL(_ALL_ROWS).format(staging=staging_table(job), counted_before=_counted_before(job))


def spare_what_moved(job: ImportJob, plan: sql.Identifier) -> bool:
    """Take out what this job has done already, and set aside what moved since the first ended.

    Whether rows were taken out, so that there are gaps.
    """
    parts = {"plan": plan, "job": sql.Literal(job.id), "first": sql.Literal(job.continues_id)}
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("ALTER TABLE {} ADD COLUMN aside text, ADD COLUMN left_values jsonb").format(plan))
        cursor.execute(sql.SQL(_FORGET_SETTLED).format(**parts))
        has_gaps = bool(cursor.rowcount)
        cursor.execute(sql.SQL(_SPARE_MOVED).format(**parts, counted_before=_counted_before(job)))
    return has_gaps


def unless_marked(job: ImportJob, lacks_price: sql.Composed) -> sql.Composed:
    """The condition that a row lacks a price, and nobody has said that its product is taken without one."""
    return sql.SQL("({} AND NOT {})").format(lacks_price, sql.SQL(_IS_MARKED).format(job=sql.Literal(job.id)))


def _counted_before(job: ImportJob) -> sql.Composed:
    return sql.SQL(_COUNTED_BEFORE).format(first=sql.Literal(job.continues_id), staging=staging_table(job))
