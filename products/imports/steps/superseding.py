"""Staging table → which row of a repeated SKU counts, and what its copies say where it is blank.

The beginning of planning. Files without a repeated SKU cost one grouping of their keys. Memory does not grow with the
file: copies are looked up by their numbers, never gathered.
"""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from psycopg import sql

from products.fields.registry import FIELDS
from products.fields.sql import filled, is_given
from products.imports.steps import mended_plan, own_fields, staging
from products.jobs import tables
from products.jobs.models import ImportJob


class Rule(NamedTuple):
    """What becomes of the rows with one SKU."""

    kept: str
    """The record number of the row that counts."""
    nearest: str
    """The record number of the copy that speaks where the row that counts is blank."""


_RULES = {
    "last": Rule(kept="max(record_number)", nearest="max(copy.record_number)"),
    "first": Rule(kept="min(record_number)", nearest="min(copy.record_number)"),
}
_NO_ROW_COUNTS = "NULL::integer"

_FIND_SUPERSEDED = """
    -- The keys alone are grouped first: that is cheap, and most files repeat no SKU.
    CREATE UNLOGGED TABLE {superseded} AS
    WITH repeated AS (
        SELECT sku_key, {kept} AS kept_record_number
        FROM {all_rows}
        GROUP BY sku_key
        HAVING count(*) > 1
    )
    SELECT staged.record_number, staged.line_number, staged.sku, repeated.kept_record_number
    FROM {staging} staged
    JOIN repeated USING (sku_key)
    WHERE staged.record_number IS DISTINCT FROM repeated.kept_record_number
"""

_LIST = """
    INSERT INTO imports_supersededrow (job_id, record_number, line_number, sku, kept_record_number)
    SELECT %s, record_number, line_number, sku, kept_record_number FROM {superseded} ORDER BY record_number
"""

_FILL_BLANKS = """
    UPDATE {staging} kept
    SET {filled}
    FROM (
        SELECT superseded.kept_record_number, {nearest} AS record_number
        FROM {superseded} superseded
        JOIN {staging} copy USING (record_number)
        WHERE {speaks}
        GROUP BY superseded.kept_record_number
    ) found
    JOIN {staging} nearest USING (record_number)
    WHERE kept.record_number = found.kept_record_number AND NOT ({is_filled})
"""


def superseded_table(job: ImportJob) -> sql.Identifier:
    """Rows that do not count: where they stand, their SKU, and the number of the row that does; NULL if none does."""
    return tables.own_table(job, "superseded")


def supersede(job: ImportJob) -> int:
    """Find the rows that another row with their SKU supersedes. Returns how many.

    By the import's option `duplicates` the last or the first row counts. Where it is blank, it gets what the nearest
    copy says. The others are listed for people as SupersededRow. Under `reject` no copy counts: the table then holds
    all of them, and none is superseded.
    """
    tables.drop(superseded_table(job))
    rule = _RULES.get(job.options.get("duplicates", "last"))
    kept = sql.SQL(rule.kept if rule else _NO_ROW_COUNTS)
    _execute(_FIND_SUPERSEDED, job, kept=kept, all_rows=mended_plan.all_rows(job))
    superseded = tables.count_rows(superseded_table(job)) if rule else 0
    job.superseded_rows.all().delete()
    if rule and superseded:
        _execute(_LIST, job, [job.id])
        _fill_blanks(job, rule)
    return superseded


def _fill_blanks(job: ImportJob, rule: Rule) -> None:
    tables.analyse(superseded_table(job))
    in_file = job.options["columns"]["indexes"]
    for field in (*FIELDS.changeable, *own_fields.in_file(job)):
        if field.key in in_file:
            speaks, is_filled = is_given(field, "copy"), is_given(field, "kept")
            nearest = sql.SQL(rule.nearest)
            _execute(_FILL_BLANKS, job, filled=filled(field), speaks=speaks, is_filled=is_filled, nearest=nearest)


def _execute(statement: str, job: ImportJob, parameters: Sequence[UUID] = (), **parts: sql.Composable) -> None:
    tables_of_job = {"staging": staging.staging_table(job), "superseded": superseded_table(job)}
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(**tables_of_job, **parts), parameters or None)
