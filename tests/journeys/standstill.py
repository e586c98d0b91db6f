"""Holds an import at a chosen chunk, and the clock at a chosen moment."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import timedelta
from typing import Any

import psycopg
from django.db import connection
from django.utils import timezone

from products.jobs.models import ImportJob
from tests import oracle
from tests.oracle import Entry, Expected

WAITING = """
    SELECT count(*) FROM pg_stat_activity
    WHERE wait_event_type = 'Lock' AND query LIKE '%UPDATE products_product%' AND datname = current_database()
"""


@contextmanager
def somebody_edits(sku_key: str, database: psycopg.Connection | None = None) -> Iterator[None]:
    """An open transaction that has changed a product: the import stands still at the chunk that holds it."""
    with closing(database or psycopg.connect(**connection.get_connection_params())) as editor:
        editor.execute("BEGIN")
        editor.execute("SELECT FROM products_product WHERE sku_key = %s FOR UPDATE", [sku_key])
        yield


def is_waiting_for_editor(database: Any = connection) -> bool:
    with database.cursor() as cursor:
        cursor.execute(WAITING)
        return bool(cursor.fetchone()[0])


def a_product_to_update(expected: Expected, share: float, before: Mapping[str, Entry] | None = None) -> str:
    """The key of one that the import changes when it has applied this share of its plan."""
    before = oracle.stored_catalogue() if before is None else before
    changed = sorted(key for key, entry in expected.catalogue.items() if before.get(key) != entry)
    return next(key for key in changed[int(len(changed) * share) :] if key in before)


def let_time_pass(job: ImportJob) -> None:
    """As if the job had been given to the queue a while ago: the beat need not wait to give it again."""
    ImportJob.objects.filter(pk=job.pk).update(queued_at=timezone.now() - timedelta(minutes=1))
