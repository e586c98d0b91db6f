"""Running the servers' programs: to their end, or detached from us."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import current_thread, main_thread
from typing import Protocol

from product_importer.launch.embedded.errors import EmbeddedError
from product_importer.launch.embedded.home import Home
from product_importer.launch.log_files import shorten

ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LARGEST_LOG_BYTES = 10 * 1024**2
RETRY_SECONDS = (0.0, 0.3, 1.0, 3.0)  # before each attempt: what a killed server left may need a moment to end


class Server(Protocol):
    """What PostgreSQL and Valkey have in common."""

    name: str
    log: Path
    socket: Path
    start_seconds: float  # how long it may take to be ready: recovery after a crash takes its time

    def is_ready(self) -> bool: ...
    def start(self) -> subprocess.Popen[bytes]: ...
    def stop(self) -> None: ...


def bring_up(server: Server) -> subprocess.Popen[bytes] | None:
    """Wait until the server answers; start it if nobody has. Returns the process if it is ours.

    Raises EmbeddedError, with the end of its log, if it does not come up. What was started is ended again
    if we are told to end, or give up, before it is ready.
    """
    started: list[subprocess.Popen[bytes]] = []
    try:
        _bring_up(server, started)
    except BaseException:
        for process in started:
            process.terminate()
            process.wait()
        raise
    return started[-1] if started else None


def _bring_up(server: Server, started: list[subprocess.Popen[bytes]]) -> None:
    pauses = iter(RETRY_SECONDS)
    give_up_at = time.monotonic() + server.start_seconds
    while not server.is_ready():
        alive = is_alive(server)
        if not alive and (not started or started[-1].poll() is not None):
            pause = next(pauses, None)
            if pause is None:
                raise _did_not_start(server)
            time.sleep(pause)
            with _endings_held_back():
                started.append(server.start())
        elif time.monotonic() > give_up_at:
            raise _did_not_start(server)
        time.sleep(0.02)


@contextmanager
def _endings_held_back() -> Iterator[None]:
    """Signals to end are handled after the block: in it, a process that we do not know of yet would be left behind."""
    if current_thread() is not main_thread():
        yield
        return
    heard: list[int] = []
    handlers = {number: signal.signal(number, lambda number, _: heard.append(number)) for number in ENDINGS}
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
        for first in heard[:1]:
            signal.raise_signal(first)


def _did_not_start(server: Server) -> EmbeddedError:
    end = server.log.read_text(errors="replace")[-800:]
    return EmbeddedError(f"{server.name} did not start. Its log, {server.log}, ends:\n{end}")


def is_alive(server: Server) -> bool:
    """Whether a process listens on the server's socket, ready or not."""
    with socket.socket(socket.AF_UNIX) as connection:
        try:
            connection.connect(str(server.socket))
        except OSError:
            return False
    return True


def run(home: Home, program: Path, *arguments: str | Path, stdin: str = "") -> str:
    """Run a program to its end as the servers' user and return what it printed; EmbeddedError if it fails."""
    done: subprocess.CompletedProcess[str] = subprocess.run(
        [program, *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        cwd=home.folder,
        env=_environment(),
        **home.as_popen(),
    )
    if done.returncode:
        raise EmbeddedError(f"{program.name} failed ({done.returncode}): {(done.stderr or done.stdout).strip()}")
    return done.stdout


def spawn(home: Home, folder: Path, log: Path, argv: list[str | Path]) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own: it outlives us, and a Ctrl-C in our terminal is not for it."""
    shorten(log, LARGEST_LOG_BYTES)
    output = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        return subprocess.Popen(
            argv,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            env=_environment(),
            **home.as_popen(),
        )
    finally:
        os.close(output)


def _environment() -> dict[str, str]:
    """Nothing of ours: no secret belongs there, and a PGPORT or PGDATA would lead the servers astray."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}
