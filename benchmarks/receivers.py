"""Webhook receivers in a process of their own: `/` answers at once, `/dead` never does.

Prints its port; each connection has a thread, and is kept open.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing import Pipe, Process
from multiprocessing.connection import Connection

OK = b"HTTP/1.1 204 No Content\r\n\r\n"


@contextmanager
def receivers() -> Iterator[str]:
    """The URL of the quick one, without the slash at its end."""
    ours, theirs = Pipe()
    process = Process(target=_serve, args=(theirs,), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{ours.recv()}"
    finally:
        process.terminate()
        process.join()


def _serve(parent: Connection) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
        parent.send(listener.getsockname()[1])
        while True:
            sock, _ = listener.accept()
            threading.Thread(target=_answer, args=(sock,), daemon=True).start()


def _answer(sock: socket.socket) -> None:
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with suppress(OSError), sock, sock.makefile("rb") as stream:
        while path := stream.readline().split()[1:2]:
            length = 0
            while line := stream.readline().strip():
                if line.lower().startswith(b"content-length:"):
                    length = int(line[15:])
            stream.read(length)
            if path[0].startswith(b"/dead"):
                sock.recv(1)
            sock.sendall(OK)
