"""The catalogue as a CSV file, streamed: in the order of the SKUs, in memory that does not grow with it.

An import of the file changes nothing: cells that a spreadsheet would take for a formula get a `'`, which the import
takes off again.
"""

from collections.abc import Iterator

from django.db import close_old_connections, connection
from django.db.models import CharField, Expression, F, Func, TextField, Value
from django.db.models.functions import Cast, NullIf

from products.fields.cells import FORMULA_STARTS, GUARD, PLAIN_NUMBER
from products.fields.field import Field
from products.fields.registry import FIELDS
from products.models import ProductQuerySet
from products.search.query import ProductFilter, Selection

HEADER = f"{FIELDS.header}\n".encode()
FIRST_CHUNK_ROWS, MOST_CHUNK_ROWS = 5_000, 50_000
SEARCHED_CHUNK_ROWS = 100_000
"""Where each chunk costs a search of the whole catalogue, there are to be few."""

CHUNK_BYTES = 6 * 1024**2
"""As many rows as made so much the last time are read together: with few rows beginning anew costs most."""

BLOCK_BYTES = 8 * 1024**2
"""About what is in memory at once; while a block waits for its reader, no connection is held if the chunk fits."""


class Guarded(Func):
    """As `cells.guard`, and `'` before what begins with `'` already: the import is to find it again."""

    # Comparing the first characters by their numbers is far quicker than a pattern.
    template = (
        f"CASE WHEN ascii(%(expressions)s) IN ({', '.join(str(ord(start)) for start in FORMULA_STARTS)}, {ord(GUARD)}) "
        f"AND %(expressions)s !~ '^{PLAIN_NUMBER}$' "
        "THEN '''' || %(expressions)s ELSE %(expressions)s END"
    )
    output_field = TextField()


def _cell(field: Field) -> Expression | F:
    """The expression that makes the field's cell."""
    if field.kind.name == "money":
        return F(field.key)
    if field.kind.name == "boolean":
        return Cast(field.key, CharField())
    return Guarded(field.key) if field.is_needed else NullIf(Guarded(field.key), Value(""), output_field=TextField())


COLUMNS = {f"csv_{field.key}": _cell(field) for field in FIELDS}


def export(wanted: ProductFilter | Selection) -> Iterator[bytes]:
    """The file's bytes, block by block. Products that come or go meanwhile may be in it or not, the others are once."""
    yield HEADER
    chunk_rows = SEARCHED_CHUNK_ROWS if wanted.has_text else FIRST_CHUNK_ROWS
    last: str | None = ""
    while last is not None:
        products = wanted.products().filter(sku_key__gt=last).in_sku_order()
        last = products.values_list("sku_key", flat=True)[chunk_rows - 1 : chunk_rows].first()
        size = 0
        for block in _lines(products if last is None else products.filter(sku_key__lte=last)):
            yield block
            size += len(block)
        if not wanted.has_text:
            chunk_rows = min(chunk_rows * CHUNK_BYTES // max(size, 1) + 1, MOST_CHUNK_ROWS)


def _lines(products: ProductQuerySet) -> Iterator[bytes]:
    query = products.annotate(**COLUMNS).values_list(*COLUMNS).query
    statement = connection.ops.compose_sql(*query.sql_with_params())  # type: ignore[attr-defined] # of PostgreSQL
    block = bytearray()
    with connection.cursor() as cursor, cursor.copy(f"COPY ({statement}) TO STDOUT (FORMAT csv)") as rows:
        for row in rows:
            block += row
            if len(block) >= BLOCK_BYTES:
                yield bytes(block)
                block.clear()
    if not connection.in_atomic_block:
        close_old_connections()
    yield bytes(block)
