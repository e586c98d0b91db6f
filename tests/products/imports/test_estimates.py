"""How long a comparison is expected to take."""

from datetime import timedelta
from typing import Any

import pytest

from products.imports.estimates import EARLIER_JOBS, SHARE_OF_READING, comparison_seconds
from products.jobs.models import ImportJob
from tests.products.conftest import Import
from tests.products.imports.factories import NOON, finished_job


def compared(*, rows: int = 1_000, seconds: float = 50, day: int = 0, **facts: Any) -> ImportJob:
    began = NOON + timedelta(days=day)
    return finished_job(
        created_at=began,
        staged_rows=rows,
        comparison_began_at=began,
        planned_at=began + timedelta(seconds=seconds),
        **facts,
    )


def read(*, rows: int = 4_000, seconds: float = 10) -> ImportJob:
    return ImportJob(staged_rows=rows, started_at=NOON, read_at=NOON + timedelta(seconds=seconds))


@pytest.mark.django_db
def test_first_comparison_takes_a_share_of_the_reading() -> None:
    assert comparison_seconds(read()) == SHARE_OF_READING * 10


@pytest.mark.django_db
def test_later_ones_take_as_long_a_row_as_the_newest_ones_did() -> None:
    compared(seconds=100)
    for day, seconds in enumerate((1, 2, 3, 50, 60), start=1):
        compared(seconds=seconds, day=day)

    assert EARLIER_JOBS == 5
    assert comparison_seconds(read()) == pytest.approx(4 * 3)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "facts",
    [{"rows": 999}, {"status": "failed", "progress": 40, "error_code": "no_header", "error_message": "No header."}],
)
def test_small_files_and_broken_imports_say_nothing(facts: dict[str, Any]) -> None:
    compared(**facts)

    assert comparison_seconds(read()) == SHARE_OF_READING * 10


def test_nothing_is_known_before_the_file_is_read() -> None:
    assert comparison_seconds(ImportJob(staged_rows=3)) is None


def test_import_notes_when_it_began_to_compare_and_how_long_that_should_take(import_file: Import) -> None:
    job = import_file("sku,name\nA-1,Mug\n")

    assert job.started_at
    assert job.read_at
    assert job.comparison_began_at
    assert job.planned_at
    assert job.read_at <= job.comparison_began_at <= job.planned_at
    assert job.comparison_seconds == pytest.approx(SHARE_OF_READING * (job.read_at - job.started_at).total_seconds())
