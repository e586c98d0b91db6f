"""A chunk of the plan → webhook events, inside the transaction that applies it.

The database builds the events, so no product is fetched. While nobody subscribes, this costs one cheap query.
"""

from psycopg import sql

from product_importer.lib.actor import Actor
from products.fields import own_sql
from products.fields.field import Field
from products.fields.registry import FIELDS
from products.fields.sql import column, differs, json_text, listed, of_new_product, plain
from products.imports.steps import own_fields, planning, reviewed
from products.jobs.models import ImportJob
from webhooks import publishing
from webhooks.events import EventType, compact


def announce_created(job: ImportJob, *, after: int, upto: int, id_prefix: str) -> None:
    """Tell of the chunk's new products. Their ids are `id_prefix` followed by their position in the plan."""
    told = [
        sql.SQL(""" || {} || {}""").format(sql.Literal(f',"{field.key}":'), json_text(field, of_new_product(field)))
        for field in FIELDS.told
    ]
    told.append(sql.SQL(""" || ',"attributes":' || {}""").format(_told_of_new(job)))
    keys = sql.SQL("""',"changed":' || {} || '}}'""").format(_written_keys(job))
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
    told = [sql.SQL("{} AS {}").format(plain(each, product(each)), sql.Identifier(each.key)) for each in FIELDS.told]
    attributes = own_sql.only(_told(job), sql.Identifier("product", "attributes"))
    told.append(sql.SQL("{} AS attributes").format(attributes))
    differing = {
        field.key: differs(field, plan(field), sql.Identifier("plan", f"{field.key}_before"), cleared)
        for field in FIELDS.changeable
    }
    own, before = sql.Identifier("plan", "attributes"), sql.Identifier("plan", "attributes_before")
    differing |= {field.key: own_sql.value_differs(field, own, before) for field in own_fields.in_file(job)}
    changed = listed(_key_if(key, condition) for key, condition in differing.items())
    parameters: dict[str, int | str] = {"after": after, "upto": upto}
    _announce(job, EventType.PRODUCT_UPDATED, _CHANGED, parameters, told=listed(told), changed=changed)


def _told(job: ImportJob) -> list[Field]:
    return [field for field in own_fields.fields_of(job).own if field.told]


def _told_of_new(job: ImportJob) -> sql.Composable:
    """The told own fields of a row that creates a product, as JSON in text."""
    if not own_fields.has_attributes(job):
        return sql.SQL("'{{}}'").format()
    return sql.SQL("{}::text").format(own_sql.only(_told(job), own_sql.of_new_product()))


def _written_keys(job: ImportJob) -> sql.Composable:
    """The keys of the fields that a row writes into a new product, as JSON in text."""
    if not own_fields.has_attributes(job):
        return sql.Literal(compact(FIELDS.keys))
    keys: list[sql.Composable] = [sql.Literal(key) for key in FIELDS.keys]
    keys += [_key_if(field.key, own_sql.given(field)) for field in own_fields.in_file(job)]
    return sql.SQL("to_json(array_remove(ARRAY[{}], NULL)::text[])::text").format(listed(keys))


def _key_if(key: str, condition: sql.Composable) -> sql.Composed:
    return sql.SQL("CASE WHEN {} THEN {} END").format(condition, sql.Literal(key))


_CREATED = """
    -- Written out, since row_to_json takes more than twice as long.
    SELECT row_number() OVER (ORDER BY position) AS number,
        '{{"id":"' || (%(product_prefix)s::text || lpad(to_hex(position), 8, '0'))::uuid
        || '","sku":' || to_json(sku)::text
        || ',"version":1'{told} || {changed} AS product
    FROM {plan} plan
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
        query = sql.SQL(rows).format(plan=reviewed.rows_to_apply(job), **parts)
        publishing.publish_rows(event_type, query, parameters, actor=_actor(job))


def _actor(job: ImportJob) -> Actor:
    return Actor("import", str(job.id))
