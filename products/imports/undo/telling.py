"""A chunk of an undo → webhook events about products that are deleted or restored, made by the database."""

from collections.abc import Mapping

from psycopg import sql

from product_importer.lib.actor import Actor
from products.fields import own_sql
from products.fields.registry import FIELDS
from products.fields.sql import listed, plain
from products.imports.steps import own_fields, planning
from products.jobs.models import ImportJob
from webhooks import publishing
from webhooks.events import EventType


def announce_deleted(job: ImportJob, chunk: Mapping[str, int]) -> None:
    """Tell of the chunk's products that are about to be deleted."""
    _announce(job, EventType.PRODUCT_DELETED, _DELETED, chunk)


def announce_restored(job: ImportJob, chunk: Mapping[str, int]) -> None:
    """Tell of the chunk's products that are there again, as of new ones."""
    own = own_fields.fields_of(job).own
    told = [
        sql.SQL("{} AS {}").format(plain(field, sql.Identifier("product", field.key)), sql.Identifier(field.key))
        for field in FIELDS.told
    ]
    attributes = own_sql.only([field for field in own if field.told], sql.Identifier("product", "attributes"))
    told.append(sql.SQL("{} AS attributes").format(attributes))
    has = "CASE WHEN product.attributes ? {0} THEN {0} END"
    changed: list[sql.Composable] = [sql.Literal(key) for key in FIELDS.keys]
    changed += [sql.SQL(has).format(sql.Literal(field.key)) for field in own]
    _announce(job, EventType.PRODUCT_CREATED, _RESTORED, chunk, told=listed(told), changed=listed(changed))


_DELETED = """
    SELECT row_number() OVER (ORDER BY position) AS number, row_to_json(told)::text AS product
    FROM {plan} plan
    JOIN products_product product ON product.id = plan.product_id,
    LATERAL (SELECT product.id, product.sku, product.version) told
    WHERE plan.aside IS NULL AND plan.action = 'delete' AND plan.position > %(after)s AND plan.position <= %(upto)s
"""

_RESTORED = """
    SELECT row_number() OVER (ORDER BY position) AS number, row_to_json(told)::text AS product
    FROM {plan} plan
    JOIN products_product product ON product.id = plan.restored_id,
    LATERAL (
        SELECT product.id, product.sku, product.version, {told},
            array_remove(ARRAY[{changed}], NULL)::text[] AS changed
    ) told
    WHERE plan.aside IS NULL AND plan.action = 'create' AND plan.position > %(after)s AND plan.position <= %(upto)s
"""


def _announce(
    job: ImportJob, event_type: EventType, rows: str, chunk: Mapping[str, int], **parts: sql.Composable
) -> None:
    if publishing.is_wanted(event_type):
        query = sql.SQL(rows).format(plan=planning.plan_table(job), **parts)
        publishing.publish_rows(event_type, query, chunk, actor=Actor("import", str(job.id)))
