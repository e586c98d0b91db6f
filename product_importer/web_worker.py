"""gunicorn's threaded worker, with bounds for clients that hold connections and send nothing.

A request whose head does not come holds a thread, and an idle connection one of the places: some hundreds of them,
which cost the client nothing, would be the end of all pages.
"""

from __future__ import annotations

import errno
import time
from collections import Counter
from contextlib import suppress
from threading import Lock
from typing import Any

from django.conf import settings
from gunicorn.http.errors import NoMoreData
from gunicorn.http.unreader import SocketUnreader
from gunicorn.workers.gthread import TConn, ThreadWorker

from product_importer.lib.client_address import network_of

SILENCE_SECONDS = 60.0
"""Between two pieces of a body or of an answer. A client that went away without a word says nothing either."""


class HeadReader(SocketUnreader):  # type: ignore[misc]  # gunicorn has no types
    """Reads from the socket; while it reads a head, until the deadline only."""

    deadline: float | None = None
    has_given_up = False

    def begin_head(self) -> None:
        self.deadline = time.monotonic() + settings.WEB_HEAD_SECONDS

    def end_head(self) -> None:
        self.deadline = None
        self.sock.settimeout(SILENCE_SECONDS)

    def chunk(self, size_hint: int | None = None) -> bytes:
        if self.deadline is not None:
            self.sock.settimeout(max(self.deadline - time.monotonic(), 0.001))
        try:
            return bytes(super().chunk(size_hint))
        except TimeoutError:
            self.has_given_up = True
            if self.deadline is None:
                raise ConnectionResetError(errno.ECONNRESET, "The client has said nothing for too long.") from None
            raise NoMoreData from None


class Places:
    """How many of something each address has. An empty address has as many as it likes."""

    def __init__(self, most: int) -> None:
        self._most, self._taken, self._lock = most, Counter[str](), Lock()

    def take(self, address: str) -> bool:
        """False: it has all that it may have."""
        with self._lock:
            if address and self._taken[address] >= self._most:
                return False
            self._taken[address] += 1
            return True

    def leave(self, address: str) -> None:
        with self._lock:
            self._taken[address] -= 1
            if not self._taken[address]:
                del self._taken[address]


class BoundedConnection(TConn):  # type: ignore[misc]  # gunicorn has no types
    """One that a worker has admitted."""

    worker: BoundedWorker
    address: str
    is_reading_head: bool
    is_refused: bool

    @property
    def is_given_up(self) -> bool:
        """Nothing was or will be said to the client, so there is nothing that it has to read."""
        return self.is_refused or bool(self.parser and not self.is_http2 and self.parser.unreader.has_given_up)

    def init(self) -> None:
        """Called for each request, and works for the first one."""
        is_new = not self.initialized
        super().init()
        if is_new and not self.is_http2:
            self.parser.unreader = HeadReader(self.sock)
            self.parser.unreader.begin_head()

    def begin_head(self) -> bool:
        """False: too many heads of its address are unfinished already."""
        self.is_reading_head = self.worker.heads.take(self.address)
        self.is_refused = not self.is_reading_head
        if self.parser:
            self.parser.unreader.begin_head()
        return self.is_reading_head

    def end_head(self) -> None:
        if self.is_reading_head:
            self.worker.heads.leave(self.address)
            self.is_reading_head = False

    def close(self, graceful: bool = False) -> None:
        """Called in the main loop. A client that had an answer may take its time to read it, in a thread."""
        if graceful and not self.is_given_up:
            with suppress(RuntimeError):  # the worker is stopping
                self.worker.tpool.submit(self._close_at_the_end)
                return
        super().close()
        self.worker.connections.leave(self.address)

    def _close_at_the_end(self) -> None:
        try:
            super().close(graceful=True)
        finally:
            self.worker.connections.leave(self.address)


class BoundedWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.heads = Places(settings.WEB_HEADS_PER_ADDRESS)
        self.connections = Places(settings.WEB_CONNECTIONS_PER_ADDRESS)

    def enqueue_req(self, conn: TConn) -> None:
        """Called in the main loop, for each request and so for each new connection."""
        if isinstance(conn, BoundedConnection) or self._admit(conn):
            super().enqueue_req(conn)

    def handle(self, conn: BoundedConnection) -> Any:
        """Called in a thread, for each request."""
        try:
            return super().handle(conn) if conn.begin_head() else False
        finally:
            conn.end_head()

    def handle_request(self, req: Any, conn: BoundedConnection) -> Any:
        """The head is there."""
        conn.parser.unreader.end_head()
        conn.end_head()
        return super().handle_request(req, conn)

    def _admit(self, conn: TConn) -> bool:
        """The connection becomes one of ours, or is closed."""
        is_behind_proxy = settings.TRUSTED_PROXY_HOPS > 0  # all connections come from it
        address = "" if is_behind_proxy or not isinstance(conn.client, tuple) else network_of(str(conn.client[0]))
        if not self.connections.take(address):
            self.nr_conns -= 1
            conn.close()
            return False
        conn.__class__ = BoundedConnection  # gunicorn makes it and offers no other way
        conn.worker, conn.address, conn.is_reading_head, conn.is_refused = self, address, False, False
        return True
