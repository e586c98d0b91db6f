"""pandas in chunks, merged the way its own documentation shows (`DataFrame.to_sql`, `method`).

Needs requirements-bench.txt.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas  # type: ignore[import-untyped]
import sqlalchemy
from django.utils import timezone
from sqlalchemy.dialects.postgresql import insert

from benchmarks.peers import BATCH, CHANGEABLE, OurTable, Peer, PlainTable
from product_importer.lib.ids import uuid7


class PandasChunks(Peer):
    words = "pandas, chunks of 1,000"

    def __init__(self, table: PlainTable) -> None:
        super().__init__(table)
        url = os.environ["DATABASE_URL"].replace("postgresql://", "postgresql+psycopg://")
        self._engine = sqlalchemy.create_engine(url, hide_parameters=True)

    def _load(self, file: Path) -> None:
        with self._engine.begin() as connection:
            for chunk in pandas.read_csv(file, chunksize=BATCH, keep_default_na=False):
                self._prepare(chunk)
                table = self._table.table
                types = {"id": sqlalchemy.Uuid()} if isinstance(self._table, OurTable) else None
                chunk.to_sql(
                    table, connection, if_exists="append", index=False, dtype=types, method=self._insert_or_update
                )

    def _prepare(self, chunk: Any) -> None:
        """Put into the chunk what the table wants beside the cells of the file."""
        if isinstance(self._table, OurTable):
            chunk["sku_key"] = chunk["sku"].str.lower()
            chunk["id"] = [uuid7() for _ in range(len(chunk))]
            chunk["version"], chunk["created_at"], chunk["updated_at"] = 1, timezone.now(), timezone.now()
        else:
            chunk["sku"] = chunk["sku"].str.lower()

    def _insert_or_update(self, table: Any, connection: Any, keys: list[str], rows: Iterable[Any]) -> int:
        statement = insert(table.table).values([dict(zip(keys, row, strict=True)) for row in rows])
        changes = {key: statement.excluded[key] for key in keys if key in CHANGEABLE}
        wanted = statement.on_conflict_do_update(index_elements=[self._table.key], set_=changes)
        return int(connection.execute(wanted).rowcount)
