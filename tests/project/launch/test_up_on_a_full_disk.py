"""All of `up` on a disk that is full for a while: it says so, waits, and goes on by itself."""

import json
import tempfile
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.processes import eventually
from tests.project.test_up import Start, started
from tests.small_disk import small_disk

pytestmark = pytest.mark.soak

MB = 1024**2
WELL = dict.fromkeys(("database", "redis", "worker", "webhooks", "beat"), "ok")
RECOVERY_SECONDS = 240.0
"""The longest pause is a minute, and PostgreSQL may have to recover."""


@pytest.fixture
def disk() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="full ") as folder:
        Path(folder).chmod(0o711)
        with small_disk(Path(folder, "disk"), 450 * MB) as disk:
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
