"""What an undo cannot take back by itself, with three values each, and what a person says of it.

While the undo waits, its conflicts stand in the plan; once it has ended, among the job's conflicts.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction
from psycopg import sql

from products.fields.field import Field
from products.fields.skus import fold
from products.fields.sql import either
from products.imports.models import ConflictRow
from products.imports.review.conflicts import Resolved, Take
from products.imports.review.deciding import undecided
from products.imports.review.recounting import counted_again
from products.imports.steps import left_out, planning, reviewed
from products.imports.undo import plan
from products.jobs.models import ImportJob
from products.jobs.record import Kind

FINAL = (ConflictRow.Code.DELETED_SINCE, ConflictRow.Code.SKU_TAKEN)
"""There is nothing that the undo could do."""


class Conflict(NamedTuple):
    position: int
    sku: str
    product_id: UUID | None
    code: str
    values: Mapping[str, Mapping[str, Any]]
    """Field → `before`, `imported` and `now`."""
    taken: Take | None

    @property
    def message(self) -> str:
        return ConflictRow.Code(self.code).label

    @property
    def is_final(self) -> bool:
        return self.code in FINAL


class Page(NamedTuple):
    conflicts: Sequence[Conflict]
    next_position: int | None


def are_in_plan(job: ImportJob) -> bool:
    """Whether the job is an undo that waits."""
    return job.kind == Kind.UNDO and ImportJob.objects.awaiting_review().filter(pk=job.pk).exists()


def page_of(job: ImportJob, *, behind: int = 0, size: int) -> Page:
    """The conflicts of a waiting undo in the order of the SKUs. `behind`: where the page before ended."""
    with connection.cursor() as cursor:
        cursor.execute(_in_plan(_PAGE, job), [behind, size + 1])
        found = [_conflict(row) for row in cursor.fetchall()]
    return Page(found[:size], found[size - 1].position if len(found) > size else None)


def ended_page_of(job: ImportJob, *, behind: int = 0, size: int) -> Page:
    """The same of an undo that has ended."""
    rows = list(job.conflict_rows.filter(record_number__gt=behind).order_by("record_number")[: size + 1])
    found = [Conflict(row.record_number, row.sku, None, row.code, row.values or {}, None) for row in rows]
    return Page(found[:size], found[size - 1].position if len(found) > size else None)


def resolve(job: ImportJob, *, skus: Collection[str] | None, take: Take) -> Resolved:
    """Say what becomes of the conflicts of these products, or of all. Raises NotWaiting."""
    with transaction.atomic():
        review = undecided(job)
        _choose(job, skus)
        final = _execute(_COUNT_FINAL, job, [[*FINAL]])
        if take == "ours":
            _execute(_WITHOUT_FINAL, job, [[*FINAL]])
        for field in plan.fields_of(job):
            _move(job, field, take)
        products = _execute(_TAKE[take], job, [take], changes=_changes(job))
        counted_again(job, review)
    return Resolved(review, products, final if take == "ours" else 0)


def _choose(job: ImportJob, skus: Collection[str] | None) -> None:
    """Write down which rows of the plan are meant. What was left out as a whole stays so."""
    keys = None if skus is None else [*map(fold, skus)]
    _execute("DROP TABLE IF EXISTS meant", job)
    _execute(_CHOOSE, job, [keys, keys], left=left_out.is_left(job))


def _move(job: ImportJob, field: Field, take: Take) -> None:
    """Give the field of the chosen rows the value that was there before the import, or the one of now."""
    parts = {"key": sql.Literal(field.key), "side": sql.Literal("before" if take == "ours" else "now")}
    if field.own:
        moved = sql.SQL(_MOVED_OWN[take]).format(**parts)
    else:
        kind = sql.SQL(field.kind.sql_type)
        moved = sql.SQL(_MOVED).format(**parts, column=sql.Identifier(field.key), type=kind)
    _execute(_MOVE, job, moved=moved, key=parts["key"])


def _changes(job: ImportJob) -> sql.Composed:
    return either(reviewed.changes(job, field) for field in plan.fields_of(job))


_PAGE = """
    SELECT position, sku, coalesce(product_id, restored_id), code, coalesce(conflicts, '{{}}'), taken
    FROM {plan}
    WHERE code IS NOT NULL AND position > %s
    ORDER BY position
    LIMIT %s
"""

_CHOOSE = """
    CREATE TEMPORARY TABLE meant ON COMMIT DROP AS
    SELECT position FROM {plan} plan
    WHERE code IS NOT NULL AND aside IS DISTINCT FROM 'left_out' AND NOT {left}
      AND (%s::text[] IS NULL OR sku_key = ANY (%s))
"""

_COUNT_FINAL = "SELECT FROM meant JOIN {plan} USING (position) WHERE code = ANY (%s)"
_WITHOUT_FINAL = "DELETE FROM meant USING {plan} plan WHERE plan.position = meant.position AND code = ANY (%s)"

_MOVED = "{column} = (conflicts -> {key} ->> {side})::{type}"
_WITH_VALUE = "coalesce(attributes, '{{}}') || jsonb_build_object({key}::text, conflicts -> {key} -> {side})"
_MOVED_OWN = {
    "ours": f"attributes = {_WITH_VALUE}",
    "theirs": f"attributes = CASE WHEN product_id IS NULL THEN {_WITH_VALUE}"
    " ELSE nullif(attributes - {key}::text, '{{}}') END",
}

_MOVE = """
    UPDATE {plan} plan SET {moved}, left_values = nullif(left_values - {key}::text, '{{}}')
    FROM meant WHERE meant.position = plan.position AND code = 'changed_since' AND conflicts ? {key}
"""

_TAKE = {
    "ours": "UPDATE {plan} plan SET taken = %s, aside = NULL FROM meant WHERE meant.position = plan.position",
    "theirs": """
        UPDATE {plan} plan SET taken = %s,
            aside = CASE WHEN code = 'changed_since' AND (product_id IS NULL OR {changes}) THEN NULL ELSE code END
        FROM meant WHERE meant.position = plan.position
    """,
}


def _conflict(row: Sequence[Any]) -> Conflict:
    *head, values, taken = row
    position, sku, product_id, code = head
    return Conflict(position, sku, product_id, code, json.loads(values) if isinstance(values, str) else values, taken)


def _in_plan(statement: str, job: ImportJob, **parts: sql.Composable) -> sql.Composed:
    return sql.SQL(statement).format(plan=planning.plan_table(job), **parts)


def _execute(statement: str, job: ImportJob, parameters: Sequence[Any] | None = None, **parts: sql.Composable) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_in_plan(statement, job, **parts), parameters)
        return int(cursor.rowcount)
