"""The changes of a job as a file: a line for each value that changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote

from django.db import close_old_connections, connection
from django.http import StreamingHttpResponse

from product_importer.lib.formulas import guard
from products.fields.own_files import BYTE_ORDER_MARK, line
from products.imports.review.changes import Change, ChangeList
from products.imports.review.filters import Filters
from products.jobs.models import ImportJob

COLUMNS = ("sku", "product", "action", "field", "before", "after")
CHANGES_AT_ONCE = 1_000


def response(job: ImportJob, changes: ChangeList, filters: Filters) -> StreamingHttpResponse:
    """The download. It reads the database bit by bit and holds no connection while the client is slow.

    Raises InvalidFilter.
    """
    if filters.left_out is None:
        filters = replace(filters, left_out=False)
    changes.count(filters, most=1)
    answer = StreamingHttpResponse(_lines(changes, filters), content_type="text/csv; charset=utf-8")
    name = f"{job.file_name.rsplit('.', 1)[0] or job.id}-changes.csv"
    answer["Content-Disposition"] = f"attachment; filename=\"changes.csv\"; filename*=UTF-8''{quote(name)}"
    return answer


def _lines(changes: ChangeList, filters: Filters) -> Iterator[str]:
    yield BYTE_ORDER_MARK + line(COLUMNS) + "\r\n"
    behind: int | None = 0
    while behind is not None:
        page = changes.page(filters, behind=behind, size=CHANGES_AT_ONCE)
        if not connection.in_atomic_block:
            close_old_connections()
        yield "".join(text for change in page.changes for text in _lines_of(change, filters))
        behind = page.next_position


def _lines_of(change: Change, filters: Filters) -> Iterator[str]:
    left = {**(change.after if change.aside else {}), **change.left}
    for key, value in (left if filters.left_out else change.after).items():
        if filters.field in ("", key):
            sides = map(_cell, (change.before.get(key), value))
            yield line(map(guard, (change.sku, change.name, change.action, key, *sides))) + "\r\n"

    if change.action == "delete" and not change.after and not filters.field:
        yield line(map(guard, (change.sku, change.name, change.action, "", "", ""))) + "\r\n"


def _cell(value: object) -> str:
    """As an export writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "|".join(map(str, value))
    return "" if value is None else str(value)
