"""Raw rows → product rows → the job's staging table. Each chunk is one transaction, with the counters of its rows.

The second and third steps of the journey. Memory does not grow with the file. An interrupted job starts again at the
first row: nothing has been applied yet, and reading is the cheap part.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from io import BufferedReader
from itertools import chain
from operator import itemgetter
from typing import Protocol, TypeAlias, cast

from django.db import connection, transaction
from django.utils import timezone
from psycopg import sql

from product_importer.lib.garbage_collector import without_collection
from products.fields.models import OwnField, with_own
from products.fields.reasons import Refusal
from products.fields.registry import FIELDS, Fields
from products.fields.sql import listed, staging_columns
from products.imports import source
from products.imports.reading import RawChunk, RawRow
from products.imports.rejected.storage import store_refusals
from products.imports.source_table import facts_of, recipe_of
from products.imports.steps import kept_styles, own_fields
from products.imports.steps.afresh import forget_reading
from products.imports.steps.column_styles import survey, unanimous_styles
from products.imports.steps.columns import ColumnMap
from products.imports.steps.skipping import store_skips
from products.imports.steps.source_rows import open_source, raw_rows
from products.imports.steps.validation import ProductRow, RowValidator, StyleNeeded, Styles
from products.jobs import progress, tables
from products.jobs.models import ImportJob
from products.jobs.states import Phase
from products.models import vocabulary

READING_SHARE = 30
"""The part of the progress bar, in per cent, that reading takes."""
_JUDGED = 500
_BLOCK_ROWS = 1_000
"""Rows that are checked and sent to PostgreSQL together."""
_WORDS_REMEMBERED = 200_000
_LONGEST_REMEMBERED = 32
"""Characters of a word."""

_SEARCHED = [ProductRow._fields.index(field.key) for field in FIELDS.searched]
"""Where a row has the texts whose words the search box goes by."""


def staging_table(job: ImportJob) -> sql.Identifier:
    return tables.own_table(job, "rows")


def is_complete(job: ImportJob) -> bool:
    """Whether all rows are staged. After a crash of PostgreSQL, an unlogged table is empty."""
    return job.staged_rows is not None and tables.count_rows(staging_table(job)) == job.staged_rows


Judge: TypeAlias = Callable[[ColumnMap, Sequence[RawRow]], None]


def _accept(columns: ColumnMap, rows: Sequence[RawRow]) -> None:
    """Nobody has objections."""


class Watch(Protocol):
    """Looks on while a file is read, and raises if reading is to stop."""

    def see(self, chunk: RawChunk, rejected: Sequence[Refusal], /) -> None:
        """A chunk was staged, but for its rejected rows."""

    def end(self) -> None:
        """All chunks were."""


class _Nobody:
    def see(self, chunk: RawChunk, rejected: Sequence[Refusal], /) -> None: ...

    def end(self) -> None: ...


def stage(
    job: ImportJob, *, go_on: Callable[[], None], judge: Judge = _accept, watch: Callable[[], Watch] = _Nobody
) -> None:
    """Read the job's file into its staging table and its refused rows into RejectedRow.

    `go_on` is called before each chunk and raises if the job is to stop. `judge` is shown the columns and the first
    rows before any is staged, and raises if these cannot be the right ones. `watch` makes one that looks on, each time
    that reading begins. Raises FileFailure.
    """
    job.advance_or_leave(phase=Phase.READING)
    progress.publish(job)
    own = [*OwnField.objects.in_use().in_order()]
    job.options = job.options | {"own_fields": own_fields.keep(own)}
    fields = with_own(each.field for each in own)
    with source.uploaded(job) as uploaded:
        checksum = source.checksum(job, uploaded)
    with source.opened(job, go_on=go_on) as file:
        try:
            styles = survey_file(job, fields, go_on=go_on) if is_told(job) else None
            _stage(job, file, fields, styles, go_on=go_on, judge=judge, watch=watch())
        except StyleNeeded:
            styles = survey_file(job, fields, go_on=go_on)
            _stage(job, file, fields, styles, go_on=go_on, judge=judge, watch=watch())
    tables.analyse(staging_table(job))
    job.advance_or_leave(
        file_sha256=checksum, staged_rows=tables.count_rows(staging_table(job)), read_at=timezone.now()
    )


def is_told(job: ImportJob) -> bool:
    """Whether a person said something of how numbers and dates are written: then not even `1.25` speaks for itself."""
    file = recipe_of(job).file
    return bool(file.decimal or file.dates or file.currency)


def survey_file(job: ImportJob, fields: Fields, *, go_on: Callable[[], None]) -> Styles:
    """How the columns of the whole file are written, where a single cell does not tell."""
    with source.opened(job) as file:
        columns = open_source(job, file, fields).columns
    if styles := unanimous_styles(raw_rows(job, go_on=go_on, fields=fields), columns, fields=fields):
        return styles
    needs_names = job.options.get("on_blank") == "clear" and "name" in columns.indexes
    known = _none if needs_names else keys_of_products
    return survey(raw_rows(job, go_on=go_on, fields=fields), columns, fields=fields, known=known)


def _none(keys: Iterable[str]) -> frozenset[str]:
    return frozenset()


def keys_of_products(keys: Iterable[str]) -> frozenset[str]:
    """Those of the SKU keys that the catalogue has."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sku_key FROM products_product WHERE sku_key = ANY(%s)", [[*keys]])
        return frozenset(key for (key,) in cursor)


