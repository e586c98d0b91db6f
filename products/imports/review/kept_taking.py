"""A person takes what the file says for values that a waiting plan keeps since they are pinned. They stay pinned."""

from __future__ import annotations

from django.db import connection, transaction
from psycopg import sql

from products.fields.skus import fold
from products.fields.sql import either
from products.imports.models import Review
from products.imports.review import kept_rows
from products.imports.review.deciding import undecided
from products.imports.review.recounting import counted_again
from products.imports.steps import left_out, pinned, planning, reviewed
from products.jobs import tables
from products.jobs.models import ImportJob


class NothingKept(Exception):
    """Somebody has taken it already, or the plan keeps no such value."""

    def __init__(self) -> None:
        super().__init__("This plan keeps no such pinned value, or somebody has taken the file's already.")


def take_kept(job: ImportJob, *, sku: str | None = None, key: str | None = None) -> Review:
    """Plan what the file says of one product or field, or of all. Raises the plan's revision.

    What was left out stays left out. Raises NotWaiting or NothingKept.
    """
    with transaction.atomic():
        review = undecided(job)
        if not tables.count_rows(pinned.kept_table(job)):
            raise NothingKept
        _execute("DROP TABLE IF EXISTS taken", job)
        if not _execute(_CHOOSE, job, wanted=_wanted(sku, key)):
            raise NothingKept
        kept_rows.take(job)
        back = _execute(_COUNT_UNCHANGED, job)
        changed = either(reviewed.changes(job, field) for field in reviewed.changed_fields(job))
        _execute(_SET_ASIDE, job, changed=changed)
        _tell(job, back - _execute(_COUNT_UNCHANGED, job))
        return counted_again(job, review)


def _wanted(sku: str | None, key: str | None) -> sql.Composable:
    """The condition on a value that is kept, of a product in the plan that is still there."""
    asked = [sql.SQL("key = {}").format(sql.Literal(key))] if key else []
    asked += [sql.SQL("sku_key = {}").format(sql.Literal(fold(sku)))] if sku else []
    return sql.SQL(" AND ").join([sql.SQL("true"), *asked])


def _tell(job: ImportJob, products: int) -> None:
    """The warning counts what is kept still. `products`: those that change now and did not."""
    left = pinned.Kept(tables.count_rows(pinned.kept_table(job)), 0)
    plan = {name: number for name, number in (job.plan or {}).items() if name != pinned.CODE}
    counts = {"update": plan["update"] + products, "unchanged": plan["unchanged"] - products}
    job.say_of_kept(warnings=planning.warnings(job, left), plan=plan | counts | left.facts)


_CHOOSE = """
    CREATE TEMPORARY TABLE taken ON COMMIT DROP AS
    SELECT position, kept.record_number, kept.key, kept.value
    FROM {kept} kept JOIN {plan} plan USING (product_id, record_number)
    WHERE {wanted}
"""

_COUNT_UNCHANGED = """
    SELECT FROM {plan} WHERE aside = 'unchanged' AND position IN (SELECT position FROM taken)
"""

_SET_ASIDE = """
    UPDATE {plan} plan
    SET aside = CASE WHEN {changed} THEN NULL WHEN left_values IS NULL THEN 'unchanged' ELSE 'left_out' END
    WHERE position IN (SELECT position FROM taken) AND ({remains} OR aside = 'unchanged')
"""


def _execute(statement: str, job: ImportJob, **parts: sql.Composable) -> int:
    own = {
        "plan": planning.plan_table(job),
        "kept": pinned.kept_table(job),
        "remains": left_out.remains(job),
    }
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(**own, **parts))
        return int(cursor.rowcount)
