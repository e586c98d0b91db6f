"""The refused rows of one job as they are mended: their cells, and what is still wrong with them.

They go through the very checks of the import: its columns, its recipe, its validation, and what planning asks of a new
product. Nothing is judged here.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, TypeAlias

from products.fields.field import Field
from products.fields.models import OwnField, with_own
from products.fields.reasons import FileFailure, Reason
from products.fields.registry import Fields
from products.imports.mending.offer import CannotMend, refuse_unless_offered
from products.imports.models import RejectedRow
from products.imports.reading import RawChunk, RawRow
from products.imports.rejected.cells import CellsOf, Layout, filled, in_file, is_cut, is_unreadable, layout_of, split
from products.imports.rejected.storage import as_json
from products.imports.steps import kept_styles, own_fields, planning
from products.imports.steps.mended_rows import MendedTable, table_of
from products.imports.steps.mended_staging import surveyed
from products.imports.steps.plan_refusals import lacking_field
from products.imports.steps.staging import keys_of_products
from products.imports.steps.validation import ProductRow, RowValidator, StyleNeeded, Styles
from products.jobs.models import ImportJob

Errors: TypeAlias = list[dict[str, str | None]]


class KnownCells(NamedTuple):
    cells: list[str]
    is_certain: bool
    """Or else they are a guess, since the text of the row breaks the rules."""


@dataclass
class Bench:
    """One request's work. Rows are asked for in the order of the file."""

    job: ImportJob
    layout: Layout

    @property
    def header(self) -> list[str]:
        return self.layout.header

    @cached_property
    def fields(self) -> Fields:
        """Those that the import knew, as they are now."""
        known = {field.key for field in own_fields.fields_of(self.job).own}
        return with_own(own.field for own in OwnField.objects.in_use().in_order() if own.key in known)

    @cached_property
    def table(self) -> MendedTable:
        return table_of(self.job, self.header, self.layout.origin, self.fields)

    @cached_property
    def _above(self) -> CellsOf:
        return filled(self.job)

    @cached_property
    def _file(self) -> CellsOf:
        return in_file(self.job)

    def cells_of(self, row: RejectedRow) -> KnownCells:
        """As they are mended so far, or as they stand in the file; without blank ones beyond the header."""
        if row.cells is not None:
            return KnownCells([*row.cells], is_certain=True)
        found = self._file(row.record_number) if is_cut(row) else self._above(row.record_number)
        cells = found or split(row, self.layout).cells
        is_certain = not is_unreadable(row) and not (is_cut(row) and found is None)
        width = len(self.header)
        return KnownCells(cells if any(map(str.strip, cells[width:])) else cells[:width], is_certain)

    def errors_of(self, rows: Sequence[tuple[RejectedRow, list[str]]]) -> dict[int, Errors]:
        """By the record numbers of the rows: what is wrong with these cells; nothing if they are sound."""
        by_number = {row.record_number: row for row, _ in rows}
        raw = [RawRow(row.record_number, row.line_number, row.raw, cells) for row, cells in rows]
        found: dict[int, Errors] = {row.record_number: [] for row in raw}
        sound, reasons = self._checked(self.table.prepared(RawChunk(rows=raw)).rows)
        for number, refused in [*reasons.items(), *self._lacking(sound, by_number).items()]:
            found[number] = [as_json(reason, self.fields, self.table.columns.headers) for reason in refused]
        return found

    def _checked(self, rows: Sequence[RawRow]) -> tuple[list[ProductRow], dict[int, Sequence[Reason]]]:
        try:
            sound, refusals = self._validator(self._styles).check(rows)
        except StyleNeeded:
            sound, refusals = self._validator(self._surveyed()).check(rows)
        return sound, {refusal.record_number: refusal.reasons for refusal in refusals}

    def _validator(self, styles: Styles | None) -> RowValidator:
        return RowValidator(self.table.columns, fields=self.fields, styles=styles)

    @property
    def _styles(self) -> Styles | None:
        """How the columns are written. Beside a column of currencies a lone row does not show that there are two."""
        kept = kept_styles.of_options(self.job.options)
        return self._surveyed() if kept is None and self.table.columns.currency is not None else kept

    def _surveyed(self) -> Styles:
        """The columns of the whole file, which no row needed so far. Looked at once."""
        try:
            return surveyed(self.job, self.fields)
        except FileFailure as failure:
            raise CannotMend(failure.code, failure.message) from failure

    def _lacking(self, rows: Sequence[ProductRow], by_number: Mapping[int, RejectedRow]) -> dict[int, Sequence[Reason]]:
        """What planning would refuse: new products without what they need, and cells that may not be emptied."""
        new, always = map(self._in_use, (planning.needed_when_new(self.job), planning.never_blank(self.job)))
        known = keys_of_products(str(row.sku_key) for row in rows)
        found: dict[int, Sequence[Reason]] = {}
        for row in rows:
            is_new, number = row.sku_key not in known, int(str(row.record_number))
            unpriced = {"price"} if by_number[number].without_price else set()
            needed = [field for field in (new if is_new else always) if field.key not in unpriced]
            lacking = [field for field in needed if _value(row, field.key) is None]
            if lacking:
                columns, sku = self.table.columns, str(row.sku)
                found[number] = [lacking_field(field, sku, columns, is_new=is_new) for field in lacking]
        return found

    def _in_use(self, fields: Sequence[Field]) -> list[Field]:
        return [field for field in fields if field.key in self.fields]


def _value(row: ProductRow, key: str) -> object:
    """Of a built-in field, or of an own one among the attributes."""
    if key in row._fields:
        return getattr(row, key)
    attributes = getattr(row, "attributes", None)
    return json.loads(str(attributes)).get(key) if attributes else None


def bench_of(job: ImportJob, *, even_if_none_are_left: bool = False) -> Bench:
    """Raises CannotMend."""
    refuse_unless_offered(job, even_if_none_are_left=even_if_none_are_left)
    layout = layout_of(job)
    if layout is None:
        raise CannotMend("source_missing", "The file of this import is no longer there. Upload the rows as a new file.")
    return Bench(job, layout)
