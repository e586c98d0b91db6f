"""Staging table × catalogue → the job's plan: what would be created and updated, and nothing else.

The fourth step of the journey, under the catalogue lock. Of the rows with one SKU, wherever they are in the file, only
one counts. Rows that would change nothing are counted and dropped. New products that lack something are refused.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from django.db import connection, transaction
from django.utils import timezone
from psycopg import sql

from products.fields.reasons import Reason, Refusal
from products.fields.registry import FIELDS
from products.fields.sql import before, changes, column, either, listed, wanted
from products.imports.reading import RawRow
from products.imports.rejected.storage import store_refusals
from products.imports.steps import staging
from products.imports.steps.columns import ColumnMap, no_name_column
from products.imports.steps.source_rows import raw_rows
from products.jobs import tables
from products.jobs.models import ImportJob
from products.jobs.states import Phase

PLANNED_SHARE = 40
"""Where the progress bar stands, in per cent, when the plan is complete."""


class Plan(NamedTuple):
    """How many products a plan creates and updates."""

    creates: int
    updates: int


def plan_table(job: ImportJob) -> sql.Identifier:
    return tables.own_table(job, "plan")


def is_complete(job: ImportJob) -> bool:
    """Whether the whole plan is there. After a crash of PostgreSQL, an unlogged table is empty."""
    return job.planned_rows is not None and tables.count_rows(plan_table(job)) == job.planned_rows


def plan(job: ImportJob, *, go_on: Callable[[], None]) -> Plan:
    """Compare the staged rows with the catalogue and write down what is to change.

    What earlier chunks of this job applied looks unchanged by now. So `created` and `updated` stay as they are, and
    `unchanged` is what remains of the records. What somebody has undone by hand since then is planned and counted
    again. Raises FileFailure `no_name_column`.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '128MB'")
        superseded = _find_superseded(job)
        _write_plan(job)
        refused = _refuse(job, go_on=go_on)
        planned = _finish(job)
        the_same = (job.staged_rows or 0) - superseded - refused - sum(planned)
        created = min(job.created, the_same)
        updated = min(job.updated, the_same - created)
        job.advance_or_leave(
            phase=Phase.PLANNING,
            progress=PLANNED_SHARE,
            checkpoint=0,
            planned_rows=sum(planned),
            planned_at=timezone.now(),
            superseded=superseded,
            rejected=job.rejected + refused,
            created=created,
            updated=updated,
            unchanged=the_same - created - updated,
            conflicts=0,
        )
    return planned


def counts(job: ImportJob) -> Plan:
    """What the plan holds."""
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("SELECT count(*) FILTER (WHERE product_id IS NULL), count(product_id) FROM {}").format(
                plan_table(job)
            )
        )
        return Plan(*cursor.fetchone())


def _superseded_table(job: ImportJob) -> sql.Identifier:
    return tables.own_table(job, "superseded")


_FIND_SUPERSEDED = """
    -- The keys alone are grouped first: that is cheap, and most files repeat no SKU.
    CREATE UNLOGGED TABLE {superseded} AS
    WITH repeated AS (
        SELECT sku_key, {kept} AS kept_record_number
        FROM {staging}
        GROUP BY sku_key
        HAVING count(*) > 1
    )
    SELECT staged.record_number, staged.line_number, staged.sku, repeated.kept_record_number
    FROM {staging} staged
    JOIN repeated USING (sku_key)
    WHERE staged.record_number IS DISTINCT FROM repeated.kept_record_number
"""

_WRITE_PLAN = """
    -- NULL means that the cell was blank or that the file has no such column: the product keeps what it has, unless
    -- blanks clear. `position` is the order of applying. It follows the key, so that indexes grow in one place.
    CREATE UNLOGGED TABLE {plan} AS
    WITH wanted AS (
        SELECT record_number, line_number, sku_key, sku, {wanted}
        FROM {staging} staged
        WHERE NOT EXISTS (SELECT FROM {superseded} earlier WHERE earlier.record_number = staged.record_number)
    )
    SELECT
        row_number() OVER (ORDER BY wanted.sku_key)::integer AS position,
        wanted.*,
        product.id AS product_id,
        product.version AS version_seen,
        {before}
    FROM wanted
    LEFT JOIN products_product product ON product.sku_key = wanted.sku_key
    WHERE product.id IS NULL OR {changes}
"""

_FIND_REFUSED = """
    -- New products and the keys of the fields they lack. Then all rows of a repeated SKU, if those are refused.
    CREATE TEMPORARY TABLE refused ON COMMIT DROP AS
    SELECT record_number, line_number, sku, array_remove(ARRAY[{lacks}], NULL)::text[] AS lacking, false AS repeated
    FROM {plan}
    WHERE product_id IS NULL AND ({lacking})
    UNION ALL
    SELECT record_number, line_number, sku, ARRAY[]::text[], true
    FROM {superseded}
    WHERE kept_record_number IS NULL
"""

