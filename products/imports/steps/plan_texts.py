"""The words of a waiting plan that people search: those of many rows in one text, in a table of its own beside it.

A look at one long text costs a fraction of a look at each of its rows. Where the text has what is searched, its rows
are looked at; so it may say too much, but never too little.
"""

from __future__ import annotations

from collections.abc import Iterator
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


def are_written(job: ImportJob) -> bool:
    """False if they are forgotten, or a crash of PostgreSQL has emptied their table."""
    if not tables.is_there(texts_table(job)):
        return False
    with connection.cursor() as cursor:
        cursor.execute(_statement("SELECT EXISTS (SELECT FROM {texts})", job))
        return bool(cursor.fetchone()[0])


def blocks_with(job: ImportJob, text: str, *, behind: int = 0, first: int) -> Iterator[list[int]]:
    """The blocks that end behind a position and have the text in them, in whatever case, in their order.

    The `first` few at once, then four times as many with each look: most of the time the first ones do.
    """
    begin, most = behind // ROWS, first
    while blocks := _blocks(job, text, begin, most):
        yield blocks
        if len(blocks) < most:
            break
        begin, most = blocks[-1] + 1, most * 4


def _blocks(job: ImportJob, text: str, begin: int, most: int) -> list[int]:
    with connection.cursor() as cursor:
        asked = {"begin": sql.Literal(begin), "text": sql.Literal(text), "most": sql.Literal(most)}
        cursor.execute(_statement(_FIND, job, **asked))
        return [block for (block,) in cursor.fetchall()]


def rows_of(job: ImportJob, blocks: list[int]) -> sql.Composable:
    """The rows of these blocks, as a table called `plan`."""
    return _statement(_ROWS, job, blocks=sql.Literal(blocks))


_MAKE = """
    CREATE UNLOGGED TABLE {texts} (block integer PRIMARY KEY, words text) WITH (toast_tuple_target = 8160);
    ALTER TABLE {texts} ALTER COLUMN words SET STORAGE EXTERNAL;
    INSERT INTO {texts}
    SELECT position / {rows} AS block, string_agg(lower(concat_ws(E'\\n',
        sku, name, CASE WHEN name_before IS DISTINCT FROM name THEN name_before END)), E'\\n')
    FROM {plan} GROUP BY block ORDER BY block
"""
"""Long texts are kept as they are: to unpack them takes longer than to read them."""

_FIND = """
    SELECT block FROM {texts} WHERE block >= {begin} AND strpos(words, lower({text})) > 0 ORDER BY block LIMIT {most}
"""
"""Not LIKE: where one word is in every block, PostgreSQL would expect it in none, and look at all of them."""

_ROWS = """
    unnest({blocks}::integer[]) block CROSS JOIN LATERAL (
        SELECT * FROM {plan} WHERE position >= block * {rows} AND position < (block + 1) * {rows} OFFSET 0
    ) plan
"""
"""OFFSET 0: the rows are found by their positions, block by block, whatever else is asked of them."""


def _execute(statement: LiteralString, job: ImportJob) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_statement(statement, job))


def _statement(template: LiteralString, job: ImportJob, **parts: sql.Composable) -> sql.Composed:
    own = {"plan": tables.own_table(job, "plan"), "texts": texts_table(job), "rows": sql.Literal(ROWS)}
    return sql.SQL(template).format(**own, **parts)
