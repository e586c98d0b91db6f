"""Connections to others: every address of a name is judged before one is dialled, and each step is timed.

The name is looked up once for each connection, so the address that was judged is the one that is dialled, even if the
name leads elsewhere a moment later.
"""

import queue
import socket
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPResponse, parse_headers
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from product_importer.lib.outbound import addresses
from product_importer.lib.outbound.addresses import Network

Address = tuple[socket.AddressFamily, tuple[object, ...]]
"""What the resolver answers: the family, and what `connect` takes: host, port and whatever IPv6 adds."""


@dataclass(frozen=True)
class Rules:
    """What may be dialled besides public addresses, and how long it may take.

    `ports`: further ones than 80, 443 and those above 1023. `connect_seconds`: to look a name up, and again to connect.
    """

    allowed: Sequence[Network]
    connect_seconds: float
    ports: frozenset[int] = frozenset()


class CannotDial(Exception):
    """No connection was made. `code`: dns, blocked_address, refused, unreachable, timeout."""

    def __init__(self, code: str, detail: str, address: str = "") -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.address = address


class Dialled:
    """What both kinds of connection share: how long each step took, in milliseconds, and a way to cut them.

    `rules` say what may be dialled. `on_open` is called with the connection when it begins to dial, and sets
    `give_up_at`.
    """

    host: str
    port: int
    address = ""
    dns_ms: float | None = None
    connect_ms: float | None = None
    tls_ms: float | None = None
    is_fresh = False
    give_up_at = 0.0
    _connected_at = 0.0
    _handle: socket.socket | None = None

    def __init__(self, *args: Any, rules: Rules, on_open: Callable[["Dialled"], None], **options: Any) -> None:
        super().__init__(*args, **options)
        self._rules = rules
        self._on_open = on_open

    def connect(self) -> None:
        self.let_go()
        self.is_fresh = True
        self._on_open(self)
        super().connect()  # type: ignore[misc]
        if isinstance(self, HTTPSConnection):
            self.tls_ms = _milliseconds_since(self._connected_at)

    def _new_conn(self) -> socket.socket:
        begun = time.monotonic()
        found = judged(self.host, self.port, self._rules, seconds=self._seconds_left())
        self.dns_ms = _milliseconds_since(begun)
        begun = time.monotonic()
        sock = connected(found, self.host, self._seconds_left())
        self.connect_ms = _milliseconds_since(begun)
        self._connected_at = time.monotonic()
        self.address = _shown(sock.getpeername())
        self._handle = sock.dup()  # wrapping it for TLS takes the descriptor away from `sock`
        sock.settimeout(self._seconds_left())  # for the TLS handshake; urllib3 sets the time to read later
        return sock

    def _seconds_left(self) -> float:
        left = self.give_up_at - time.monotonic()
        if left <= 0:
            raise CannotDial("timeout", f"{self.host} did not accept the connection in time.", self.address)
        return min(left, self._rules.connect_seconds)

    def cut(self) -> None:
        """Shut the connection from another thread: whoever is waiting for it wakes up."""
        with _HANDLES, suppress(OSError):
            if self._handle is not None:
                self._handle.shutdown(socket.SHUT_RDWR)

    def let_go(self) -> None:
        """After this it cannot be cut any more. `close` does not do it: an answer may still be read after that."""
        with _HANDLES:
            if self._handle is not None:
                self._handle.close()
                self._handle = None


_HANDLES = threading.Lock()
"""No handle is closed while it is in use: a moment later its number may belong to another connection."""


class FinalAnswer(HTTPResponse):
    """Skips interim answers such as 103 (RFC 9110, 15.2); Python's own class skips only 100."""

    def _read_status(self) -> tuple[str, int, str]:
        while True:
            found: tuple[str, int, str] = super()._read_status()  # type: ignore[misc]
            if not 100 < found[1] < 200 or found[1] == HTTPStatus.SWITCHING_PROTOCOLS:
                return found
            parse_headers(self.fp)


class PlainConnection(Dialled, HTTPConnection):
    """Over http."""

    response_class = FinalAnswer


class TLSConnection(Dialled, HTTPSConnection):
    """Over https."""

    response_class = FinalAnswer


class PlainPool(HTTPConnectionPool):
    ConnectionCls = PlainConnection


class TLSPool(HTTPSConnectionPool):
    ConnectionCls = TLSConnection


def judged(host: str, port: int, rules: Rules, *, seconds: float) -> list[Address]:
    """Every address of the name, looked up within so many seconds.

    Raises CannotDial if there is none, or if any of them must not be dialled.
    """
    if addresses.is_refused_port(port) and port not in rules.ports:
        raise CannotDial("blocked_address", f"Connections to port {port} are not allowed.")
    found = _looked_up(host.strip("[]"), port, seconds)
    for _, address in found:
        if addresses.is_refused(str(address[0]), rules.allowed):
            raise CannotDial(
                "blocked_address", f"{host} resolves to {address[0]}, which is not allowed.", _shown(address)
            )
    return found


def _looked_up(host: str, port: int, seconds: float) -> list[Address]:
    """With a time limit, which the system's resolver lacks: its thread is left to end by itself."""
    with suppress(OSError, UnicodeError):
        return _ask_resolver(host, port, socket.AI_NUMERICHOST)
    answers: queue.SimpleQueue[list[Address] | Exception] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            answers.put(_ask_resolver(host, port, 0))
        except (OSError, UnicodeError) as error:
            answers.put(error)

    threading.Thread(target=look_up, name="name resolution", daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty:
        raise CannotDial("dns", f"The name {host} could not be looked up in time.") from None
    if isinstance(answer, Exception) or not answer:
        raise CannotDial("dns", f"The name {host} was not found.")
    return answer


def _ask_resolver(host: str, port: int, flags: int) -> list[Address]:
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=flags)
    return [(family, address) for family, _, _, _, address in answers]


def connected(found: list[Address], host: str, seconds: float) -> socket.socket:
    """A connection to the first address that takes one. The seconds are for all of them together. Raises CannotDial."""
    give_up_at = time.monotonic() + seconds
    failure = CannotDial("unreachable", f"{host} cannot be reached.")
    for left, (family, address) in zip(range(len(found), 0, -1), found, strict=True):
        sock = socket.socket(family, socket.SOCK_STREAM)
        sock.settimeout(max(give_up_at - time.monotonic(), 0.001) / left)
        try:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.connect(address)
        except OSError as error:
            sock.close()
            failure = _failure(error, _shown(address))
        else:
            return sock
    raise failure


def _failure(error: OSError, address: str) -> CannotDial:
    if isinstance(error, TimeoutError):
        return CannotDial("timeout", f"{address} did not accept the connection in time.", address)
    if isinstance(error, ConnectionRefusedError):
        return CannotDial("refused", f"Nothing is listening at {address}.", address)
    return CannotDial("unreachable", f"{address} cannot be reached: {error.strerror or error}.", address)


def _shown(address: tuple[object, ...]) -> str:
    host, port = address[:2]
    return f"[{host}]:{port}" if ":" in str(host) else f"{host}:{port}"


def _milliseconds_since(begun: float) -> float:
    return round((time.monotonic() - begun) * 1_000, 2)
