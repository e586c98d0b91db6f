"""pandas in chunks, merged the way its own documentation shows (`DataFrame.to_sql`, `method`).

Needs requirements-bench.txt.
"""

import os
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas  # type: ignore[import-untyped]
import sqlalchemy
from sqlalchemy.dialects.postgresql import insert

from benchmarks.peers import BATCH, PlainProduct, PlainTable


class PandasChunks(PlainTable):
    name = "pandas, chunks of 1,000"

    def __init__(self) -> None:
        url = os.environ["DATABASE_URL"].replace("postgresql://", "postgresql+psycopg://")
        self._engine = sqlalchemy.create_engine(url, hide_parameters=True)

    def load(self, file: Path) -> float:
        started_at = time.perf_counter()
        with self._engine.begin() as connection:
            for chunk in pandas.read_csv(file, chunksize=BATCH, keep_default_na=False):
                chunk["sku"] = chunk["sku"].str.lower()
                table = PlainProduct._meta.db_table
                chunk.to_sql(table, connection, if_exists="append", index=False, method=_insert_on_conflict_update)
        return time.perf_counter() - started_at


def _insert_on_conflict_update(table: Any, connection: Any, keys: list[str], rows: Iterable[Any]) -> int:
    statement = insert(table.table).values([dict(zip(keys, row, strict=True)) for row in rows])
    changes = {key: statement.excluded[key] for key in keys if key != "sku"}
    return int(connection.execute(statement.on_conflict_do_update(index_elements=["sku"], set_=changes)).rowcount)
