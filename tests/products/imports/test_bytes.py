"""Long records come in chunks with few of them, at every station of the journey: memory does not grow with a file."""

from itertools import pairwise

import pytest
from django.db import connection
from pytest_django import Settings

from products.fields.values import BooleanReader
from products.imports.steps import planning, staging
from products.imports.steps.applying import apply
from products.models.import_changes import Stretch
from products.models.vocabulary import Word
from tests.products.conftest import catalogue
from tests.products.imports.reading.files import read, table_of
from tests.products.imports.steps.jobs import HEADER, begun, go_on, planned, product
from tests.webhooks.factories import make_webhook
from webhooks.models import Event

KIB = 1024
BLOCK_BYTES = 256 * KIB


def long_rows(number: int, size: int = 10 * KIB) -> str:
    return "".join(f"S-{each:04},Mug {each},{'long ' * (size // 5)},1.50,true\n" for each in range(number))


@pytest.mark.parametrize("bytes_per_chunk", [1, 300 * KIB, 1_000 * KIB])
def test_chunk_of_raw_rows_ends_where_it_has_read_enough(bytes_per_chunk: int) -> None:
    content = HEADER + long_rows(400)

    chunks = [*table_of(content).chunks(20_000, bytes_per_chunk=bytes_per_chunk)]

    sizes = [sum(len(row.raw) for row in chunk.rows) for chunk in chunks]
    held_from_the_sample = 1_024 * KIB + BLOCK_BYTES
    assert max(sizes[1:]) <= bytes_per_chunk + 2 * BLOCK_BYTES
    assert sizes[0] <= held_from_the_sample + bytes_per_chunk + BLOCK_BYTES
    assert [row for chunk in chunks for row in chunk.rows] == read(content).rows


def test_record_longer_than_a_chunk_stands_alone() -> None:
    content = HEADER + 'A-1,Mug,"' + "line\n" * 200_000 + '",1.50,true\n' + long_rows(3)

    chunks = [*table_of(content).chunks(20_000, bytes_per_chunk=KIB)]

    assert len(chunks[0].rows) == 1
    assert sum(len(chunk.rows) for chunk in chunks) == 4


def test_chunk_of_wide_rows_has_fewer_of_them() -> None:
    content = "sku,name" + ",x" * 998 + "\n" + ("A-1,Mug" + "," * 998 + "\n") * 1_000

    assert {len(chunk.rows) for chunk in table_of(content).chunks(20_000, bytes_per_chunk=2**30)} == {400, 200}


@pytest.mark.django_db
def test_long_records_are_staged_few_at_a_time(settings: Settings) -> None:
    settings.IMPORT_STAGE_BYTES = 200 * KIB
    chunks = []

    job = begun(HEADER + long_rows(300))

    staging.stage(job, go_on=lambda: chunks.append(job.total_rows))

    assert chunks[0] == 0
    assert job.staged_rows == 300
    assert max(after - before for before, after in pairwise(chunks[1:])) <= (200 * KIB + 2 * BLOCK_BYTES) / (10 * KIB)


@pytest.mark.django_db
def test_long_words_are_added_and_not_remembered() -> None:
    known: set[str] = set()

    staging._add_to_vocabulary({"kettle", "k" * 400}, known)

    assert known == {"kettle"}
    assert {*Word.objects.values_list("word", flat=True)} == {"kettle", "k" * 400}


def test_long_words_for_yes_are_not_remembered() -> None:
    reader = BooleanReader("active", "active")

    assert reader.read(["true", f"true{' ' * 10_000}"]) == [True, True]
    assert [*reader] == ["true"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("most_bytes", "ends"),
    [(35 * KIB, [3, 6, 9, 10]), (1, [*range(1, 11)]), (1_000 * KIB, [10]), (60 * KIB, [5, 10])],
)
def test_long_rows_are_applied_few_at_a_time(settings: Settings, most_bytes: int, ends: list[int]) -> None:
    settings.IMPORT_CHUNK_BYTES = most_bytes
    job = planned(HEADER + long_rows(10))
    seen: list[int] = []

    apply(job, go_on=lambda: seen.append(job.checkpoint))

    assert [*seen[1:], job.checkpoint] == ends
    assert len(catalogue()) == 10


@pytest.mark.django_db
def test_short_rows_beside_a_long_one_are_applied_together(settings: Settings) -> None:
    settings.IMPORT_CHUNK_BYTES = 30 * KIB
    short = "".join(f"A-{each:04},Mug,x,1.50,true\n" for each in range(200))
    job = planned(HEADER + short + long_rows(3))
    seen: list[int] = []

    apply(job, go_on=lambda: seen.append(job.checkpoint))

    assert [*seen[1:], job.checkpoint] == [202, 203]


@pytest.mark.django_db
def test_history_and_events_of_long_rows_are_in_pieces(settings: Settings) -> None:
    settings.IMPORT_CHUNK_BYTES = 64 * KIB
    make_webhook()
    for each in range(20):
        product(f"S-{each:04}", description="old " * 2_500)
    job = planned(HEADER + long_rows(20))

    apply(job, go_on=go_on)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT octet_length(array_to_string(descriptions_before || descriptions_after, '')) FROM products_stretch"
        )
        sizes = [size for (size,) in cursor]
    assert len(sizes) == Stretch.objects.count() >= 7
    assert max(sizes) <= settings.IMPORT_CHUNK_BYTES
    assert sum(sizes) == 20 * (10_000 + 10 * KIB)
    assert Event.objects.count() == len(sizes)


@pytest.mark.django_db
def test_longest_row_counts_texts_before_and_after() -> None:
    product("S-0000", description="old")
    job = planned("sku,name,description\nS-0000,Mug,new text\nS-1,Cup,\n")

    assert planning.longest_row(job) == len("Mug") + len("Old") + len("new text") + len("old")
