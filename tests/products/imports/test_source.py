"""The stored file of a job: the very file that was uploaded, or a sentence that says why not."""

import hashlib
from datetime import datetime
from pathlib import Path

import pytest

from products.fields.reasons import FileFailure
from products.imports import source
from products.jobs.models import ImportJob
from tests.products.imports.factories import CSV, NOON, make_job

pytestmark = pytest.mark.django_db

SHA256 = hashlib.sha256(CSV).hexdigest()


def stored(job: ImportJob) -> Path:
    return Path(job.file.path)


def failure_of(job: ImportJob) -> FileFailure:
    with pytest.raises(FileFailure) as failure, source.opened(job) as file:
        source.checksum(job, file)
    return failure.value


def test_file_is_opened_at_its_beginning_and_closed_again() -> None:
    with source.opened(make_job()) as file:
        assert file.read() == CSV
    assert file.closed


@pytest.mark.parametrize("before", ["", SHA256])
def test_checksum_is_that_of_the_whole_file_which_is_at_its_beginning_again(before: str) -> None:
    job = make_job(file_sha256=before)

    with source.opened(job) as file:
        assert source.checksum(job, file) == SHA256
        assert file.tell() == 0


def test_empty_file_has_a_checksum_too() -> None:
    job = make_job(content=b"")

    with source.opened(job) as file:
        assert source.checksum(job, file) == hashlib.sha256(b"").hexdigest()


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("", CSV + b"B-2,Cup,2\n"),
        ("", CSV[:-1]),
        ("", b""),
        (SHA256, CSV.replace(b"10.00", b"99.00")),
        (SHA256, CSV + b"\n"),
    ],
)
def test_file_that_changed_on_the_server_is_refused(before: str, now: bytes) -> None:
    job = make_job(file_sha256=before)
    stored(job).write_bytes(now)

    failure = failure_of(job)

    assert failure.code == "source_changed"
    assert failure.message.startswith("The stored file is not the one that was uploaded")


def test_folder_in_the_place_of_the_file_is_refused() -> None:
    job = make_job()
    stored(job).unlink()
    stored(job).mkdir()

    assert failure_of(job).code == "source_changed"


@pytest.mark.parametrize(
    ("read_at", "code", "sentence"),
    [
        (None, "source_missing", "The stored file is gone, so nothing was imported. Upload the file again."),
        (
            NOON,
            "source_changed",
            "The stored file was removed while the import was running. Upload the file again.",
        ),
    ],
)
def test_file_that_is_gone_is_told_by_how_far_the_job_had_come(
    read_at: datetime | None, code: str, sentence: str
) -> None:
    job = make_job(read_at=read_at)
    stored(job).unlink()

    failure = failure_of(job)

    assert (failure.code, failure.message) == (code, sentence)
