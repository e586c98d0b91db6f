from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.products.imports.factories import finished_job, reject

pytestmark = pytest.mark.django_db

JOBS = "/admin/imports/importjob/"
ROWS = "/admin/imports/rejectedrow/"


@pytest.mark.parametrize("jobs", [1, 3])
def test_admin_lists_jobs_with_a_fixed_number_of_queries(
    admin_client: Client, jobs: int, django_assert_num_queries: Any
) -> None:
    user = User.objects.get(username="admin")
    for _ in range(jobs):
        finished_job(created_by=user)

    with django_assert_num_queries(4):  # session, user, count, page
        assert admin_client.get(JOBS).content.decode().count("spring.csv") == jobs


@pytest.mark.parametrize("rows", [1, 3])
def test_admin_lists_refused_rows_with_a_fixed_number_of_queries(
    admin_client: Client, rows: int, django_assert_num_queries: Any
) -> None:
    for number in range(rows):
        reject(finished_job(), number + 2, "A-1,x,")

    with django_assert_num_queries(4):
        assert admin_client.get(ROWS).content.decode().count("The price is missing.") == rows


def test_admin_finds_the_refused_rows_of_a_job(admin_client: Client) -> None:
    job = finished_job()
    reject(job, 2, "A-1,x,", "Of this job.")
    reject(finished_job(), 2, "A-1,x,", "Of another job.")

    for query in ({"q": str(job.id)}, {"job__id__exact": str(job.id)}):
        page = admin_client.get(ROWS, query).content.decode()
        assert ("Of this job." in page, "Of another job." in page) == (True, False)
    assert "Of this job." not in admin_client.get(ROWS, {"q": "spring"}).content.decode()


def test_admin_shows_a_job_and_a_row_but_changes_neither(admin_client: Client) -> None:
    job = finished_job()
    row = reject(job, 2, "A-1,x,")

    for url in (f"{JOBS}{job.id}/change/", f"{ROWS}{row.id}/change/"):
        assert admin_client.get(url).status_code == 200
        assert admin_client.post(url, {"file_name": "x"}).status_code == 403
    for url in (f"{JOBS}add/", f"{ROWS}add/", f"{JOBS}{job.id}/delete/", f"{ROWS}{row.id}/delete/"):
        assert admin_client.get(url).status_code == 403
