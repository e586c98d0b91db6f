"""The web server as it really runs: many open streams, clients that go away, a restart, bodies nobody wants."""

import contextlib
import socket
import struct
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import requests
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection

from products.jobs import progress
from products.jobs.models import ImportJob
from tests.products.imports.making import NOON, finished_job, make_job, reject
from tests.web import TOKEN, Web, cookies_of, free_port, read_answer, snapshots, web_server

pytestmark = pytest.mark.django_db(transaction=True)

UPLOAD = "/products/api/upload/"


@pytest.fixture
def web(process_environment: dict[str, str]) -> Iterator[Web]:
    with web_server(process_environment) as running:
        yield running


def stream_head(job: ImportJob) -> str:
    return f"GET /products/api/upload/progress/{job.id}/ HTTP/1.1"


def lines_of(stream: socket.socket) -> Iterator[bytes]:
    with contextlib.suppress(OSError), stream.makefile("rb") as file:
        yield from file


@contextlib.contextmanager
def open_streams(web: Web, job: ImportJob, cookies: dict[str, str], count: int) -> Iterator[list[socket.socket]]:
    """Streams that have each got their first snapshot."""
    with contextlib.ExitStack() as stack:
        streams = [stack.enter_context(web.send_head(stream_head(job), cookies)) for _ in range(count)]
        for stream in streams:
            assert next(snapshots(lines_of(stream)))["job_id"] == str(job.id)
        yield streams


def web_connections() -> list[tuple[str, str]]:
    """The state and the last statement of each connection that others have to the test's database.

    What PostgreSQL does there by itself (autovacuum, parallel workers) is none of theirs.
    """
    sql = """
        SELECT state, query FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
    """
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def slowest_page(web: Web, cookies: dict[str, str], times: int = 10) -> float:
    """Seconds."""
    slowest = 0.0
    for _ in range(times):
        started = time.monotonic()
        assert web.get("/products/", cookies=cookies).status_code == 200
        slowest = max(slowest, time.monotonic() - started)
    return slowest


