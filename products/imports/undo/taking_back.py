"""The plan of an undo → products, chunk by chunk in the order of the SKU key, as imports are applied.

Each chunk is one transaction: what is deleted, restored and changed, its history, its events, the counters and the
checkpoint. A product that has moved since the plan was made is a conflict.
"""

import time
from collections.abc import Callable, Mapping

from django.db import connection
from django.utils import timezone
from psycopg import sql

from products.fields import own_sql
from products.fields.registry import FIELDS
from products.fields.sql import listed, of_new_product
from products.imports.steps import announcing, applying, planning, recording, reviewed
from products.imports.undo import telling
from products.jobs import progress
from products.jobs.models import ImportJob
from products.jobs.states import PLANNED_SHARE, Phase
from products.search import indexes


def apply(job: ImportJob, *, go_on: Callable[[], None]) -> None:
    """Apply the rest of the plan. `go_on` is called before each chunk and raises if the job is to stop."""
    job.advance_or_leave(phase=Phase.APPLYING)
    planned, coming = job.planned_rows or 0, job.plan or {}
    if job.checkpoint == 0:
        indexes.set_aside_for(created=coming.get("create", 0), updated=coming.get("update", 0))
    rows, longest = applying.rows_of_first_chunk(), planning.longest_row(job)
    while job.checkpoint < planned:
        go_on()
        started_at = time.monotonic()
        _apply_chunk(job, applying.end_of_chunk(job, min(job.checkpoint + rows, planned), longest))
        rows = applying.rows_of_next_chunk(rows, seconds=time.monotonic() - started_at)
        progress.publish(job)


def _apply_chunk(job: ImportJob, upto: int) -> None:
    """All of it or nothing. What moved since the plan was made is a conflict, at the second try."""
    applying.retry(job, lambda looking: _take_back(job, upto, looking), upto=upto)


def _take_back(job: ImportJob, upto: int, looking: bool) -> None:
    chunk = {"after": job.checkpoint, "upto": upto}
    applying.look_products_up_by_index()
    aside = reviewed.set_aside(job, **chunk, looking=looking)
    _execute(_LIST_SINGLE_VALUES, job, chunk)
    deleted = _delete(job, chunk)
    restored = _restore(job, chunk)
    updated = _update(job, chunk)
    if deleted + restored + updated + aside.left_out + aside.conflicts != upto - job.checkpoint:
        raise applying.PlanOutdated
    job.advance_or_leave(
        checkpoint=upto,
        applied_at=timezone.now(),
        created=job.created + restored,
        updated=job.updated + updated,
        deleted=job.deleted + deleted,
        conflicts=job.conflicts + aside.conflicts,
        skipped=job.skipped + aside.left_out,
        progress=PLANNED_SHARE + (applying.APPLIED_SHARE - PLANNED_SHARE) * upto // (job.planned_rows or 1),
    )


def _update(job: ImportJob, chunk: Mapping[str, int]) -> int:
    """The steps of an import see only the rows that change products."""
    updated = applying.update(job, chunk)
    if updated:
        recording.record_changed(job, **chunk)
        announcing.announce_changed(job, **chunk)
    return updated


def _delete(job: ImportJob, chunk: Mapping[str, int]) -> int:
    telling.announce_deleted(job, chunk)
    with connection.cursor() as cursor:
        cursor.execute(_statement(_DELETE, job), {**chunk, "job": job.id, "rows": recording.STRETCH_ROWS})
        return sum(number for (number,) in cursor.fetchall())


def _restore(job: ImportJob, chunk: Mapping[str, int]) -> int:
    columns: list[sql.Composable] = [*(sql.Identifier(field.key) for field in FIELDS.changeable), own_sql.COLUMN]
    values = [*map(of_new_product, FIELDS.changeable), own_sql.of_new_product()]
    restored = _execute(_RESTORE, job, chunk, columns=listed(columns), values=listed(values))
    if restored:
        _execute(_RECORD_RESTORED, job, {**chunk, "rows": recording.STRETCH_ROWS})
        telling.announce_restored(job, chunk)
    return restored


_LIST_SINGLE_VALUES = """
    -- Of products that are undone but for some values.
    INSERT INTO imports_conflictrow (job_id, record_number, line_number, sku, code, "values")
    SELECT %(job)s, record_number, line_number, sku, 'changed_since', conflicts
    FROM {plan} plan
    WHERE aside IS NULL AND code = 'changed_since' AND taken IS DISTINCT FROM 'ours'
      AND position > %(after)s AND position <= %(upto)s
"""

_CHUNK = """
    plan.aside IS NULL AND plan.position > %(after)s AND plan.position <= %(upto)s
"""

_DELETE = """
    -- With what they were, in the history. Returns how many.
    WITH gone AS (
        DELETE FROM products_product product USING {plan} plan
        WHERE product.id = plan.product_id AND product.version = plan.version_seen
          AND plan.action = 'delete' AND {chunk}
        RETURNING plan.position, product.id, product.sku_key, to_jsonb(product) AS kept
    )
    INSERT INTO products_stretch (job_id, action, at, first_key, last_key, product_ids, kept)
    SELECT %(job)s, 'deleted', now(), min(sku_key), max(sku_key),
        array_agg(id ORDER BY position), array_agg(kept ORDER BY position)
    FROM gone
    GROUP BY (position - 1) / %(rows)s
    RETURNING cardinality(product_ids)
"""

_RESTORE = """
    INSERT INTO products_product (id, sku, sku_key, version, created_at, updated_at, pinned, {columns})
    SELECT restored_id, sku, sku_key, restored_version, restored_created_at, now(), restored_pinned, {values}
    FROM {plan} plan
    WHERE plan.action = 'create' AND {chunk}
    ORDER BY position
"""

_RECORD_RESTORED = """
    INSERT INTO products_stretch (job_id, action, at, first_key, last_key, product_ids, versions)
    SELECT %(job)s, 'created', now(), min(sku_key), max(sku_key),
        array_agg(restored_id ORDER BY position), array_agg(restored_version ORDER BY position)
    FROM {plan} plan
    WHERE plan.action = 'create' AND {chunk}
    GROUP BY (position - 1) / %(rows)s
"""


def _execute(statement: str, job: ImportJob, parameters: Mapping[str, int], **parts: sql.Composable) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_statement(statement, job, **parts), {**parameters, "job": job.id})
        return int(cursor.rowcount)


def _statement(statement: str, job: ImportJob, **parts: sql.Composable) -> sql.Composed:
    return sql.SQL(statement).format(plan=planning.plan_table(job), chunk=sql.SQL(_CHUNK), **parts)
