"""What an import must come to: a plain, slow model that shares no code with the pipeline.

It is told the outcome of each record of a sample file (`products.samples.messy` knows), reads the cells of the sound
ones with the standard library, and plays the file against a catalogue that is a dictionary. It takes the list of fields
from the code; what their cells mean, it knows by itself.
"""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

from django.db import connection

from products.fields.kinds import KindName, Value
from products.fields.registry import FIELDS
from products.models import vocabulary

HEADER = f"{FIELDS.header}\n".encode()
FIRST_RECORD = 2
"""The number of the record after the header, as a spreadsheet counts."""

SOUND = frozenset({"created", "superseded", "missing_name", "missing_price"})
"""Outcomes of records whose cells can be read; in the end the catalogue decides what becomes of these."""

ACTIVE = {"true": True, "yes": True, "wahr": True, "false": False, "off": False, "0": False, "": None}
SHOWN_DIFFERENCES = 5


class Entry(NamedTuple):
    """A product as it is in the catalogue: its values by the keys of the fields."""

    values: dict[str, Value]
    version: int


Row: TypeAlias = dict[str, Value]
"""The values of a sound record by key; None, or nothing, for a blank cell."""


class Record(NamedTuple):
    """One record of a file: its bytes, and "created", "superseded", "skipped" or the code of its refusal."""

    line: bytes
    outcome: str


@dataclass(frozen=True)
class Expected:
    """The catalogue by key, the counters, the code of each refused record, and the history that the import leaves."""

    catalogue: dict[str, Entry]
    counts: dict[str, int]
    rejected: dict[int, str]
    history: dict[str, Any]
    """Key → "created", or the columns that differ: name → (before, after)."""


def expect(records: Iterable[Record], *, catalogue: Mapping[str, Entry]) -> Expected:
    """What an import of these records, with all columns, makes of the catalogue."""
    counts: Counter[str] = Counter()
    rejected: dict[int, str] = {}
    rows: dict[int, Row] = {}
    for number, record in enumerate(records, start=FIRST_RECORD):
        if record.outcome in SOUND:
            rows[number] = read(record.line)
        elif record.outcome == "skipped":
            counts["skipped"] += 1
        else:
            rejected[number] = record.outcome
    after = dict(catalogue)
    last = {key_of(row): number for number, row in rows.items()}
    merged: dict[str, Row] = {}
    for number, row in rows.items():
        key = key_of(row)
        merged[key] = merged.get(key, {}) | {name: value for name, value in row.items() if value is not None}
        if last[key] != number:
            counts["superseded"] += 1
        elif key in catalogue:
            after[key] = _updated(catalogue[key], merged[key])
            counts["unchanged" if after[key] == catalogue[key] else "updated"] += 1
        elif code := _missing(merged[key]):
            rejected[number] = code
        else:
            after[key] = Entry(new_values(merged[key]), 1)
            counts["created"] += 1
    counts["rejected"] = len(rejected)
    history = {key: _change(catalogue.get(key), entry) for key, entry in after.items() if catalogue.get(key) != entry}
    return Expected(after, {name: count for name, count in counts.items() if count}, rejected, history)


def _change(before: Entry | None, after: Entry) -> Any:
    if before is None:
        return "created"
    both = {key: (before.values[key], after.values[key]) for key in FIELDS.keys}
    return {key: (old, new) for key, (old, new) in both.items() if old != new}


def read(line: bytes) -> Row:
    """The cells of one sound sample record."""
    (cells,) = csv.reader(io.StringIO(line.decode(), newline=""), skipinitialspace=True)
    return {field.key: READ[field.kind.name](cell) for field, cell in zip(FIELDS, cells, strict=False)}


def _read_price(cell: str) -> Decimal | None:
    amount = cell.strip("€+ EUR")
    return Decimal(amount).quantize(Decimal("0.01")) if amount else None


READ: dict[KindName, Callable[[str], Value]] = {
    "sku": lambda cell: cell.replace("\u200b", "").strip().strip("'=\""),
    "text": lambda cell: cell.strip() or None,
    "long_text": lambda cell: cell or None,
    "money": _read_price,
    "boolean": lambda cell: ACTIVE[cell.strip().lower()],
}


def new_values(row: Row) -> dict[str, Value]:
    """What a new product has: where the file says nothing, no text, no price, and active."""
    empty: dict[KindName, Value] = {"text": "", "long_text": "", "boolean": True}
    return {field.key: empty.get(field.kind.name) if row.get(field.key) is None else row[field.key] for field in FIELDS}


def key_of(row: Row) -> str:
    """Sample SKUs are plain ASCII."""
    return str(row["sku"]).lower()


def assert_fulfilled(expected: Expected, job: Any) -> None:
    """The job is completed; catalogue, counters and refused records are what was expected, to the last one."""
    job.refresh_from_db()
    assert (job.status, job.progress, job.error_message) == ("completed", 100, "")
    assert_counted(expected, job)
    assert differences(stored_catalogue(), expected.catalogue) == []
    assert differences(stored_history(job.pk), expected.history) == []
    assert words_not_found() == []
    assert unfinished_business(job) == []


