"""Snapshots out as Server-Sent Events, from a plain gunicorn thread for each watcher.

However many watch a job in this process, its snapshot is looked up at most twice a second. An open stream holds
no database connection. It ends with a settled job, a departed client, or a web process that is told to stop.
"""

import json
import logging
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Lock
from uuid import UUID

from django.conf import settings
from django.db import Error as DatabaseUnavailable
from django.db import close_old_connections
from django.http import StreamingHttpResponse

from product_importer.lib.instruments import STREAMS
from product_importer.lib.shutdown import is_stopping
from products.jobs import progress
from products.jobs.progress import Snapshot
from products.jobs.states import SETTLED

log = logging.getLogger(__name__)


class TooManyStreams(Exception):
    """This process has as many open streams as it may have: ask the status route instead."""


def response(job_id: UUID, snapshot: Snapshot) -> StreamingHttpResponse:
    """A stream that begins with `snapshot` and goes on until the job settles. Raises TooManyStreams."""
    answer = StreamingHttpResponse(EventStream(job_id, snapshot), content_type="text/event-stream")
    answer["X-Accel-Buffering"] = "no"
    return answer


class EventStream:
    """The body of one response. It holds a place from its creation to `close`, whether or not it was ever read."""

    def __init__(self, job_id: UUID, snapshot: Snapshot) -> None:
        self._job_id = job_id
        self._open = True
        _READER.join(job_id, snapshot)

    def __iter__(self) -> Iterator[bytes]:
        close_old_connections()  # the view and the session are done; nothing here needs the database
        yield b"retry: 2000\n\n"
        last, spoke = None, time.monotonic()
        while not is_stopping():
            snapshot = _READER.latest(self._job_id)
            if snapshot is None:
                return
            if snapshot != last:
                yield b"event: progress\ndata: " + json.dumps(snapshot).encode() + b"\n\n"
                last, spoke = snapshot, time.monotonic()
                if snapshot["status"] in SETTLED:
                    return
            elif time.monotonic() - spoke >= settings.STREAM_HEARTBEAT_SECONDS:
                yield b": still here\n\n"  # also how a client that went away is noticed
                spoke = time.monotonic()
            time.sleep(settings.STREAM_POLL_SECONDS)
        yield b"retry: %d\n\n" % random.randint(500, 10_000)  # noqa: S311 - so that they do not all come back at once

    def close(self) -> None:
        """Called by the web server, whatever way the response ended."""
        if self._open:
            self._open = False
            _READER.leave(self._job_id)


@dataclass
class _Watched:
    snapshot: Snapshot | None
    watchers: int = 0
    looked_up_at: float = field(default_factory=time.monotonic)
    looking_up: Lock = field(default_factory=Lock)


class _SharedReader:
    """The snapshots that this process watches. Whoever comes first after the interval looks it up for all."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._watched: dict[UUID, _Watched] = {}
        self._streams = 0

    def join(self, job_id: UUID, snapshot: Snapshot) -> None:
        with self._lock:
            if self._streams >= settings.STREAM_MAX_PER_PROCESS:
                raise TooManyStreams
            self._streams += 1
            STREAMS.inc()
            self._watched.setdefault(job_id, _Watched(snapshot)).watchers += 1

    def leave(self, job_id: UUID) -> None:
        with self._lock:
            self._streams -= 1
            STREAMS.dec()
            self._watched[job_id].watchers -= 1
            if not self._watched[job_id].watchers:
                del self._watched[job_id]

    def latest(self, job_id: UUID) -> Snapshot | None:
        """The newest snapshot, or None if the job is gone. While nothing can be learnt, the last one known."""
        watched = self._watched[job_id]
        if watched.looking_up.acquire(blocking=False):
            try:
                self._look_up(job_id, watched)
            finally:
                watched.looking_up.release()
        return watched.snapshot

    def _look_up(self, job_id: UUID, watched: _Watched) -> None:
        if time.monotonic() - watched.looked_up_at < settings.STREAM_POLL_SECONDS:
            return
        watched.looked_up_at = time.monotonic()
        try:
            watched.snapshot = _newer(progress.read(job_id), watched.snapshot)
        except DatabaseUnavailable as error:
            log.warning("Neither Redis nor PostgreSQL can be asked about job %s: %s", job_id, error)
        finally:
            close_old_connections()


def _newer(found: Snapshot | None, known: Snapshot | None) -> Snapshot | None:
    """What was found, unless it is older: a job's progress never goes back."""
    return known if found and known and found["progress"] < known["progress"] else found


_READER = _SharedReader()
