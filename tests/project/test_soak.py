"""All of `up`, killed, filled, flooded and starved for twenty minutes: exact counts, and a product that answers.

SOAK_MINUTES and SOAK_SEED change how long it goes on and what happens when.
"""

import contextlib
import os
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any

import psutil
import pytest
import requests
from django.db import connection

from products.jobs.models import ImportJob
from tests import oracle, trials
from tests.oracle import Entry, Expected
from tests.processes import eventually
from tests.project.test_up import Start, processes_in, started, token_of
from tests.small_disk import small_disk_for_servers

MINUTES = float(os.environ.get("SOAK_MINUTES") or 20)
SEED = int(os.environ.get("SOAK_SEED") or 1)
MB = 1024**2
ROWS = 20_000
RECOVERY_SECONDS = 240.0
SMALL_CHUNKS = {"IMPORT_STAGE_ROWS": "2000", "IMPORT_CHUNK_ROWS": "1000", "IMPORT_FREE_DISK_BYTES": "0"}
SIGN_INS = 40

pytestmark = [pytest.mark.soak, pytest.mark.timeout(int(MINUTES * 60) + 900)]


class Product:
    """The running product, as a program with a token sees it."""

    def __init__(self, start: Start, disk: Path, token: str) -> None:
        self.start = start
        self.disk = disk
        self.url = f"http://127.0.0.1:{start.port}"
        self.guesses = Counter[int]()
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.headers["Authorization"] = f"Bearer {token}"

    def ask(self, method: str, path: str, **options: Any) -> requests.Response | None:
        """The answer, or None while there is none."""
        try:
            return self._session.request(method, self.url + path, timeout=40, **options)
        except requests.RequestException:
            return None

    def guess(self, number: int) -> int:
        """The status of a wrong sign-in, 0 if there was none."""
        self.ask("GET", "/health/ready/")
        try:
            with requests.Session() as browser:
                page = browser.get(f"{self.url}/accounts/login/", timeout=40).text
                token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
                form = {"username": f"user-{number}", "password": "x", "csrfmiddlewaretoken": token}
                return browser.post(f"{self.url}/accounts/login/", form, timeout=40).status_code
        except requests.RequestException:
            return 0

    def upload(self, content: bytes) -> str:
        """Sends it until it is accepted; gives back the job's id."""

        def accepted() -> str:
            answer = self.ask("POST", "/products/api/upload/", files={"file": ("soak.csv", content)})
            assert answer is None or answer.status_code in {202, 429, 500, 503, 507}, answer.text
            return str(answer.json()["job_id"]) if answer is not None and answer.status_code == 202 else ""

        return eventually(accepted, seconds=RECOVERY_SECONDS)

    def wait_for_the_end_of(self, job_id: str) -> None:
        def has_ended() -> bool:
            answer = self.ask("GET", f"/products/api/upload/status/{job_id}/")
            found: dict[str, Any] = answer.json() if answer is not None and answer.status_code == 200 else {}
            assert found.get("status") != "failed", found
            time.sleep(0.5)
            return found.get("status") == "completed"

        eventually(has_ended, seconds=RECOVERY_SECONDS)

    def is_well(self) -> bool:
        answer = self.ask("GET", "/health/ready/")
        facts = answer.json() if answer is not None and answer.status_code in {200, 503} else {}
        facts.pop("restarting", None)
        return {*facts.values()} == {"ok"}


# What happens to it


def kill_a_child(product: Product, random: Random) -> None:
    family = psutil.Process(product.start.process.pid).children(recursive=True)
    _kill(random.choice(family) if family else None)


def kill_a_server(product: Product, random: Random) -> None:
    name = random.choice(["postgres", "valkey-server"])
    servers = [each for each in psutil.process_iter(["name", "cmdline"]) if each.info["name"] == name]
    ours = [each for each in servers if str(product.disk) in " ".join(each.info["cmdline"] or [])]
    _kill(ours[0] if ours else None)


