"""Valkey or PostgreSQL goes away in the middle: uploads are taken, imports end by themselves, and exactly."""

import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
import pytest
import requests
from django.contrib.auth.models import User
from psycopg.rows import dict_row

from product_importer.launch import embedded
from product_importer.launch.embedded.home import Home
from product_importer.launch.embedded.process import run
from product_importer.launch.embedded.programs import postgres_programs, valkey_program
from products.jobs.models import ImportJob
from products.jobs.record import COUNTERS
from tests import oracle, processes, trials
from tests.journeys.conftest import HURRIED, Stack
from tests.journeys.standstill import a_product_to_update, is_waiting_for_editor, let_time_pass, somebody_edits
from tests.processes import Program, eventually
from tests.web import TOKEN, cookies_of

SMALL_CHUNKS = {"IMPORT_STAGE_ROWS": "500", "IMPORT_CHUNK_ROWS": "200"}
ANSWERED_WITHIN_SECONDS = 8


class OwnValkey:
    """A server of this test's own, which keeps nothing when it is killed."""

    def __init__(self, folder: Path) -> None:
        self._socket = folder / "valkey.sock"
        self._folder = folder
        self.environment = {
            "REDIS_URL": f"unix://{self._socket}?db=0",
            "CELERY_BROKER_URL": f"redis+socket://{self._socket}?virtual_host=1",
        }

    def start(self) -> None:
        self._socket.unlink(missing_ok=True)
        program = str(valkey_program(Home(self._folder, self._folder, account=None)))
        options = ["--port", "0", "--unixsocket", str(self._socket), "--save", "", "--appendonly", "no"]
        self._program = Program([program, *options], {}, self._folder / "valkey.log")
        eventually(self._socket.exists)

    def kill(self) -> None:
        self._program.kill()


@pytest.fixture
def valkey(tmp_path: Path) -> Iterator[OwnValkey]:
    valkey = OwnValkey(tmp_path)
    valkey.start()
    yield valkey
    valkey.kill()


class Visitor:
    """A signed-in person's browser, as far as the API goes."""

    def __init__(self, url: str, user: User) -> None:
        self._url = url
        self._session = requests.Session()
        self._session.cookies.update(cookies_of(user))
        self._session.headers["X-CSRFToken"] = TOKEN

    def get(self, path: str, **options: Any) -> requests.Response:
        return self._session.get(self._url + path, timeout=20, **options)

    def upload(self, content: bytes) -> requests.Response:
        files = {"file": ("trial.csv", content)}
        return self._session.post(f"{self._url}/products/api/upload/", files=files, timeout=20)

    def snapshots(self, path: str) -> Iterator[dict[str, Any]]:
        """What an event stream tells until it ends."""
        with self.get(path, stream=True) as stream:
            for line in stream.iter_lines():
                if line.startswith(b"data: "):
                    yield json.loads(line.removeprefix(b"data: "))


def test_upload_is_taken_and_imported_though_valkey_is_away(stack: Stack, valkey: OwnValkey, admin_user: User) -> None:
    stack.environment |= SMALL_CHUNKS | valkey.environment
    for start in (stack.start_web, stack.start_worker, stack.start_beat):
        start()
    visitor = Visitor(stack.url, admin_user)
    records = trials.messy(4_000)
    expected = trials.prepare_catalogue_for(records)

    valkey.kill()
    began = time.monotonic()
    answer = visitor.upload(trials.content_of(records))

    assert (answer.status_code, answer.json()["status"]) == (202, "queued")
    assert time.monotonic() - began < ANSWERED_WITHIN_SECONDS
    urls = answer.json()
    job = ImportJob.objects.get(pk=urls["job_id"])
    assert visitor.get(urls["status_url"]).json()["status"] == "pending"
    assert next(visitor.snapshots(urls["progress_url"]))["status"] == "pending"
    ready = visitor.get("/health/ready/")
    assert (ready.status_code, ready.json()["redis"], ready.json()["database"]) == (200, "away", "ok")

    with somebody_edits(a_product_to_update(expected, 0.5)):
        valkey.start()  # empty
        let_time_pass(job)
        eventually(is_waiting_for_editor)
        valkey.kill()
        assert visitor.get(urls["status_url"]).json()["phase"] == "applying"
        told = visitor.snapshots(urls["progress_url"])
        assert next(told)["phase"] == "applying"

    assert [*told][-1]["status"] == "completed"
    assert visitor.get(urls["status_url"]).json()["progress"] == 100
    oracle.assert_fulfilled(expected, job)


