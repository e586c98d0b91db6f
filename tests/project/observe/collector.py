"""A real HTTP server that takes what Sentry and OpenTelemetry send, and keeps it as it came."""

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Collector:
    port: int = 0
    received: list[tuple[str, bytes]] = field(default_factory=list)
    """Path and body of each request, unpacked."""

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def bodies(self, path: str) -> list[bytes]:
        return [body for where, body in self.received if where == path]

    @property
    def everything(self) -> bytes:
        return b"\n".join(body for _, body in self.received)


@contextmanager
def collector() -> Iterator[Collector]:
    found = Collector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            is_packed = self.headers.get("Content-Encoding") == "gzip"
            found.received.append((self.path, gzip.decompress(body) if is_packed else body))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Not in the output of the tests."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.port = server.server_port
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
