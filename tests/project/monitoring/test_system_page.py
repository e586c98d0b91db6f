"""The page *System*: pictures of what PostgreSQL knows, and what needs somebody."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from product_importer.lib import redis_client, signs_of_life
from product_importer.notices.models import Mail
from tests.products.imports.factories import finished_job, make_job
from tests.webhooks.factories import log_attempt, make_webhook

pytestmark = pytest.mark.django_db


def shown(client: Client) -> str:
    answer = client.get("/system/")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def seen_all() -> None:
    for process in signs_of_life.PROCESSES:
        signs_of_life.mark_seen(process)


def test_page_without_any_work_says_so_in_each_place(admin_client: Client) -> None:
    seen_all()

    page = shown(admin_client)

    assert "Nothing needs you: all servers and workers are there." in page
    for sentence in (
        "No import has ended in the last 30 days.",
        "No import of 100 rows or more has completed in the last 30 days.",
        "No job has ended in the last 24 hours.",
        "Nothing was sent in the last 24 hours.",
    ):
        assert sentence in page
    assert page.count('data-status="active"') == 5
    assert '<live-parts data-url="/system/" data-idle-seconds="10"' in page


def test_page_draws_what_happened(admin_client: Client) -> None:
    now = timezone.now()
    for rejected in (0, 3):
        finished_job(
            queued_at=now - timedelta(seconds=12),
            started_at=now - timedelta(seconds=10),
            finished_at=now,
            total_rows=1_000,
            created=1_000 - rejected,
            rejected=rejected,
        )
    finished_job(status="failed", progress=20, error_code="x", error_message="x", finished_at=now - timedelta(days=29))
    finished_job(finished_at=now - timedelta(days=31))
    webhook = make_webhook()
    for error in ("", "", "", "timeout"):
        log_attempt(webhook, error=error, response_time_ms=250)

    page = shown(admin_client)

    assert "Import outcomes, from 30 days ago to today: 1 completed, 1 with rejected rows, 1 failed" in page
    assert "spring.csv: 1,000 rows, 100 a second" in page
    assert "usually 100 rows/s" in page
    assert "How long jobs waited in the last 24 hours: at most 2 s" in page
    assert "75 % delivered · 95 % of attempts within 0.3 s in the last hour" in page
    parts = re.findall(r'data-series="(\w+)" x="(\d+)" y="\S+" width="8" height="([\d.]+)"', page)
    assert [part for part in parts if part[0].startswith("completed")] == [
        ("completed", "290", "32.0"),  # today, under its neighbour
        ("completed_with_rejected", "290", "32.0"),
    ]
    assert ("failed", "0", "32.0") in parts  # 29 days ago


def test_page_says_what_needs_somebody(admin_client: Client) -> None:
    make_job(queued_at=timezone.now() - timedelta(minutes=10))
    make_job(status="failed", error_code="x", error_message="x", finished_at=timezone.now())
    make_webhook(disabled_at=timezone.now(), disabled_reason="failing")

    page = shown(admin_client)

    assert "No imports worker has been seen for a minute: imports wait." in page
    assert "No beat has been seen for a minute" in page
    assert "The oldest queued job has waited for 10 min." in page
    assert "1 job failed within the last hour." in page
    assert "1 webhook disabled by us" in page


def test_page_says_that_mails_wait_or_were_refused(admin_client: Client, admin_user: User) -> None:
    now = timezone.now()
    Mail.objects.create(user=admin_user, tries=3, created_at=now - timedelta(hours=2), error="The server is away.")
    Mail.objects.create(user=admin_user, state="refused", ended_at=now)

    page = shown(admin_client)

    assert "1 mail waiting, for up to 2 h. The server is away." in page
    assert "1 mail refused within the last hour." in page


def test_page_without_redis_says_that_it_is_away(admin_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis_client._Pause, "until", float("inf"))

    page = shown(admin_client)

    assert (
        "Redis is away, or refuses to write: imports and webhooks wait, pages have no live progress. Start it." in page
    )
    assert page.count("unknown, Redis is away") == 3


def test_page_costs_as_many_queries_with_three_jobs_as_with_one(admin_client: Client) -> None:
    numbers = []
    for count in (1, 2):
        for _ in range(count):
            finished_job(finished_at=timezone.now(), total_rows=1_000, created=1_000)
            log_attempt(make_webhook(f"https://shop.example.com/{timezone.now().timestamp()}"))
        with CaptureQueriesContext(connection) as queries:
            admin_client.get("/system/")
        numbers.append(len(queries))

    assert numbers == [23, 23]
