"""The preview as the page shows it: products and rejected rows in the order of the file, and the raw cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, TypeAlias

from product_importer.lib.humanize import counted
from products.fields.field import Field
from products.fields.reasons import FileFailure
from products.fields.registry import Fields
from products.imports.mapping import answers
from products.imports.mapping.forms import MappingForm
from products.imports.mapping.keeping import Kept
from products.imports.mapping.parts import with_parts
from products.imports.mapping.preview import FirstRows, Preview, first_rows, preview
from products.imports.reading.header_rows import letter
from products.imports.recipes.columns import shown
from products.imports.upload_options import InvalidOptions
from products.jobs.models import ImportJob

RawRow: TypeAlias = tuple[int, Sequence[tuple[str, str]]]
NONE = "no preview"
WHICH_SKU = "Say which column is the SKU: then the first products are shown here."
MEND_FIRST = "There is no preview until what is marked is put right."


class Row(NamedTuple):
    number: int
    values: Sequence[tuple[str, object]]
    """Label and value of each field; none of a rejected row."""
    reasons: Sequence[str] = ()


class ShownPreview(NamedTuple):
    summary: str
    """What comes of the first rows, in a sentence."""
    failure: str = ""
    """Why there is no preview."""
    columns: Sequence[Field] = ()
    rows: Sequence[Row] = ()
    header: Sequence[str] = ()
    raw: Sequence[RawRow] = ()
    """Record number, then header and cell of each column."""


def shown_preview(job: ImportJob, form: MappingForm, fields: Fields) -> ShownPreview:
    """What the file becomes by what is chosen, or why that cannot be shown."""
    if form.is_bound and not form.is_valid():
        return ShownPreview(NONE, MEND_FIRST)
    kept = [each for each in form.unused if each.is_kept and not each.fault]
    try:
        recipe = answers.checked(form.recipe if form.is_bound else form.suggestion)
    except InvalidOptions as error:
        return ShownPreview(NONE, sentence_of(error))
    if not form["take_sku"].value():
        return _raw_only(job, recipe, WHICH_SKU)
    try:
        tried = preview(job, _with_kept(recipe, kept), Fields((*fields, *(each.field for each in kept))))
    except FileFailure as failure:
        return _raw_only(job, recipe, failure.message)
    columns = Fields((*fields, *(each.field for each in kept))).among(tried.columns)
    header, raw = _in_file(tried.header, tried.raw)
    return ShownPreview(_summary(tried), "", columns, _rows(tried, columns), header, raw)


def _raw_only(job: ImportJob, recipe: dict[str, Any], why: str) -> ShownPreview:
    try:
        header, raw = _in_file(*_rows_seen(job, recipe))
    except FileFailure as failure:
        return ShownPreview(NONE, failure.message)
    return ShownPreview(NONE, why, header=header, raw=raw)


def _rows_seen(job: ImportJob, recipe: dict[str, Any]) -> FirstRows:
    """The header and the first rows, even if no name in the header is known. Raises FileFailure."""
    try:
        return first_rows(job, recipe)
    except FileFailure as failure:
        if failure.code != "no_header":
            raise
    return first_rows(job, {**recipe, "file": {"first_row": 1, "header_rows": 1} | recipe.get("file", {})})


def _in_file(header: Iterable[str], rows: Iterable[tuple[int, Sequence[str]]]) -> tuple[list[str], list[RawRow]]:
    names = [shown(cell) or letter(index) for index, cell in enumerate(header)]
    return names, [(number, [*zip(names, cells, strict=False)]) for number, cells in rows]


def sentence_of(error: InvalidOptions) -> str:
    return " ".join(sentence for faults in error.fields.values() for sentence in faults)


def _with_kept(recipe: dict[str, Any], kept: Iterable[Kept]) -> dict[str, Any]:
    parts = {each.key: {"from": each.name} for each in kept}
    return with_parts(recipe, parts) if parts else recipe


def _summary(tried: Preview) -> str:
    parts = [counted(len(tried.products), "product")]
    if tried.rejected:
        parts.append(f"{counted(len(tried.rejected), 'row')} rejected")
    if tried.skipped:
        parts.append(f"{counted(tried.skipped, 'row')} skipped")
    return "the first rows: " + ", ".join(parts)


def _rows(tried: Preview, columns: Iterable[Field]) -> list[Row]:
    products = [Row(each["record_number"], _labelled(each, columns)) for each in tried.products]
    rejected = [Row(each.record_number, (), [reason.message for reason in each.reasons]) for each in tried.rejected]
    return sorted([*products, *rejected], key=lambda row: row.number)


def _labelled(product: dict[str, Any], columns: Iterable[Field]) -> list[tuple[str, object]]:
    return [(field.label, _value(product, field.key)) for field in columns]


def _value(product: dict[str, Any], key: str) -> object:
    value = product.get(key) if key in product else product["attributes"].get(key)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list) else value
