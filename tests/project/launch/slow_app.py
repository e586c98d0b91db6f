"""A web application that answers at once, except under /stream, where it never comes to an end."""

import time
from collections.abc import Iterator
from typing import Any


def application(environ: dict[str, Any], start_response: Any) -> Iterator[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain")])
    yield b"here\n"
    while environ["PATH_INFO"] == "/stream":
        time.sleep(0.05)
        yield b"still here\n"
