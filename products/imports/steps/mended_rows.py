"""Mended rows of a file → its columns, and the raw rows as its recipe has them.

What rows had from those above stands in their cells, so nothing is filled in a second time. Fields that are archived or
erased since are left out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from product_importer.lib.locks import hold_until_commit, key_of
from products.fields.own_files import Origin
from products.fields.registry import Fields
from products.imports.models import RejectedRow
from products.imports.reading import RawChunk, RawRow
from products.imports.recipes import Recipe
from products.imports.recipes.columns import Columns
from products.imports.recipes.preparation import Preparation
from products.imports.source_table import recipe_of
from products.imports.steps.columns import ColumnMap, match
from products.jobs.models import ImportJob

ROWS_AT_ONCE = 2_000


class MendedTable(NamedTuple):
    columns: ColumnMap
    preparation: Preparation

    def prepared(self, chunk: RawChunk) -> RawChunk:
        """Some of its rows may be left out by a rule of the recipe. Its own cells stay as they are."""
        copied = [row._replace(cells=[*row.cells]) for row in chunk.rows]
        return next(self.preparation.chunks([replace(chunk, rows=copied)]))


def table_of(job: ImportJob, header: list[str], origin: Origin, fields: Fields) -> MendedTable:
    """Of a job that has read its file: the very columns that it found. `header`: of its file. Raises FileFailure."""
    kept = ColumnMap(**job.options["columns"])
    present = _present(recipe_of(job), kept, fields)
    named = Columns(header, origin).indexes_of(present.columns())
    preparation = Preparation(present, len(header), origin, named)
    plain = {key: index for key, index in kept.indexes.items() if key in fields and index < len(header)}
    preparation.add(fields, _found(header, origin, present, kept, fields) if present.kinds else plain)
    places = preparation.places
    columns = replace(
        kept, indexes={**plain, **places.indexes}, sums=places.sums, apart=places.apart, fixed=places.fixed
    )
    return MendedTable(columns, preparation)


def _found(header: list[str], origin: Origin, recipe: Recipe, columns: ColumnMap, fields: Fields) -> Mapping[str, int]:
    """What the header shows without the recipe: rows of no kind may go by that."""
    known = Fields(fields.among(columns.indexes))
    return match(header, recipe, origin=origin, fields=known).indexes


def _present(recipe: Recipe, columns: ColumnMap, fields: Fields) -> Recipe:
    gone = (key for key in recipe.keys if key not in fields or key not in columns.indexes)
    return replace(recipe.without(gone), rows=replace(recipe.rows, fill_down=(), within=None))


def take_turns(first: ImportJob) -> None:
    """Whoever mends rows of this job or takes them waits for the others, until the transaction ends.

    The job's own row is left to the chunks of mended rows, which hold products meanwhile.
    """
    hold_until_commit(key_of(f"mending {first.pk}"))


def count(job: ImportJob) -> int:
    """The rows that a continuation has."""
    return RejectedRow.objects.filter(taken_by=job.id).count()


def chunks(job: ImportJob) -> Iterator[RawChunk]:
    """The rows that a continuation has in place of a file; `bytes_read` counts them."""
    read = 0
    for rows in taken_by(job):
        read += len(rows)
        yield RawChunk(rows=rows, bytes_read=read)


def taken_by(job: ImportJob) -> Iterator[list[RawRow]]:
    """The mended rows that a continuation has in place of a file, in the order of the first file."""
    taken = RejectedRow.objects.filter(taken_by=job.id, cells__isnull=False).order_by("record_number")
    rows = taken.values_list("record_number", "line_number", "raw", "cells")
    behind = 0
    while found := [*rows.filter(record_number__gt=behind)[:ROWS_AT_ONCE]]:
        yield [RawRow(number, line, raw, cells or []) for number, line, raw, cells in found]
        behind = found[-1][0]
