"""Two web servers and three workers as on five hosts: each with a folder of its own, and nothing shared but servers."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import requests
from django.contrib.auth import get_user_model

from product_importer.accounts.models import ApiToken
from products.fields.registry import FIELDS
from products.jobs.locks import worked_on
from products.jobs.models import ImportJob
from tests import oracle, processes
from tests.file_store import Bucket, bucket, s3_server
from tests.journeys.conftest import HOST, HURRIED, USERNAME
from tests.journeys.standstill import a_product_to_update, is_waiting_for_editor, let_time_pass, somebody_edits
from tests.oracle import Entry, Row
from tests.processes import Program, eventually, free_port
from tests.trials import content_of, messy, prepare_catalogue_for

__all__ = ["bucket", "s3_server"]

SMALL_CHUNKS = {"IMPORT_STAGE_ROWS": "400", "IMPORT_CHUNK_ROWS": "100"}
OTHERS = 30


class Host:
    """A machine with one program of ours."""

    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self._environment = environment | HURRIED | SMALL_CHUNKS | {"DATA_DIR": str(folder)}
        self.programs: list[Program] = []

    def serve(self) -> str:
        port = free_port()
        self.programs.append(processes.web(self._environment, self.folder, port=port))
        return f"http://{HOST}:{port}"

    def work(self) -> None:
        self.programs.append(processes.worker(self._environment, self.folder))

    def start_beat(self) -> None:
        self.programs.append(processes.beat(self._environment, self.folder))

    def has_begun(self, job_id: str) -> bool:
        return any(f"[{job_id}] received" in program.text() for program in self.programs)

    def files(self, room: str) -> list[Path]:
        return [path for path in (self.folder / room).rglob("*") if path.is_file()]

    def kill(self) -> None:
        for program in reversed(self.programs):
            program.kill()


@pytest.fixture
def hosts(process_environment: dict[str, str], bucket: Bucket, tmp_path: Path) -> Iterator[list[Host]]:
    environment = process_environment | bucket.environment
    hosts = [Host(environment, tmp_path / f"host-{number}") for number in range(5)]
    yield hosts
    for host in hosts:
        host.kill()


@pytest.fixture
def asked(user: None) -> Iterator[requests.Session]:
    """Asks as somebody who may do everything."""
    _, token = ApiToken.objects.issue(get_user_model().objects.get(username=USERNAME), name="hosts")
    with requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {token}"
        yield session


def upload(asked: requests.Session, site: str, name: str, content: bytes) -> str:
    answer = asked.post(f"{site}/products/api/upload/", files={"file": (name, content)}, timeout=60)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["job_id"])


def followed(asked: requests.Session, site: str, job_id: str) -> Iterator[dict[str, Any]]:
    """Each snapshot, until the job has ended."""
    with asked.get(f"{site}/products/api/upload/progress/{job_id}/", stream=True, timeout=60) as stream:
        for line in stream.iter_lines(chunk_size=1):
            if line.startswith(b"data: "):
                yield json.loads(line[6:])


def others() -> tuple[bytes, dict[str, Entry]]:
    """A file of products that no other file has, and what it makes of them."""
    keys = [f"other-{number}" for number in range(OTHERS)]
    nothing: Row = dict.fromkeys(FIELDS.keys)
    entries = {key: Entry(oracle.new_values({**nothing, "sku": key, "name": f"Lamp {key}"}), 1) for key in keys}
    lines = "".join(f"{key},Lamp {key}\n" for key in keys)
    return f"sku,name\n{lines}".encode(), entries


def test_any_host_takes_any_job_and_a_dead_hosts_job_goes_on_at_another(
    hosts: list[Host], asked: requests.Session, bucket: Bucket
) -> None:
    first, second, *workers = hosts
    sites = [first.serve(), second.serve()]
    for host in workers:
        host.work()
    second.start_beat()
    records = messy(3_000)
    expected = prepare_catalogue_for(records)
    other_file, other_products = others()

    with somebody_edits(a_product_to_update(expected, 0.5)):
        job_id = upload(asked, sites[0], "trial.csv", content_of(records))
        eventually(is_waiting_for_editor)
        other_id = upload(asked, sites[1], "others.csv", other_file)
        eventually(lambda: len(worked_on([UUID(job_id), UUID(other_id)])) == 2)  # both at once
        seen = followed(asked, sites[1], job_id)
        assert next(seen)["state"] == "applying"

        dead = next(host for host in workers if host.has_begun(job_id))
        assert len(dead.files("copies")) >= 1
        dead.kill()
        let_time_pass(ImportJob.objects.get(pk=job_id))

    assert [*seen][-1]["status"] == "completed"
    eventually(lambda: ImportJob.objects.filter(status="completed").count() == 2)
    job = ImportJob.objects.get(pk=job_id)
    assert job.turn == 2
    oracle.assert_fulfilled(replace(expected, catalogue=expected.catalogue | other_products), job)
    rejected = [asked.get(f"{site}/products/api/imports/{job_id}/rejected.csv", timeout=60) for site in sites]
    assert rejected[0].content == rejected[1].content
    assert len(rejected[0].text.splitlines()) > job.rejected

    dead.work()  # it comes back, and finds its disk full of what it did not end
    assert [host.files("copies") for host in hosts] == [[]] * 5
    assert [host.files("uploads") for host in hosts] == [[]] * 5
    assert sorted(bucket.keys()) == sorted(f"imports/{each}.csv" for each in (job_id, other_id))
