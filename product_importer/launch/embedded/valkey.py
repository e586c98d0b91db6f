"""The embedded Valkey (Redis' protocol) behind a Unix socket; it keeps what it acknowledged, up to the last second."""

import os
import socket
import subprocess
from pathlib import Path
from urllib.parse import quote

from product_importer.launch.embedded.errors import EmbeddedError
from product_importer.launch.embedded.home import Home
from product_importer.launch.embedded.process import spawn
from product_importer.launch.embedded.programs import valkey_program

STOP_SECONDS = 60.0
OPTIONS = (
    *("--port", "0"),  # no TCP: file permissions guard the socket
    *("--unixsocketperm", "700"),
    *("--appendonly", "yes"),  # queued work survives a restart
    *("--save", ""),  # the log above is enough, no second copy of the data
    *("--maxmemory-policy", "noeviction"),  # a full memory refuses a task, it never drops one silently
    *("--databases", "64"),  # one or two for every process of a parallel test run
)


class Valkey:
    """Implements `process.Server`."""

    name = "Valkey"
    start_seconds = 60.0

    def __init__(self, home: Home) -> None:
        self._home = home
        self._data = home.folder / "valkey"
        self.log = home.folder / "valkey.log"
        self.socket = home.sockets / "valkey.sock"

    @property
    def environment(self) -> dict[str, str]:
        path = quote(str(self.socket))
        return {
            "REDIS_URL": f"unix://{path}?db=0",
            "CELERY_BROKER_URL": f"redis+socket://{path}?virtual_host=1",
        }

    def is_ready(self) -> bool:
        try:
            return self._ask(b"PING\r\n", seconds=2.0).startswith((b"+PONG", b"-MISCONF"))  # the latter: a full disk
        except OSError:
            return False

    def start(self) -> subprocess.Popen[bytes]:
        program = valkey_program(self._home)
        self._home.make_folder(self._data)
        # Relative, because Valkey reads its arguments like a configuration file, where quotes have a meaning.
        place = os.path.relpath(self.socket, self._data)
        argv: list[str | Path] = [program, *OPTIONS, "--unixsocket", place]
        return spawn(self._home, self._data, self.log, argv)

    def stop(self) -> None:
        """End it after its log is on the disk."""
        if answer := self._ask(b"SHUTDOWN\r\n", seconds=STOP_SECONDS):  # it hangs up when it is done
            raise EmbeddedError(f"Valkey did not stop: {answer.decode(errors='replace').strip()}")

    def _ask(self, command: bytes, *, seconds: float) -> bytes:
        """Speaks the protocol by hand: the client library takes longer to import than the server to start."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(seconds)
            connection.connect(str(self.socket))
            connection.sendall(command)
            return connection.recv(64)
