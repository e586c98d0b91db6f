"""The plan → products, chunk by chunk in the order of the SKU key.

The last step of the journey, under the catalogue lock. Each chunk is one transaction: its rows, the job's counters
and its checkpoint. What it may hold bounds its events and its history too. Interrupted anywhere, the job goes on at the
checkpoint: nothing is lost or done twice.
"""

import time
from collections.abc import Callable, Mapping
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from psycopg import sql

from product_importer.lib.ids import uuid7_prefix
from products.fields import own_sql
from products.fields.registry import FIELDS
from products.fields.sql import after, before, column, listed, of_new_product
from products.imports.steps import announcing, own_fields, plan_order, planning, recording, reviewed, settling
from products.jobs import progress
from products.jobs.locks import LockLost
from products.jobs.models import ImportJob
from products.jobs.states import PLANNED_SHARE, Phase
from products.search import indexes

APPLIED_SHARE = 92
"""Where the progress bar stands, in per cent, when the last chunk is applied. Building indexes may take the rest."""

CHUNK_SECONDS = 0.4
"""How long a chunk may take, since a change of one of its products by hand waits for the chunk's end."""
FEWEST_ROWS = 1_000
"""In smaller chunks, what each of them costs would tell."""


class PlanOutdated(Exception):
    """Somebody created, deleted or renamed a product of this chunk by hand after the plan was made."""


def apply(job: ImportJob, *, go_on: Callable[[], None]) -> None:
    """Apply the rest of the plan. `go_on` is called before each chunk and raises if the job is to stop."""
    job.advance_or_leave(phase=Phase.APPLYING)
    planned = job.planned_rows or 0
    if job.checkpoint == 0:
        if job.is_reviewed:
            plan_order.put_in_order(job)
        plan = planning.counts(job)
        indexes.set_aside_for(created=plan.creates, updated=plan.updates)
    rows, longest = rows_of_first_chunk(), planning.longest_row(job)
    while job.checkpoint < planned:
        go_on()
        started_at = time.monotonic()
        apply_chunk(job, upto=end_of_chunk(job, min(job.checkpoint + rows, planned), longest))
        rows = rows_of_next_chunk(rows, seconds=time.monotonic() - started_at)
        progress.publish(job)


def end_of_chunk(job: ImportJob, upto: int, longest: int) -> int:
    """Where the next chunk ends: at `upto`, or before if the rows up to there hold too much text.

    The longest row mostly shows that they do not.
    """
    most = int(settings.IMPORT_CHUNK_BYTES)
    if longest * (upto - job.checkpoint) <= most:
        return upto
    return planning.end_of_chunk(job, after=job.checkpoint, upto=upto, most_bytes=most)


def rows_of_first_chunk() -> int:
    return rows_of_next_chunk(settings.IMPORT_CHUNK_ROWS, seconds=4 * CHUNK_SECONDS)


def rows_of_next_chunk(rows: int, *, seconds: float) -> int:
    """How many rows the next chunk may have after one of so many rows took so long: at most twice as many."""
    wanted = int(min(rows * CHUNK_SECONDS / max(seconds, 0.001), 2 * rows))
    return min(max(wanted, FEWEST_ROWS), int(settings.IMPORT_CHUNK_ROWS))


def apply_chunk(job: ImportJob, *, upto: int) -> None:
    """Apply the plan's rows after the checkpoint up to `upto`: all of them or none.

    The file wins: a product that somebody created or deleted meanwhile is updated or created. Not so if the plan was
    reviewed: then it is a conflict. Raises LockLost if another process has taken over the job.
    """
    retry(job, lambda looking: _apply_chunk(job, upto, looking), upto=upto)


def retry(job: ImportJob, act: Callable[[bool], None], *, upto: int) -> None:
    """Act on a chunk in a transaction, and again if the catalogue has changed under it. `act` is told if that is so."""
    looking = False
    while True:
        try:
            with transaction.atomic():
                act(looking)
            return
        except (IntegrityError, PlanOutdated):
            if not job.is_ours():
                raise LockLost from None
            if not _has_moved(job, upto, looked=looking):
                raise
            looking = job.spares_what_moved


def _has_moved(job: ImportJob, upto: int, *, looked: bool) -> bool:
    """Whether the catalogue may have changed under the chunk, so that it can be tried again. A plan in force is mended.

    One that was reviewed may have had its products changed unless that was looked at, and namesakes of theirs created.
    """
    if job.spares_what_moved:
        return not looked or reviewed.is_outdated(job, after=job.checkpoint, upto=upto)
    return _replan_chunk(job, upto)


