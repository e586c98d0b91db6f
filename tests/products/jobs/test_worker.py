"""A job in the hands of a worker: an interruption is no error, since the job is still owed."""

import logging

import pytest
from django.db import OperationalError

from products.jobs import worker
from products.jobs.conductor import Conductor
from products.jobs.locks import LockLost
from products.jobs.models import ImportJob

pytestmark = pytest.mark.django_db(transaction=True)


class Done(Conductor):
    def conduct(self) -> None:
        self.go_on()
        self.settle(self.job.complete)


@pytest.fixture
def job() -> ImportJob:
    return ImportJob.objects.create()


def test_job_is_carried_to_its_end(job: ImportJob) -> None:
    worker.carry_on(str(job.id), Done)

    job.refresh_from_db()
    assert job.status == "completed"


def test_job_stays_as_it_is_when_the_worker_is_told_to_stop(
    job: ImportJob, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(worker._shutting_down, "value", 1)

    with caplog.at_level(logging.WARNING, worker.__name__):
        worker.carry_on(str(job.id), Done)

    job.refresh_from_db()
    assert job.status == "processing"
    assert [record.message for record in caplog.records] == [
        f"job {job.id} was interrupted and will continue later: Interrupted()"
    ]


@pytest.mark.parametrize("error", [LockLost(), OperationalError("away")])
def test_lost_lock_or_database_ends_the_turn_quietly(job: ImportJob, error: Exception) -> None:
    class Broken(Conductor):
        def conduct(self) -> None:
            raise error

    worker.carry_on(str(job.id), Broken)

    job.refresh_from_db()
    assert job.status == "processing"


def test_any_other_error_is_the_tasks_own(job: ImportJob) -> None:
    class Broken(Conductor):
        def conduct(self) -> None:
            raise ValueError("Unheard of.")

    with pytest.raises(ValueError, match="Unheard of"):
        worker.carry_on(str(job.id), Broken)
