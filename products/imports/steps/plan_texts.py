"""The words of a waiting plan that people search: those of many rows in one text, in a table of its own beside it.

A look at one long text costs a fraction of a look at each of its rows. Where the text has what is searched, its rows
are looked at; so it may say too much, but never too little.
"""

from __future__ import annotations

from typing import LiteralString

from django.db import connection
from psycopg import sql

from products.jobs import tables
from products.jobs.models import ImportJob

ROWS = 100
"""Positions of a block: block 3 is those from 300 to 399."""


def texts_table(job: ImportJob) -> sql.Identifier:
    return tables.own_table(job, "texts")


def make(job: ImportJob) -> None:
    """Write down the SKU and both names of every row of the plan."""
    tables.drop(texts_table(job))
    _execute(_MAKE, job)
    tables.analyse(texts_table(job))


def forget(job: ImportJob) -> None:
    """Rows were planned anew, or have other positions: they may have words now that the texts have not."""
    if tables.is_there(texts_table(job)):
        _execute("DELETE FROM {texts}", job)


def blocks_with(job: ImportJob, pattern: str, *, behind: int = 0, most: int | None = None) -> list[int] | None:
    """The first blocks that end behind a position and have the pattern of ILIKE in them.

    None if the words were not written down, are forgotten, or a crash of PostgreSQL has emptied their table.
    """
    if not tables.is_there(texts_table(job)):
        return None
    with connection.cursor() as cursor:
        asked = {"first": sql.Literal(behind // ROWS), "pattern": sql.Literal(pattern), "most": sql.Literal(most)}
        cursor.execute(_statement(_FIND, job, **asked))
        is_written, blocks = cursor.fetchone()
    return blocks if is_written else None


def rows_of(job: ImportJob, blocks: list[int]) -> sql.Composable:
    """The rows of these blocks, as a table called `plan`."""
    return _statement(_ROWS, job, blocks=sql.Literal(blocks))


_MAKE = """
    CREATE UNLOGGED TABLE {texts} (block integer, words text) WITH (toast_tuple_target = 8160);
    ALTER TABLE {texts} ALTER COLUMN words SET STORAGE EXTERNAL;
    INSERT INTO {texts}
    SELECT position / {rows} AS block, string_agg(lower(concat_ws(E'\\n',
        sku, name, CASE WHEN name_before IS DISTINCT FROM name THEN name_before END)), E'\\n')
    FROM {plan} GROUP BY block ORDER BY block
"""
"""Long texts are kept as they are: to unpack them takes longer than to read them."""

_FIND = """
    SELECT EXISTS (SELECT FROM {texts}), ARRAY(
        SELECT block FROM {texts} WHERE block >= {first} AND words LIKE lower({pattern}) ORDER BY block LIMIT {most}
    )
"""

_ROWS = """
    unnest({blocks}::integer[]) block CROSS JOIN LATERAL (
        SELECT * FROM {plan} WHERE position >= block * {rows} AND position < (block + 1) * {rows} OFFSET 0
    ) plan
"""
"""OFFSET 0: the rows are found by their positions, block by block, whatever else is asked of them."""


def _execute(statement: LiteralString, job: ImportJob) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_statement(statement, job))


def _statement(text: LiteralString, job: ImportJob, **parts: sql.Composable) -> sql.Composed:
    own = {"plan": tables.own_table(job, "plan"), "texts": texts_table(job), "rows": sql.Literal(ROWS)}
    return sql.SQL(text).format(**own, **parts)
