"""A chunk of the plan → webhook events, inside the transaction that applies it.

The database builds the events, so no product is fetched. While nobody subscribes, this costs one cheap query.
"""

from psycopg import sql

from product_importer.lib.actor import Actor
from products.fields.registry import FIELDS
from products.fields.sql import column, differs, json_text, listed, of_new_product, plain
from products.imports.steps import planning
from products.jobs.models import ImportJob
from webhooks import publishing
from webhooks.events import EventType, compact


def announce_created(job: ImportJob, *, after: int, upto: int, id_prefix: str) -> None:
    """Tell of the chunk's new products. Their ids are `id_prefix` followed by their position in the plan."""
    told = [
        sql.SQL(""" || {} || {}""").format(sql.Literal(f',"{field.key}":'), json_text(field, of_new_product(field)))
        for field in FIELDS.told
    ]
    keys = sql.Literal(f',"changed":{compact(FIELDS.keys)}}}')
    parameters: dict[str, int | str] = {"after": after, "upto": upto, "product_prefix": id_prefix}
    _announce(
        job,
        EventType.PRODUCT_CREATED,
        _CREATED,
        parameters,
        told=sql.Composed(told),
        changed=keys,
        creates=planning.creates(job),
    )


def announce_changed(job: ImportJob, *, after: int, upto: int) -> None:
    """Tell of the chunk's changed products as they are now, with the keys of the fields that changed."""
    cleared, plan, product = planning.cleared(job), column("plan"), column("product")
    told = listed(
        sql.SQL("{} AS {}").format(plain(each, product(each)), sql.Identifier(each.key)) for each in FIELDS.told
    )
    changed = listed(
        sql.SQL("CASE WHEN {} THEN {} END").format(
            differs(field, plan(field), sql.Identifier("plan", f"{field.key}_before"), cleared), sql.Literal(field.key)
        )
        for field in FIELDS.changeable
    )
    _announce(job, EventType.PRODUCT_UPDATED, _CHANGED, {"after": after, "upto": upto}, told=told, changed=changed)


_CREATED = """
    -- Written out, since row_to_json takes more than twice as long.
    SELECT row_number() OVER (ORDER BY position) AS number,
        '{{"id":"' || (%(product_prefix)s::text || lpad(to_hex(position), 8, '0'))::uuid
        || '","sku":' || to_json(sku)::text
        || ',"version":1'{told} || {changed} AS product
    FROM {plan}
    WHERE {creates} AND position > %(after)s AND position <= %(upto)s
"""

_CHANGED = """
    SELECT row_number() OVER (ORDER BY plan.position) AS number, row_to_json(told)::text AS product
    FROM {plan} plan
    JOIN products_product product ON product.id = plan.product_id,
    LATERAL (
        SELECT product.id, product.sku, product.version, {told}, array_remove(ARRAY[{changed}], NULL) AS changed
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
