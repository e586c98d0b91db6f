"""What people write today, on a plain table with a unique lower-case SKU and no search index."""

import csv
import time
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from pathlib import Path

from django.db import connection, models

from benchmarks.ours import settle

BATCH = 1_000


class PlainProduct(models.Model):
    """A product as most projects have it."""

    sku = models.CharField(max_length=255, unique=True)
    name = models.CharField(max_length=500)
    description = models.TextField(blank=True)
    price = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    active = models.BooleanField(default=True)

    class Meta:
        app_label = "benchmarks"

    def __str__(self) -> str:
        return self.sku


class PlainTable:
    """What the ways of this module have in common."""

    def empty(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS {PlainProduct._meta.db_table}")
        with connection.schema_editor() as editor:
            editor.create_model(PlainProduct)

    def settle(self) -> None:
        settle(PlainProduct._meta.db_table)

    def check(self, rows: int) -> None:
        assert PlainProduct._default_manager.count() == rows


class BulkCreate(PlainTable):
    name = "Django bulk_create"

    def load(self, file: Path) -> float:
        started_at = time.perf_counter()
        with file.open(newline="") as source:
            rows = csv.DictReader(source)
            while batch := [*islice(_products(rows), BATCH)]:
                PlainProduct._default_manager.bulk_create(
                    batch,
                    update_conflicts=True,
                    unique_fields=["sku"],
                    update_fields=["name", "description", "price", "active"],
                )
        return time.perf_counter() - started_at


def _products(rows: Iterator[dict[str, str]]) -> Iterator[PlainProduct]:
    for row in rows:
        yield PlainProduct(
            sku=row["sku"].lower(),
            name=row["name"],
            description=row["description"],
            price=Decimal(row["price"]),
            active=row["active"] == "true",
        )
