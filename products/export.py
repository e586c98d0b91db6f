"""The catalogue as a CSV file, streamed: in the order of the SKUs, in memory that does not grow with it.

Importing the file again changes nothing: cells that a spreadsheet would take for a formula get a `'`, which the import
removes. Into an empty catalogue it brings the same products.
"""

import re
from collections.abc import Iterator
from threading import Lock

from django.conf import settings
from django.db import close_old_connections, connection
from django.db.models import CharField, Expression, F, Func, TextField, Value
from django.db.models.functions import Cast, NullIf

from products.fields.cells import FORMULA_STARTS, GUARD, PLAIN_NUMBER
from products.fields.field import Field
from products.fields.own_files import EXPORT_HEAD
from products.fields.registry import FIELDS
from products.models import ProductQuerySet
from products.search.query import ProductFilter, Selection

HEADER = EXPORT_HEAD.encode()
FIRST_CHUNK_ROWS, MOST_CHUNK_ROWS = 5_000, 50_000
SEARCHED_CHUNK_ROWS = 100_000
"""Each chunk of a search searches the whole catalogue, so there should be few of them."""

CHUNK_BYTES = 6 * 1024**2
"""A chunk has as many rows as made up this much last time: with few rows a chunk, starting each one costs most."""

BLOCK_BYTES = 8 * 1024**2
"""Roughly what is in memory at once. A chunk that fits into one block holds no connection while its reader is slow."""


class Guarded(Func):
    """As `cells.guard`."""

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


class TooManyExports(Exception):
    """Each holds a thread, and perhaps a connection to the database, until its reader has all of it."""

    def __init__(self) -> None:
        super().__init__("Too many exports are being downloaded at the moment. Try again in a minute.")


class ExportStream:
    """The body of a response. It holds a place from its creation to `close`, whether or not it was ever read."""

    _lock, _taken = Lock(), 0

    def __init__(self, wanted: ProductFilter | Selection) -> None:
        """Raises TooManyExports."""
        self._wanted, self._is_open = wanted, True
        with ExportStream._lock:
            if ExportStream._taken >= settings.EXPORTS_AT_ONCE:
                self._is_open = False
                raise TooManyExports
            ExportStream._taken += 1

    def __iter__(self) -> Iterator[bytes]:
        return export(self._wanted)

    def __del__(self) -> None:
        self.close()

    def close(self) -> None:
        """Called by the web server, whatever way the response ended."""
        with ExportStream._lock:
            ExportStream._taken -= self._is_open
            self._is_open = False


def export(wanted: ProductFilter | Selection) -> Iterator[bytes]:
    """The file's bytes, block by block. Each product is in it once; one added or deleted meanwhile may be missing."""
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
                yield _quoted(bytes(block))
                block.clear()
    if not connection.in_atomic_block:
        close_old_connections()
    yield _quoted(bytes(block))


def _quoted(rows: bytes) -> bytes:
    """Whole rows as COPY writes them, with quotes also around cells that have a separator of another dialect.

    Every second part between quotes stands outside of them.
    """
    if not _has_other_separator(rows):
        return rows
    parts = rows.split(b'"')
    parts[::2] = [_UNQUOTED_CELL.sub(rb'"\g<0>"', part) if _has_other_separator(part) else part for part in parts[::2]]
    return b'"'.join(parts)


def _has_other_separator(text: bytes) -> bool:
    return b";" in text or b"\t" in text


_UNQUOTED_CELL = re.compile(rb"(?<![^,\n])[^,\n;\t]*+[;\t][^,\n]*+")
"""With such a separator in it."""
