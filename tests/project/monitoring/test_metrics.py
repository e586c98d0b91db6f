"""/metrics: who may read it, what it tells, and that it costs a bounded number of queries."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from product_importer.lib import redis_client
from product_importer.monitoring.collectors import FactsCollector
from product_importer.notices.models import Mail
from products.imports.fetch_models import SourceRun
from products.imports.fetching import actions
from products.imports.sources import actions as sources
from tests.processes import ROOT, eventually
from tests.products.imports.factories import NOON, finished_job, make_job
from tests.project.web_server.streams import open_streams
from tests.web import cookies_of, web_server
from tests.webhooks.factories import log_attempt, make_delivery, make_webhook

TOKEN = "m" * 40
SHOWN = {"Authorization": f"Bearer {TOKEN}"}
Numbers = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def numbers(text: str) -> Numbers:
    found = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return {
        (sample.name.removeprefix("product_importer_"), tuple(sorted(sample.labels.items()))): sample.value
        for sample in found
    }


def number(found: Numbers, name: str, **labels: str) -> float:
    return found[name, tuple(sorted(labels.items()))]


@pytest.fixture
def facts(settings: Settings, client: Client) -> Client:
    settings.METRICS_TOKEN = TOKEN
    return client


def read(client: Client) -> Numbers:
    answer = client.get("/metrics", headers=SHOWN)
    assert (answer.status_code, answer["Content-Type"].split(";")[0]) == (200, "text/plain")
    return numbers(answer.content.decode())


@pytest.mark.django_db
def test_metrics_are_for_whoever_shows_the_token(facts: Client, admin_client: Client, settings: Settings) -> None:
    for headers in (
        {},
        {"Authorization": "Bearer wrong"},
        {"Authorization": f"Basic {TOKEN}"},
        {"Authorization": "Bearer ü"},
    ):
        answer = facts.get("/metrics", headers=headers)
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
    assert admin_client.get("/metrics").status_code == 401  # a session is not the token
    assert facts.get("/metrics", headers=SHOWN | {"Host": "10.1.2.3"}).status_code == 200
    assert facts.post("/metrics", headers=SHOWN).status_code == 405

    settings.METRICS_TOKEN = ""

    assert [
        Client().get("/metrics", headers=each).status_code for each in ({}, SHOWN, {"Authorization": "Bearer "})
    ] == [404] * 3


@pytest.mark.django_db
def test_jobs_deliveries_and_queues_are_told_as_postgresql_knows_them(facts: Client) -> None:
    now = timezone.now()
    lately = {
        "started_at": now - timedelta(seconds=20),
        "finished_at": now - timedelta(seconds=10),
        "asked_seconds": 5.0,
    }
    finished_job(total_rows=100, created=100, **lately)
    finished_job(total_rows=50, updated=40, rejected=10, **lately)
    finished_job(total_rows=7, created=7)  # long ago
    finished_job(total_rows=9, created=9, options={"mode": "dry_run"}, **lately)
    make_job(kind="undo", status="failed", error_code="x", error_message="x", finished_at=now)
    make_job(queued_at=now - timedelta(seconds=90))
    make_job(status="awaiting_review", queued_at=NOON)
    webhook, off = make_webhook(), make_webhook("https://other.example.com/", enabled=False)
    log_attempt(webhook, response_time_ms=250)
    log_attempt(webhook, error="timeout", response_time_ms=15_000)
    make_delivery(webhook, due_at=now - timedelta(seconds=30))
    make_delivery(off, due_at=NOON)

    found = read(facts)

    ended = {labels: value for (name, labels), value in found.items() if name == "jobs_last_hour" and value}
    assert {tuple(value for _, value in labels) for labels in ended} == {
        ("import", "completed"),
        ("import", "completed_with_rejected"),
        ("undo", "failed"),
    }
    assert {*ended.values()} == {1}
    assert number(found, "job_rows_last_hour", kind="import", outcome="completed_with_rejected") == 50
    assert number(found, "import_rows_per_second") == 15
    unfinished = {
        state: number(found, "jobs_unfinished", state=state) for state in ("queued", "processing", "for_a_person")
    }
    assert unfinished == {"queued": 1, "processing": 0, "for_a_person": 1}
    assert 90 <= number(found, "import_queue_age_seconds") < 900
    outcomes = {state: number(found, "deliveries_last_hour", outcome=state) for state in ("delivered", "failed")}
    assert outcomes == {"delivered": 1, "failed": 1}
    assert [number(found, "delivery_attempt_seconds", quantile=each) for each in ("0.5", "0.99")] == [0.25, 15.0]
    assert number(found, "deliveries_waiting") == 2
    assert 30 <= number(found, "webhook_queue_age_seconds") < 900  # nothing is sent to one that is off
    assert [number(found, "webhooks", state=state) for state in ("active", "off")] == [1, 1]
    assert abs(number(found, "clock_skew_seconds")) < 60
    assert [number(found, name) for name in ("database_up", "redis_up", "products")] == [1, 1, 0]
    assert number(found, "process_seen", process="beat") == 0


@pytest.mark.django_db
def test_mails_are_told(facts: Client, admin_user: User) -> None:
    now = timezone.now()
    Mail.objects.create(user=admin_user, state="sent", ended_at=now)
    Mail.objects.create(user=admin_user, state="sent", ended_at=NOON)
    Mail.objects.create(user=admin_user, tries=1, created_at=now - timedelta(seconds=90))
    Mail.objects.create(user=admin_user, created_at=NOON)

    found = read(facts)

    assert [number(found, "mails_last_hour", outcome=state) for state in ("sent", "refused")] == [1, 0]
    assert number(found, "mails_waiting") == 2
    assert 90 <= number(found, "mail_stuck_seconds") < 900


@pytest.mark.django_db
def test_sources_are_told(facts: Client, admin_client: Client) -> None:
    now = timezone.now()
    for name, late, outcome in (("Acme", True, "failed"), ("Bolt", False, "imported"), ("Cole", True, "unchanged")):
        source = sources.create(name=name, by=None, recipe={})
        fetch = actions.set_up(source, by=None, kind="https", address="https://a.example.com/a.csv")
        fetch.due_by, fetch.next_run_at = (now - timedelta(seconds=90) if late else None), now - timedelta(seconds=60)
        fetch.save()
        SourceRun.objects.create(source=source, trigger="schedule", outcome=outcome, ended_at=now)

    found = read(facts)

    outcomes = {
        name: number(found, "source_runs_last_hour", outcome=name) for name in ("failed", "imported", "refused")
    }
    assert outcomes == {"failed": 1, "imported": 1, "refused": 0}
    assert [number(found, name) for name in ("sources_late", "sources_failing")] == [2, 1]
    assert 60 <= number(found, "source_due_seconds") < 900
    page = admin_client.get("/system/").content.decode()
    assert "The file is late of: Acme, Cole." in page
    assert "Could not be fetched: Acme." in page


@pytest.mark.django_db
def test_scrape_reads_by_indexes_and_no_more_with_more_jobs(facts: Client) -> None:
    counts: list[int] = []
    for _ in range(2):
        finished_job(finished_at=timezone.now())
        log_attempt(make_webhook(f"https://shop.example.com/{len(counts)}"))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            list(FactsCollector().collect())
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 20

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plans = ""
        for query in queries.captured_queries:
            if "imports_importjob" in query["sql"]:
                cursor.execute(f"EXPLAIN {query['sql']}")
                plans += "\n".join(line for (line,) in cursor.fetchall())
    assert {"importjob_ended", "importjob_open"} <= set(re.findall(r"importjob_\w+", plans))
    assert "Seq Scan on imports_importjob" not in plans


@pytest.mark.django_db
def test_metrics_without_redis_say_so(facts: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis_client._Pause, "until", float("inf"))

    found = read(facts)

    assert (number(found, "redis_up"), number(found, "database_up")) == (0, 1)
    assert not [name for name, _ in found if name == "process_seen"]


@pytest.mark.django_db(transaction=True)
def test_two_web_processes_tell_together_what_they_counted(
    process_environment: dict[str, str], admin_user: User
) -> None:
    """By names of routes, without ids."""
    job, cookies = make_job(status="processing", started_at=NOON), cookies_of(admin_user)

    def scraped() -> Numbers:
        return numbers(web.get("/metrics", headers=SHOWN).text)

    settings = {"METRICS_TOKEN": TOKEN, "WEB_WORKERS": "2", "STREAM_HEARTBEAT_SECONDS": "0.2"}  # who leaves is noticed
    with web_server(process_environment, settings) as web:
        for path in ("/products/", "/products/", f"/products/imports/{job.id}/", "/nowhere/", "/static/nothing.css"):
            requests.get(web.url + path, cookies=cookies, timeout=20)
        with open_streams(web, job, cookies, 3):
            assert number(scraped(), "open_streams") == 3
        for _ in range(5):
            found = scraped()
            assert number(found, "http_requests_total", route="products:list", method="GET", status="2xx") == 2
            assert number(found, "http_request_seconds_count", route="imports:detail", method="GET") == 1
            assert number(found, "http_requests_total", route="unknown", method="GET", status="4xx") == 1
            assert number(found, "http_requests_total", route="static", method="GET", status="4xx") == 1
            assert number(found, "database_pool_connections") >= 1
        assert str(job.id) not in web.get("/metrics", headers=SHOWN).text
        eventually(lambda: number(scraped(), "open_streams") == 0)


DASHBOARD = Path(ROOT / "docs" / "grafana" / "product-importer.json")


@pytest.mark.django_db
def test_dashboard_asks_for_what_is_told_and_shows_all_of_it(facts: Client) -> None:
    finished_job(finished_at=timezone.now(), total_rows=1, created=1, started_at=timezone.now() - timedelta(seconds=1))
    log_attempt(make_webhook())
    facts.get("/metrics", headers=SHOWN)  # something to count
    told = facts.get("/metrics", headers=SHOWN).content.decode()
    series = {name for name, _ in numbers(told)}
    families = {name for name in re.findall(r"# TYPE product_importer_(\w+)", told) if not name.endswith("_created")}
    panels = json.loads(DASHBOARD.read_text())["panels"]
    queries = " ".join(target["expr"] for panel in panels for target in panel["targets"])

    asked = set(re.findall(r"product_importer_(\w+)", queries))

    assert asked - series == set()
    assert families - {re.sub(r"_(bucket|sum|count)$", "", name) for name in asked} == {"info", "job_seconds_last_hour"}
    assert len({panel["id"] for panel in panels}) == len(panels)