def abort(connection: socket.socket) -> None:
    """Go away without a word: the other side gets a reset."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def files_under(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


def test_hundred_streams_hold_no_database_connection_and_pages_still_answer(web: Web, admin_user: User) -> None:
    job = make_job(status="processing", started_at=NOON)
    cookies = cookies_of(admin_user)
    with open_streams(web, job, cookies, 100) as streams:
        time.sleep(1.2)  # several look-ups later

        assert slowest_page(web, cookies) < 10
        states = web_connections()
        assert _busy(states) == []
        assert len(states) <= 20  # what the pool keeps for the pages, however many streams there are

        ImportJob.objects.filter(pk=job.pk).update(status="completed", progress=100, finished_at=NOON)
        progress.publish(ImportJob.objects.get(pk=job.pk))
        ends = [list(snapshots(lines_of(stream)))[-1]["status"] for stream in streams]
        assert ends == ["completed"] * 100


def test_streams_end_when_the_web_server_stops_and_come_back_after_its_restart(
    process_environment: dict[str, str], admin_user: User
) -> None:
    job = make_job(status="processing", started_at=NOON)
    cookies, port = cookies_of(admin_user), free_port()
    with web_server(process_environment, port=port) as web, open_streams(web, job, cookies, 100) as streams:
        assert web.stop() < 25  # gunicorn would wait 30 s for them
        for stream in streams:
            assert any(line.startswith(b"retry: ") for line in lines_of(stream))

    with web_server(process_environment, port=port) as web, open_streams(web, job, cookies, 100):
        assert slowest_page(web, cookies) < 10


def test_places_of_departed_watchers_are_free_again(process_environment: dict[str, str], admin_user: User) -> None:
    job = make_job(status="processing", started_at=NOON)
    cookies = cookies_of(admin_user)
    limits = {"STREAM_MAX_PER_PROCESS": "10", "STREAM_HEARTBEAT_SECONDS": "0.2", "STREAM_POLL_SECONDS": "0.1"}
    with web_server(process_environment, limits) as web:
        with open_streams(web, job, cookies, 10) as watchers:
            refused = web.get(f"/products/api/upload/progress/{job.id}/", cookies=cookies)
            assert (refused.status_code, refused.headers["Retry-After"]) == (503, "10")
            for stream in watchers:
                abort(stream)

        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            with web.send_head(stream_head(job), cookies) as stream:
                if next(lines_of(stream)).split()[1] == b"200":
                    break
            time.sleep(0.2)
        else:
            pytest.fail("The places are still taken.")


def test_aborted_downloads_and_uploads_leave_nothing_stuck(web: Web, admin_user: User) -> None:
    job = finished_job(rejected=20_000)
    first = reject(job, 2, "A-1," + "x" * 2_000)
    type(first).objects.bulk_create(
        type(first)(job=job, record_number=number, line_number=number, raw=first.raw, errors=first.errors)
        for number in range(3, 5_000)
    )
    cookies = cookies_of(admin_user)
    uploads = Path(settings.MEDIA_ROOT)
    files_before, jobs_before = files_under(uploads), ImportJob.objects.count()

    for _ in range(20):
        download = web.send_head(f"GET /products/api/imports/{job.id}/rejected.csv HTTP/1.1", cookies)
        assert download.recv(1_000).startswith(b"HTTP/1.1 200")
        abort(download)
    for number in range(20):
        upload = web.send_head(
            f"POST {UPLOAD} HTTP/1.1\nContent-Length: 9000000\nContent-Type: multipart/form-data; boundary=b\n"
            f"X-CSRFToken: {TOKEN}",
            cookies,
        )
        upload.sendall(b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nsku,name\r\n')
        upload.sendall(b"A-1,Kettle\r\n" * 300_000)
        if number % 2:
            upload.close()  # what has come so far must not pass for the whole file
        else:
            abort(upload)

    assert slowest_page(web, cookies) < 10
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline and (files_under(uploads) != files_before or _busy(web_connections())):
        time.sleep(0.2)
    assert files_under(uploads) == files_before
    assert ImportJob.objects.count() == jobs_before
    assert _busy(web_connections()) == []


def _busy(states: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [found for found in states if found[0] != "idle"]


@pytest.mark.parametrize(
    ("who", "head", "status"),
    [
        ("anonymous", "Content-Length: 1073741824", 401),
        ("viewer", "Content-Length: 1073741824", 403),
        ("admin", "Content-Length: 3221225472", 413),
        ("admin", "Transfer-Encoding: chunked", 411),
        ("admin", "Content-Length: 1099511627776", 413),
    ],
)
def test_an_unwanted_upload_is_refused_before_its_body_is_read(
    web: Web, admin_user: User, who: str, head: str, status: int
) -> None:
    viewer = User.objects.create(username="vera", is_staff=True)
    cookies = {"anonymous": {}, "viewer": cookies_of(viewer), "admin": cookies_of(admin_user)}[who]
    files_before = files_under(Path(settings.MEDIA_ROOT))
    request = f"POST {UPLOAD} HTTP/1.1\n{head}\nContent-Type: multipart/form-data; boundary=b\nX-CSRFToken: {TOKEN}"

    sent = 0
    with web.send_head(request, cookies) as upload:
        with contextlib.suppress(OSError):  # the server may close before we are done
            while sent < 1024**2:
                sent += upload.send(b"x" * 64 * 1024)
        answer = read_answer(upload)

    assert answer[0] == status
    assert answer[1]["connection"] == "close"
    assert answer[1]["content-type"].startswith("application/json")
    assert files_under(Path(settings.MEDIA_ROOT)) == files_before


def test_a_large_body_to_another_page_is_refused_before_it_is_read(web: Web) -> None:
    request = (
        "POST /accounts/login/ HTTP/1.1\nContent-Length: 1073741824\nContent-Type: multipart/form-data; boundary=b"
    )

    with web.send_head(request) as upload:
        status, headers, body = read_answer(upload)

    assert (status, headers["connection"]) == (413, "close")
    assert b"At most 2 MiB are accepted here." in body


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
