"""Products that moved since the plan was made, with three values each, and what a person says of them.

What nobody decides about stays as it is when the plan is applied, and is listed as a conflict.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Literal, NamedTuple, TypeAlias
from uuid import UUID

from django.db import connection, transaction
from psycopg import sql

from products.fields.field import Field
from products.fields.skus import fold, key_of
from products.imports.models import ConflictRow, Review
from products.imports.review import plan_changes, replanning
from products.imports.review.changes import Change
from products.imports.review.deciding import NotWaiting, undecided
from products.imports.review.moved import moved
from products.imports.review.recounting import counted_again
from products.imports.review.values import plain
from products.imports.steps import planning, reviewed
from products.jobs.models import ImportJob
from products.jobs.record import Kind
from products.models import Product

Take: TypeAlias = Literal["theirs", "ours"]
"""Keep what stands now, or what the job wants."""


class Conflict(NamedTuple):
    position: int
    record_number: int
    line_number: int
    sku: str
    product_id: UUID | None
    code: str
    values: Mapping[str, Mapping[str, Any]]
    """Field → `before`, when the plan was made, `imported`, what the import wants, and `now`."""
    taken: Take | None

    @property
    def message(self) -> str:
        return ConflictRow.Code(self.code).label


class Page(NamedTuple):
    conflicts: Sequence[Conflict]
    next_position: int | None


class Resolved(NamedTuple):
    review: Review
    products: int
    final: int
    """Products that were meant, but of which only what stands now can be taken."""


def are_in_plan(job: ImportJob) -> bool:
    """Whether the job is an import whose plan waits."""
    return job.kind == Kind.IMPORT and ImportJob.objects.awaiting_review().filter(pk=job.pk).exists()


def page_of(job: ImportJob, *, behind: int = 0, size: int) -> Page:
    """In the order of the SKUs. `behind`: where the page before ended."""
    statement = sql.SQL(_PAGE).format(moved=moved(job), plan=planning.plan_table(job))
    with connection.cursor() as cursor:
        cursor.execute(statement, [behind, size + 1])
        found = cursor.fetchall()
    shown = found[:size]
    changes = {each.position: each for each in plan_changes.at(job, [row[0] for row in shown])}
    now = _standing([*changes.values()])
    fields = {field.key: field for field in reviewed.changed_fields(job)}
    conflicts = [_conflict(row, changes[row[0]], now.get(row[0]), fields) for row in shown]
    return Page(conflicts, shown[-1][0] if len(found) > size else None)


def count(job: ImportJob, *, most: int) -> int:
    """Those of which nobody has decided yet."""
    statement = sql.SQL(
        "SELECT count(*) FROM (SELECT FROM ({}) moved JOIN {} USING (position) WHERE aside IS NULL LIMIT {}) found"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement.format(moved(job), planning.plan_table(job), sql.Literal(most)))
        return int(cursor.fetchone()[0])


def resolve(job: ImportJob, *, skus: Collection[str] | None, take: Take) -> Resolved:
    """Say what becomes of the conflicts of these products, or of all. Raises NotWaiting."""
    if not are_in_plan(job):
        raise NotWaiting
    with transaction.atomic():
        review = undecided(job)
        _execute("DROP TABLE IF EXISTS meant", job)
        meant = _execute(_CHOOSE, job, moved=moved(job), wanted=_wanted(skus))
        if take == "theirs":
            _execute(_LEAVE, job)
            done = meant
        else:
            done = replanning.plan_again(job)
        return Resolved(counted_again(job, review), done, meant - done)


def _wanted(skus: Collection[str] | None) -> sql.Composable:
    """The condition on a row of the plan."""
    if skus is None:
        return sql.SQL("true")
    return sql.SQL("sku_key = ANY ({})").format(sql.Literal([*map(fold, skus)]))


_PAGE = """
    SELECT position, code, record_number, line_number, aside
    FROM ({moved}) moved JOIN {plan} plan USING (position)
    WHERE position > %s
    ORDER BY position
    LIMIT %s
"""

_CHOOSE = """
    CREATE TEMPORARY TABLE meant ON COMMIT DROP AS
    SELECT position, code FROM ({moved}) moved JOIN {plan} plan USING (position) WHERE {wanted}
"""

_LEAVE = "UPDATE {plan} plan SET aside = code FROM meant WHERE meant.position = plan.position"


def _standing(changes: Sequence[Change]) -> dict[int, Product]:
    """By position: the product as it is now, if there is one."""
    by_id = Product.objects.in_bulk([each.product_id for each in changes if each.product_id])
    keys = {key_of(each.sku): each.position for each in changes if not each.product_id}
    namesakes = {keys[each.sku_key]: each for each in Product.objects.filter(sku_key__in=keys)}
    return namesakes | {
        each.position: by_id[each.product_id] for each in changes if each.product_id and each.product_id in by_id
    }


def _conflict(row: Sequence[Any], change: Change, now: Product | None, fields: Mapping[str, Field]) -> Conflict:
    position, code, record_number, line_number, aside = row
    values = {
        key: {
            "before": change.before.get(key),
            "imported": wanted,
            "now": plain(fields[key].value_of(now)) if now else None,
        }
        for key, wanted in change.after.items()
    }
    taken: Take | None = "theirs" if aside else None
    return Conflict(position, record_number, line_number, change.sku, now.pk if now else None, code, values, taken)


def _execute(statement: str, job: ImportJob, **parts: sql.Composable) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(plan=planning.plan_table(job), **parts))
        return int(cursor.rowcount)
