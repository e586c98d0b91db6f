"""Real processes of ours that see a test's data: started, killed as roughly as the test wants, never left behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from typing import TypeVar

import psutil
from django.db import connection

from product_importer.launch import children
from product_importer.launch.address import Address

ROOT = Path(__file__).parents[1]
POLL_SECONDS = 0.02
SHARED_BY_JOURNEYS = "shared by journeys"
"""What the connections of the journeys' common web server are called."""

PATIENCE_SECONDS = 60.0
"""For whatever a test waits for: long enough for a busy machine."""

PASSED_ON = {name: value for name, value in os.environ.items() if name in {"PATH", "LANG", "HOME", "TMPDIR"}}
"""The environment of somebody who has set nothing for us."""

T = TypeVar("T")
_numbers = count(1)


def printed_by(*arguments: str, **environment: str) -> str:
    """What a script of ours prints to somebody who has set nothing else for it. Fails if it does."""
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=PASSED_ON | environment, check=True, stdout=subprocess.PIPE, text=True
    ).stdout


def eventually(condition: Callable[[], T], *, seconds: float = PATIENCE_SECONDS) -> T:
    """The first true value of the condition. Fails after `seconds`."""
    give_up_at = time.monotonic() + seconds
    while True:
        if value := condition():
            return value
        assert time.monotonic() < give_up_at, f"It did not come true within {seconds:.0f} s."
        time.sleep(POLL_SECONDS)


def connections_of_others() -> list[tuple[str, str, str]]:
    """The application, the state and the last statement of each other connection to the test's database.

    PostgreSQL's own processes there (autovacuum, parallel workers) do not count.
    """
    sql = """
        SELECT application_name, state, query FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
    """
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def others_are_idle() -> bool:
    return all(state == "idle" for _, state, _ in connections_of_others())


class Program:
    """A running program, in a session of its own, and the processes it started."""

    def __init__(self, argv: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        self.log = log
        with log.open("wb") as output:
            self._process = psutil.Popen(
                argv,
                cwd=ROOT,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._orphans: list[psutil.Process] = []

    @property
    def children(self) -> list[psutil.Process]:
        return list(self._process.children())

    def text(self) -> str:
        return self.log.read_text(errors="replace")

    def wait_for_text(self, text: str) -> None:
        def said() -> bool:
            assert self._process.is_running(), self.text()
            return text in self.text()

        eventually(said)

    def signal(self, number: signal.Signals) -> None:
        """Ask it to stop, as a deployment does by SIGTERM and a person by SIGINT."""
        self._process.send_signal(number)

    def wait(self) -> int:
        return int(self._process.wait(PATIENCE_SECONDS))

    def kill(self) -> None:
        """`kill -9` of the program and all it started, the program first, so that it notices nothing."""
        family = {self._process, *self._orphans}
        if self._process.is_running():
            family.update(self._process.children(recursive=True))
        for process in [self._process, *family]:
            _kill(process)
        self.wait()
        eventually(lambda: all(map(_is_gone, family)))

    def kill_main(self) -> None:
        """`kill -9` of the program alone; what it started is still to be ended, by `kill`."""
        self._orphans += self.children
        _kill(self._process)

    def kill_children(self) -> None:
        """`kill -9` of what the program started; it may start them again."""
        for child in self.children:
            _kill(child)


def has_ended_its_tasks(worker: Program) -> bool:
    """Whether the worker has brought to an end whatever it has taken from the queue."""
    said = worker.text()
    return said.count("] received") == sum(said.count(f"] {ending}") for ending in ("succeeded in", "raised"))


def worker(environment: Mapping[str, str], folder: Path) -> Program:
    """A worker as `up` starts it, ready to take tasks, with a name of its own."""
    name = f"worker-{next(_numbers)}"
    argv = (*children.imports_worker().argv, "--hostname", f"{name}@tests")
    program = Program(argv, environment, folder / f"{name}.log")
    program.wait_for_text(" ready.")
    return program


def beat(environment: Mapping[str, str], folder: Path) -> Program:
    return Program(children.beat(folder).argv, environment, folder / f"beat-{next(_numbers)}.log")


def web(environment: Mapping[str, str], folder: Path, *, port: int) -> Program:
    """The web server as `up` starts it, once it answers."""
    address = Address("127.0.0.1", port)
    program = Program(children.web(address).argv, environment, folder / f"web-{next(_numbers)}.log")
    eventually(lambda: answers(port, "/health/"))
    return program


def command(
    *arguments: str, environment: Mapping[str, str], standard_input: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    """Run `manage.py` with these arguments to its end."""
    return subprocess.run(
        command_line(*arguments),
        env=dict(environment),
        cwd=ROOT,
        input=standard_input,
        capture_output=True,
        timeout=PATIENCE_SECONDS,
    )


def command_line(*arguments: str) -> list[str]:
    return [sys.executable, str(ROOT / "manage.py"), *arguments]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int, path: str) -> bool:
    """Whether a server on this port says that all is well there."""
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _kill(process: psutil.Process) -> None:
    with suppress(psutil.NoSuchProcess):  # it knows a process from another that got its number
        process.kill()


def _is_gone(process: psutil.Process) -> bool:
    """A process that has ended stays in the system's list until its parent, perhaps a slow one, has taken notice."""
    try:
        return bool(process.status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True
