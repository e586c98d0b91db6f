"""Imports whose files are kept in a bucket: read once over the network, owed while the store is away."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.conf import settings as configured
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from product_importer.lib import scratch
from products.fields.reasons import FileFailure
from products.imports import leftovers, local_copy, receiving, running, source
from products.jobs.conductor import Interrupted
from products.jobs.models import ImportJob
from tests.file_store import Bucket, bucket, in_bucket, s3_server, use
from tests.processes import free_port
from tests.products.imports.factories import CSV, make_job
from tests.trials import make_trial

__all__ = ["bucket", "in_bucket", "s3_server"]

pytestmark = pytest.mark.django_db(transaction=True)


def copies() -> list[Path]:
    return [*scratch.copies().iterdir()]


def lose(settings: Settings) -> None:
    """The store is away from now on."""
    use(settings, f"http://127.0.0.1:{free_port()}", "files")


def never_mind() -> None:
    """Nobody stops it."""


def test_import_from_a_bucket_is_exact_and_leaves_nothing_on_the_disk(in_bucket: Bucket) -> None:
    trial = make_trial(300)

    assert running.run(trial.job.id)

    trial.assert_fulfilled()
    assert in_bucket.keys() == [f"imports/{trial.job.id}.csv"]
    assert copies() == []


def test_file_comes_over_the_network_once_while_it_is_at_hand(in_bucket: Bucket) -> None:
    job = make_job()

    with source.at_hand(job, go_on=never_mind):
        in_bucket.client.delete_object(Bucket=in_bucket.name, Key=job.file.name)
        with source.uploaded(job) as file:
            assert file.read() == CSV
        assert len(copies()) == 1

    assert copies() == []
    with pytest.raises(FileFailure) as failure, source.uploaded(job):
        pass
    assert failure.value.code == "source_missing"


def test_copy_is_left_out_where_files_are_on_this_disk_anyway() -> None:
    with source.at_hand(job := make_job(), go_on=never_mind):
        assert local_copy.path_of(job) is None
        assert copies() == []


def test_copy_must_leave_space_on_the_disk(in_bucket: Bucket, settings: Settings) -> None:
    job = make_job()
    settings.IMPORT_FREE_DISK_BYTES = 2**60

    with pytest.raises(FileFailure) as failure, source.at_hand(job, go_on=never_mind):
        pass

    assert failure.value.code == "disk_full"
    assert copies() == []


def test_copy_of_a_killed_process_is_swept_away_and_that_of_a_living_one_is_not(in_bucket: Bucket) -> None:
    left_behind = scratch.copies() / "of-a-killed-process"
    left_behind.write_bytes(CSV)

    with source.at_hand(make_job(), go_on=never_mind):
        leftovers.sweep()
        assert len(copies()) == 1

    assert not left_behind.exists()


def test_job_is_owed_while_the_store_is_away_and_done_when_it_is_back(in_bucket: Bucket, settings: Settings) -> None:
    trial = make_trial(100)
    stores = configured.STORAGES
    lose(settings)

    for _ in range(settings.IMPORT_FUTILE_TURNS + 1):
        with pytest.raises(Interrupted, match="store of uploaded files"):
            running.run(trial.job.id)
    trial.job.refresh_from_db()
    facts = (trial.job.status, trial.job.phase, trial.job.state, trial.job.waits_for)
    assert facts == ("processing", "reading", "waiting", "the store of uploaded files")
    settings.STORAGES = stores

    assert running.run(trial.job.id)
    trial.assert_fulfilled()


def test_upload_is_refused_in_a_sentence_while_the_store_is_away(settings: Settings, admin_client: Client) -> None:
    lose(settings)
    file = ContentFile(CSV, "spring.csv")

    answer = admin_client.post(reverse("api:upload"), {"file": file})
    page = admin_client.post(reverse("imports:list"), {"file": ContentFile(CSV, "spring.csv")})

    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "store_away")
    assert "The store of uploaded files does not answer" in page.text
    assert not ImportJob.objects.exists()


def test_page_that_needs_the_file_says_that_the_store_is_away(
    in_bucket: Bucket, settings: Settings, admin_client: Client
) -> None:
    job = make_job(status="completed", progress=100, phase="done", finished_at="2026-03-01T12:00Z")
    lose(settings)
    admin_client.raise_request_exception = False

    answer = admin_client.post(reverse("imports:again", args=[job.id]))

    assert answer.status_code == 503
    assert "The store of uploaded files does not answer" in answer.text


def test_workbook_and_repeated_import_work_from_a_bucket(in_bucket: Bucket, workbook: bytes) -> None:
    job = receiving.keep(ContentFile(workbook), file_name="spring.xlsx", user=None, options={})
    running.run(job.id)
    job.refresh_from_db()

    again = receiving.keep_again(job, user=None)
    assert len({*in_bucket.keys()}) == 2
    running.run(again.id)

    again.refresh_from_db()
    assert (job.status, job.created, again.status, again.unchanged) == ("completed", 1, "completed", 1)


@pytest.fixture
def workbook(tmp_path: Path) -> Any:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in (["sku", "name", "price"], ["A-1", "Kettle", 10]):
        sheet.append(row)
    book.save(tmp_path / "spring.xlsx")
    return (tmp_path / "spring.xlsx").read_bytes()
