"""What people write today: on a plain table with a unique lower-case SKU, and on ours with all its indexes.

The plain table is what most projects have. The other is the honest comparison: there the peers keep up the same indexes
of lists and search as our import does.
"""

import csv
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import islice
from pathlib import Path

from django.db import connection, models

from benchmarks.ours import settle
from products.fields.columns import BuiltinColumns
from products.fields.kinds import KindName, Value
from products.fields.registry import FIELDS
from products.models import Product

BATCH = 1_000
CHANGEABLE = [field.key for field in FIELDS.changeable]
READ: dict[KindName, Callable[[str], Value]] = {"money": Decimal, "boolean": "true".__eq__}


class PlainProduct(BuiltinColumns):
    """A product as most projects have it."""

    sku = models.CharField(max_length=255, unique=True)

    class Meta:
        app_label = "benchmarks"

    def __str__(self) -> str:
        return self.sku


class PlainTable:
    """A table with the columns of a product and one index, that of the SKU."""

    words = "a bare table"
    key = "sku"
    model: type[BuiltinColumns] = PlainProduct

    @property
    def table(self) -> str:
        return str(self.model._meta.db_table)

    def empty(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS {self.table}")
        with connection.schema_editor() as editor:
            editor.create_model(self.model)

    def product(self, values: dict[str, Value]) -> BuiltinColumns:
        return self.model(**{**values, "sku": str(values["sku"]).lower()})


class OurTable(PlainTable):
    """The catalogue's own, with the indexes of lists and search."""

    words = "our table with its indexes"
    key = "sku_key"
    model = Product

    def empty(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {self.table}")

    def product(self, values: dict[str, Value]) -> BuiltinColumns:
        return Product(**values, sku_key=str(values["sku"]).lower())


TABLES = (PlainTable(), OurTable())


class Peer:
    """A way of importing into one of the tables."""

    words = ""

    def __init__(self, table: PlainTable) -> None:
        self.name = f"{self.words}, {table.words}"
        self._table = table

    def empty(self) -> None:
        self._table.empty()

    def settle(self) -> None:
        settle(self._table.table)

    def check(self, rows: int) -> None:
        assert self._table.model._default_manager.count() == rows

    def load(self, file: Path) -> float:
        """Import the file. Returns the seconds that took."""
        started_at = time.perf_counter()
        self._load(file)
        return time.perf_counter() - started_at

    def _load(self, file: Path) -> None:
        raise NotImplementedError


class BulkCreate(Peer):
    words = "Django bulk_create"

    def _load(self, file: Path) -> None:
        with file.open(newline="") as source:
            products = map(self._table.product, _values(csv.DictReader(source)))
            while batch := [*islice(products, BATCH)]:
                self._table.model._default_manager.bulk_create(
                    batch, update_conflicts=True, unique_fields=[self._table.key], update_fields=CHANGEABLE
                )


def _values(rows: Iterator[dict[str, str]]) -> Iterator[dict[str, Value]]:
    for row in rows:
        yield {field.key: READ.get(field.kind.name, str)(row[field.key]) for field in FIELDS}
