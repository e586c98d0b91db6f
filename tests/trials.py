"""A trial: a catalogue, a messy file that changes it, the job that imports the file, and what must come of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from random import Random

from django.core.files.base import ContentFile

from products.fields.kinds import Value
from products.fields.registry import FIELDS
from products.imports import receiving
from products.jobs.models import ImportJob
from products.samples.messy import messy_records
from tests import oracle
from tests.oracle import HEADER, SOUND, Entry, Expected, Record, Row, key_of

KNOWN_SHARE = 0.4
"""The share of the file's products that the catalogue already has, two thirds of them in another state."""

STRANGERS = 50
"""Products of the catalogue that the file does not mention."""

LARGE_BYTES = 10_000


@dataclass(frozen=True)
class Trial:
    job: ImportJob
    expected: Expected
    records: list[Record]

    def assert_fulfilled(self) -> None:
        oracle.assert_fulfilled(self.expected, self.job)


def make_trial(size: int, *, seed: int = 1) -> Trial:
    """Put a catalogue into the empty table and store a messy file of `size` records with its job, not started."""
    records = messy(size, seed=seed)
    expected = prepare_catalogue_for(records, seed=seed)
    return Trial(store(records), expected, records)


def prepare_catalogue_for(records: list[Record], *, seed: int = 1) -> Expected:
    """Put a catalogue into the empty table; what a file of these records makes of it."""
    catalogue = earlier_catalogue(records, seed=seed)
    oracle.put_in_catalogue(catalogue)
    return oracle.expect(records, catalogue=catalogue)


def messy(size: int, *, seed: int = 1, changed_percent: float = 0) -> list[Record]:
    """Sample records with every kind of mistake but the two that are large, which would take most of the time."""
    records = [Record(*record) for record in messy_records(size, seed=seed, changed_percent=changed_percent)]
    return [record for record in records if len(record.line) < LARGE_BYTES]


def store(records: Iterable[Record], *, name: str = "trial.csv", dry_run: bool = False) -> ImportJob:
    """Keep a file of these records; its job is not given to the queue."""
    file = ContentFile(content_of(records))
    return receiving.keep(file, file_name=name, user=None, options={}, dry_run=dry_run)


def content_of(records: Iterable[Record]) -> bytes:
    return HEADER + b"".join(record.line for record in records)


def earlier_catalogue(records: Iterable[Record], *, seed: int) -> dict[str, Entry]:
    """Some of the file's products as they might have been before, and some that it does not mention."""
    random = Random(seed)
    rows = [oracle.read(record.line) for record in records if record.outcome in SOUND]
    known = [row for row in rows if random.random() < KNOWN_SHARE and row["name"] and row["price"] is not None]
    catalogue = {key_of(row): Entry(oracle.new_values(row), 1) for row in known}
    for key in islice(catalogue, 0, None, 3):
        catalogue[key] = catalogue[key]._replace(values={**catalogue[key].values, "name": "Its former name"})
    for key in islice(catalogue, 1, None, 3):
        values = catalogue[key].values
        catalogue[key] = Entry({**values, "active": not values["active"]}, 7)
    strangers = (f"stranger-{number}" for number in range(STRANGERS))
    return catalogue | {key: Entry(_stranger(key), 3) for key in strangers}


def _stranger(key: str) -> dict[str, Value]:
    nothing: Row = dict.fromkeys(FIELDS.keys)
    return oracle.new_values({**nothing, "sku": key.upper(), "name": "Not in the file"})
