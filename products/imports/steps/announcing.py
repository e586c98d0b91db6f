"""A chunk of the plan → events for webhooks, inside the transaction that applies it.

The database makes the events: their products are not fetched. While nobody subscribes this costs one cheap query.
"""

from psycopg import sql

from product_importer.lib.actor import Actor
from products.imports.steps import planning
from products.jobs.models import ImportJob
from webhooks import publishing
from webhooks.events import EventType


def announce_created(job: ImportJob, *, after: int, upto: int, id_prefix: str) -> None:
    """New products of a chunk have ids that end with their position in the plan."""
    _announce(job, EventType.PRODUCT_CREATED, _CREATED, {"after": after, "upto": upto, "product_prefix": id_prefix})


def announce_changed(job: ImportJob, *, after: int, upto: int, clears_price: bool) -> None:
    """Changed products as they are now, with the columns that the plan found to differ."""
    price = sql.SQL("plan.price" if clears_price else "coalesce(plan.price, plan.price_before)")
    _announce(job, EventType.PRODUCT_UPDATED, _CHANGED, {"after": after, "upto": upto}, price=price)


_CREATED = """
    -- Written out, since row_to_json takes more than twice as long.
    SELECT row_number() OVER (ORDER BY position) AS number,
        '{{"id":"' || (%(product_prefix)s::text || lpad(to_hex(position), 8, '0'))::uuid
        || '","sku":' || to_json(sku)::text
        || ',"version":1,"name":' || to_json(name)::text
        || ',"price":' || coalesce('"' || price || '"', 'null')
        || ',"active":' || coalesce(active, true)
        || ',"changed":["sku","name","description","price","active"]}}' AS product
    FROM {plan}
    WHERE product_id IS NULL AND name IS NOT NULL AND position > %(after)s AND position <= %(upto)s
"""

_CHANGED = """
    SELECT row_number() OVER (ORDER BY plan.position) AS number, row_to_json(told)::text AS product
    FROM {plan} plan
    JOIN products_product product ON product.id = plan.product_id,
    LATERAL (
        SELECT product.id, product.sku, product.version, product.name, product.price::text AS price, product.active,
            array_remove(ARRAY[
                CASE WHEN plan.name <> plan.name_before THEN 'name' END,
                CASE WHEN plan.description <> plan.description_before THEN 'description' END,
                CASE WHEN {price} IS DISTINCT FROM plan.price_before THEN 'price' END,
                CASE WHEN plan.active <> plan.active_before THEN 'active' END
            ], NULL) AS changed
    ) told
    WHERE plan.position > %(after)s AND plan.position <= %(upto)s
"""


def _announce(
    job: ImportJob, event_type: EventType, rows: str, parameters: dict[str, int | str], **parts: sql.Composable
) -> None:
    if publishing.is_wanted(event_type):
        query = sql.SQL(rows).format(plan=planning.plan_table(job), **parts)
        publishing.publish_rows(event_type, query, parameters, actor=_actor(job))


def _actor(job: ImportJob) -> Actor:
    return Actor("import", str(job.id))
