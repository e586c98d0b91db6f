"""A recipe tried on the first rows of a file: the products that they become, and the rows that would be rejected."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, TypeAlias

from products.fields.models import current_fields
from products.fields.reasons import Refusal
from products.fields.registry import Fields
from products.imports import source
from products.imports.mapping.parts import Recipe
from products.imports.reading import RawRow
from products.imports.source_table import recipe_of, table_of
from products.imports.steps.column_styles import survey
from products.imports.steps.columns import ColumnMap, new_without_price
from products.imports.steps.plan_refusals import lacking_field
from products.imports.steps.source_rows import open_source
from products.imports.steps.staging import is_told
from products.imports.steps.validation import ProductRow, RowValidator, StyleNeeded
from products.jobs.models import ImportJob
from products.models import Product

PRODUCTS = 20
MOST_ROWS = 500
"""That are looked at; how numbers and dates are written is judged by these alone."""

FirstRows: TypeAlias = tuple[Sequence[str], Sequence[tuple[int, Sequence[str]]]]
"""The header, and record number and cells of each row."""


@dataclass(frozen=True)
class Preview:
    products: Sequence[dict[str, Any]] = ()
    """Record number and the fields of each product."""
    rejected: Sequence[Refusal] = ()
    """The rows among them that would be rejected."""
    columns: Sequence[str] = field(default_factory=tuple)
    """The fields that the recipe fills, in their order."""
    header: Sequence[str] = ()
    raw: Sequence[tuple[int, Sequence[str]]] = ()
    """The first rows as they stand in the file: record number and cells."""
    skipped: int = 0
    """Rows among those looked at that are no products by the rules of the recipe, or blank."""


def preview(job: ImportJob, recipe: Recipe, fields: Fields | None = None) -> Preview:
    """Read the file by the recipe as an import would, without writing anything. Raises FileFailure.

    `fields`: those of now, if not others are given, such as some that are only planned.
    """
    tried, fields = copy.copy(job), fields or current_fields()
    tried.options = {**job.options, "mapping": {**recipe}}
    with source.opened(tried) as file:
        opened = open_source(tried, file, fields)
        columns, first = opened.columns, next(opened.table.chunks(MOST_ROWS), None)
        raw = [(row.record_number, [*row.cells]) for row in first.rows[:PRODUCTS]] if first else []
        chunk = next(opened.preparation.chunks([first] if first else []), None)
    rows, refusals = (chunk.rows, chunk.refusals) if chunk else ([], [])
    sound, refused = _checked(rows, columns, fields, is_told=is_told(tried))
    lacking = [*_lacking(sound, columns, fields, accepts_no_price=new_without_price(tried.options) == "accept")]
    rejected = sorted([*refusals, *refused, *lacking], key=attrgetter("record_number"))
    without = {each.record_number for each in lacking}
    products = [_as_json(row) for row in sound if row.record_number not in without][:PRODUCTS]
    if len(products) == PRODUCTS:
        rejected = [each for each in rejected if each.record_number < products[-1]["record_number"]]
    skipped = chunk.skipped if chunk else 0
    return Preview(products, rejected[:PRODUCTS], [*columns.indexes], opened.table.header, raw, skipped)


def first_rows(job: ImportJob, recipe: Recipe) -> FirstRows:
    """The header and the first rows as they stand in the file, whatever becomes of them. Raises FileFailure."""
    tried = copy.copy(job)
    tried.options = {**job.options, "mapping": {**recipe}}
    with source.opened(tried) as file:
        table = table_of(tried, file, recipe_of(tried))
        chunk = next(table.chunks(MOST_ROWS), None)
    return table.header, [(row.record_number, row.cells) for row in chunk.rows[:PRODUCTS]] if chunk else []


def _checked(
    rows: list[RawRow], columns: ColumnMap, fields: Fields, *, is_told: bool
) -> tuple[list[ProductRow], list[Refusal]]:
    """The sound rows and the refused ones. `is_told`: the recipe says how numbers and dates are written."""
    if not rows:
        return [], []
    try:
        styles = survey([rows], columns, fields=fields, known=_known) if is_told else None
        return RowValidator(columns, fields=fields, styles=styles).check(rows)
    except StyleNeeded:
        styles = survey([rows], columns, fields=fields, known=_known)
        return RowValidator(columns, fields=fields, styles=styles).check(rows)


def _lacking(
    rows: Sequence[ProductRow], columns: ColumnMap, fields: Fields, *, accepts_no_price: bool
) -> Iterator[Refusal]:
    """Rows of new products that lack what these need, unless another row with the same SKU has it."""
    optional = {"sku", "price"} if accepts_no_price else {"sku"}
    needed = [each for each in fields if each.is_needed_when_new(columns.indexes) and each.key not in optional]
    filled = {(row.sku_key, key) for row in rows for key in _filled(row)}
    known = _known(str(row.sku_key) for row in rows)
    for row in rows:
        missing = [each for each in needed if (row.sku_key, each.key) not in filled]
        if missing and row.sku_key not in known:
            reasons = [lacking_field(each, str(row.sku), columns, is_new=True) for each in missing]
            yield Refusal(int(str(row.record_number)), int(str(row.line_number)), "", tuple(reasons))


def _filled(row: ProductRow) -> list[str]:
    """The keys of the fields that the row has."""
    product = _as_json(row)
    own = product.pop("attributes")
    return [key for key, value in {**product, **own}.items() if value is not None]


def _known(keys: Iterable[str]) -> frozenset[str]:
    """Those of the SKU keys that the catalogue has."""
    return frozenset(Product.objects.filter(sku_key__in={*keys}).values_list("sku_key", flat=True))


def _as_json(row: ProductRow) -> dict[str, Any]:
    """The row as the API names its fields; own ones stand among `attributes`."""
    values = dict(zip(row._fields, row, strict=True))
    attributes = json.loads(str(values.pop("attributes", None) or "{}"))
    kept = {name: value for name, value in values.items() if name not in {"line_number", "sku_key"}}
    return {**kept, "attributes": attributes}
