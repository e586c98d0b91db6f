from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from product_importer.lib import paging
from products.search import indexes
from tests.products.factories import make_products
from tests.products.imports.factories import finished_job, make_job

pytestmark = pytest.mark.django_db

RECENT = "/products/imports/recent/"


def test_dashboard_without_anything_teaches_what_to_do(admin_client: Client) -> None:
    response = admin_client.get("/")

    assertContains(response, "No imports yet")
    assertContains(response, "Drop a CSV file or a workbook here")
    assertContains(response, "No products yet")


def test_dashboard_prints_the_limits(admin_client: Client, settings: Settings) -> None:
    settings.IMPORT_MAX_BYTES, settings.IMPORT_MAX_ROWS = 5 * 1024**2, 12_345

    response = admin_client.get("/")

    assertContains(response, "up to 5 MiB · 12,345 rows")
    assertContains(response, 'data-max-bytes="5242880"')


def test_dashboard_shows_the_size_of_the_catalogue(admin_client: Client) -> None:
    make_products(3)
    make_products(1, sku="B", active=False)

    response = admin_client.get("/")

    assertContains(response, "<strong>4</strong>")
    assertContains(response, "75 % active")
    assertNotContains(response, "about")


def test_dashboard_knows_the_number_of_many_products_and_about_how_many_are_active(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "COUNTED_EXACTLY_UP_TO", 2)
    make_products(3)
    make_products(1, sku="B", active=False)
    indexes.look_at_products()

    response = admin_client.get("/")

    assertContains(response, "<strong>4</strong>")
    assert "about 75 % active" in " ".join(response.text.split())


def test_dashboard_has_a_panel_for_each_job_under_way(admin_client: Client) -> None:
    started = timezone.now() - timedelta(seconds=5)
    make_job(file_name="a.csv", status="processing", phase="planning", progress=30, started_at=started, total_rows=1500)
    make_job(file_name="b.csv", created_at=timezone.now())
    finished_job(file_name="c.csv")

    response = admin_client.get("/")

    assert [(each.panel.title, each.panel.state) for each in response.context["under_way"]] == [
        ("a.csv", "comparing"),
        ("b.csv", "queued"),
    ]
    assertContains(response, "1,500")


def test_dashboard_asks_viewers_to_ask_for_permission(client: Client) -> None:
    client.force_login(User.objects.create(username="vera", is_staff=True))

    response = client.get("/")

    assertContains(response, "ask an administrator")
    assertNotContains(response, "<import-queue")
    assertNotContains(response, "Drop")


def test_anonymous_is_sent_to_sign_in(client: Client) -> None:
    assertRedirects(client.get("/"), "/accounts/login/?next=/")
    assertRedirects(client.get(RECENT), f"/accounts/login/?next={RECENT}")


def test_dashboard_refuses_other_methods(admin_client: Client) -> None:
    assert admin_client.post("/").status_code == 405
    assert admin_client.post(RECENT).status_code == 405


def test_recent_imports_say_what_became_of_each(admin_client: Client, admin_user: User) -> None:
    finished_job(file_name="autumn.csv", total_rows=1214, created=1204, updated=2, rejected=8, created_by=admin_user)
    failure = {"status": "failed", "progress": 0, "error_code": "empty_file", "error_message": "This file is empty."}
    finished_job(file_name="empty.csv", **failure)

    response = admin_client.get(RECENT)

    for text in (
        "autumn.csv",
        "1,204",
        'title="rejected"',
        "4 s",
        "admin",
        'data-status="partial">partly imported',
        "failed",
        "This file is empty.",
    ):
        assertContains(response, text)


@pytest.mark.parametrize(("status", "is_busy"), [("pending", True), ("processing", True), ("completed", False)])
def test_recent_imports_say_whether_something_runs(admin_client: Client, status: str, is_busy: bool) -> None:
    finished_job() if status == "completed" else make_job(status=status)

    response = admin_client.get(RECENT)

    assert ("data-busy" in response.text) is is_busy


def test_recent_imports_leave_out_dry_runs(admin_client: Client) -> None:
    finished_job(file_name="trial.csv", options={"mode": "dry_run"})
    finished_job(file_name="real.csv", options={})

    assert [job.file_name for job in admin_client.get(RECENT).context["jobs"]] == ["real.csv"]


@pytest.mark.parametrize("number", [1, 3])
def test_dashboard_asks_the_database_the_same_whatever_it_lists(
    admin_client: Client, admin_user: User, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    for _ in range(number):
        finished_job(created_by=admin_user)
        make_job(created_by=admin_user)

    # session, user, recent, 30 days, count, under way, waiting for somebody, webhooks we disabled
    with django_assert_num_queries(9):
        admin_client.get("/")


def test_job_that_has_a_panel_is_not_listed_a_second_time_until_it_ends(admin_client: Client) -> None:
    running = make_job(file_name="a.csv", status="processing", progress=30)
    other = make_job(file_name="b.csv", status="processing", progress=30)
    ended = finished_job(file_name="c.csv")

    assert [job.file_name for job in admin_client.get("/").context["jobs"]] == ["c.csv"]
    response = admin_client.get(RECENT, {"panel": [str(running.id), str(ended.id), "nonsense"]})

    assert {job.file_name for job in response.context["jobs"]} == {other.file_name, "c.csv"}
    assert "data-busy" in response.text


def test_viewers_who_have_no_panels_see_what_runs_in_the_list(viewer: Client) -> None:
    make_job(file_name="a.csv", status="processing", progress=30)

    assert [job.file_name for job in viewer.get("/").context["jobs"]] == ["a.csv"]


def test_list_says_where_what_runs_will_stand_when_there_is_nothing_else(admin_client: Client) -> None:
    make_job(status="processing")

    assertContains(admin_client.get("/"), "Imports are listed here once they have ended.")
