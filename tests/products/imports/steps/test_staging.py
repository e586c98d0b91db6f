"""The rows of a file in the staging table, and the counters of what was read."""

from collections.abc import Sequence
from decimal import Decimal

import pytest
from django.db import connection
from psycopg import sql
from pytest_django import Settings

from products.fields.reasons import FileFailure
from products.imports.reading import RawRow
from products.imports.steps import staging
from products.imports.steps.columns import ColumnMap
from products.jobs import tables
from products.jobs.models import ImportJob
from products.jobs.states import Phase
from products.models.vocabulary import Word
from tests.products.conftest import counts
from tests.products.imports.steps.jobs import HEADER, Values, begun, go_on, planned, refused, staged, table_of

pytestmark = pytest.mark.django_db


def rows_of(job: ImportJob) -> list[Values]:
    return table_of(staging.staging_table(job), "record_number")


def test_staged_row_is_typed_and_clean() -> None:
    job = staged(HEADER + ' A-1 ,Mug,"Two\nlines",1.5,off\nÄ-2,Cup,,,\n')

    assert rows_of(job) == [
        {
            "record_number": 2,
            "line_number": 2,
            "sku": "A-1",
            "sku_key": "a-1",
            "name": "Mug",
            "description": "Two\nlines",
            "price": Decimal("1.50"),
            "active": False,
        },
        {
            "record_number": 3,
            "line_number": 4,
            "sku": "Ä-2",
            "sku_key": "ä-2",
            "name": "Cup",
            "description": None,
            "price": None,
            "active": None,
        },
    ]


@pytest.mark.parametrize("size", [1, 2, 3, 1_000])
def test_counters_are_the_same_whatever_the_size_of_the_chunks(settings: Settings, size: int) -> None:
    settings.IMPORT_STAGE_ROWS = size
    content = 'sku,name\nA-1,Mug\n\n,no sku\nB-2,"bad" quote\nsku,name\nC-3,Cup\nD-4,x,y\n'

    job = staged(content)

    assert [row["record_number"] for row in rows_of(job)] == [2, 7]
    assert refused(job) == {4: ["missing_sku"], 5: ["bad_quote"], 8: ["too_many_cells"]}
    assert (job.total_rows, job.staged_rows, counts(job)) == (7, 2, {"rejected": 3, "skipped": 2})


def test_job_knows_its_columns_its_checksum_and_how_far_it_is() -> None:
    job = staged("Title;Artikelnummer;Shelf\nMug;A-1;7\n")

    assert job.options["columns"] == {
        "indexes": {"sku": 1, "name": 0},
        "headers": {"sku": "Artikelnummer", "name": "Title"},
        "ignored": ["Shelf"],
        "ignored_at": [2],
        "warnings": ["These columns are not imported: “Shelf”."],
        "currency": None,
        "origin": "",
        "points": [],
        **{name: {} for name in ("made", "sums", "given")},
        "apart": [],
        "fixed": [],
    }
    assert (job.phase, job.progress, len(job.file_sha256)) == (Phase.READING, staging.READING_SHARE, 64)
    assert job.read_at is not None


def test_warnings_come_from_the_file_its_columns_and_its_cells() -> None:
    job = staged("Spring\nsku,name,shelf\n\u200bA-1,KÃ¤se,7\n")

    assert [str(warning)[:20] for warning in job.warnings] == [
        "1 line before the he",
        "These columns are no",
        "Invisible characters",
        "Some names or descri",
    ]


def test_prices_are_surveyed_when_one_of_them_needs_the_whole_column(settings: Settings) -> None:
    settings.IMPORT_STAGE_ROWS = 1
    job = staged('sku,name,price\nA-1,Mug,1.00\nB-2,Cup,1\nC-3,Jar,"2,50"\nD-4,Pot,"3,50"\n')

    assert refused(job) == {2: ["price_format_conflict"]}
    assert [str(row["price"]) for row in rows_of(job)] == ["1.00", "2.50", "3.50"]
    assert job.total_rows == 4