class OwnPostgres(NamedTuple):
    """A cluster of this test's own, with our tables."""

    servers: embedded.Servers
    environment: dict[str, str]

    def connect(self) -> psycopg.Connection:
        return psycopg.connect(self.environment["DATABASE_URL"], autocommit=True)

    def crash(self) -> None:
        """As after a power failure: no checkpoint, and unlogged tables come back empty."""
        home = self.servers.home
        pg_ctl = postgres_programs(home) / "pg_ctl"
        run(home, pg_ctl, "stop", "-D", home.folder / "postgres", "--mode=immediate", "--wait")

    def job(self) -> dict[str, Any]:
        """The newest job."""
        with self.connect() as database, database.cursor(row_factory=dict_row) as cursor:
            cursor.execute("SELECT * FROM imports_importjob ORDER BY created_at DESC LIMIT 1")
            return cursor.fetchone() or {}


@pytest.fixture
def postgres(process_environment: dict[str, str]) -> Iterator[OwnPostgres]:
    with tempfile.TemporaryDirectory(prefix="product-importer-crash-") as folder:
        Path(folder).chmod(0o711)  # started by root, the server runs as somebody else
        data_dir = Path(folder, "var")
        servers = embedded.ensure(data_dir, valkey=False)
        own = {"DATA_DIR": str(data_dir)} | HURRIED | SMALL_CHUNKS
        postgres = OwnPostgres(servers, process_environment | servers.environment | own)
        assert processes.command("migrate", environment=postgres.environment).returncode == 0
        yield postgres
        servers.release()


def test_import_is_exact_after_postgresql_crashed(stack: Stack, postgres: OwnPostgres, tmp_path: Path) -> None:
    first, second = trials.messy(3_000), trials.messy(4_000, changed_percent=40)
    after_first = oracle.expect(first, catalogue={})
    expected = oracle.expect(second, catalogue=after_first.catalogue)
    file = tmp_path / "trial.csv"
    file.write_bytes(trials.content_of(first))
    assert processes.command("import_products", str(file), environment=postgres.environment).returncode == 3
    file.write_bytes(trials.content_of(second))

    with somebody_edits(a_product_to_update(expected, 0.5, after_first.catalogue), postgres.connect()):
        argv = processes.command_line("import_products", str(file))
        command = Program(argv, postgres.environment, tmp_path / "command.log")
        with postgres.connect() as database:
            eventually(lambda: is_waiting_for_editor(database))
        postgres.crash()

    assert command.wait() == 1
    assert "the connection to the database was lost" in command.text()
    postgres.servers.heal()
    job = postgres.job()
    assert (job["status"], job["phase"]) == ("processing", "applying")
    assert 0 < job["checkpoint"] < job["planned_rows"]
    with postgres.connect() as database:
        database.execute("UPDATE imports_importjob SET queued_at = queued_at - interval '1 minute'")
        assert database.execute(f"SELECT count(*) FROM staging.plan_{job['id'].hex}").fetchone() == (0,)

    stack.environment |= postgres.environment
    stack.start_worker()
    stack.start_beat()
    eventually(lambda: postgres.job()["status"] == "completed")

    stack.end()
    job = postgres.job()
    assert {name: job[name] for name in COUNTERS if job[name]} == expected.counts
    with postgres.connect() as database:
        assert oracle.differences(oracle.stored_catalogue(database), expected.catalogue) == []
        assert oracle.differences(oracle.stored_refusals(job["id"], database), expected.rejected) == []
