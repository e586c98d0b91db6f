"""A job's file as a table: by the options of the job and the limits of the settings."""

import pytest
from pytest_django import Settings

from products.fields.reasons import FileFailure
from products.fields.registry import FIELDS
from products.imports import source
from products.imports.steps.source_rows import open_source, raw_rows
from products.jobs.models import ImportJob
from tests.products.imports.steps.jobs import begun, go_on

pytestmark = pytest.mark.django_db


def cells(job: ImportJob) -> list[list[str]]:
    return [row.cells for rows in raw_rows(job, go_on=go_on) for row in rows]


def opened(job: ImportJob) -> tuple[list[str], dict[str, int]]:
    """The header, and where our fields are in it."""
    with source.opened(job) as file:
        file.read(3)
        table, columns, _ = open_source(job, file, FIELDS)
    return table.header, dict(columns.indexes)


def test_file_is_read_from_its_beginning_however_far_it_was_read() -> None:
    assert opened(begun("sku,name\nA-1,Mug\n")) == (["sku", "name"], {"sku": 0, "name": 1})


def test_delimiter_that_a_person_chose_is_used() -> None:
    content = "sku,name;price\nA-1,Mug;1\n"

    assert cells(begun(content)) == [["A-1", "Mug;1"]]
    with pytest.raises(FileFailure, match="No column was recognised"):
        opened(begun(content, delimiter=";"))


def test_mapping_that_a_person_gave_finds_the_header_and_the_columns() -> None:
    job = begun("Ref;Etikett\nX-1;Stuhl\n", mapping={"sku": "Ref", "name": "Etikett"})

    assert opened(job) == (["Ref", "Etikett"], {"sku": 0, "name": 1})
    assert cells(job) == [["X-1", "Stuhl"]]


@pytest.mark.parametrize(
    ("setting", "code"), [("IMPORT_MAX_COLUMNS", "too_many_columns"), ("IMPORT_MAX_ROWS", "too_many_rows")]
)
def test_limits_are_those_of_the_settings(settings: Settings, setting: str, code: str) -> None:
    job = begun("sku,name,price\nA-1,Mug,1\nB-2,Cup,2\nC-3,Jar,3\n")
    assert len(cells(job)) == 3

    setattr(settings, setting, 2)
    with pytest.raises(FileFailure) as failure:
        cells(job)

    assert failure.value.code == code


def test_record_over_the_limit_is_left_out(settings: Settings) -> None:
    settings.IMPORT_MAX_RECORD_BYTES = 50

    assert cells(begun(f"sku,name\nA-1,{'x' * 60}\nB-2,Cup\n")) == [["B-2", "Cup"]]


def test_rows_come_in_chunks_without_what_reading_refuses(settings: Settings) -> None:
    settings.IMPORT_STAGE_ROWS = 2
    asked: list[None] = []
    job = begun('sku,name\nA-1,Mug\nB-2,"bad" quote\n\nC-3,Cup\nD-4,Jar\n')

    chunks = [[row.record_number for row in rows] for rows in raw_rows(job, go_on=lambda: asked.append(None))]

    assert chunks == [[2], [5], [6]]
    assert len(asked) == 3


def test_reading_stops_where_it_is_told_to(settings: Settings) -> None:
    settings.IMPORT_STAGE_ROWS = 1

    def stop() -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        next(raw_rows(begun("sku,name\nA-1,Mug\n"), go_on=stop))


def test_file_that_is_gone_is_told() -> None:
    job = begun("sku,name\nA-1,Mug\n")
    job.file.storage.delete(str(job.file.name))

    with pytest.raises(FileFailure, match="gone"):
        cells(job)
