from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from products.jobs.activity import activity
from tests.products.imports.factories import NOON, finished_job

pytestmark = pytest.mark.django_db

TODAY = NOON.date()


def bars() -> dict[date, tuple[int, int]]:
    return {bar.day: (bar.changed, bar.height) for bar in activity(today=TODAY).bars}


def test_activity_sums_what_the_imports_of_a_day_changed() -> None:
    finished_job(created=3, updated=1, unchanged=100)
    finished_job(created=4)
    finished_job(created=2, created_at=NOON - timedelta(days=29))

    days = bars()

    assert (days[TODAY], days[TODAY - timedelta(days=29)]) == ((8, 32), (2, 10))
    assert sum(changed for changed, _ in days.values()) == 10


def test_activity_leaves_out_older_imports_and_other_jobs() -> None:
    finished_job(created=5, created_at=NOON - timedelta(days=30))
    finished_job(kind="delete", deleted=7)

    days = bars()

    assert len(days) == 30
    assert set(days.values()) == {(0, 2)}


def test_dashboard_shows_the_bars_once_something_changed(admin_client: Client) -> None:
    assertNotContains(admin_client.get("/"), "in 30 days")
    finished_job(created=1_200, created_at=timezone.now())

    assertContains(admin_client.get("/"), "1,200 changes by imports in the last 30 days")
