"""A person looks at what is missing from a file that waits, and may say that these products stay as they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection
from psycopg import sql

from products.imports.missing.planning import missing_table
from products.jobs import tables
from products.jobs.models import ImportJob


class Shown(NamedTuple):
    position: int
    sku: str
    name: str


def page_of(job: ImportJob, *, behind: int, size: int) -> Sequence[Shown]:
    """In the order of the SKUs; none once the job has ended."""
    if not job.missing or not tables.count_rows(missing_table(job)):
        return []
    statement = sql.SQL("SELECT position, sku, name FROM {} WHERE position > %s ORDER BY position LIMIT %s")
    with connection.cursor() as cursor:
        cursor.execute(statement.format(missing_table(job)), [behind, size])
        return [Shown(*row) for row in cursor.fetchall()]


def take_out(job: ImportJob, product_ids: sql.Composable) -> None:
    """These are not missing after all. Positions keep their gaps. `product_ids`: a SELECT."""
    if job.missing and tables.count_rows(missing_table(job)):
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL("DELETE FROM {} WHERE product_id IN ({})").format(missing_table(job), product_ids))
