"""The audit log as a file, oldest entry last. It is read bit by bit, and no connection is held for a slow reader."""

import csv
import io
from collections.abc import Iterator

from django.db import close_old_connections, connection

from product_importer.accounts.models import AuditEntry, AuditEntryQuerySet
from product_importer.lib.formulas import guard
from product_importer.lib.keyset import cursor_page

COLUMNS = ("at", "kind", "who", "token", "action", "object", "address")
ORDER = ("-at", "-id")
AT_ONCE = 1_000


def lines(entries: AuditEntryQuerySet) -> Iterator[str]:
    """Pieces of the file, of many lines each."""
    yield "\ufeff" + _text([COLUMNS])
    cursor: str | None = None
    while True:
        page = cursor_page(entries, order=ORDER, cursor=cursor, size=AT_ONCE)
        if not connection.in_atomic_block:
            close_old_connections()
        yield _text([*map(_cells, page.rows)])
        cursor = page.next_cursor
        if cursor is None:
            return


def _cells(entry: AuditEntry) -> tuple[str, ...]:
    named = (entry.username, entry.token, entry.action, entry.subject, entry.address or "")
    return (entry.at.isoformat(timespec="seconds"), entry.kind, *map(guard, named))


def _text(rows: list[tuple[str, ...]]) -> str:
    file = io.StringIO()
    csv.writer(file).writerows(rows)
    return file.getvalue()
