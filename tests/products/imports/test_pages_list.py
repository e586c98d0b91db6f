from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from tests.products.imports.factories import NOON, finished_job

pytestmark = pytest.mark.django_db

URL = "/products/imports/"


def test_page_lists_imports_newest_first(admin_client: Client) -> None:
    finished_job(file_name="old.csv", created_at=NOON - timedelta(days=1))
    finished_job(file_name="new.csv")

    page = admin_client.get(URL).context["page"]

    assert [job.file_name for job in page.rows] == ["new.csv", "old.csv"]


def test_page_without_imports_leads_to_the_dashboard(admin_client: Client) -> None:
    assertContains(admin_client.get(URL), "No imports yet")


def test_second_page_goes_on_where_the_first_ends(admin_client: Client) -> None:
    for number in range(51):
        finished_job(file_name=f"{number}.csv", created_at=NOON + timedelta(minutes=number))

    response = admin_client.get(URL, {"page": "2"})

    assert [job.file_name for job in response.context["page"].rows] == ["0.csv"]
    assertContains(response, "51–51 of 51")


def test_anonymous_is_sent_to_sign_in(client: Client) -> None:
    assertRedirects(client.get(URL), f"/accounts/login/?next={URL}")


def test_page_refuses_other_methods(admin_client: Client) -> None:
    assert admin_client.put(URL).status_code == 405


@pytest.mark.parametrize("number", [1, 3])
def test_page_asks_the_database_the_same_whatever_it_lists(
    admin_client: Client, admin_user: User, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    for _ in range(number):
        finished_job(created_by=admin_user)

    with django_assert_num_queries(5):  # session, user, count, keys, rows
        admin_client.get(URL)


def test_deleted_products_are_not_told_as_updated_ones(admin_client: Client) -> None:
    finished_job(kind="delete", file_name="", title="Delete 1,200 products", total_rows=1_200, deleted=1_200)

    response = admin_client.get("/products/activity/")

    assertContains(response, '1,200<span class="visually-hidden"> deleted</span>')
    assertNotContains(response, "~")
