"""`manage.py up` as a person starts it."""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from io import StringIO
from pathlib import Path

import psutil
import pytest
from django.contrib.auth import get_user_model

from product_importer.management.commands import up
from tests.processes import PASSED_ON, ROOT

STATIC_ROOT = os.environ["STATIC_ROOT"]  # collected already: that takes as long as all the rest


class Start:
    """A running `up`, what it printed so far, and where it serves."""

    def __init__(self, data_dir: Path, *arguments: str, **environment: str) -> None:
        self.port = _free_port()
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, ROOT / "manage.py", "up", *arguments],
            env={
                **PASSED_ON,
                "DATA_DIR": str(data_dir),
                "STATIC_ROOT": STATIC_ROOT,
                "PORT": str(self.port),
                **environment,
            },
            cwd=data_dir.parent,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def read_until(self, pattern: str) -> str:
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))
            if re.search(pattern, line):
                return self.lines[-1]
        raise AssertionError(f"{pattern!r} did not come; what came: {self.lines}")

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        assert self.process.stdout
        self.lines += self.process.stdout.read().splitlines()
        return self.process.wait()

    def status_of(self, path: str) -> int:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", path)
        try:
            return connection.getresponse().status
        finally:
            connection.close()

    def children(self) -> list[psutil.Process]:
        return [p for p in psutil.Process(self.process.pid).children() if "python" in p.name()]


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A data folder with a space in its path, in a folder that the servers' user may enter if root runs us."""
    with tempfile.TemporaryDirectory(prefix="a start ") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder, "var")


@contextmanager
def started(data_dir: Path, *arguments: str, **environment: str) -> Iterator[Start]:
    start = Start(data_dir, *arguments, **environment)
    try:
        yield start
    finally:
        if start.process.poll() is None:
            start.end()
        if start.process.stdout:
            start.process.stdout.close()


def token_of(data_dir: Path) -> str:
    """A new token of the administrator."""
    environment = {**PASSED_ON, "DATA_DIR": str(data_dir), "STATIC_ROOT": STATIC_ROOT}
    command = [sys.executable, str(ROOT / "manage.py"), "create_api_token", "admin"]
    printed: str = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
    return printed.strip()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def processes_in(data_dir: Path) -> list[str]:
    """The command lines of all processes that name this folder, or work in it, or were given it."""
    found = []
    for process in psutil.process_iter():
        try:
            traces = [*process.cmdline(), process.cwd(), process.environ().get("DATA_DIR", "")]
        except psutil.Error:
            continue
        if process.pid != os.getpid() and any(str(data_dir) in trace for trace in traces):
            found.append(" ".join(process.cmdline()))
    return found


def wait_until_nothing_is_left(data_dir: Path, seconds: float) -> None:
    give_up_at = time.monotonic() + seconds
    while left := processes_in(data_dir):
        assert time.monotonic() < give_up_at, left
        time.sleep(0.1)


def test_up_serves_pages_heals_what_was_killed_and_ends_without_a_trace(data_dir: Path) -> None:
    with started(data_dir) as first:
        ready = first.read_until("^Ready")
        password = [line for line in first.lines if line.startswith("Sign in as admin with the password ")]
        assert ready == f"Ready: http://127.0.0.1:{first.port}"
        assert len(password) == 1
        assert first.status_of("/health/") == 200
        assert first.end() == 0
    assert first.lines[-1] == "Stopped."
    assert processes_in(data_dir) == []

    with started(data_dir, HOST="0.0.0.0", ALLOWED_HOSTS="127.0.0.1") as killed:
        killed.read_until("^Ready")
        hint, *lines = killed.lines
        assert hint.startswith("Other machines reach us (HOST=0.0.0.0). Let a proxy")
        assert [line.split(":")[0] for line in lines] == said_without_news(data_dir)
        for child in killed.children():
            child.kill()
        ended = {killed.read_until("ended unexpectedly") for _ in range(4)}
        assert ended == {
            f"{name} ended unexpectedly (by SIGKILL); restarting it." for name in ("imports", "webhooks", "web", "beat")
        }
        _wait_for_status(killed, 200)
        killed.process.kill()
        killed.process.wait()

    with started(data_dir) as last:
        last.read_until("^Ready")
        assert [line.split(":")[0] for line in last.lines] == said_without_news(data_dir)
        assert last.status_of("/health/") == 200
        assert last.end(signal.SIGINT) == 0
    wait_until_nothing_is_left(data_dir, seconds=60)


def said_without_news(data_dir: Path) -> list[str]:
    """How the lines begin of a start that has nothing to prepare."""
    return [f"Logs are in {data_dir}/logs. Press Ctrl-C to stop.", "Ready"]


def _wait_for_status(start: Start, status: int) -> None:
    give_up_at = time.monotonic() + 30
    while True:
        try:
            assert start.status_of("/health/") == status
        except OSError:
            assert time.monotonic() < give_up_at
            time.sleep(0.1)
        else:
            return


def test_up_does_not_show_a_password_that_a_person_has_chosen(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed = StringIO()
    monkeypatch.setenv("ADMIN_PASSWORD", "chosen by a person")

    up.Command(stdout=printed)._prepare()

    assert get_user_model().objects.filter(username="admin", is_superuser=True).exists()
    assert "password" not in printed.getvalue()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("moment", ["postgres.log", "valkey.log"])
def test_up_leaves_nothing_behind_when_it_is_told_to_end_while_a_server_starts(
    data_dir: Path, moment: str, number: signal.Signals
) -> None:
    with started(data_dir) as start:
        while not (data_dir / "servers" / moment).exists():
            assert start.process.poll() is None
            time.sleep(0.002)
        assert start.end(number) == 128 + number
        assert not any("Traceback" in line for line in start.lines), start.lines

    assert processes_in(data_dir) == []


def test_up_says_who_is_in_its_way_before_it_starts_anything(data_dir: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        with started(data_dir, PORT=port) as start:
            line = start.read_until("in use")
            assert start.process.wait() == 1

    assert line.startswith(f"Port {port} on 127.0.0.1 is in use")
    assert not (data_dir / "servers").exists()


def test_up_refuses_other_machines_when_allowed_hosts_are_not_listed(data_dir: Path) -> None:
    with started(data_dir, HOST="0.0.0.0") as start:
        start.read_until("^HOST=0.0.0.0 opens the product to other machines: set ALLOWED_HOSTS")
        assert start.process.wait() == 1

    assert not data_dir.exists()


def test_up_refuses_a_file_that_is_not_there(data_dir: Path) -> None:
    with started(data_dir, "missing.csv") as start:
        start.read_until("^CommandError: There is no file missing.csv.$")
        assert start.end() in {1, 128 + signal.SIGTERM}  # told to end while it is ending

    assert processes_in(data_dir) == [], start.lines
