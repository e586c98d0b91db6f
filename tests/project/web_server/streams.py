"""Event streams of a real web server, and what its database connections do meanwhile."""

import contextlib
import socket
import struct
from collections.abc import Iterator

from products.jobs.models import ImportJob
from tests.processes import SHARED_BY_JOURNEYS, connections_of_others
from tests.web import Web, snapshots


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
    """The state and the last statement of each connection of others, but for those of the journeys' web server."""
    return [(state, query) for name, state, query in connections_of_others() if name != SHARED_BY_JOURNEYS]


def busy(states: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those that are in the middle of something."""
    return [found for found in states if found[0] != "idle"]


def abort(connection: socket.socket) -> None:
    """Go away without a word: the other side gets a reset."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()
