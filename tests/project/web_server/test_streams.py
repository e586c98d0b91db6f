"""Many open event streams in one web server."""

import time

import pytest
from django.contrib.auth.models import User

from products.jobs import progress
from products.jobs.models import ImportJob
from tests.products.imports.factories import NOON, make_job
from tests.project.web_server.streams import abort, busy, lines_of, open_streams, stream_head, web_connections
from tests.web import Web, cookies_of, free_port, slowest_page, snapshots, web_server

pytestmark = pytest.mark.django_db(transaction=True)


def test_hundred_streams_hold_no_database_connection_and_pages_still_answer(web: Web, admin_user: User) -> None:
    job = make_job(status="processing", started_at=NOON)
    cookies = cookies_of(admin_user)
    with open_streams(web, job, cookies, 100) as streams:
        time.sleep(1.2)  # several look-ups later

        assert slowest_page(web, cookies) < 10
        states = web_connections()
        assert busy(states) == []
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
