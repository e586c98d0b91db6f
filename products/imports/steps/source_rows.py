"""The stored file of a job → its raw rows, as the job's recipe has them. Staging reads them, planning does it again."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BufferedReader
from typing import NamedTuple

from products.fields.registry import Fields
from products.imports import source
from products.imports.reading import RawChunk, RawRow, Table
from products.imports.recipes.columns import Columns
from products.imports.recipes.preparation import Preparation
from products.imports.source_table import chunks_of, recipe_of, table_of
from products.imports.steps import mended_rows
from products.imports.steps.columns import ColumnMap, match
from products.imports.steps.made_columns import with_made
from products.jobs.models import ImportJob


class Source(NamedTuple):
    """An open file: its table, where our fields are in it, and what its rows go through before they are checked."""

    table: Table
    columns: ColumnMap
    preparation: Preparation

    def chunks(self) -> Iterator[RawChunk]:
        return self.preparation.chunks(chunks_of(self.table))


def open_source(job: ImportJob, file: BufferedReader, fields: Fields) -> Source:
    """The file as a table, and where these fields are in it. Raises FileFailure."""
    recipe = recipe_of(job)
    table = table_of(job, file, recipe)
    present = recipe.without(key for key in recipe.keys if key not in fields)
    named = Columns(table.header, table.origin).indexes_of(present.columns())
    columns = match(table.header, recipe, origin=table.origin, fields=fields)
    if facts := source.sheet_facts(job):
        columns = replace(columns, points=facts.points)
    preparation = Preparation(present, len(table.header), table.origin, named)
    preparation.add(fields, columns.indexes)
    return Source(table, with_made(columns, present, preparation.places, fields), preparation)


def raw_rows(job: ImportJob, *, go_on: Callable[[], None], fields: Fields | None = None) -> Iterator[list[RawRow]]:
    """The rows of the job's file that reading accepts, a chunk at a time. `go_on` is called before each chunk.

    With `fields` they are as the recipe has them, else as they stand in the file. A continuation has mended rows.
    """
    if job.continues_id:
        for rows in mended_rows.taken_by(job):
            go_on()
            yield rows
        return
    with source.opened(job, go_on=go_on) as file:
        if fields is None:
            chunks = chunks_of(table_of(job, file, recipe_of(job)))
        else:
            chunks = open_source(job, file, fields).chunks()
        for chunk in chunks:
            go_on()
            yield chunk.rows
