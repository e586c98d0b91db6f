"""A supplier's web server over TLS: `/small/<name>.csv`, and `/large/<megabytes>.csv`, which is made as it is sent."""

import multiprocessing
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path

CERTIFICATE = Path(__file__).resolve().parent.parent / "tests" / "webhooks" / "localhost.pem"
HEADER = b"sku,name,price\n"
MEGABYTE = 1024 * 1024


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        kind, _, name = self.path.strip("/").partition("/")
        large = int(name.removesuffix(".csv")) if kind == "large" else 0
        row = f"{name},Kettle,12.50\n".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/csv")
        self.send_header("Content-Length", str(len(HEADER) + (large * MEGABYTE or len(row))))
        self.end_headers()
        self.wfile.write(HEADER)
        block = (row * (MEGABYTE // len(row) + 1))[:MEGABYTE]
        for _ in range(large):
            self.wfile.write(block)
        if not large:
            self.wfile.write(row)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@contextmanager
def supplier() -> Iterator[str]:
    """Its URL; it serves until the block ends."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs,), daemon=True)
    process.start()
    try:
        yield f"https://localhost:{ours.recv()}"
    finally:
        process.terminate()
        process.join()


def _serve(theirs: Connection) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    theirs.send(server.server_port)
    server.serve_forever()
