"""Which source has which product: what its files had. Written by its imports, without a version or an event."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import connection
from psycopg import sql

from products.imports.models import SourceProduct
from products.imports.steps import staging
from products.jobs.models import ImportJob
from products.jobs.record import Kind, Mode


def has_source(job: ImportJob) -> bool:
    """Whether the job's file is the whole file of a source. Mended rows are only some of one."""
    return job.kind == Kind.IMPORT and job.source_id is not None and not job.continues_id


def keep(job: ImportJob) -> None:
    """Once an import is applied: its source has the products of its file, and of its mended rows.

    A second time changes nothing.
    """
    if job.kind != Kind.IMPORT or job.source_id is None or job.mode is Mode.DRY_RUN:
        return
    with connection.cursor() as cursor:
        for statement in (_RETURN, _ADD):
            composed = sql.SQL(statement).format(staging=staging.staging_table(job))
            cursor.execute(composed, {"source": job.source_id, "job": job.id})


def lose(job: ImportJob, product_keys: Collection[str]) -> None:
    """The source does not have these any more, by their SKU keys. An undo of the job brings them back."""
    if job.source_id:
        SourceProduct.objects.filter(source_id=job.source_id, sku_key__in=product_keys).update(gone_by=job.id)


def restore(jobs: Collection[UUID]) -> None:
    """These jobs are undone: their sources have what they had before, and not what stood first in these files."""
    if not ImportJob.objects.filter(pk__in=jobs, source_id__isnull=False).exists():
        return
    SourceProduct.objects.filter(added_by__in=jobs).delete()
    SourceProduct.objects.filter(gone_by__in=jobs).update(gone_by=None)


def forget(source_id: UUID) -> None:
    """The source is deleted."""
    SourceProduct.objects.filter(source_id=source_id).delete()


_RETURN = """
    UPDATE imports_sourceproduct own SET gone_by = NULL
    WHERE source_id = %(source)s AND gone_by IS NOT NULL
      AND sku_key IN (SELECT sku_key FROM {staging})
"""

_ADD = """
    INSERT INTO imports_sourceproduct (sku_key, source_id, added_by)
    SELECT DISTINCT sku_key, %(source)s::uuid, %(job)s::uuid
    FROM {staging} staged
    WHERE NOT EXISTS (
        SELECT FROM imports_sourceproduct own WHERE own.sku_key = staged.sku_key AND own.source_id = %(source)s
    )
    ORDER BY sku_key
    ON CONFLICT DO NOTHING
"""
