"""Receivers on loopback, from well-behaved to hostile. What they do is a function of the socket they are given."""

import os
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

CERTIFICATE = Path(__file__).parent / "localhost.pem"
"""For localhost, signed by itself; with its key, which is no secret."""

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n"


@dataclass(frozen=True)
class Request:
    """A request as it came. `connection`: the number of the connection, from 1."""

    head: str
    headers: dict[str, str]
    body: bytes
    connection: int
    at: float = field(default_factory=time.monotonic)

    @property
    def message_id(self) -> str:
        return self.headers["webhook-id"]


Behaviour = Callable[[socket.socket, Request], object]


def answering(answer: bytes) -> Behaviour:
    return lambda sock, _: sock.sendall(answer)


def answering_status(status: int, *headers: str, body: bytes = b"") -> Behaviour:
    lines = [f"HTTP/1.1 {status} Whatever", f"Content-Length: {len(body)}", *headers]
    return answering("\r\n".join(lines).encode() + b"\r\n\r\n" + body)


def silent(sock: socket.socket, _: Request) -> None:
    """Says nothing until the other side gives up."""
    sock.recv(1)


def dripping(beginning: bytes, drop: bytes = b"x", pause: float = 0.05) -> Behaviour:
    def drip(sock: socket.socket, _: Request) -> None:
        sock.sendall(beginning)
        while True:
            sock.sendall(drop)
            time.sleep(pause)

    return drip


def flooding(beginning: bytes, megabytes: int = 200) -> Behaviour:
    def flood(sock: socket.socket, _: Request) -> None:
        sock.sendall(beginning)
        for _megabyte in range(megabytes):
            sock.sendall(b"x" * 1024**2)

    return flood


def resetting(beginning: bytes = b"") -> Behaviour:
    """Ends the connection with a reset instead of a farewell."""

    def reset(sock: socket.socket, _: Request) -> None:
        sock.sendall(beginning)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        os.close(sock.detach())  # `close` would wait for the stream that reads from it

    return reset


class Receiver:
    """Listens on a free port of loopback and keeps what it got. `behave` may be exchanged at any time."""

    def __init__(self, behave: Behaviour, *, host: str = "127.0.0.1", tls: bool = False) -> None:
        self.behave = behave
        self.requests: list[Request] = []
        self.connections = 0
        self._scheme = "https" if tls else "http"
        self._context = _context() if tls else None
        self._listener = socket.create_server((host, 0), backlog=128)
        self._open: set[socket.socket] = set()
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    @property
    def url(self) -> str:
        return f"{self._scheme}://127.0.0.1:{self.port}/hooks"

    @property
    def message_ids(self) -> list[str]:
        return [request.message_id for request in [*self.requests]]

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.hang_up()

    def hang_up(self) -> None:
        """Close the connections that are open."""
        for sock in [*self._open]:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                sock, _ = self._listener.accept()
                self.connections += 1
                threading.Thread(target=self._serve, args=(sock, self.connections), daemon=True).start()

    def _serve(self, plain: socket.socket, number: int) -> None:
        with suppress(OSError, ValueError, AttributeError):
            sock = self._context.wrap_socket(plain, server_side=True) if self._context else plain
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._open.add(sock)
            try:
                with sock, sock.makefile("rb") as stream:
                    while request := _read(stream, number):
                        self.requests.append(request)
                        self.behave(sock, request)
            finally:
                self._open.discard(sock)


Receive = Callable[..., Receiver]
"""The fixture `receive`, which makes receivers."""


@contextmanager
def receiver(behave: Behaviour | None = None, **options: Any) -> Iterator[Receiver]:
    made = Receiver(behave or answering(OK), **options)
    try:
        yield made
    finally:
        made.close()


def _read(stream: BinaryIO, connection: int) -> Request | None:
    head = stream.readline().decode("latin-1").strip()
    if not head:
        return None
    headers = {}
    while line := stream.readline().decode("latin-1").strip():
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    length = int(headers.get("content-length", 0))
    body = stream.read(length)
    return Request(head, headers, body, connection) if len(body) == length else None  # its sender was killed


def _context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context
