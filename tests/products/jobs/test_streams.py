import json
import time
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings

from product_importer.lib import redis_client, shutdown
from products.jobs import progress, streams
from products.jobs.models import ImportJob
from tests.products.imports.factories import NOON, finished_job, make_job

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def quick(settings: Settings) -> None:
    settings.STREAM_POLL_SECONDS = 0.02


@pytest.fixture
def open_streams() -> Iterator[list[streams.EventStream]]:
    opened: list[streams.EventStream] = []
    yield opened
    for stream in opened:
        stream.close()


def watch(job: ImportJob, opened: list[streams.EventStream]) -> Iterator[dict[str, Any]]:
    """The snapshots that come, as a watcher sees them."""
    stream = streams.EventStream(job.id, progress.snapshot(job))
    opened.append(stream)
    for event in stream:
        if event.startswith(b"event: progress\ndata: "):
            yield json.loads(event.removeprefix(b"event: progress\ndata: "))


def test_stream_gives_a_snapshot_at_once_and_ends_with_a_settled_job(open_streams: list[streams.EventStream]) -> None:
    job = finished_job()

    assert list(watch(job, open_streams)) == [progress.snapshot(job)]


@pytest.mark.parametrize("status", ["awaiting_mapping", "awaiting_review"])
def test_stream_ends_when_the_job_waits_for_a_person(status: str, open_streams: list[streams.EventStream]) -> None:
    job = make_job(status=status)

    assert [snapshot["status"] for snapshot in watch(job, open_streams)] == [status]


def test_stream_tells_each_change_and_never_goes_back(open_streams: list[streams.EventStream]) -> None:
    job = make_job(status="processing", progress=10)
    seen = watch(job, open_streams)
    assert next(seen)["progress"] == 10

    for step in (40, 20, 60):
        job.progress = step
        progress.publish(job)
        time.sleep(0.05)
        if step == 20:
            known = streams._READER.latest(job.id)
            assert known is not None
            assert known["progress"] == 40
        else:
            assert next(seen)["progress"] == step
    ImportJob.objects.filter(pk=job.pk).update(status="completed", progress=100, finished_at=NOON)
    redis_client.client().flushdb()
    assert [snapshot["progress"] for snapshot in seen] == [100]


def test_stream_sends_a_heartbeat_while_nothing_changes(
    settings: Settings, open_streams: list[streams.EventStream]
) -> None:
    settings.STREAM_HEARTBEAT_SECONDS = 0.0
    job = make_job()
    stream = streams.EventStream(job.id, progress.snapshot(job))
    open_streams.append(stream)

    events = iter(stream)
    first = [next(events) for _ in range(3)]

    assert [first[0], first[1][:15], first[2]] == [b"retry: 2000\n\n", b"event: progress", b": still here\n\n"]


def test_streams_of_one_job_share_one_look_up(
    settings: Settings, open_streams: list[streams.EventStream], django_assert_num_queries: Any
) -> None:
    settings.STREAM_POLL_SECONDS = 0.3
    job = make_job(status="processing")
    watchers = [watch(job, open_streams) for _ in range(20)]
    for watcher in watchers:
        next(watcher)
    settings.STREAM_POLL_SECONDS = 0.0
    redis_client.client().flushdb()
    reader = streams._READER
    reader._watched[job.id].looked_up_at = time.monotonic()
    settings.STREAM_POLL_SECONDS = 60.0

    with django_assert_num_queries(0):
        for _ in watchers:
            reader.latest(job.id)
    reader._watched[job.id].looked_up_at -= 61
    with django_assert_num_queries(1):
        for _ in watchers:
            reader.latest(job.id)


def test_stream_holds_no_database_connection(open_streams: list[streams.EventStream]) -> None:
    job = make_job(status="processing")
    seen = watch(job, open_streams)

    next(seen)
    assert connection.connection is None
    redis_client.client().flushdb()
    ImportJob.objects.filter(pk=job.pk).update(progress=5)
    time.sleep(0.05)
    next(seen)
    assert connection.connection is None


def test_stream_ends_when_the_web_process_is_told_to_stop(
    monkeypatch: pytest.MonkeyPatch, open_streams: list[streams.EventStream]
) -> None:
    class Worker:
        alive = True

    worker = Worker()
    monkeypatch.setattr(shutdown._Process, "worker", worker)
    job = make_job(status="processing")
    stream = streams.EventStream(job.id, progress.snapshot(job))
    open_streams.append(stream)
    events = iter(stream)
    next(events), next(events)

    worker.alive = False

    (last,) = list(events)
    assert last.startswith(b"retry: ")
    assert 500 <= int(last.removeprefix(b"retry: ")) <= 10_000


def test_stream_is_refused_above_the_cap_and_its_place_is_free_again_once_closed(
    settings: Settings, open_streams: list[streams.EventStream]
) -> None:
    settings.STREAM_MAX_PER_PROCESS = 1
    job = make_job()
    first = streams.response(job.id, progress.snapshot(job))
    with pytest.raises(streams.TooManyStreams):
        streams.response(job.id, progress.snapshot(job))

    first.close()  # never read: the client was gone before the first byte

    streams.response(job.id, progress.snapshot(job)).close()
    assert streams._READER._watched == {}


def test_stream_ends_when_the_job_is_deleted(open_streams: list[streams.EventStream]) -> None:
    job = make_job(status="processing")
    seen = watch(job, open_streams)
    next(seen)
    redis_client.client().flushdb()
    job.delete()

    assert list(seen) == []


def test_progress_route_answers_404_for_an_unknown_job(admin_client: Any) -> None:
    response = admin_client.get(f"/products/api/upload/progress/{uuid.uuid4()}/")

    assert response.status_code == 404
    assert response.json()["error"]["code"] == "not_found"


def test_progress_route_answers_503_above_the_cap(admin_client: Any, settings: Settings) -> None:
    settings.STREAM_MAX_PER_PROCESS = 0
    job = make_job()

    response = admin_client.get(f"/products/api/upload/progress/{job.id}/")

    assert response.status_code == 503
    assert response["Retry-After"] == "10"
    assert response.json()["error"]["code"] == "too_many_streams"


def test_progress_route_streams_without_buffers(admin_client: Any) -> None:
    job = finished_job()

    response = admin_client.get(f"/products/api/upload/progress/{job.id}/")

    assert response["Content-Type"] == "text/event-stream"
    assert response["X-Accel-Buffering"] == "no"
    assert json.dumps(progress.snapshot(job)).encode() in response.getvalue()