def words_not_found() -> list[str]:
    """Words of products that a search for a part of them would not find."""
    with connection.cursor() as cursor:
        cursor.execute(r"""
            SELECT word FROM (SELECT unnest(products_words(name, description)) AS word FROM products_product) AS used
            WHERE word NOT IN ('', E'\x01')
            EXCEPT SELECT word FROM products_word
            LIMIT 10
        """)
        return [word for (word,) in cursor]


def assert_counted(expected: Expected, job: Any) -> None:
    """The counters add up to the records read, and the refused records are those that were to be refused."""
    assert {name: count for name, count in job.counts.items() if count} == expected.counts
    assert job.total_rows == sum(expected.counts.values())
    assert differences(stored_refusals(job.pk), expected.rejected) == []


def differences(found: Mapping[Any, Any], expected: Mapping[Any, Any]) -> list[Any]:
    """The first entries that differ: (key, found, expected)."""
    keys = sorted(found.keys() | expected.keys())
    differing = ((key, found.get(key), expected.get(key)) for key in keys if found.get(key) != expected.get(key))
    return list(islice(differing, SHOWN_DIFFERENCES))


def stored_catalogue(database: Any = connection) -> dict[str, Entry]:
    keys = FIELDS.keys
    with database.cursor() as cursor:
        cursor.execute(f"SELECT sku_key, version, {', '.join(keys)} FROM products_product")
        return {key: Entry(dict(zip(keys, values, strict=True)), version) for key, version, *values in cursor}


def stored_history(job_id: UUID, database: Any = connection) -> dict[str, Any]:
    """What the products' history says of the job, in the form of Expected; "twice" where it says it twice."""
    found: dict[str, Any] = {}
    with database.cursor() as cursor:
        cursor.execute(_CREATED_BY, [job_id])
        for (key,) in cursor:
            found[key] = "twice" if key in found else "created"
        cursor.execute(_CHANGED_BY, [job_id])
        for sku, *values in cursor:
            both = {key: (old, new) for key, old, new in zip(CHANGED, values[::2], values[1::2], strict=True)}
            found[sku] = "twice" if sku in found else {key: (o, n) for key, (o, n) in both.items() if o != n}
    return found


_CREATED_BY = """
    SELECT sku_key FROM products_stretch JOIN products_product product ON product.id BETWEEN first_id AND last_id
    WHERE job_id = %s AND action = 'created'
"""
CHANGED = [field.key for field in FIELDS if field.key != "sku"]
_PAIRS = ", ".join(
    f"{field.key}s_{side}[n]" + ("::numeric" if field.kind.name == "money" else "")
    for field in FIELDS
    if field.key != "sku"
    for side in ("before", "after")
)
_CHANGED_BY = f"""
    SELECT product.sku_key, {_PAIRS}
    FROM products_stretch, unnest(product_ids) WITH ORDINALITY AS each(id, n)
    JOIN products_product product ON product.id = each.id
    WHERE job_id = %s AND action = 'changed'
"""


def stored_refusals(job_id: UUID, database: Any = connection) -> dict[int, str]:
    """The first code of each refused record; a record that was stored twice is told by its number."""
    with database.cursor() as cursor:
        cursor.execute("SELECT record_number, errors->0->>'code' FROM imports_rejectedrow WHERE job_id = %s", [job_id])
        rows = cursor.fetchall()
    twice = [number for number, times in Counter(number for number, _ in rows).items() if times > 1]
    assert twice == []
    return dict(rows)


def unfinished_business(job: Any) -> list[str]:
    """Tables of the job that nobody needs any more, and the search index if it is missing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE tablename LIKE %s", [f"%{job.pk.hex}"])
        left = [name for (name,) in cursor]
        cursor.execute("SELECT to_regclass('products_by_word') IS NULL")
        return left + ["products_by_word is missing"] * cursor.fetchone()[0]


def put_in_catalogue(catalogue: Mapping[str, Entry]) -> None:
    """Fill the empty table, past the doors."""
    keys = FIELDS.keys
    columns = ", ".join(["id", "sku_key", "version", "created_at", "updated_at", *keys])
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY products_product ({columns}) FROM STDIN") as copy,
    ):
        for number, (key, entry) in enumerate(catalogue.items()):
            long_ago = "2026-01-01 00:00:00+00"
            head = [f"00000000-0000-7000-8000-{number:012x}", key, entry.version, long_ago, long_ago]
            copy.write_row([*head, *(entry.values[name] for name in keys)])
    searched = [field.key for field in FIELDS if field.searched]
    vocabulary.remember(str(entry.values[name]) for entry in catalogue.values() for name in searched)


def _updated(entry: Entry, row: Row) -> Entry:
    """A blank cell keeps what the product has, and so does the spelling of the SKU."""
    wanted = {key: entry.values[key] if key == "sku" or row.get(key) is None else row[key] for key in FIELDS.keys}
    return entry if wanted == entry.values else Entry(wanted, entry.version + 1)


def _missing(row: Row) -> str | None:
    """The code for a new product that lacks what a new product needs, in a file with all columns."""
    needed = (field.key for field in FIELDS if field.is_needed_when_new(FIELDS.keys))
    return next((f"missing_{key}" for key in needed if row.get(key) is None), None)
