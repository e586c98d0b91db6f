"""The one door outward: an event is written in the transaction of the change, with a delivery for each subscriber.

Nothing is written while nobody subscribes. After the commit a worker is woken; if that hint is lost, the beat finds
what is owed.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from psycopg import sql

from product_importer.lib.actor import Actor
from product_importer.lib.ids import uuid7, uuid7_prefix
from webhooks import events, queue
from webhooks.models import Event, Webhook


def is_wanted(event_type: str) -> bool:
    """Whether any webhook that is switched on subscribes to it: one cheap query."""
    return Webhook.objects.subscribed_to(event_type).exists()


def publish(event_type: str, data: Mapping[str, object], *, actor: Actor) -> UUID | None:
    """Write one event in the caller's transaction. None: nobody wants it, so nothing is written."""
    if not is_wanted(event_type):
        return None
    event_id, now = uuid7(), timezone.now()
    body = events.envelope(event_type, data, event_id=event_id, actor=actor, timestamp=now)
    with transaction.atomic():
        Event.objects.create(id=event_id, type=event_type, body=body, created_at=now)
        with connection.cursor() as cursor:
            cursor.execute(_FAN_OUT, {"event_id": event_id})
        transaction.on_commit(queue.wake)
    return event_id


def publish_products(event_type: str, products: Iterable[Mapping[str, object]], *, actor: Actor) -> int:
    """Write events about these products, up to 500 products or 256 KiB each. How many events; none without products."""
    if not is_wanted(event_type):
        return 0
    written = [publish(event_type, {"products": batch}, actor=actor) for batch in _batches(products)]
    return len(written)


def publish_rows(event_type: str, rows: sql.Composable, parameters: Mapping[str, Any], *, actor: Actor) -> int:
    """Like `publish_products`, for the products that a query selects, without fetching them. How many events.

    `rows`: a SELECT of `number` (1, 2, … in the order of the products) and `product` (compact JSON as text).
    The caller asks `is_wanted` first.
    """
    head = events.compact(events.envelope_head(event_type, actor=actor, timestamp=timezone.now()))
    ours: dict[str, Any] = {
        "event_type": event_type,
        "id_prefix": uuid7_prefix(),
        "head": head[1:-1],
        "batch_products": settings.WEBHOOK_BATCH_PRODUCTS,
        "batch_bytes": max(settings.WEBHOOK_BATCH_BYTES - _LARGEST_PRODUCT_BYTES, 1),
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.SQL(_PUBLISH_ROWS).format(rows=rows), {**parameters, **ours})
        (written,) = cursor.fetchone()
        if written:
            transaction.on_commit(queue.wake)
    return int(written)


_LARGEST_PRODUCT_BYTES = 8 * 1024
"""With a SKU and a name of the greatest length, escaped."""

_FAN_OUT = """
    -- A delivery's id begins with its event's time, so that the order of ids is the order of time.
    INSERT INTO webhooks_delivery
        (id, webhook_id, event_id, state, attempts_made, tries, due_at, created_at)
    SELECT
        (left(event.id::text, 15) || substr(gen_random_uuid()::text, 16))::uuid,
        webhook.id, event.id, 'pending', 0, 0, event.created_at, event.created_at
    FROM webhooks_event event
    JOIN webhooks_webhook webhook ON webhook.enabled AND webhook.event_types @> ARRAY[event.type::text]
    WHERE event.id = %(event_id)s
    FOR KEY SHARE OF webhook  -- waits for one that is being deleted, and then owes it nothing
"""

_PUBLISH_ROWS = """
    WITH item AS ({rows}),
    sized AS (
        -- `part`: how many events the products before this one in its five hundred fill.
        SELECT number, product, (number - 1) / %(batch_products)s AS batch,
            (sum(octet_length(product) + 1) OVER preceding - octet_length(product) - 1) / %(batch_bytes)s AS part
        FROM item
        WINDOW preceding AS (
            PARTITION BY (number - 1) / %(batch_products)s ORDER BY number ROWS UNBOUNDED PRECEDING
        )
    ),
    body AS (
        SELECT string_agg(product, ',' ORDER BY number) AS products,
            row_number() OVER (ORDER BY batch, part) AS position
        FROM sized
        GROUP BY batch, part
    ),
    event AS (
        INSERT INTO webhooks_event (id, type, body, created_at)
        SELECT made.id, %(event_type)s,
            '{{"id":"msg_' || made.id || '",' || %(head)s || ',"data":{{"products":[' || products || ']}}}}', now()
        FROM body, LATERAL (SELECT (%(id_prefix)s::text || lpad(to_hex(position), 8, '0'))::uuid AS id) made
        RETURNING id, type, created_at
    ),
    webhook AS (
        SELECT id FROM webhooks_webhook
        WHERE enabled AND event_types @> ARRAY[%(event_type)s::text]
        FOR KEY SHARE  -- waits for one that is being deleted, and then owes it nothing
    ),
    delivery AS (
        INSERT INTO webhooks_delivery
            (id, webhook_id, event_id, state, attempts_made, tries, due_at, created_at)
        SELECT
            (left(event.id::text, 15) || substr(gen_random_uuid()::text, 16))::uuid,
            webhook.id, event.id, 'pending', 0, 0, event.created_at, event.created_at
        FROM event, webhook
    )
    SELECT count(*) FROM event
"""


def _batches(products: Iterable[Mapping[str, object]]) -> Iterator[list[Mapping[str, object]]]:
    batch: list[Mapping[str, object]] = []
    size = 0
    for product in products:
        bytes_more = len(events.compact(product).encode()) + 1
        full = len(batch) >= settings.WEBHOOK_BATCH_PRODUCTS
        if batch and (full or size + bytes_more > settings.WEBHOOK_BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(product)
        size += bytes_more
    if batch:
        yield batch
