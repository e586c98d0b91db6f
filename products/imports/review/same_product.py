"""A new SKU that is only another spelling of a product's: its row becomes an update of that product."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection, transaction
from psycopg import sql

from products.fields.skus import fold
from products.imports.belts.near_twins import twins_table
from products.imports.missing import keeping
from products.imports.models import Review
from products.imports.review import replanning
from products.imports.review.deciding import undecided
from products.imports.review.recounting import counted_again
from products.imports.steps import left_out, planning
from products.jobs import tables
from products.jobs.models import ImportJob


class NoTwin(Exception):
    """The SKU is not new in this plan, or nearly the same as those of several products, or of one already taken."""

    def __init__(self, sku: str) -> None:
        super().__init__(
            f"It cannot be told which product {sku} is the same as. It has to be new in this import and not left out, "
            "and nearly the same as the SKU of one product that no other row is about."
        )


def take_for_the_same(job: ImportJob, skus: Collection[str] | None) -> Review:
    """These new SKUs, or all that are nearly the same as that of one product. Raises NotWaiting or NoTwin."""
    with transaction.atomic():
        review = undecided(job)
        if not tables.count_rows(twins_table(job)):
            raise NoTwin(next(iter(skus or ()), "this SKU"))
        keys = None if skus is None else {fold(sku): sku for sku in skus}
        wanted = sql.SQL("true") if keys is None else sql.SQL("sku_key = ANY ({})").format(sql.Literal([*keys]))
        _execute("DROP TABLE IF EXISTS part, meant", job)
        _execute(_CHOOSE, job, wanted=wanted)
        for sku in _not_chosen(keys or {}):
            raise NoTwin(sku)
        _execute(_LOCK, job)
        _execute(_BECOME_UPDATES, job)
        keeping.take_out(job, sql.SQL("SELECT product_id FROM part"))
        replanning.plan_again(job)
        return counted_again(job, review)


def _not_chosen(keys: dict[str, str]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sku_key FROM part")
        chosen = {key for (key,) in cursor.fetchall()}
    return [sku for key, sku in keys.items() if key not in chosen]


_CHOOSE = """
    CREATE TEMPORARY TABLE part ON COMMIT DROP AS
    SELECT * FROM (
        SELECT twins.*,
            count(*) OVER (PARTITION BY position) AS products,
            count(*) OVER (PARTITION BY twins.product_id) AS rows
        FROM {twins} twins JOIN {plan} plan USING (position)
        WHERE plan.product_id IS NULL AND {remains} AND plan.left_values IS NULL
          AND NOT EXISTS (SELECT FROM {plan} taken WHERE taken.product_id = twins.product_id)
    ) pairs
    WHERE products = 1 AND rows = 1 AND {wanted}
"""

_LOCK = """
    SELECT FROM products_product WHERE id IN (SELECT product_id FROM part) ORDER BY sku_key FOR SHARE
"""

_BECOME_UPDATES = """
    UPDATE {plan} plan SET sku = product.sku, sku_key = product.sku_key
    FROM part JOIN products_product product ON product.id = part.product_id
    WHERE part.position = plan.position;
    CREATE TEMPORARY TABLE meant ON COMMIT DROP AS
    SELECT position FROM part JOIN products_product product ON product.id = part.product_id
"""


def _execute(statement: str, job: ImportJob, **parts: sql.Composable) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL(statement).format(
                plan=planning.plan_table(job), twins=twins_table(job), remains=left_out.remains(job), **parts
            )
        )
