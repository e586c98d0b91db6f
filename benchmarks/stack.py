"""Servers and processes of the benchmark's own, in a temporary folder: nothing here touches an installation.

PostgreSQL and Valkey run with the product's own options, worker and web server as `up` starts them. Whoever runs many
small benchmarks names the data folder of servers that are there already, and empty, in BENCHMARK_DATA_DIR.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.request import urlopen

from product_importer.launch import children, embedded, secrets_file
from product_importer.launch.address import Address
from product_importer.launch.embedded.programs import postgres_programs

SEAT_BELTS = ("price_jump", "price_ratio", "deactivated", "names", "fewer_rows", "field_emptied", "rejected")
"""Seat belts: they look at each file as ever, but hold none. Rows of benchmarks are all alike, and nobody confirms."""

START_SECONDS = 60.0
STOP_SECONDS = 30.0


@contextmanager
def servers() -> Iterator[Path]:
    """A PostgreSQL and a Valkey whose URLs stand in the environment until the block ends; gives their folder."""
    shared = os.environ.get("BENCHMARK_DATA_DIR")
    folder = Path(shared) if shared else new_folder()
    running = embedded.ensure(folder)
    os.environ |= {
        **running.environment,
        **{name: f"{name}-for-benchmarks-only" for name in secrets_file.NAMES},
        "DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "product_importer.settings",
        "LOG_LEVEL": "WARNING",
        "IMPORT_BELTS_AMBER": ",".join(SEAT_BELTS),
    }
    try:
        yield folder
    finally:
        running.release()
        if not shared:
            shutil.rmtree(folder)


def new_folder() -> Path:
    """For the data of servers. Started by root, they run as somebody else, who must pass through it."""
    folder = Path(tempfile.mkdtemp(prefix="product-importer-benchmark-"))
    folder.chmod(0o711)
    return folder


def psql() -> Path:
    """The client that comes with the embedded server."""
    return postgres_programs(embedded.home.prepare_home(Path(os.environ["DATA_DIR"]))) / "psql"


@contextmanager
def worker(folder: Path, *, wanted: bool = True, name: str = "imports") -> Iterator[int]:
    """A Celery worker as `up` starts it; gives its process id as soon as it is ready. 0 if it is not wanted.

    `name`: each needs one of its own.
    """
    if not wanted:
        yield 0
        return
    log = folder / f"{name}.log"
    log.unlink(missing_ok=True)
    child = children.imports_worker()
    argv = (*child.argv, "--hostname", f"{name}@benchmark")
    with _process(replace(child, name=name, argv=argv), folder) as process:
        _wait(process, lambda: b" ready." in log.read_bytes())
        yield process.pid


@contextmanager
def sender(folder: Path) -> Iterator[int]:
    """The worker that sends webhooks, as `up` starts it; gives its process id as soon as it is ready."""
    log = folder / "webhooks.log"
    log.unlink(missing_ok=True)
    with _process(children.webhooks_worker(), folder) as process:
        _wait(process, lambda: b" ready." in log.read_bytes())
        yield process.pid


@contextmanager
def beat(folder: Path) -> Iterator[int]:
    with _process(children.beat(folder), folder) as process:
        yield process.pid


@contextmanager
def web(folder: Path) -> Iterator[Address]:
    """The web server as `up` starts it, on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = Address("127.0.0.1", free.getsockname()[1])
    with _process(children.web(address), folder) as process:
        _wait(process, lambda: _answers(address))
        yield address


@contextmanager
def _process(child: children.Child, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    with (folder / f"{child.name}.log").open("ab") as log:
        process = subprocess.Popen(child.argv, cwd=children.BASE_DIR, stdout=log, stderr=log, start_new_session=True)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], is_ready: Callable[[], bool]) -> None:
    give_up_at = time.monotonic() + START_SECONDS
    while not is_ready():
        if process.poll() is not None or time.monotonic() > give_up_at:
            sys.exit(f"{process.args!r} did not start.")
        time.sleep(0.1)


def _answers(address: Address) -> bool:
    try:
        with urlopen(f"{address.url}/health/", timeout=1) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
