"""Clients that are slow, on purpose or not, hold up nobody else."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
import requests
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection

from tests.processes import eventually, others_are_idle
from tests.products.factories import make_products
from tests.project.web_server.streams import busy, web_connections
from tests.web import TOKEN, Web, cookies_of, read_answer, web_server, web_server_of_a_module

pytestmark = pytest.mark.django_db(transaction=True)

FEW = {
    "DATABASE_POOL_SIZE": "3",
    "EXPORTS_AT_ONCE": "2",
    "WEB_HEADS_PER_ADDRESS": "20",
    "WEB_CONNECTIONS_PER_ADDRESS": "30",
    "WEB_HEAD_SECONDS": "3",
}
UPLOAD = (
    "POST /products/api/upload/ HTTP/1.1\nContent-Length: 9000\nContent-Type: multipart/form-data; boundary=b\n"
    f"X-CSRFToken: {TOKEN}"
)
CHANGE = (
    f"POST /products/api/products/ HTTP/1.1\nContent-Length: 90\nContent-Type: application/json\nX-CSRFToken: {TOKEN}"
)


@pytest.fixture(scope="module")
def shared_web() -> Iterator[Callable[[dict[str, str]], Web]]:
    with web_server_of_a_module(FEW) as start:
        yield start


@pytest.fixture
def web(process_environment: dict[str, str], shared_web: Callable[[dict[str, str]], Web]) -> Iterator[Web]:
    """With room for few. Each test leaves as much of it as it found."""
    web = shared_web(process_environment)
    yield web
    eventually(web.has_no_clients)
    eventually(others_are_idle)


def is_closed(client: socket.socket) -> bool:
    """Waits for the server to say or do something."""
    with contextlib.suppress(ConnectionResetError, BrokenPipeError):
        return client.recv(1) == b""
    return True


def test_slow_bodies_readers_and_heads_leave_room_for_pages(web: Web, admin_user: User) -> None:
    cookies = cookies_of(admin_user)
    with contextlib.ExitStack() as clients:
        for head in [UPLOAD] * 5 + [CHANGE] * 5:
            body = clients.enter_context(web.send_head(head, cookies))
            body.sendall(b"-")
        eventually(lambda: not busy(web_connections()))
        assert [web.get("/products/", cookies=cookies).status_code for _ in range(3)] == [200] * 3

        with connection.cursor() as cursor:
            cursor.execute(MANY_PRODUCTS)
        exports = [
            clients.enter_context(web.send_head("GET /products/api/products/export/ HTTP/1.1", cookies))
            for _ in range(2)
        ]
        assert all(export.recv(12) == b"HTTP/1.1 200" for export in exports)
        third = web.get("/products/api/products/export/", cookies=cookies)
        assert (third.status_code, third.json()["error"]["code"]) == (503, "too_many_exports")
        assert "Retry-After" in third.headers
        assert web.get("/products/", cookies=cookies).status_code == 200
        exports[0].close()
        eventually(lambda: web.get("/products/api/products/export/?q=none", cookies=cookies).status_code == 200)


def test_heads_that_do_not_come_are_given_up_and_are_few_for_each_address(web: Web) -> None:
    with contextlib.ExitStack() as clients:
        slow = [clients.enter_context(web.connect()) for _ in range(25)]
        for client in slow:
            with contextlib.suppress(OSError):  # those above the bound are closed at once
                client.sendall(b"GET /health/ HTTP/1.1\r\nHost: 127.0.0.1\r\n")
        assert all(map(is_closed, slow))
        assert web.get("/health/").status_code == 200


def test_head_that_comes_in_time_is_answered(web: Web) -> None:
    with web.connect() as client:
        for part in (b"GET /health/ HTTP/1.1\r\n", b"Host: 127.0.0.1\r\n", b"\r\n", b"GET /health/ HTTP/1.1\r\n"):
            client.sendall(part)
        assert read_answer(client)[0] == 200
        client.sendall(b"Host: 127.0.0.1\r\n\r\n")
        assert read_answer(client)[0] == 200


def test_head_that_makes_no_sense_is_answered(web: Web) -> None:
    with web.connect() as client:
        client.sendall(b"NONSENSE\r\n\r\n")
        assert read_answer(client)[0] == 400


def test_client_that_does_not_close_what_the_server_closes_holds_up_nobody(web: Web) -> None:
    with contextlib.ExitStack() as clients:
        for _ in range(15):
            client = clients.enter_context(web.send_head("GET /health/ HTTP/1.1\nConnection: close"))
            assert read_answer(client)[0] == 200
        started = time.monotonic()
        assert web.get("/health/").status_code == 200
        assert time.monotonic() - started < 15  # two seconds for each, if they are waited for one after another


def test_idle_connections_of_an_address_are_bounded(web: Web) -> None:
    with contextlib.ExitStack() as clients:
        idle = [clients.enter_context(web.connect()) for _ in range(31)]
        assert is_closed(idle[-1])
    eventually(lambda: _answers(web))


def _answers(web: Web) -> bool:
    try:
        return web.get("/health/").status_code == 200
    except requests.ConnectionError:
        return False


class StallingPostgres:
    """Stands before PostgreSQL; once it is stalled nothing goes through, and nobody is told."""

    def __init__(self) -> None:
        self.stalled = threading.Event()
        place: dict[str, Any] = settings.DATABASES["default"]
        self._address = str(place["HOST"]), int(place["PORT"] or 5432)
        self._server = socket.create_server(("127.0.0.1", 0))
        self._sockets: list[socket.socket] = []
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()

    @property
    def url(self) -> str:
        name = connection.settings_dict["NAME"]
        return f"postgresql://app@127.0.0.1:{self._server.getsockname()[1]}/{name}"

    def close(self) -> None:
        """PostgreSQL hears of it: no session of ours is left there."""
        _hang_up(self._server)
        self._accepting.join()
        for each in self._sockets:
            _hang_up(each)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._server.accept()
                self._sockets.append(client)
                if not self.stalled.is_set():
                    server = _connected(*self._address)
                    self._sockets.append(server)
                    for pair in ((client, server), (server, client)):
                        threading.Thread(target=self._pass_on, args=pair, daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65_536):
                if self.stalled.is_set():
                    return
                target.sendall(data)
            _hang_up(target)  # while another thread waits for it, closing it alone tells nobody


def _hang_up(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):  # it was closed, or never connected
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()


def _connected(host: str, port: int) -> socket.socket:
    server = socket.socket(socket.AF_UNIX if host.startswith("/") else socket.AF_INET)
    server.connect(f"{host}/.s.PGSQL.{port}" if host.startswith("/") else (host, port))
    return server


@pytest.fixture
def stalling() -> Iterator[StallingPostgres]:
    postgres = StallingPostgres()
    yield postgres
    postgres.close()
    eventually(others_are_idle)


def test_pages_are_503_while_postgresql_hangs_and_come_back(
    process_environment: dict[str, str], admin_user: User, stalling: StallingPostgres
) -> None:
    cookies = cookies_of(admin_user)
    hurried = {"DATABASE_URL": stalling.url, "DATABASE_STATEMENT_TIMEOUT_MS": "1000", "DATABASE_POOL_SIZE": "2"}
    with web_server(process_environment, hurried) as web:
        assert web.get("/products/", cookies=cookies).status_code == 200

        stalling.stalled.set()
        hung = web.get("/products/", cookies=cookies)
        ready = web.get("/health/ready/")

        stalling.stalled.clear()
        eventually(lambda: web.get("/products/", cookies=cookies).status_code == 200)

    assert hung.status_code == 503
    assert "The database cannot be reached" in hung.text
    assert (ready.status_code, ready.json()["database"]) == (503, "away")


def test_edit_that_waits_for_something_large_says_so(process_environment: dict[str, str], admin_user: User) -> None:
    cookies = cookies_of(admin_user)
    make_products(1)
    other = psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None})
    with web_server(process_environment, {"DATABASE_LOCK_TIMEOUT_MS": "200"}) as web, other:
        other.execute("LOCK TABLE products_product")
        answer = requests.post(
            f"{web.url}/products/api/products/",
            json={"sku": "B-1", "name": "Mug"},
            headers={"X-CSRFToken": TOKEN},
            cookies=cookies,
            timeout=20,
        )
        page = web.get("/products/", cookies=cookies)

    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "busy")
    assert page.status_code == 503
    assert "Something large is changing the catalogue" in page.text
    assert page.headers["Retry-After"] == "10"


MANY_PRODUCTS = """
    INSERT INTO products_product (id, sku, sku_key, name, description, active, version, created_at, updated_at)
    SELECT gen_random_uuid(), n, n, 'Mug', repeat('x', 20000), true, 1, now(), now() FROM generate_series(1, 2000) AS n
"""
