"""What an import must come to: a plain, slow model that shares no code with the pipeline.

It is told what each record of a sample file is (`products.samples.messy` knows), reads the cells of the sound ones
with the standard library, and plays the file against a catalogue that is a dictionary.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from products.models import vocabulary

HEADER = b"sku,name,description,price,active\n"
FIRST_RECORD = 2
"""The number of the record after the header, as a spreadsheet counts."""

SOUND = frozenset({"created", "superseded", "missing_name", "missing_price"})
"""What is said of records whose cells can be read; what becomes of them depends on the catalogue."""

ACTIVE = {"true": True, "yes": True, "false": False, "off": False, "0": False, "": None}
SHOWN_DIFFERENCES = 5


class Entry(NamedTuple):
    """A product as it is in the catalogue."""

    sku: str
    name: str
    description: str
    price: Decimal | None
    active: bool
    version: int


class Row(NamedTuple):
    """The cells of a sound record; None for a blank one."""

    sku: str
    name: str | None
    description: str | None
    price: Decimal | None
    active: bool | None


class Record(NamedTuple):
    """One record of a file: its bytes, and "created", "superseded", "skipped" or the code of its refusal."""

    line: bytes
    outcome: str


@dataclass(frozen=True)
class Expected:
    """The catalogue by key, the counters, for each refused record its code, and the history that the import leaves."""

    catalogue: dict[str, Entry]
    counts: dict[str, int]
    rejected: dict[int, str]
    history: dict[str, Any]
    """Key → "created", or the columns that differ: name → (before, after)."""


def expect(records: Iterable[Record], *, catalogue: Mapping[str, Entry]) -> Expected:
    """What an import of these records, with all five columns, makes of the catalogue."""
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
    last = {key_of(row.sku): number for number, row in rows.items()}
    for number, row in rows.items():
        key = key_of(row.sku)
        if last[key] != number:
            counts["superseded"] += 1
        elif key in catalogue:
            after[key] = _updated(catalogue[key], row)
            counts["unchanged" if after[key] == catalogue[key] else "updated"] += 1
        elif code := _missing(row):
            rejected[number] = code
        else:
            after[key] = Entry(row.sku, row.name or "", row.description or "", row.price, row.active is not False, 1)
            counts["created"] += 1
    counts["rejected"] = len(rejected)
    history = {key: _change(catalogue.get(key), entry) for key, entry in after.items() if catalogue.get(key) != entry}
    return Expected(after, {name: count for name, count in counts.items() if count}, rejected, history)


def _change(before: Entry | None, after: Entry) -> Any:
    if before is None:
        return "created"
    both = zip(Entry._fields[:-1], before, after, strict=False)
    return {name: (old, new) for name, old, new in both if old != new}


def read(line: bytes) -> Row:
    """The cells of one sound sample record."""
    (cells,) = csv.reader(io.StringIO(line.decode(), newline=""), skipinitialspace=True)
    sku, name, description, price, active = cells[:5]
    amount = price.strip("€+ EUR")
    return Row(
        sku=sku.replace("\u200b", "").strip().lstrip("'"),
        name=name.strip() or None,
        description=description or None,
        price=Decimal(amount).quantize(Decimal("0.01")) if amount else None,
        active=ACTIVE[active.strip().lower()],
    )


def key_of(sku: str) -> str:
    """Sample SKUs are plain ASCII."""
    return sku.lower()


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
    with database.cursor() as cursor:
        cursor.execute("SELECT sku_key, sku, name, description, price, active, version FROM products_product")
        return {key: Entry(*values) for key, *values in cursor}


def stored_history(job_id: UUID, database: Any = connection) -> dict[str, Any]:
    """What the products' history says of the job, in the form of Expected; "twice" where it says it twice."""
    found: dict[str, Any] = {}
    with database.cursor() as cursor:
        cursor.execute(_CREATED_BY, [job_id])
        for (key,) in cursor:
            found[key] = "twice" if key in found else "created"
        cursor.execute(_CHANGED_BY, [job_id])
        for key, *values in cursor:
            names = ("name", "description", "price", "active")
            both = {name: (old, new) for name, old, new in zip(names, values[::2], values[1::2], strict=True)}
            found[key] = "twice" if key in found else {name: (o, n) for name, (o, n) in both.items() if o != n}
    return found


_CREATED_BY = """
    SELECT sku_key FROM products_stretch JOIN products_product product ON product.id BETWEEN first_id AND last_id
    WHERE job_id = %s AND action = 'created'
"""
_CHANGED_BY = """
    SELECT
        product.sku_key, names_before[n], names_after[n], descriptions_before[n], descriptions_after[n],
        prices_before[n]::numeric, prices_after[n]::numeric, actives_before[n], actives_after[n]
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
    with connection.cursor() as cursor:
        statement = """
            COPY products_product
                (id, sku_key, sku, name, description, price, active, version, created_at, updated_at) FROM STDIN
        """
        with cursor.copy(statement) as copy:
            for number, (key, entry) in enumerate(catalogue.items()):
                long_ago = "2026-01-01 00:00:00+00"
                copy.write_row([f"00000000-0000-7000-8000-{number:012x}", key, *entry, long_ago, long_ago])
    vocabulary.remember(text for entry in catalogue.values() for text in (entry.name, entry.description))


def _updated(entry: Entry, row: Row) -> Entry:
    """A blank cell keeps what the product has, and so does the spelling of the SKU."""
    wanted = entry._replace(
        name=entry.name if row.name is None else row.name,
        description=entry.description if row.description is None else row.description,
        price=entry.price if row.price is None else row.price,
        active=entry.active if row.active is None else row.active,
    )
    return wanted if wanted == entry else wanted._replace(version=entry.version + 1)


def _missing(row: Row) -> str | None:
    if row.name is None:
        return "missing_name"
    return "missing_price" if row.price is None else None
