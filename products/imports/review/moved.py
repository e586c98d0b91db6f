"""The products of a waiting plan that somebody has changed, deleted or created since it was made.

What the plan saw of a product is its version. Whatever was written since is found by the time of the last change.
"""

from __future__ import annotations

from datetime import timedelta

from psycopg import sql

from products.imports.models import Review
from products.imports.steps import planning
from products.jobs.models import ImportJob
from products.models import Product
from products.models.size import number_of_products

CLOCKS_DIFFER_BY = timedelta(minutes=1)
"""The most that the clocks of hosts of one installation differ by."""

CATALOGUE = "catalogue"
"""Among the facts of a review: how many products there were when the plan was made."""


def facts_of_catalogue() -> dict[str, int]:
    return {CATALOGUE: number_of_products()}


def moved(job: ImportJob) -> sql.Composed:
    """A query: position in the plan and code of the conflict, unsorted; those too of which somebody has decided."""
    since = (job.comparison_began_at or job.created_at) - CLOCKS_DIFFER_BY
    parts = [_CHANGED, _CREATED, _DECIDED, *([_DELETED] if _are_some_gone(job) else [])]
    return sql.SQL(" UNION ALL ").join(
        sql.SQL(part).format(plan=planning.plan_table(job), since=sql.Literal(since)) for part in parts
    )


def _are_some_gone(job: ImportJob) -> bool:
    """Whether a product was deleted since: there are fewer than there were, and have been made since."""
    then = Review.objects.get(job=job).facts.get(CATALOGUE)
    made = Product.objects.created_since(job.comparison_began_at or job.created_at).count()
    return then is None or number_of_products() < then + made


_CHANGED = """
    SELECT plan.position, 'changed_before' AS code
    FROM products_product product JOIN {plan} plan ON plan.product_id = product.id
    WHERE product.updated_at >= {since} AND product.version <> plan.version_seen AND plan.aside IS NULL
"""

_CREATED = """
    SELECT plan.position, 'created_before'
    FROM products_product product JOIN {plan} plan ON plan.sku_key = product.sku_key
    WHERE product.updated_at >= {since} AND plan.product_id IS NULL AND plan.aside IS NULL
"""

_DECIDED = "SELECT position, aside FROM {plan} WHERE aside IS NOT NULL AND aside NOT IN ('left_out', 'unchanged')"

_DELETED = """
    SELECT plan.position, 'deleted_before'
    FROM {plan} plan
    WHERE product_id IS NOT NULL AND aside IS NULL
      AND NOT EXISTS (SELECT FROM products_product product WHERE product.id = plan.product_id)
"""