def test_file_whose_prices_cannot_be_read_fails() -> None:
    job = begun('sku,name,price\nA-1,Mug,"1,234"\n')

    with pytest.raises(FileFailure) as failure:
        staging.stage(job, go_on=go_on)

    assert failure.value.code == "price_format_unclear"


def test_columns_are_judged_by_the_first_rows_before_any_is_staged() -> None:
    job = begun("sku,name,Peso\nA-1,Mug,1\n")

    def refuse(columns: ColumnMap, rows: Sequence[RawRow]) -> None:
        raise FileFailure("column_overlooked", ", ".join([*columns.ignored, *rows[0].cells]))

    with pytest.raises(FileFailure, match="Peso, A-1, Mug, 1"):
        staging.stage(job, go_on=go_on, judge=refuse)

    assert (job.total_rows, job.staged_rows, [*tables.owned()]) == (0, None, [])


def test_staging_is_complete_only_while_all_rows_are_there() -> None:
    job = begun("sku,name\nA-1,Mug\nB-2,Cup\n")
    assert not staging.is_complete(job)

    staging.stage(job, go_on=go_on)
    assert staging.is_complete(job)

    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("TRUNCATE {}").format(staging.staging_table(job)))
    assert not staging.is_complete(job)


def test_file_without_sound_rows_is_complete() -> None:
    job = staged("sku,name\n,Mug\n")

    assert staging.is_complete(job)
    assert (job.staged_rows, rows_of(job)) == (0, [])


def test_reading_that_was_interrupted_starts_at_the_first_row_again(settings: Settings) -> None:
    settings.IMPORT_STAGE_ROWS = 1
    job = begun("sku,name\n,Mug\nB-2,Cup\nC-3,Jar\n")

    def stop() -> None:
        if job.total_rows == 2:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        staging.stage(job, go_on=stop)
    assert (job.total_rows, job.staged_rows, counts(job), len(rows_of(job))) == (2, None, {"rejected": 1}, 1)

    staging.stage(job, go_on=go_on)
    assert (job.total_rows, job.staged_rows, counts(job)) == (3, 2, {"rejected": 1})
    assert refused(job) == {2: ["missing_sku"]}


def test_reading_again_forgets_the_plan_but_not_what_was_applied() -> None:
    job = planned("sku,name\nA-1,Mug\nA-1,Cup\n\n")
    job.advance_or_leave(created=1, updated=2)

    staging.stage(job, go_on=go_on)

    assert (job.planned_rows, job.planned_at, job.applied_at) == (None, None, None)
    assert counts(job) == {"created": 1, "updated": 2, "skipped": 1}


def test_words_of_staged_rows_can_be_searched_for() -> None:
    staged("sku,name,description,price\nA-1,Kettle,Gooseneck spout,1\nB-2,Zeppelin,,cheap\n")

    assert found("kettle")
    assert found("gooseneck")
    assert not found("zeppelin")  # its row is refused


def found(word: str) -> bool:
    return Word.objects.filter(word=word).exists()


def test_words_are_added_once_and_not_too_many_of_them_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "_WORDS_REMEMBERED", 2)
    known: set[str] = set()
    remembered = []

    for words in ({"a", "b"}, {"a"}, {"b", "c"}, {"d"}):
        staging._add_to_vocabulary(words, known)
        remembered.append(sorted(known))

    assert remembered == [["a", "b"], ["a", "b"], ["a", "b", "c"], ["d"]]
    assert all(map(found, "abcd"))


def test_file_that_changed_on_the_server_is_not_read() -> None:
    job = begun("sku,name\nA-1,Mug\n")
    with open(job.file.path, "ab") as file:
        file.write(b"B-2,Cup\n")

    with pytest.raises(FileFailure) as failure:
        staging.stage(job, go_on=go_on)

    assert (failure.value.code, job.total_rows) == ("source_changed", 0)
