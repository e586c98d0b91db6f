"""Whose file is this? Its header beside the columns by which sources are known, read as the recipe of each says."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from products.fields.models import current_fields
from products.fields.own_files import Origin, without_ours
from products.fields.reasons import FileFailure
from products.fields.registry import Fields
from products.imports import source
from products.imports.looking.first_lines import Beginning, telling_lines
from products.imports.models import Source
from products.imports.reading import Table
from products.imports.recipes import InvalidRecipe, parse
from products.imports.recipes.columns import Columns
from products.imports.recipes.recipe import Recipe
from products.imports.source_table import table_of
from products.imports.sources.decimals import decimal_of
from products.imports.sources.header_sets import ALIKE, compared, header_set, likeness
from products.jobs.models import ImportJob

MOST_SOURCES = 1_000
"""That are looked through, the ones last changed."""
_UTF_8 = "utf-8"
_NUMBERS = ("money", "decimal")
_ROWS_LOOKED_AT = 500


@dataclass(frozen=True)
class Recognised:
    """`exactly`: the sources with these very columns. `alike`: the one whose columns are most like these, if none."""

    exactly: Sequence[Source] = ()
    alike: Source | None = None


def recognise(job: ImportJob, beginning: Beginning, *, go_on: Callable[[], None]) -> Recognised:
    """Raises FileFailure if the file cannot be opened."""
    file = _File(job, beginning, go_on)
    exactly, best, alike = list[Source](), 0.0, None
    for each in Source.objects.exclude(header_sets=[]).order_by("-updated_at", "id")[:MOST_SOURCES]:
        found = file.header_set_for(each)
        degree = max((likeness(found, known) for known in each.header_sets), default=0.0) if found else 0.0
        if found in each.header_sets:
            exactly.append(each)
        elif degree >= ALIKE and degree > best:
            best, alike = degree, each
    return Recognised(exactly, None if exactly else alike)


def header_set_of(job: ImportJob, recipe: Recipe) -> list[str]:
    """The columns of the job's file, read by this recipe; empty if they have no names. Raises FileFailure."""
    return _names(_table(job, recipe))


def is_written_otherwise(job: ImportJob, recipe: Recipe) -> bool:
    """Whether letters or numbers would become others by this recipe, as far as the first rows tell."""
    return _is_in_other_letters(job, recipe) or _has_other_decimals(job, recipe)


def _is_in_other_letters(job: ImportJob, recipe: Recipe) -> bool:
    """Whether the file is UTF-8, though the recipe names another encoding."""
    encoding = recipe.file.encoding
    if not encoding or encoding == _UTF_8 or job.options.get("encoding") or source.is_workbook(job):
        return False
    with source.opened(job) as file:
        lines = [*telling_lines(file)]
    return bool(lines) and all(map(_is_utf_8, lines))


def _has_other_decimals(job: ImportJob, recipe: Recipe) -> bool:
    """Whether the first rows of a column of numbers have points only, though the recipe says commas, or the reverse."""
    if not recipe.file.decimal:
        return False
    fields = current_fields()
    wanted = {each.source for key, each in recipe.fields if key in fields and fields[key].kind.name in _NUMBERS}
    with source.opened(job) as file:
        table = table_of(job, file, recipe)
        columns = Columns(table.header, table.origin)
        indexes = [index for name in wanted if name and name.strip() for index in columns.named(name)]
        chunk = next(table.chunks(_ROWS_LOOKED_AT), None)
    rows = chunk.rows if chunk else []
    marks = (decimal_of(row.cells[index] for row in rows if index < len(row.cells)) for index in indexes)
    return any(mark not in ("", recipe.file.decimal) for mark in marks)


def _is_utf_8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


@dataclass
class _File:
    """The job's file, whose first lines are made comparable once for each encoding."""

    job: ImportJob
    beginning: Beginning
    go_on: Callable[[], None]
    _heads: dict[str | None, str] = field(default_factory=dict)

    def header_set_for(self, each: Source) -> list[str]:
        """The columns as the source's recipe finds them; empty if the file hardly has its names, or no table."""
        try:
            recipe = parse(each.recipe, self._fields, gone=True)
            if not self._may_be_of(each, recipe):
                return []
            self.go_on()
            return _names(_table(self.job, recipe))
        except (FileFailure, InvalidRecipe):
            return []

    def _may_be_of(self, each: Source, recipe: Recipe) -> bool:
        """A cheap look: whether the first lines have most of the names, wherever they stand."""
        if recipe.file.header_rows == 0:
            return False
        if recipe.file.sheet and self._is_workbook:
            return recipe.file.sheet in self._sheets
        head = self._head(_UTF_8 if self._is_workbook else recipe.file.encoding)
        return any(_share_in(head, names) >= ALIKE / 2 for names in each.header_sets)

    @cached_property
    def _fields(self) -> Fields:
        return current_fields()

    @cached_property
    def _is_workbook(self) -> bool:
        return source.is_workbook(self.job)

    @cached_property
    def _sheets(self) -> set[str]:
        return {each.name for each in source.sheets(self.job, go_on=self.go_on)}

    def _head(self, encoding: str | None) -> str:
        if encoding not in self._heads:
            lines = self.beginning.lines(encoding).lines
            self._heads[encoding] = compared("\n".join(lines).replace('""', '"'))
        return self._heads[encoding]


def _share_in(head: str, names: Sequence[str]) -> float:
    named = [name for name in names if not name.startswith("#")]
    return sum(name.replace('""', '"') in head for name in named) / max(1, len(named))


def _table(job: ImportJob, recipe: Recipe) -> Table:
    tried = copy.copy(job)
    sheet = {"sheet": recipe.file.sheet} if recipe.file.sheet else {}
    tried.options = sheet | {name: value for name, value in job.options.items() if name != "mapping"}
    with source.opened(tried) as file:
        return table_of(tried, file, recipe)


def _names(table: Table) -> list[str]:
    """Our own export is nobody's. A file of rejected rows is of the source of the file that they come from."""
    if not table.header_rows or table.origin in (Origin.EXPORT, Origin.SAVED_EXPORT):
        return []
    is_rejected = table.origin is Origin.REJECTED
    return header_set(without_ours(table.header, table.header) if is_rejected else table.header)
