"""Damaged files read as an import reads them, up to the rows that it would stage."""

import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from products.fields.models import OwnField, with_own
from products.fields.reasons import FileFailure
from products.imports.reading import RawRow, open_table
from products.imports.steps.column_styles import survey
from products.imports.steps.columns import ColumnMap, match
from products.imports.steps.validation import ProductRow, RowValidator, StyleNeeded
from tests.corpus.truth import Product
from tests.products.own_fields import KINDS

OWN = ("brand", "stock", "ean", "website")
FIELDS = with_own(
    OwnField(key=key, label=label, kind=kind, settings=settings).field
    for key, (label, kind, settings) in KINDS.items()
    if key in OWN
)


def stored(content: bytes) -> tuple[list[Product] | None, Sequence[str]]:
    """The products of a file, None if it is refused, and the fields that it has."""
    try:
        table = open_table(io.BytesIO(content))
        columns = match(table.header, origin=table.origin, fields=FIELDS)
        rows = [row for chunk in table.chunks() for row in chunk.rows]
        return typed(rows, columns), list(columns.indexes)
    except FileFailure:
        return None, ()


def typed(rows: Sequence[RawRow], columns: ColumnMap) -> list[Product]:
    """The sound ones. Raises FileFailure."""
    try:
        found, _ = RowValidator(columns, fields=FIELDS).check(rows)
    except StyleNeeded:
        styles = survey([rows], columns, fields=FIELDS)
        found, _ = RowValidator(columns, fields=FIELDS, styles=styles).check(rows)
    return [*_products(found)]


def _products(rows: Iterable[ProductRow]) -> Iterator[Product]:
    for row in rows:
        values: dict[str, object] = dict(zip(row._fields, row, strict=True))
        own: Mapping[str, object] = json.loads(str(values.pop("attributes", None) or "{}"))
        yield values | {key: None if (value := own.get(key)) is None else str(value) for key in OWN}
