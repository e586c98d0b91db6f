"""What the rejected rows of a file are about: their products are in the file, though nothing is done to them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from products.fields.skus import fold
from products.imports.reading import RawRow
from products.imports.steps import own_fields
from products.imports.steps.columns import ColumnMap
from products.imports.steps.source_rows import raw_rows
from products.imports.steps.validation import RowValidator
from products.jobs.models import ImportJob

_UNREADABLE = ("sku_spreadsheet_damage",)
"""Of such a row nobody knows which product it is about."""
_SEPARATORS = re.compile(r"[,;\t|\"']+")


class CannotTell(Exception):
    """Some rejected row may be about any product."""


def keys_in_rejected(job: ImportJob, *, go_on: Callable[[], None]) -> set[str]:
    """The SKU keys, and of rows that fell apart everything that may be one. Raises CannotTell."""
    if not job.rejected:
        return set()
    if job.rejection_reasons.filter(code__in=_UNREADABLE).exists():
        raise CannotTell
    raw = dict(job.rejected_rows.values_list("record_number", "raw"))
    fields, columns = own_fields.fields_of(job), ColumnMap(**job.options["columns"])
    only_sku = replace(columns, indexes={"sku": columns.indexes["sku"]}, sums={}, currency=None)
    keys = set[str]()
    for rows in raw_rows(job, go_on=go_on, fields=fields):
        if mine := [row for row in rows if row.record_number in raw]:
            keys |= _keys(only_sku, mine)
            for row in mine:
                del raw[row.record_number]
    if raw and _is_made(job):
        raise CannotTell
    return keys | {*_pieces(raw.values())}


def _keys(columns: ColumnMap, rows: list[RawRow]) -> set[str]:
    sound, _ = RowValidator(columns).check(rows)
    return {str(row.sku_key) for row in sound}


def _pieces(rows: Iterable[str]) -> Iterator[str]:
    for row in rows:
        yield from (fold(piece) for piece in _SEPARATORS.split(row))


def _is_made(job: ImportJob) -> bool:
    """Whether the SKU is put together from several cells."""
    part = (job.options.get("mapping") or {}).get("fields", {}).get("sku", {})
    return not isinstance(part, str) and bool({"text", "else"} & {*part})
