"""All of `up` on a disk that is full, or soon would be: it says so, waits, and goes on by itself."""

import contextlib
import json
import shutil
import socket
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.processes import eventually
from tests.project.test_up import Start, started, token_of
from tests.small_disk import small_disk_for_servers

pytestmark = pytest.mark.soak

MB = 1024**2
WELL = dict.fromkeys(("database", "redis", "worker", "webhooks", "beat"), "ok")
UPLOAD_BYTES, FREE_BYTES = 110 * MB, 100 * MB
RECOVERY_SECONDS = 240.0
"""The longest pause is a minute, and PostgreSQL may have to recover."""


@pytest.fixture
def disk() -> Iterator[Path]:
    with small_disk_for_servers(450 * MB) as disk:
        yield disk


def ready(start: Start) -> dict[str, Any]:
    connection = HTTPConnection("127.0.0.1", start.port, timeout=30)
    try:
        connection.request("GET", "/health/ready/")
        found: dict[str, Any] = json.loads(connection.getresponse().read())
    except OSError:
        return {}
    finally:
        connection.close()
    return found


def fill(disk: Path) -> None:
    with (disk / "fill").open("ab", buffering=0) as file:
        for size in (MB, 4096):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError:
                continue


def test_up_outlives_a_full_disk_and_the_deaths_of_its_servers_on_it(disk: Path) -> None:
    with started(disk / "var", IMPORT_FREE_DISK_BYTES="0") as start:
        start.read_until("^Ready")
        eventually(lambda: ready(start) == WELL)

        for _ in range(2):
            fill(disk)
            eventually(lambda: ready(start).get("redis") == "away" or ready(start).get("database") == "away")
            children = psutil.Process(start.process.pid).children()
            for child in children:
                child.kill()
            for _ in range(4):  # the servers are healed without a word
                start.read_until("(ended unexpectedly|keeps stopping)")
            assert start.process.poll() is None

            (disk / "fill").unlink()
            eventually(lambda: without_restarts(ready(start)) == WELL, seconds=RECOVERY_SECONDS)

        assert start.end() == 0


def without_restarts(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: fact for name, fact in facts.items() if name != "restarting"}


class Upload:
    """One under way, of which the first bytes have been sent."""

    def __init__(self, start: Start, token: str, content: bytes) -> None:
        part = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
        self._rest = content + b"\r\n--x--\r\n"
        head = [
            "POST /products/api/upload/ HTTP/1.1",
            "Host: 127.0.0.1",
            f"Authorization: Bearer {token}",
            "Content-Type: multipart/form-data; boundary=x",
            f"Content-Length: {len(part + self._rest)}",
        ]
        self._client = socket.create_connection(("127.0.0.1", start.port), timeout=120)
        self._client.sendall("\r\n".join([*head, "\r\n"]).encode() + part)

    def finish(self) -> int:
        """The status of the answer."""
        with self._client as client:
            with contextlib.suppress(OSError):  # who is refused is not read to the end
                client.sendall(self._rest)
            answer = HTTPResponse(client)
            answer.begin()
            return answer.status


def test_large_uploads_at_once_leave_the_servers_their_space(disk: Path) -> None:
    content = b"sku,name\n".ljust(UPLOAD_BYTES, b"\n")
    with started(disk / "var", IMPORT_FREE_DISK_BYTES=str(FREE_BYTES)) as start:
        start.read_until("^Ready")
        eventually(lambda: ready(start) == WELL)
        token = token_of(disk / "var")
        free = shutil.disk_usage(disk).free
        fitting = (free - FREE_BYTES) // UPLOAD_BYTES
        assert 1 <= fitting < 4, free

        uploads = [Upload(start, token, content) for _ in range(4)]
        with ThreadPoolExecutor(len(uploads)) as pool:
            statuses = [*pool.map(Upload.finish, uploads)]

        assert Counter(statuses) == {202: fitting, 507: 4 - fitting}
        assert start.end() == 0
