"""What a process says at its start of a PostgreSQL that is away, or that we cannot work with."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
import time_machine
from django.utils import timezone

from product_importer.launch import children
from product_importer.launch.address import Address
from product_importer.launch.database_check import refuse_unusable_database
from tests.processes import ROOT, Program, free_port
from tests.web import web_server

LATIN = "only_latin"


@pytest.fixture
def latin_url() -> Iterator[str]:
    """Of a real database that cannot hold all texts."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {LATIN}")
        server.execute(f"CREATE DATABASE {LATIN} ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0")
        yield urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{LATIN}").geturl()
        server.execute(f"DROP DATABASE {LATIN} WITH (FORCE)")


def test_database_that_cannot_hold_all_texts_is_refused_by_each_program(latin_url: str) -> None:
    programs = [
        (sys.executable, "manage.py", "migrate"),
        children.web(Address("127.0.0.1", free_port())).argv,
        children.imports_worker().argv,
    ]
    for program in programs:
        done = subprocess.run(
            program,
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": latin_url},
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 1, program
        assert "The database is encoded as LATIN1, so it cannot hold all texts. Make one with" in done.stderr
        assert "Traceback" not in done.stderr


@pytest.mark.django_db
def test_clocks_that_differ_are_warned_of(capsys: pytest.CaptureFixture[str]) -> None:
    refuse_unusable_database()
    assert capsys.readouterr().err == ""

    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        refuse_unusable_database()

    assert capsys.readouterr().err.startswith("Warning: The clock of this host is 7,")


def test_worker_without_its_servers_waits_and_says_for_which(tmp_path: Path) -> None:
    port = free_port()
    nowhere = {
        "DATABASE_URL": f"postgresql://app:hunter2@127.0.0.1:{port}/app",
        "REDIS_URL": f"redis://:hunter2@127.0.0.1:{port}/0",
        "CELERY_BROKER_URL": "",
    }
    program = Program(children.imports_worker().argv, {**os.environ, **nowhere}, tmp_path / "log")
    try:
        program.wait_for_text("Warning: PostgreSQL does not answer (")
        program.wait_for_text("Cannot connect to redis://")
        program.wait_for_text("Trying again in")
        assert "hunter2" not in program.text()
    finally:
        program.kill()


def test_web_server_starts_without_postgresql_and_says_so(capfd: pytest.CaptureFixture[str]) -> None:
    nowhere = f"postgresql://app@127.0.0.1:{free_port()}/app"
    with web_server({**os.environ, "DATABASE_URL": nowhere}) as web:
        assert (web.get("/health/").status_code, web.get("/health/ready/").status_code) == (200, 503)

    said = capfd.readouterr().err
    assert "Warning: PostgreSQL does not answer (" in said
    assert "Pages answer 503 until it does." in said
