"""The products of a waiting plan that somebody has changed, deleted or created since it was made.

What the plan saw of a product is its version. Whatever was written since is found by the time of the last change.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from psycopg import sql

from products.fields.sql import either
from products.imports.models import Review
from products.imports.steps import left_out, planning
from products.jobs.models import ImportJob
from products.models import Product
from products.models.size import number_of_products

CLOCKS_DIFFER_BY = timedelta(minutes=1)
"""The most that the clocks of hosts of one installation differ by."""

CATALOGUE = "catalogue"
"""Among the facts of a review: how many products there were when the plan was made."""

SEEN = "seen_updates"
"""Among them too: the moments shortly before the plan was made at which imports and undos wrote products.

The plan has seen all of these, and need not be compared with them again.
"""

RECENT_STRETCHES = 20_000
"""Of the history: more than can be written while clocks differ."""

FEW = 5_000
"""Written products that are looked up one by one; of more, the plan is compared with the whole catalogue."""


class _Written(NamedTuple):
    """Products that were written since the plan was made."""

    ids: Sequence[UUID]
    new: int


def facts_of_catalogue(job: ImportJob, *, is_fresh: bool) -> dict[str, Any]:
    """Of a plan that is about to wait. `is_fresh`: it was made under the catalogue lock that is held still."""
    seen = _column(_SEEN, job, recent=sql.Literal(RECENT_STRETCHES)) if is_fresh else []
    return {CATALOGUE: number_of_products(), SEEN: [moment.isoformat() for moment in seen]}


def moved(job: ImportJob) -> sql.Composed:
    """A query: position in the plan and code of the conflict, unsorted; those too of which somebody has decided."""
    facts = Review.objects.values_list("facts", flat=True).get(job=job)
    written = _written(job, facts)
    parts = [_DECIDED]
    if written is None or written.ids:
        parts += [_CHANGED, _CREATED]
    if _are_some_gone(job, facts, written):
        parts.append(_DELETED)
    since = sql.SQL("product.updated_at >= {}").format(sql.Literal(_beginning(job)))
    which = since if written is None else sql.SQL("product.id = ANY ({})").format(_literal_ids(written.ids))
    names = {"plan": planning.plan_table(job), "written": which, "remains": left_out.remains(job)}
    return sql.SQL(" UNION ALL ").join(sql.SQL(part).format(**names) for part in parts)


def _written(job: ImportJob, facts: dict[str, Any]) -> _Written | None:
    """None if they are many."""
    seen = [datetime.fromisoformat(moment) for moment in facts.get(SEEN, ())]
    ends = [*pairwise([_beginning(job), *seen])]
    gaps = [_BETWEEN.format(sql.Literal(low), sql.Literal(high)) for low, high in ends]
    gaps.append(sql.SQL("updated_at > {}").format(sql.Literal(seen[-1] if seen else _beginning(job))))
    statement = sql.SQL("SELECT id, created_at >= {} FROM products_product WHERE {} LIMIT {}").format(
        sql.Literal(_planned_from(job)), either(gaps), sql.Literal(FEW + 1)
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)
        found = cursor.fetchall()
    return _Written([pk for pk, _ in found], sum(is_new for _, is_new in found)) if len(found) <= FEW else None


def _are_some_gone(job: ImportJob, facts: dict[str, Any], written: _Written | None) -> bool:
    """Whether a product was deleted since: there are fewer than there were, and have been made since."""
    then = facts.get(CATALOGUE)
    made = Product.objects.created_since(_planned_from(job)).count() if written is None else written.new
    return then is None or number_of_products() < then + made


def _planned_from(job: ImportJob) -> datetime:
    return job.comparison_began_at or job.created_at


def _beginning(job: ImportJob) -> datetime:
    return _planned_from(job) - CLOCKS_DIFFER_BY


def _literal_ids(ids: Sequence[UUID]) -> sql.Composed:
    return sql.SQL("{}::uuid[]").format(sql.Literal([*map(str, ids)]))


_BETWEEN = sql.SQL("updated_at > {} AND updated_at < {}")

_SEEN = """
    -- Whoever writes many products holds the catalogue lock, so that all of these are committed.
    SELECT DISTINCT at FROM products_stretch
    WHERE id > (SELECT max(id) FROM products_stretch) - {recent} AND at >= {since}
    ORDER BY at
"""

_CHANGED = """
    SELECT plan.position, 'changed_before' AS code
    FROM products_product product JOIN {plan} plan ON plan.product_id = product.id
    WHERE {written} AND product.version <> plan.version_seen AND {remains}
"""

_CREATED = """
    SELECT plan.position, 'created_before'
    FROM products_product product JOIN {plan} plan ON plan.sku_key = product.sku_key
    WHERE {written} AND plan.product_id IS NULL AND {remains}
"""

_DECIDED = """
    SELECT position, aside AS code FROM {plan} WHERE aside IS NOT NULL AND aside NOT IN ('left_out', 'unchanged')
"""

_DELETED = """
    SELECT plan.position, 'deleted_before'
    FROM {plan} plan
    WHERE product_id IS NOT NULL AND {remains}
      AND NOT EXISTS (SELECT FROM products_product product WHERE product.id = plan.product_id)
"""


def _column(statement: str, job: ImportJob, **parts: sql.Composable) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(since=sql.Literal(_beginning(job)), **parts))
        return [value for (value,) in cursor.fetchall()]
