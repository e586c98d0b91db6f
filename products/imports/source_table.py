"""The stored file of a job as a table, by its options and recipe. Staging reads it, planning and downloads again."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader
from typing import cast

from django.conf import settings

from products.fields.own_files import Origin
from products.fields.reasons import FileFailure
from products.fields.registry import FIELDS
from products.imports import source
from products.imports.reading import Limits, RawChunk, Table, open_table
from products.imports.reading.grammar import NO_QUOTE, Grammar
from products.imports.reading.layout import Layout
from products.imports.recipes import InvalidRecipe, Recipe, parse
from products.imports.recipes.columns import Columns
from products.imports.recipes.row_rules import RowsByRules
from products.jobs.models import ImportJob


def recipe_of(job: ImportJob) -> Recipe:
    """What a person said of the file's columns and rows; it was checked at the door. Raises FileFailure."""
    try:
        return parse(job.options.get("mapping") or {}, FIELDS, gone=True)
    except InvalidRecipe as error:
        raise FileFailure("recipe_invalid", f"The recipe of this import cannot be read. {error}") from error


def table_of(job: ImportJob, file: BufferedReader, recipe: Recipe) -> Table:
    """The table, to be read once. Raises FileFailure."""
    file.seek(0)
    limits = Limits(
        max_record_bytes=settings.IMPORT_MAX_RECORD_BYTES,
        max_columns=settings.IMPORT_MAX_COLUMNS,
        max_rows=settings.IMPORT_MAX_ROWS,
    )
    said = recipe.file
    return open_table(
        file,
        delimiter="," if source.is_workbook(job) else cast("str | None", job.options.get("delimiter")),
        encoding=None if source.is_workbook(job) else cast("str | None", job.options.get("encoding")),
        headers={column for _, column in recipe.columns()},
        layout=Layout(
            delimiter=None if source.is_workbook(job) else said.delimiter,
            encoding=None if source.is_workbook(job) else said.encoding,
            quote=None if source.is_workbook(job) else said.quote,
            escape=None if source.is_workbook(job) else said.escape,
            header_rows=said.header_rows,
            first_row=said.first_row,
            names_in=said.names_in,
        ),
        limits=limits,
    )


@dataclass(frozen=True)
class TableFacts:
    """What those want to know who hand out rows of a file whose text is no longer there."""

    header: list[str]
    delimiter: str
    origin: str
    quote: str
    escape: str


def facts_of(header: list[str], grammar: Grammar, origin: Origin) -> TableFacts:
    quote = "" if grammar.quote == NO_QUOTE else grammar.quote
    return TableFacts(header, grammar.delimiter, origin.value, quote, grammar.escape)


def chunks_of(table: Table) -> Iterator[RawChunk]:
    return table.chunks(settings.IMPORT_STAGE_ROWS, bytes_per_chunk=settings.IMPORT_STAGE_BYTES)


def filled_rows(table: Table, recipe: Recipe) -> Iterator[tuple[int, list[str]]]:
    """The number and the cells of each row that could be read, with what it has from the rows above."""
    columns = Columns(table.header, table.origin).indexes_of(recipe.columns())
    rules = RowsByRules(recipe.only_filling(), columns, table.origin)
    for chunk in chunks_of(table):
        yield from ((row.record_number, row.cells) for row in rules.apply(chunk).rows)
