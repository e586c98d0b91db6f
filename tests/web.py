"""A real web server, as `up` starts it, on the database and Valkey of the test."""

import contextlib
import http.client
import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import requests
from django.contrib.auth.models import User
from django.test import Client

ROOT = Path(__file__).parents[1]
CONF = ROOT / "product_importer" / "gunicorn.conf.py"
TOKEN = "t" * 32
HELD = {psutil.CONN_ESTABLISHED, psutil.CONN_CLOSE_WAIT}
"""A connection that a server has not closed yet."""


@dataclass
class Web:
    """One running server."""

    port: int
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str, **options: Any) -> requests.Response:
        return requests.get(self.url + path, timeout=20, allow_redirects=False, **options)

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=20)

    def send_head(self, head: str, cookies: Mapping[str, str] | None = None) -> socket.socket:
        """Open a connection, send a request's head and leave it open."""
        cookie = "; ".join(f"{name}={value}" for name, value in (cookies or {}).items())
        connection = self.connect()
        lines = [*head.splitlines(), "Host: 127.0.0.1", *([f"Cookie: {cookie}"] if cookie else [])]
        connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        return connection

    def has_no_clients(self) -> bool:
        """Whether it has noticed that all of them are gone."""
        workers = psutil.Process(self.process.pid).children()
        return not any(each.status in HELD for worker in workers for each in worker.net_connections("tcp"))

    def stop(self) -> float:
        """Tell it to stop, as a deploy does; the seconds it took."""
        started = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=40)
        return time.monotonic() - started


@contextlib.contextmanager
def web_server(
    environment: Mapping[str, str], overrides: Mapping[str, str] | None = None, *, port: int = 0
) -> Iterator[Web]:
    port = port or free_port()
    command = [sys.executable, "-m", "gunicorn", "-c", str(CONF), "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(
        [*command, "product_importer.wsgi:application"], cwd=ROOT, env={**environment, **(overrides or {})}
    )
    web = Web(port, process)
    try:
        _wait_until_it_answers(web)
        yield web
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(timeout=40)


@contextlib.contextmanager
def web_server_of_a_module(overrides: Mapping[str, str] | None = None) -> Iterator[Callable[[Mapping[str, str]], Web]]:
    """A function that starts the web server for the first test that calls it; all others get the same one."""
    with contextlib.ExitStack() as running:
        started: list[Web] = []

        def start_once(environment: Mapping[str, str]) -> Web:
            started[:] = started or [running.enter_context(web_server(environment, overrides))]
            return started[0]

        yield start_once


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def cookies_of(user: User) -> dict[str, str]:
    """A signed-in session, and a CSRF token that TOKEN matches."""
    client = Client()
    client.force_login(user)
    return {"sessionid": client.cookies["sessionid"].value, "csrftoken": TOKEN}


def slowest_page(web: Web, cookies: dict[str, str], times: int = 10) -> float:
    """Seconds that the list of products took, the slowest of so many times."""
    slowest = 0.0
    for _ in range(times):
        started = time.monotonic()
        assert web.get("/products/", cookies=cookies).status_code == 200
        slowest = max(slowest, time.monotonic() - started)
    return slowest


def read_answer(connection: socket.socket) -> tuple[int, dict[str, str], bytes]:
    """The status, the headers and the body of the next answer."""
    response = http.client.HTTPResponse(connection)
    response.begin()
    return response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()


def snapshots(lines: Iterator[bytes]) -> Iterator[dict[str, Any]]:
    """The snapshots in the lines of an event stream."""
    for line in lines:
        if line.startswith(b"data: "):
            yield json.loads(line.removeprefix(b"data: "))


def _wait_until_it_answers(web: Web) -> None:
    for _ in range(300):
        with contextlib.suppress(OSError, requests.RequestException):
            web.get("/health/")
            return
        if web.process.poll() is not None:
            raise AssertionError("The web server ended at its start.")
        time.sleep(0.1)
    raise AssertionError("The web server does not answer.")
