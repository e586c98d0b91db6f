"""The web server while PostgreSQL or Redis is away, or has much to do."""

import contextlib
import threading
import time
from typing import Any

import psycopg
import pytest
import requests
from django.contrib.auth.models import User
from django.db import connection

from tests.products.imports.factories import make_job
from tests.project.web_server.streams import lines_of, web_connections
from tests.web import TOKEN, Web, cookies_of, slowest_page, snapshots, web_server

pytestmark = pytest.mark.django_db(transaction=True)
UPLOAD = "/products/api/upload/"


def test_an_upload_is_accepted_while_redis_is_away(process_environment: dict[str, str], admin_user: User) -> None:
    nowhere = {
        "REDIS_URL": "unix:///nonexistent/valkey.sock?db=0",
        "CELERY_BROKER_URL": "redis+socket:///nonexistent/valkey.sock?virtual_host=1",
    }
    with web_server(process_environment, nowhere) as web:
        started = time.monotonic()
        answer = _upload(web, admin_user)
        ready = web.get("/health/ready/")
        status = web.get(answer["status_url"], cookies=cookies_of(admin_user)).json()
        with web.send_head(f"GET {answer['progress_url']} HTTP/1.1", cookies_of(admin_user)) as stream:
            first = next(snapshots(lines_of(stream)))

    assert time.monotonic() - started < 25
    assert answer["status"] == "queued"
    assert (status["status"], first) == ("pending", status)
    assert ready.status_code == 200
    assert ready.json() == {
        **{"database": "ok", "redis": "away"},
        **dict.fromkeys(("worker", "webhooks", "beat"), "unknown"),
    }


def test_pages_answer_503_while_postgresql_is_away(process_environment: dict[str, str], admin_user: User) -> None:
    job, cookies = make_job(), cookies_of(admin_user)
    nowhere = "postgresql://app@/app?host=%2Fnonexistent"
    with web_server(process_environment, {"DATABASE_URL": nowhere, "DATABASE_POOL_SIZE": "0"}) as web:
        page = web.get("/products/", cookies=cookies)
        answer = web.get(f"/products/api/imports/{job.id}/", cookies=cookies)
        ready = web.get("/health/ready/")
        alive = web.get("/health/")

    assert (page.status_code, page.headers["Retry-After"]) == (503, "10")
    assert "The database cannot be reached" in page.text
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "unavailable")
    assert answer.headers["Retry-After"] == "10"
    assert (ready.status_code, ready.json()["database"]) == (503, "away")
    assert alive.status_code == 200


def test_pages_come_back_by_themselves_after_the_servers_connections_were_cut(web: Web, admin_user: User) -> None:
    cookies = cookies_of(admin_user)
    assert slowest_page(web, cookies, times=3) < 8

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )

    assert [web.get("/products/", cookies=cookies).status_code for _ in range(5)] == [200] * 5


def test_many_pages_at_once_share_the_pool(web: Web, admin_user: User) -> None:
    cookies = cookies_of(admin_user)
    statuses: list[int] = []

    def visit() -> None:
        statuses.append(web.get("/products/", cookies=cookies).status_code)

    visitors = [threading.Thread(target=visit) for _ in range(60)]
    for visitor in visitors:
        visitor.start()
    most = 0
    while any(visitor.is_alive() for visitor in visitors):
        with contextlib.suppress(psycopg.Error):
            most = max(most, len(web_connections()))
        time.sleep(0.02)

    assert statuses == [200] * 60
    assert most <= 20


def _upload(web: Web, user: User) -> dict[str, Any]:
    answer = requests.post(
        web.url + UPLOAD,
        files={"file": ("a.csv", "sku,name\nA-1,Kettle\n")},
        headers={"X-CSRFToken": TOKEN},
        cookies=cookies_of(user),
        timeout=20,
    )
    assert answer.status_code == 202, answer.text
    found: dict[str, Any] = answer.json()
    return found