def _stage(
    job: ImportJob,
    file: BufferedReader,
    fields: Fields,
    styles: Styles | None,
    *,
    go_on: Callable[[], None],
    judge: Judge,
    watch: Watch,
) -> None:
    size = source.size_of(file)
    opened = open_source(job, file, fields)
    columns = opened.columns
    chunks = opened.chunks()
    first = next(chunks, RawChunk())
    judge(columns, first.rows[:_JUDGED])
    if source.container(job):
        table = opened.table
        job.options = job.options | {"table": asdict(facts_of(table.header, table.grammar, table.origin))}
    start_afresh(job, columns, styles)
    known: set[str] = set()
    validator = RowValidator(columns, fields=fields, styles=styles)
    with without_collection():
        for chunk in chain((first,) if first.records else (), chunks):
            go_on()
            rejected = stage_chunk(job, chunk, validator, known, size=size)
            progress.publish(job)
            watch.see(chunk, rejected)
    watch.end()
    warnings = [*source.warnings(job), *opened.table.warnings, *columns.warnings, *validator.warnings_in_words()]
    job.advance_or_leave(warnings=warnings, progress=READING_SHARE)


def start_afresh(job: ImportJob, columns: ColumnMap, styles: Styles | None) -> None:
    """Make an empty staging table and forget an earlier reading, but not what earlier chunks applied."""
    with transaction.atomic(), connection.cursor() as cursor:
        kept = kept_styles.as_option(styles)
        forget_reading(job, options=job.options | {"columns": asdict(columns)} | kept)
        attributes = [sql.SQL("attributes jsonb")] if own_fields.has_attributes(job) else []
        create = sql.SQL("CREATE UNLOGGED TABLE {} ({})")
        cursor.execute(create.format(staging_table(job), listed([staging_columns(FIELDS), *attributes])))


def stage_chunk(
    job: ImportJob, chunk: RawChunk, validator: RowValidator, known: set[str], *, size: int
) -> list[Refusal]:
    """`size`: the bytes of the text that is read. Returns the rejected rows."""
    with transaction.atomic():
        _do_not_wait_for_the_disk()
        staged, refused, words = _copy(job, chunk.rows, validator)
        _add_to_vocabulary(words, known)
        refusals = [*chunk.refusals, *refused]
        store_refusals(job, refusals, own_fields.fields_of(job))
        if chunk.skips:
            store_skips(job, chunk.skips)
        job.advance_or_leave(
            progress=READING_SHARE * chunk.bytes_read // max(size, 1),
            total_rows=job.total_rows + staged + len(refusals) + chunk.skipped,
            rejected=job.rejected + len(refusals),
            skipped=job.skipped + chunk.skipped,
        )
    return refusals


def _do_not_wait_for_the_disk() -> None:
    """A crash of PostgreSQL empties the staging table anyway, and reading starts again."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")


def _copy(job: ImportJob, rows: Sequence[RawRow], validator: RowValidator) -> tuple[int, list[Refusal], set[str]]:
    """Check and stage the rows, a block at a time, so that PostgreSQL takes one in while we check the next.

    Returns how many were staged, the refused ones, and the words of the staged ones.
    """
    columns = listed(map(sql.Identifier, validator.row_columns))
    statement = sql.SQL("COPY {} ({}) FROM STDIN (DELIMITER E'\\x1f', NULL 'None')").format(staging_table(job), columns)
    staged, refusals, words = 0, list[Refusal](), set[str]()
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for start in range(0, len(rows), _BLOCK_ROWS):
            products, refused = validator.check(rows[start : start + _BLOCK_ROWS])
            copy.write(copy_block(products))
            words |= _words(products)
            staged += len(products)
            refusals += refused
    return staged, refusals, words


def _words(rows: Sequence[ProductRow]) -> set[str]:
    """All words of the fields that are searched by their words. Equal texts are split only once."""
    texts = {text for place in _SEARCHED for text in map(itemgetter(place), rows)}
    return set(" ".join(filter(None, texts)).split(" "))


def _add_to_vocabulary(words: set[str], known: set[str]) -> None:
    """`known`: the words that this process has added already."""
    if len(known) > _WORDS_REMEMBERED:
        known.clear()
    if new := words - known:
        vocabulary.add(new)
        known.update(word for word in new if len(word) <= _LONGEST_REMEMBERED)


# COPY's text format, made a block at a time (ten times as fast as a row at a time). Cells are separated by a unit
# separator, and rows end with a record separator until everything that needs a backslash has one. None is written as
# `None`, which is the statement's word for NULL.
_ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\x1f": "\\\x1f"})


def copy_block(rows: Sequence[ProductRow]) -> bytes:
    """Rows as COPY reads them, with U+001F between cells and `None` for NULL."""
    columns = [*zip(*rows, strict=True)]
    block = "".join([f"{line}\x1e" for line in map("\x1f".join, zip(*map(_texts, columns), strict=True))]).encode()
    if not _is_plain(block, columns):
        return "".join(["\x1f".join(map(_escaped, row)) + "\n" for row in rows]).encode()
    return block.replace(b"\\", b"\\\\").replace(b"\n", b"\\n").replace(b"\r", b"\\r").replace(b"\x1e", b"\n")


def _texts(column: Sequence[object]) -> Iterable[str]:
    """The cells as text; quicker where they are text already."""
    return cast("Sequence[str]", column) if {*map(type, column)} == {str} else map(str, column)


def _is_plain(block: bytes, columns: Sequence[Sequence[object]]) -> bool:
    """Whether no cell contains a separator or is the word `None`."""
    rows = len(columns[0]) if columns else 0
    return (
        block.count(b"\x1f") == (len(columns) - 1) * rows
        and block.count(b"\x1e") == rows
        and not any("None" in column for column in columns)
    )


def _escaped(cell: object) -> str:
    text = str(cell).translate(_ESCAPES)
    return f"\\{text}" if cell == "None" else text
