"""Why planning refuses rows: what only the catalogue or the whole file shows to be wrong, in sentences."""

from collections.abc import Iterator, Sequence

from django.db import connection

from products import merged_attributes
from products.fields.cells import refuse
from products.fields.field import Field
from products.fields.reasons import MAX_RAW_LENGTH, Reason, Refusal
from products.fields.registry import Fields
from products.imports.reading import RawRow
from products.imports.steps.columns import ColumnMap


def refusals_among(rows: Sequence[RawRow], columns: ColumnMap, fields: Fields) -> list[Refusal]:
    """Those of the rows that stand in the temporary table `refused`, with every reason."""
    if not rows:
        return []
    raw = {row.record_number: row.raw for row in rows}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT record_number, line_number, sku, is_new, lacking, is_too_large, repeated FROM refused"
            " WHERE record_number BETWEEN %s AND %s",
            [rows[0].record_number, rows[-1].record_number],
        )
        return [
            Refusal(record, line, raw[record][:MAX_RAW_LENGTH], tuple(_reasons(columns, fields, sku, *faults)))
            for record, line, sku, *faults in cursor
        ]


def _reasons(
    columns: ColumnMap,
    fields: Fields,
    sku: str,
    is_new: bool,
    lacking: Sequence[str],
    is_too_large: bool,
    repeated: bool,
) -> Iterator[Reason]:
    for key in lacking:
        yield lacking_field(fields[key], sku, columns, is_new=is_new)
    if is_too_large:
        yield refuse(
            None, "attributes_too_large", "", merged_attributes.too_many_attributes(), "Then import the row again."
        )
    if repeated:
        sentence = f"{sku} is in this file more than once."
        yield refuse("sku", "duplicate_sku", sku, sentence, "Keep one row and import it again.")


def lacking_field(field: Field, sku: str, columns: ColumnMap, *, is_new: bool) -> Reason:
    """Why a row is refused that lacks the field."""
    return refuse(field.key, f"missing_{field.key}", "", *_missing(field, sku, is_new, columns))


def _missing(field: Field, sku: str, is_new: bool, columns: ColumnMap) -> tuple[str, str]:
    """What is wrong with a row that lacks the field, and what to do."""
    if not is_new:
        return f"The {field.noun} is missing.", "Add it and import the row again."
    sentence = f"{sku} is a new product and has no {field.noun}."
    if field.key in columns.indexes:
        return sentence, f"Give it a {field.noun} and import the row again."
    return sentence, f"Check the SKU, or add a column “{field.key}” and import the row again."
