"""The values that a waiting plan leaves alone since they are pinned, with what the file says."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from psycopg import sql

from products.fields.registry import Fields
from products.imports.steps import own_fields, pinned
from products.jobs import tables
from products.jobs.models import ImportJob
from products.models import Change, Product
from products.models.changes import Action
from products.presenters import shown

MOST_SHOWN = 20
EMPTY = "empty"


class KeptValue(NamedTuple):
    sku: str
    product_id: UUID
    key: str
    label: str
    now: str
    offered: str
    """What the file says."""
    pinned_at: datetime | None


class KeptValues(NamedTuple):
    first: Sequence[KeptValue]
    number: int


def kept_values(job: ImportJob) -> KeptValues:
    number = tables.count_rows(pinned.kept_table(job))
    if not number:
        return KeptValues([], 0)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(_FIRST).format(kept=pinned.kept_table(job)), [MOST_SHOWN])
        rows = cursor.fetchall()
    products = Product.objects.in_bulk([row[1] for row in rows])
    pinnings = Change.objects.filter(product_id__in=[*products], action=Action.PINNED).order_by("id")
    moments = {each.product_id: each.at for each in pinnings}
    fields = own_fields.fields_of(job)
    found = [_kept(row, products[row[1]], fields, moments.get(row[1])) for row in rows if row[1] in products]
    return KeptValues(found, number)


def _kept(row: Sequence[Any], product: Product, fields: Fields, at: datetime | None) -> KeptValue:
    sku, product_id, key, value = row
    field, offered = fields[key], json.loads(value) if isinstance(value, str) else value
    now = field.kind.words(field.value_of(product)) if field.value_of(product) is not None else ""
    return KeptValue(sku, product_id, key, field.label, now or EMPTY, shown(key, offered, fields) or EMPTY, at)


_FIRST = "SELECT sku, product_id, key, value FROM {kept} ORDER BY record_number, key LIMIT %s"
