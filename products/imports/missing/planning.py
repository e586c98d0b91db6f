"""The products of a source that its file does not have → a table of them, beside the plan. Under the catalogue lock.

Never touched: products that another source has, those that a rejected row is about, and everything if the file is
empty or too many of its rows were rejected.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypedDict

from django.conf import settings
from django.db import connection, transaction
from psycopg import sql

from product_importer.lib.warning import Warned
from products.imports.missing.membership import has_source
from products.imports.missing.rejected_keys import CannotTell, keys_in_rejected
from products.imports.models import Source
from products.imports.steps import pinned, staging
from products.jobs import tables
from products.jobs.models import ImportJob

DEACTIVATE, DELETE = "deactivate", "delete"
STAY = "so products of its source that are missing from it stay as they are."


class Facts(TypedDict):
    """On the job, as `missing`."""

    action: str
    found: int
    of: int
    """Products that the source had before this file."""
    kept: bool
    """A person said that they stay."""
    planned_at: str
    """Of the plan beside which it stands."""
    checkpoint: int
    deactivated: int
    deleted: int
    conflicts: int
    """Products that moved since the plan was made, or that another source has by now."""


def missing_table(job: ImportJob) -> sql.Identifier:
    return tables.own_table(job, "missing")


def is_planned(job: ImportJob) -> bool:
    """Whether it was looked for, beside the plan that is there, or nobody has to."""
    return not has_source(job) or (job.missing or {}).get("planned_at") == _moment(job)


def policy_of(job: ImportJob) -> str:
    """What the source says at this moment; empty if missing products stay."""
    source = Source.objects.filter(pk=job.source_id).first() if job.source_id else None
    return source.missing if source else ""


def plan(job: ImportJob, *, go_on: Callable[[], None]) -> None:
    """Find what is missing. What an earlier turn did to some of it stays done, and counts."""
    policy = policy_of(job) if has_source(job) else ""
    if not policy:
        if job.missing is not None:
            job.advance_or_leave(missing=None)
        return
    why_not, rejected = _objection(job, go_on=go_on)
    with transaction.atomic():
        tables.drop(missing_table(job))
        found = 0 if why_not else _write(job, policy, rejected)
        before = job.missing or {}
        facts = Facts(
            action=policy,
            found=found,
            of=_count(job),
            kept=False,
            planned_at=_moment(job),
            checkpoint=0,
            deactivated=before.get("deactivated", 0),
            deleted=before.get("deleted", 0),
            conflicts=0,
        )
        told = [
            *job.warnings,
            *([Warned(why_not, "missing_not_looked_for")] if why_not and why_not not in job.warnings else []),
        ]
        job.advance_or_leave(missing=facts, plan={**(job.plan or {}), "missing": found}, warnings=told)


def _moment(job: ImportJob) -> str:
    return job.planned_at.isoformat() if job.planned_at else ""


def _objection(job: ImportJob, *, go_on: Callable[[], None]) -> tuple[str, set[str]]:
    """Why nothing is missing that could be done something about; else what rejected rows are about."""
    rows, most = job.total_rows - job.skipped, settings.IMPORT_MISSING_REJECTED_PERCENT
    if not job.staged_rows:
        return f"The file has no sound row, {STAY}", set()
    if job.rejected * 100 > rows * most:
        return f"More than {most} % of the rows of this file were rejected, {STAY}", set()
    try:
        return "", keys_in_rejected(job, go_on=go_on)
    except CannotTell:
        return f"It cannot be told which products some rejected rows of this file are about, {STAY}", set()


def _write(job: ImportJob, policy: str, rejected: set[str]) -> int:
    statement = sql.SQL(_WRITE).format(
        missing=missing_table(job),
        staging=staging.staging_table(job),
        source=sql.Literal(str(job.source_id)),
        only=_touched(job, policy),
        rejected=sql.Literal([*rejected]),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)
    return tables.count_rows(missing_table(job))


def _touched(job: ImportJob, policy: str) -> sql.SQL:
    """The condition that the policy does something to a product. Who has pinned that it is active knows better."""
    if policy != DEACTIVATE:
        return sql.SQL("true")
    is_pinned = "false" if pinned.are_replaced(job) else "coalesce('active' = ANY (product.pinned), false)"
    return sql.SQL(f"product.active AND NOT {is_pinned}")


def _count(job: ImportJob) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [job.source_id])
        return int(cursor.fetchone()[0])


_WRITE = """
    CREATE TABLE {missing} AS
    SELECT
        row_number() OVER (ORDER BY product.sku_key)::integer AS position,
        product.id AS product_id, product.sku, product.sku_key, product.name, product.version AS version_seen
    FROM imports_sourceproduct own
    JOIN products_product product ON product.sku_key = own.sku_key
    WHERE own.source_id = {source}::uuid AND own.gone_by IS NULL AND {only}
      AND NOT EXISTS (SELECT FROM {staging} staged WHERE staged.sku_key = own.sku_key)
      AND NOT EXISTS (
          SELECT FROM imports_sourceproduct other
          WHERE other.sku_key = own.sku_key AND other.source_id <> own.source_id AND other.gone_by IS NULL
      )
      AND own.sku_key <> ALL ({rejected}::text[]);
    ALTER TABLE {missing} ADD PRIMARY KEY (position)
"""

_COUNT = """
    SELECT count(*) FROM imports_sourceproduct own JOIN products_product USING (sku_key)
    WHERE own.source_id = %s AND own.gone_by IS NULL
"""