_TAKE_OUT_REFUSED = """
    DELETE FROM {plan} USING refused WHERE {plan}.record_number = refused.record_number
"""

_CLOSE_GAPS = """
    UPDATE {plan} SET position = numbered.position
    FROM (SELECT record_number, row_number() OVER (ORDER BY position) AS position FROM {plan}) numbered
    WHERE {plan}.record_number = numbered.record_number
"""


_KEPT = {"last": "max(record_number)", "first": "min(record_number)", "reject": "NULL::integer"}
"""Which row of a repeated SKU counts, by the import's option `duplicates`."""


def _find_superseded(job: ImportJob) -> int:
    tables.drop(plan_table(job), _superseded_table(job))
    duplicates = job.options.get("duplicates", "last")
    _execute(_FIND_SUPERSEDED, job, kept=sql.SQL(_KEPT[duplicates]))
    return 0 if duplicates == "reject" else tables.count_rows(_superseded_table(job))


def cleared(job: ImportJob) -> frozenset[str]:
    """The keys of the fields that a blank cell of this import empties."""
    if job.options.get("on_blank") != "clear":
        return frozenset()
    return frozenset(field.key for field in FIELDS.among(job.options["columns"]["indexes"]) if field.clears)


def _write_plan(job: ImportJob) -> None:
    fields, empties = FIELDS.changeable, cleared(job)
    product = column("product")
    _execute(
        _WRITE_PLAN,
        job,
        wanted=listed(wanted(field, empties) for field in fields),
        before=listed(sql.SQL("{} AS {}").format(product(field), before(field)) for field in fields),
        changes=either(changes(field, empties) for field in fields),
    )


def _refuse(job: ImportJob, *, go_on: Callable[[], None]) -> int:
    """Refuse the rows that only the catalogue or the whole file shows to be wrong. Returns how many.

    Their original text is read from the file again, chunk by chunk, as there may be many.
    """
    columns = ColumnMap(**job.options["columns"])
    if "name" not in columns.indexes and counts(job).creates:
        raise no_name_column(columns)
    needed = [field.key for field in FIELDS.changeable if field.is_needed_when_new(columns.indexes)]
    lacks = (sql.SQL("CASE WHEN {} IS NULL THEN {} END").format(sql.Identifier(key), key) for key in needed)
    lacking = (sql.SQL("{} IS NULL").format(sql.Identifier(key)) for key in needed)
    _execute(_FIND_REFUSED, job, lacks=listed(lacks), lacking=either(lacking))
    refused = _count_refused()
    if refused:
        _execute(_TAKE_OUT_REFUSED, job)
        _execute(_CLOSE_GAPS, job)
        _execute("CREATE INDEX ON refused (record_number)", job)
        for rows in raw_rows(job, go_on=go_on):
            store_refusals(job, _refusals_among(rows))
    return refused


def _count_refused() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM refused")
        return int(cursor.fetchone()[0])


def _refusals_among(rows: Sequence[RawRow]) -> list[Refusal]:
    if not rows:
        return []
    raw = {row.record_number: row.raw for row in rows}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT record_number, line_number, sku, lacking, repeated FROM refused"
            " WHERE record_number BETWEEN %s AND %s",
            [rows[0].record_number, rows[-1].record_number],
        )
        return [
            Refusal(record, line, raw[record], tuple(_reasons(sku, *faults))) for record, line, sku, *faults in cursor
        ]


def _reasons(sku: str, lacking: Sequence[str], repeated: bool) -> Iterator[Reason]:
    for key in lacking:
        noun = FIELDS[key].noun
        sentence = f"{sku} is a new product and has no {noun}. Give it a {noun} and import the row again."
        yield Reason(key, f"missing_{key}", "", sentence)
    if repeated:
        yield Reason(
            "sku",
            "duplicate_sku",
            sku,
            f"{sku} is in this file more than once. Keep one row and import it again.",
        )


def _finish(job: ImportJob) -> Plan:
    """Make the plan quick to read in order."""
    _execute("ALTER TABLE {plan} ADD PRIMARY KEY (position)", job)
    tables.analyse(plan_table(job))
    return counts(job)


def _execute(statement: str, job: ImportJob, **parts: sql.Composable) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_statement(statement, job, **parts))


def _statement(statement: str, job: ImportJob, **parts: sql.Composable) -> sql.Composed:
    return sql.SQL(statement).format(
        staging=staging.staging_table(job), plan=plan_table(job), superseded=_superseded_table(job), **parts
    )
