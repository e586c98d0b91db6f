from datetime import timedelta

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from products.jobs import timeline
from products.jobs.models import ImportJob
from tests.products.conftest import Import
from tests.products.imports.factories import NOON, finished_job, make_job


def at(seconds: float) -> object:
    return NOON + timedelta(seconds=seconds)


@pytest.mark.django_db
def test_timeline_tells_seconds_and_rates_of_each_phase(admin_client: Client) -> None:
    ends = {"read_at": at(2), "planned_at": at(2.5), "applied_at": at(3.5), "finished_at": at(4)}
    job = finished_job(total_rows=1_000, staged_rows=900, created=500, updated=300, **ends)

    assert timeline.ended_phases(job) == [
        ("reading", "reading", 2.0, 500),
        ("planning", "comparing", 0.5, 1_800),
        ("applying", "applying", 1.0, 800),
        ("finishing", "finishing", 0.5, None),
    ]
    page = admin_client.get(job.get_absolute_url())
    assertContains(page, '<rect data-part="reading" x="0.0" y="0" width="500.0" height="10"/>')
    assertContains(page, "500 rows/s")


@pytest.mark.django_db
def test_time_that_a_job_waited_for_a_person_is_no_time_of_work(admin_client: Client) -> None:
    ends = {"read_at": at(3_602), "planned_at": at(3_603), "applied_at": at(3_604), "finished_at": at(3_605)}
    job = finished_job(total_rows=1_000, staged_rows=900, created=500, asked_seconds=3_600, **ends)

    assert [ended.seconds for ended in timeline.ended_phases(job)] == [2, 1, 1, 1]
    assertContains(admin_client.get(job.get_absolute_url()), "took 5 s and waited 1 h for an answer")
    assertContains(admin_client.get("/products/imports/"), ">5 s</td>")
    assert admin_client.get(f"/products/api/imports/{job.id}/").json()["asked_seconds"] == 3_600


@pytest.mark.django_db
def test_timeline_of_a_running_job_has_the_phases_that_ended(admin_client: Client) -> None:
    job = make_job(status="processing", phase="planning", started_at=NOON, read_at=at(2), total_rows=10, staged_rows=10)

    assert [ended.phase for ended in timeline.ended_phases(job)] == ["reading"]


@pytest.mark.django_db
def test_job_that_read_nothing_has_no_timeline(admin_client: Client) -> None:
    job = finished_job(kind="delete", total_rows=10, deleted=10)

    assert timeline.ended_phases(job) == []
    assertNotContains(admin_client.get(job.get_absolute_url()), "Where the time went")


def test_import_writes_down_the_end_of_each_phase(import_file: Import) -> None:
    job = import_file("sku,name\nA-1,Chair\n")

    moments = [job.started_at, job.read_at, job.planned_at, job.applied_at, job.finished_at]
    assert None not in moments
    assert moments == sorted(moments)  # type: ignore[type-var]
    assert [ended.phase for ended in timeline.ended_phases(job)] == ["reading", "planning", "applying", "finishing"]


@pytest.mark.parametrize(("waited", "told"), [(0.4, ["reading", "planning"]), (3, ["reading", "waiting", "planning"])])
def test_waiting_for_the_catalogue_is_no_part_of_comparing(waited: float, told: list[str]) -> None:
    moments = {"started_at": NOON, "read_at": at(2), "comparison_began_at": at(2 + waited), "planned_at": at(6)}
    job = ImportJob(status="processing", phase="applying", total_rows=10, staged_rows=10, **moments)

    found = timeline.ended_phases(job)

    assert [ended.phase for ended in found] == told
    assert sum(ended.seconds for ended in found) == pytest.approx(6)