def starve(product: Product, random: Random) -> None:
    """PostgreSQL hangs for a while."""
    names = [each for each in psutil.process_iter(["name", "cmdline"]) if each.info["name"] == "postgres"]
    ours = [each for each in names if str(product.disk) in " ".join(each.info["cmdline"] or [])]
    family = [*ours, *(child for each in ours for child in each.children(recursive=True))]
    for process in family:
        with contextlib.suppress(psutil.Error):
            process.suspend()
    time.sleep(random.uniform(2, 20))
    for process in family:
        with contextlib.suppress(psutil.Error):
            process.resume()


def fill(product: Product, random: Random) -> None:
    """The disk is full for a while, now and then for longer than the servers' first tries to start again."""
    with (product.disk / "fill").open("ab", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"\0" * MB)
    time.sleep(random.choice([*range(2, 11), 150]))
    (product.disk / "fill").unlink()


def flood(product: Product, random: Random) -> None:
    """Unfinished heads; then guesses of passwords beside callers of the health check, all at once."""
    with contextlib.ExitStack() as clients:
        for _ in range(300):
            with contextlib.suppress(OSError):
                client = clients.enter_context(socket.create_connection(("127.0.0.1", product.start.port), timeout=5))
                client.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n")
        product.ask("GET", "/health/ready/")
    with ThreadPoolExecutor(20) as pool:  # while the others were there, our address had no place left
        product.guesses += Counter(pool.map(product.guess, range(SIGN_INS)))


def _kill(process: psutil.Process | None) -> None:
    with contextlib.suppress(psutil.Error):
        if process:
            process.kill()


MISCHIEF: list[Callable[[Product, Random], None]] = [kill_a_child, kill_a_child, kill_a_server, starve, fill, flood]


# The place


@pytest.fixture
def disk() -> Iterator[Path]:
    with small_disk_for_servers(1_500 * MB) as disk:
        yield disk


@contextlib.contextmanager
def database_of(disk: Path) -> Iterator[None]:
    """The tests' own connection leads to the product's database."""
    before = {name: connection.settings_dict[name] for name in ("NAME", "USER", "HOST", "PORT")}
    connection.close()
    servers = disk / "var" / "servers" / "run"
    connection.settings_dict |= {"NAME": "app", "USER": "app", "HOST": str(servers), "PORT": "5432"}
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict |= before


def test_counts_stay_exact_and_the_product_answers_whatever_happens(disk: Path, django_db_blocker: Any) -> None:
    random, ends_at, done = Random(SEED), time.monotonic() + MINUTES * 60, 0
    with started(disk / "var", ADMIN_PASSWORD="chosen by a person", **SMALL_CHUNKS) as start:
        start.read_until("^Ready")
        with read_on(start):
            product = Product(start, disk, token_of(disk / "var"))
            eventually(product.is_well)
            with django_db_blocker.unblock(), database_of(disk):
                catalogue: dict[str, Entry] = {}
                while time.monotonic() < ends_at:
                    catalogue = import_amid_mischief(product, random, catalogue, seed=SEED * 1_000 + done).catalogue
                    done += 1
            answer = product.ask("GET", "/products/api/products/")
            assert answer is not None
            assert answer.json()["count"] == len(catalogue)
    assert processes_in(disk / "var") == []
    assert product.guesses[429] > product.guesses[200] or not product.guesses
    print(f"{done} imports of {ROWS:,} rows, exact to the last one.")


def import_amid_mischief(product: Product, random: Random, catalogue: dict[str, Entry], *, seed: int) -> Expected:
    records = trials.messy(ROWS, seed=seed)
    expected = oracle.expect(records, catalogue=catalogue)
    job_id = product.upload(trials.content_of(records))
    for _ in range(random.randint(1, 3)):
        time.sleep(random.uniform(0, 2))
        random.choice(MISCHIEF)(product, random)
    product.wait_for_the_end_of(job_id)
    eventually(product.is_well, seconds=RECOVERY_SECONDS)
    connection.close()  # it may have been cut
    oracle.assert_fulfilled(expected, ImportJob.objects.get(pk=job_id))
    return expected


@contextlib.contextmanager
def read_on(start: Start) -> Iterator[None]:
    """What `up` prints is read, so that it never waits for a reader."""
    reader = threading.Thread(target=lambda: start.lines.extend(start.process.stdout or []), daemon=True)
    reader.start()
    yield
    start.process.terminate()
    assert start.process.wait(timeout=120) == 0
    reader.join()
