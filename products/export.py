"""The catalogue as a CSV file, streamed: in the order of the SKUs, in memory that does not grow with it.

Importing the file again changes nothing: cells that a spreadsheet would take for a formula get a `'`, which the import
removes. Into an empty catalogue it brings the same products.
"""

import re
from collections.abc import Iterator, Sequence
from threading import Lock
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import close_old_connections, connection
from django.db.models import CharField, Expression, F, Func, TextField, Value
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast, NullIf

from product_importer.lib.formulas import FORMULA_STARTS, GUARD, PLAIN_NUMBER
from products.fields.field import Field
from products.fields.models import current_fields
from products.fields.own_files import export_head
from products.fields.own_kinds import Listing
from products.fields.registry import Fields
from products.models import ProductQuerySet
from products.search.query import ProductFilter, Selection

FIRST_CHUNK_ROWS, MOST_CHUNK_ROWS = 5_000, 50_000
SEARCHED_CHUNK_ROWS = 100_000
"""Each chunk of a search searches the whole catalogue, so there should be few of them."""

CHUNK_BYTES = 6 * 1024**2
"""A chunk has as many rows as made up this much last time: with few rows a chunk, starting each one costs most."""

BLOCK_BYTES = 8 * 1024**2
"""Roughly what is in memory at once. A chunk that fits into one block holds no connection while its reader is slow."""


class Guarded(Func):
    """As `formulas.guard`."""

    # Comparing the first characters by their numbers is far quicker than a pattern.
    template = (
        f"CASE WHEN ascii(%(expressions)s) IN ({', '.join(str(ord(start)) for start in FORMULA_STARTS)}, {ord(GUARD)}) "
        f"AND %(expressions)s !~ '^{PLAIN_NUMBER}$' "
        "THEN '''' || %(expressions)s ELSE %(expressions)s END"
    )
    output_field = TextField()

    def as_sql(self, *args: Any, **options: Any) -> tuple[str, tuple[str | int, ...]]:
        """With the parameters of the expression as often as it is in the template."""
        statement, parameters = super().as_sql(*args, **options)
        return statement, (*parameters,) * self.template.count("%(expressions)s")


class Members(Func):
    """The members of a list, as an array."""

    template = "ARRAY(SELECT jsonb_array_elements_text(%(expressions)s))"
    output_field = ArrayField(TextField())


class NoSuchFields(Exception):
    """Columns were asked for that there are not."""

    def __init__(self, names: Sequence[str], fields: Fields) -> None:
        unknown = ", ".join(f"“{name[:40]}”" for name in names[:_MOST_LISTED])
        super().__init__(f"There is no field {unknown}. There are: {', '.join(fields.keys)}.")


def chosen(names: str, fields: Fields) -> Fields:
    """Those of the fields that are named, with commas between, in the order of the fields; all if none is named.

    The SKU is always among them. Raises NoSuchFields.
    """
    keys = {name.strip() for name in names.split(",") if name.strip()}
    if unknown := sorted(keys - {*fields.keys}):
        raise NoSuchFields(unknown, fields)
    return Fields(fields.among({"sku", *keys})) if keys else fields


def _cell(field: Field) -> Expression | F:
    """The expression that makes the field's cell."""
    if field.own:
        return _own_cell(field)
    if field.kind.name == "money":
        return F(field.key)
    if field.kind.name == "boolean":
        return Cast(field.key, CharField())
    return Guarded(field.key) if field.is_needed else NullIf(Guarded(field.key), Value(""), output_field=TextField())


def _own_cell(field: Field) -> Expression | F:
    if isinstance(field.kind, Listing):
        members = Members(KeyTransform(field.key, "attributes"))
        joined = Func(members, Value(field.kind.separator), function="array_to_string", output_field=TextField())
        return Guarded(NullIf(joined, Value("")))
    text = KeyTextTransform(field.key, "attributes")
    return Guarded(text) if field.kind.name in _MAY_BE_FORMULAS else text


class TooManyExports(Exception):
    """Each holds a thread, and perhaps a connection to the database, until its reader has all of it."""

    def __init__(self) -> None:
        super().__init__("Too many exports are being downloaded at the moment. Try again in a minute.")


class ExportStream:
    """The body of a response. It holds a place from its creation to `close`, whether or not it was ever read."""

    _lock, _taken = Lock(), 0

    def __init__(self, wanted: ProductFilter | Selection, fields: Fields | None = None) -> None:
        """Raises TooManyExports."""
        self._wanted, self._fields, self._is_open = wanted, fields, True
        with ExportStream._lock:
            if ExportStream._taken >= settings.EXPORTS_AT_ONCE:
                self._is_open = False
                raise TooManyExports
            ExportStream._taken += 1

    def __iter__(self) -> Iterator[bytes]:
        return export(self._wanted, self._fields)

    def __del__(self) -> None:
        self.close()

    def close(self) -> None:
        """Called by the web server, whatever way the response ended."""
        with ExportStream._lock:
            ExportStream._taken -= self._is_open
            self._is_open = False


def export(wanted: ProductFilter | Selection, fields: Fields | None = None) -> Iterator[bytes]:
    """The file's bytes, block by block. Each product is in it once; one added or deleted meanwhile may be missing.

    `fields`: its columns, the SKU first; all fields in use unless given.
    """
    fields = fields or current_fields()
    yield export_head(fields.keys).encode()
    chunk_rows = SEARCHED_CHUNK_ROWS if wanted.has_text else FIRST_CHUNK_ROWS
    last: str | None = ""
    while last is not None:
        products = wanted.products().filter(sku_key__gt=last).in_sku_order()
        last = products.values_list("sku_key", flat=True)[chunk_rows - 1 : chunk_rows].first()
        size = 0
        for block in _lines(products if last is None else products.filter(sku_key__lte=last), fields):
            yield block
            size += len(block)
        if not wanted.has_text:
            chunk_rows = min(chunk_rows * CHUNK_BYTES // max(size, 1) + 1, MOST_CHUNK_ROWS)


def _lines(products: ProductQuerySet, fields: Fields) -> Iterator[bytes]:
    columns = {f"csv_{field.key}": _cell(field) for field in fields}
    query = products.annotate(**columns).values_list(*columns).query
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

_MAY_BE_FORMULAS = frozenset({"text", "long_text", "choice"})
"""The kinds of own fields whose values can begin with any character. Numbers are no formulas."""

_MOST_LISTED = 5
