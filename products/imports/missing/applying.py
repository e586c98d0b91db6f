"""Missing products become inactive or go, chunk by chunk, after the plan was applied.

Each chunk is one transaction: the products, their history, their events, whose they are, and how far the job has come.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction
from psycopg import sql

from product_importer.lib.actor import Actor
from products import catalogue
from products.fields.edits import set_active
from products.imports.missing import membership
from products.imports.missing.planning import DELETE, missing_table
from products.jobs import progress
from products.jobs.models import ImportJob

CHUNK_ROWS = 1_000


class Missing(NamedTuple):
    product_id: UUID
    sku_key: str


def apply(job: ImportJob, *, go_on: Callable[[], None]) -> None:
    """Do what the source says to the rest of them. `go_on` is called before each chunk and raises to stop it."""
    while is_owed(job):
        go_on()
        with transaction.atomic():
            _apply_chunk(job)
        progress.publish(job)


def is_owed(job: ImportJob) -> bool:
    facts: Any = job.missing
    return bool(facts) and not facts["kept"] and facts["checkpoint"] < facts["found"]


def _apply_chunk(job: ImportJob) -> None:
    facts: Any = job.missing
    upto = min(facts["checkpoint"] + CHUNK_ROWS, facts["found"])
    still = _still_missing(job, after=facts["checkpoint"], upto=upto)
    ids, actor = [each.product_id for each in still], Actor("import", str(job.id))
    done = {"deactivated": 0, "deleted": 0}
    if ids and facts["action"] == DELETE:
        done["deleted"] = catalogue.delete_selection(ids, actor=actor, job_id=job.id)
    elif ids:
        done["deactivated"], _ = catalogue.change_where_possible(ids, set_active(False), actor=actor, job_id=job.id)
    membership.lose(job, [each.sku_key for each in still])
    moved = upto - facts["checkpoint"] - len(still)
    sums = {name: facts[name] + number for name, number in {**done, "conflicts": moved}.items()}
    job.advance_or_leave(missing={**facts, **sums, "checkpoint": upto})


def _still_missing(job: ImportJob, *, after: int, upto: int) -> list[Missing]:
    """Those that have not moved since the plan was made, locked until the chunk is committed."""
    statement = sql.SQL(_STILL_MISSING).format(missing=missing_table(job))
    with connection.cursor() as cursor:
        cursor.execute(statement, {"after": after, "upto": upto, "source": job.source_id})
        return [Missing(*row) for row in cursor.fetchall()]


_STILL_MISSING = """
    SELECT product.id, product.sku_key
    FROM {missing} missing
    JOIN products_product product ON product.id = missing.product_id AND product.version = missing.version_seen
    WHERE missing.position > %(after)s AND missing.position <= %(upto)s
      AND EXISTS (
          SELECT FROM imports_sourceproduct own
          WHERE own.sku_key = missing.sku_key AND own.source_id = %(source)s AND own.gone_by IS NULL
      )
      AND NOT EXISTS (
          SELECT FROM imports_sourceproduct other
          WHERE other.sku_key = missing.sku_key AND other.source_id <> %(source)s AND other.gone_by IS NULL
      )
    ORDER BY product.id FOR UPDATE OF product
"""
