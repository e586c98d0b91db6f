"""The floor: the least that PostgreSQL itself needs, without checking, reporting or resuming anything.

`psql` copies the file into a staging table, and one statement merges that into a table with the same columns,
constraints and indexes as the catalogue.
"""

import os
import subprocess
import time
from pathlib import Path

from django.db import connection

from benchmarks.ours import settle
from products.fields.field import Field
from products.fields.registry import FIELDS

TABLE = "floor_product"


def _value(field: Field) -> str:
    """What a product has for a cell, which may be blank."""
    return f"coalesce({field.key}, '')" if field.absent == "" else field.key


_MAKE = f"""
    DROP TABLE IF EXISTS {TABLE};
    CREATE TABLE {TABLE} (LIKE products_product INCLUDING ALL);
"""

_CHANGEABLE = [field.key for field in FIELDS.changeable]
_LOAD = f"""
    CREATE UNLOGGED TABLE floor_staging ({", ".join(f"{field.key} {field.kind.sql_type}" for field in FIELDS)});
    \\copy floor_staging FROM pstdin WITH (FORMAT csv, HEADER)
    INSERT INTO {TABLE} (id, sku, sku_key, version, created_at, updated_at, {", ".join(_CHANGEABLE)})
    SELECT uuidv7(), sku, lower(sku), 1, now(), now(), {", ".join(map(_value, FIELDS.changeable))}
    FROM floor_staging
    ON CONFLICT (sku_key) DO UPDATE
    SET {", ".join(f"{key} = excluded.{key}" for key in _CHANGEABLE)},
        version = {TABLE}.version + 1,
        updated_at = now();
    DROP TABLE floor_staging;
"""


class Floor:
    name = "floor"

    def __init__(self, psql: Path) -> None:
        self._command = [str(psql), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", os.environ["DATABASE_URL"]]

    def empty(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_MAKE)

    def load(self, file: Path) -> float:
        script = file.with_name("floor.sql")
        script.write_text(_LOAD)
        started_at = time.perf_counter()
        with file.open("rb") as rows:
            subprocess.run([*self._command, f"--file={script}"], stdin=rows, check=True)
        return time.perf_counter() - started_at

    def settle(self) -> None:
        settle(TABLE)

    def check(self, rows: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {TABLE}")
            assert cursor.fetchone()[0] == rows