def _apply_chunk(job: ImportJob, upto: int, looking: bool) -> None:
    chunk = {"after": job.checkpoint, "upto": upto}
    look_products_up_by_index()
    rows, prefix = upto - job.checkpoint, uuid7_prefix()
    aside = reviewed.set_aside(job, **chunk, looking=looking) if job.spares_what_moved else reviewed.Aside(0, 0, 0)
    rows -= sum(aside)
    created = _create(job, chunk | {"id_prefix": prefix})
    updated = update(job, chunk) if created < rows else 0
    vanished = _vanish(job, chunk) if created + updated < rows else 0
    if created + updated + vanished != rows:
        raise PlanOutdated
    if created:
        recording.record_created(job, **chunk, id_prefix=prefix)
        announcing.announce_created(job, **chunk, id_prefix=prefix)
    if updated:
        recording.record_changed(job, **chunk)
        announcing.announce_changed(job, **chunk)
    if job.continues_id:
        settling.settle_chunk(job, **chunk, rows=created + updated)
    planned = job.planned_rows or 1
    job.advance_or_leave(
        checkpoint=upto,
        applied_at=timezone.now(),
        created=job.created + created,
        updated=job.updated + updated,
        unchanged=job.unchanged + aside.unchanged,
        conflicts=job.conflicts + vanished + aside.conflicts,
        skipped=job.skipped + aside.left_out,
        progress=PLANNED_SHARE + (APPLIED_SHARE - PLANNED_SHARE) * upto // planned,
    )


_CREATE = """
    INSERT INTO products_product (id, sku, sku_key, version, created_at, updated_at, {columns})
    SELECT (%(id_prefix)s::text || lpad(to_hex(position), 8, '0'))::uuid, sku, sku_key, 1, now(), now(), {values}
    FROM {plan} plan
    WHERE {creates} AND position > %(after)s AND position <= %(upto)s
    ORDER BY position
"""

_UPDATE = """
    UPDATE products_product product
    SET {values},
        version = product.version + 1,
        updated_at = now()
    FROM {plan} plan
    WHERE product.id = plan.product_id AND product.sku_key = plan.sku_key AND {is_the_same}
      AND plan.position > %(after)s AND plan.position <= %(upto)s
"""

_VANISHED = """
    -- Products that were deleted by hand since the plan was made, and of whose rows no new ones can be made.
    INSERT INTO imports_conflictrow (job_id, record_number, line_number, sku, code)
    SELECT %(job)s, record_number, line_number, sku, 'deleted_meanwhile'
    FROM {plan} plan
    WHERE product_id IS NULL AND NOT ({creates}) AND position > %(after)s AND position <= %(upto)s
"""

_REPLAN = """
    UPDATE {plan} plan
    SET product_id = product.id, {before}
    FROM {plan} self
    LEFT JOIN products_product product ON product.sku_key = self.sku_key
    WHERE plan.position = self.position
      AND plan.position > %(after)s AND plan.position <= %(upto)s
      AND plan.product_id IS DISTINCT FROM product.id
"""


def look_products_up_by_index() -> None:
    """Keep PostgreSQL from joining in any other way until the transaction ends.

    Left to itself, it reads the whole catalogue for each chunk. That is two and a half times the work when half a
    million products all change, and grows with the square of their number.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off")


def _create(job: ImportJob, chunk: Mapping[str, str | int]) -> int:
    columns: list[sql.Composable] = [sql.Identifier(field.key) for field in FIELDS.changeable]
    values = [*map(of_new_product, FIELDS.changeable)]
    if own_fields.has_attributes(job):
        columns.append(own_sql.COLUMN)
        values.append(own_sql.of_new_product())
    return _execute(_CREATE, job, chunk, columns=listed(columns), values=listed(values), creates=planning.creates(job))


def update(job: ImportJob, chunk: Mapping[str, int]) -> int:
    """Write the chunk's changed products. Returns how many there were."""
    cleared, plan, product = planning.cleared(job), column("plan"), column("product")
    values = [
        sql.SQL("{} = {}").format(sql.Identifier(field.key), after(field, plan(field), product(field), cleared))
        for field in FIELDS.changeable
    ]
    if own_fields.has_attributes(job):
        own = own_sql.after(sql.Identifier("plan", "attributes"), sql.Identifier("product", "attributes"))
        values.append(sql.SQL("attributes = {}").format(own))
    return _execute(_UPDATE, job, chunk, values=listed(values), is_the_same=is_the_same(job))


def is_the_same(job: ImportJob) -> sql.Composable:
    """The condition that a product may be changed: a reviewed plan spares those that moved since it was made."""
    return sql.SQL("product.version = plan.version_seen" if job.spares_what_moved else "true")


def _vanish(job: ImportJob, chunk: Mapping[str, int]) -> int:
    return _execute(_VANISHED, job, {**chunk, "job": job.id}, creates=planning.creates(job))


def _replan_chunk(job: ImportJob, upto: int) -> bool:
    """Look up again which products of the chunk exist. False if nothing came of it: something else is wrong."""
    product = column("product")
    now = [sql.SQL("{} = {}").format(before(field), product(field)) for field in FIELDS.changeable]
    if own_fields.has_attributes(job):
        now.append(sql.SQL("{} = product.attributes").format(own_sql.BEFORE))
    return _execute(_REPLAN, job, {"after": job.checkpoint, "upto": upto}, before=listed(now)) > 0


def _execute(
    statement: str, job: ImportJob, parameters: Mapping[str, str | int | UUID], **parts: sql.Composable
) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(plan=reviewed.rows_to_apply(job), **parts), parameters)
        return int(cursor.rowcount)
