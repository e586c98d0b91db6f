"""What became of mended rows: written to the first import, in the transactions of the one that continues it.

Its counters move from `rejected` to what became of its rows: created and updated ones chunk by chunk, the others when
the continuation is completed. A row says what it became, so that none is counted twice.
"""

from collections import Counter
from collections.abc import Mapping

from django.db import connection
from django.db.models import F
from psycopg import sql

from products.fields.reasons import FileFailure
from products.imports.steps.reviewed import rows_to_apply
from products.imports.steps.staging import staging_table
from products.jobs.models import ImportJob

_TAKE_NOTE = """
    , kept AS (
        INSERT INTO imports_keptkeys (job_id, keys, numbers, since)
        SELECT %(first)s, array_agg(sku_key), array_agg(record_number), now()
        FROM settled WHERE sku_key IS NOT NULL HAVING count(*) > 0
    ), fewer AS (
        UPDATE imports_rejectionreason reason SET rows = reason.rows - gone.rows
        FROM (
            SELECT code, reason, count(*) AS rows
            FROM (
                SELECT DISTINCT settled.record_number, error ->> 'code' AS code, error ->> 'reason' AS reason
                FROM settled, jsonb_array_elements(settled.errors) error
            ) told
            GROUP BY code, reason
        ) gone
        WHERE reason.job_id = %(first)s AND reason.code = gone.code AND reason.reason = gone.reason
    )
    SELECT became, count(*) FROM settled GROUP BY became
"""

_JOIN_ALL_AT_ONCE = "SET LOCAL enable_hashjoin = on; SET LOCAL enable_nestloop = off"
"""Applying looks products up one by one. How many rows a job has taken, PostgreSQL does not know yet."""

_SETTLE_CHUNK = """
    WITH applied AS (
        SELECT record_number, sku_key, product_id FROM {plan} plan
        WHERE position > %(after)s AND position <= %(upto)s
    ), settled AS (
        UPDATE imports_rejectedrow mended
        SET became = CASE WHEN applied.product_id IS NULL THEN 'created' ELSE 'updated' END
        FROM applied
        WHERE mended.taken_by = %(job)s AND mended.became = '' AND mended.record_number = applied.record_number
        RETURNING mended.became, mended.record_number, mended.errors, applied.sku_key
    )
"""

_SETTLE_REST = """
    WITH settled AS (
        UPDATE imports_rejectedrow mended
        SET became = CASE
            WHEN EXISTS (
                SELECT FROM imports_conflictrow row
                WHERE row.job_id = %(job)s AND row.record_number = self.record_number
            ) THEN 'conflicts'
            WHEN EXISTS (
                SELECT FROM imports_supersededrow row
                WHERE row.job_id = %(job)s AND row.record_number = self.record_number
            ) THEN 'superseded'
            WHEN EXISTS (
                SELECT FROM imports_skippedrows row
                WHERE row.job_id = %(job)s AND row.record_number = self.record_number
            ) THEN 'skipped'
            ELSE 'unchanged'
        END
        FROM imports_rejectedrow self
        LEFT JOIN {staging} staged ON staged.record_number = self.record_number
        WHERE mended.id = self.id AND self.taken_by = %(job)s AND self.became = ''
          AND NOT EXISTS ({refused_again})
        RETURNING mended.became, mended.record_number, mended.errors, staged.sku_key
    )
"""

_REFUSED_AGAIN = """
    SELECT FROM imports_rejectedrow again
    WHERE again.job_id = %(job)s AND again.record_number = self.record_number AND again.raw = self.raw
"""

_RELEASE = """
    UPDATE imports_rejectedrow self SET taken_by = NULL, remaining = again.errors
    FROM imports_rejectedrow again
    WHERE self.taken_by = %(job)s AND self.became = ''
      AND again.job_id = %(job)s AND again.record_number = self.record_number AND again.raw = self.raw
"""

_LIST_CONFLICTS = """
    INSERT INTO imports_conflictrow (job_id, record_number, line_number, sku, code)
    SELECT %(first)s, row.record_number, row.line_number, row.sku, row.code
    FROM imports_conflictrow row WHERE row.job_id = %(job)s
    ON CONFLICT DO NOTHING
"""

_LIST_SUPERSEDED = """
    INSERT INTO imports_supersededrow (job_id, record_number, line_number, sku, kept_record_number)
    SELECT %(first)s, row.record_number, row.line_number, row.sku, row.kept_record_number
    FROM imports_supersededrow row WHERE row.job_id = %(job)s
    ON CONFLICT DO NOTHING
"""

_LIST_SKIPPED = """
    INSERT INTO imports_skippedrows (job_id, record_number, line_number, rows, code, raw, rule)
    SELECT %(first)s, row.record_number, row.line_number, 1, row.code, row.raw, row.rule
    FROM imports_skippedrows row
    JOIN imports_rejectedrow mended ON mended.taken_by = %(job)s AND mended.record_number = row.record_number
    WHERE row.job_id = %(job)s AND mended.became = 'skipped'
    ON CONFLICT DO NOTHING
"""


def settle_chunk(job: ImportJob, *, after: int, upto: int, rows: int) -> None:
    """Inside the transaction of a chunk that has applied so many rows. Raises FileFailure `rows_taken`."""
    with connection.cursor() as cursor:
        cursor.execute(_JOIN_ALL_AT_ONCE)
    settled = _settle(job, sql.SQL(_SETTLE_CHUNK).format(plan=rows_to_apply(job)), {"after": after, "upto": upto})
    if sum(settled.values()) != rows:
        raise FileFailure(
            "rows_taken",
            "Another import has taken over these mended rows after this one had stopped. They are imported there.",
        )


def complete(job: ImportJob) -> bool:
    """End the job as completed, in one transaction with the outcome of its other rows. False if it is not ours."""
    if not job.complete():
        return False
    if job.continues_id is not None:
        _settle_rest(job)
    return True


def _settle_rest(job: ImportJob) -> None:
    refused_again = sql.SQL(_REFUSED_AGAIN)
    _settle(job, sql.SQL(_SETTLE_REST).format(staging=staging_table(job), refused_again=refused_again), {})
    for statement in (_RELEASE, _LIST_CONFLICTS, _LIST_SUPERSEDED, _LIST_SKIPPED):
        with connection.cursor() as cursor:
            cursor.execute(statement, {"job": job.id, "first": job.continues_id})


def _settle(job: ImportJob, settling: sql.Composed, further: Mapping[str, int]) -> Counter[str]:
    """Settle rows and move the counters of the first job. How many rows became what."""
    with connection.cursor() as cursor:
        statement = settling + sql.SQL(_TAKE_NOTE)
        cursor.execute(statement, {"job": job.id, "first": job.continues_id, **further})
        settled = Counter(dict(cursor.fetchall()))
    moved = {name: F(name) + rows for name, rows in settled.items()}
    ImportJob.objects.filter(continuations=job).update(rejected=F("rejected") - settled.total(), **moved)
    return settled
