"""`manage.py import_products` as a shell meets it: what it prints, how it ends, and what is there afterwards."""

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection

from product_importer.launch.commands import NOT_PREPARED
from products.jobs.models import ImportJob
from products.models import Product
from tests import oracle, processes, trials
from tests.journeys.standstill import a_product_to_update, is_waiting_for_editor, somebody_edits
from tests.processes import Program, eventually
from tests.products.conftest import catalogue

HEADER = "sku,name,description,price,active\n"
SOUND = HEADER + "A-1,Chair,Oak,10.00,yes\nB-2,Lamp,,5.00,no\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "spring.csv"
    path.write_text(SOUND)
    return path


def test_command_imports_the_other_files_when_some_fail_and_ends_with_1(
    process_environment: dict[str, str], file: Path, tmp_path: Path
) -> None:
    bad, empty, gone = (str(tmp_path / name) for name in ("bad.csv", "empty.csv", "gone.csv"))
    Path(bad).write_text("some text\nmore of it\n")
    Path(empty).touch()

    done = processes.command("import_products", bad, empty, gone, str(file), environment=process_environment)

    said = done.stderr.decode().splitlines()
    assert done.returncode == 1
    assert done.stdout.decode() == "spring.csv: Completed: 2 rows: created 2\n"
    assert said.pop(0).startswith("bad.csv: No header line with known column names was found.")
    assert said == [
        f"{empty}: This file is empty. Choose a file with a header line and products.",
        f"{gone} cannot be read: No such file or directory.",
    ]
    assert catalogue() == {"A-1": ("Chair", "Oak", "10.00", True, 1), "B-2": ("Lamp", "", "5.00", False, 1)}


def test_command_refuses_options_that_are_not_possible(process_environment: dict[str, str], file: Path) -> None:
    done = processes.command("import_products", "--map", "sku", str(file), environment=process_environment)

    said = "CommandError: --map sku: give a field and its header, such as sku=Code.\n"
    assert (done.returncode, done.stdout, done.stderr.decode()) == (1, b"", said)
    assert catalogue() == {}


def test_command_takes_a_messy_file_exactly_and_ends_with_3(
    process_environment: dict[str, str], tmp_path: Path
) -> None:
    records = trials.messy(2_000)
    expected = trials.prepare_catalogue_for(records)
    path = tmp_path / "messy.csv"
    path.write_bytes(trials.content_of(records))

    done = processes.command("import_products", str(path), environment=process_environment)

    assert done.returncode == 3
    assert f"messy.csv: row {min(expected.rejected)}: " in done.stderr.decode()
    oracle.assert_fulfilled(expected, ImportJob.objects.get())


def test_command_reads_standard_input_and_ends_with_0_when_all_rows_are_taken(
    process_environment: dict[str, str],
) -> None:
    done = processes.command(
        "import_products", "-", "--json", environment=process_environment, standard_input=SOUND.encode()
    )

    assert done.returncode == 0
    assert json.loads(done.stdout)["file_name"] == "standard input"
    assert set(catalogue()) == {"A-1", "B-2"}


@pytest.fixture
def empty_database(process_environment: dict[str, str]) -> Iterator[dict[str, str]]:
    """The environment for a process that is to find a database without tables."""
    name = f"empty_{os.getpid()}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        url = urlsplit(process_environment["DATABASE_URL"])._replace(path=f"/{name}").geturl()
        yield process_environment | {"DATABASE_URL": url}
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_command_does_not_make_tables_in_a_database_that_is_not_its_own(
    empty_database: dict[str, str], file: Path
) -> None:
    done = processes.command("import_products", str(file), environment=empty_database)

    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.decode() == f"CommandError: {NOT_PREPARED}\n"


def test_command_says_that_the_database_is_away(process_environment: dict[str, str], file: Path) -> None:
    away = process_environment | {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}

    done = processes.command("import_products", str(file), environment=away)

    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.decode().startswith("CommandError: The database is not responding: ")
    assert "Traceback" not in done.stderr.decode()


def test_interrupted_command_cancels_the_import_and_keeps_what_was_applied(
    process_environment: dict[str, str], file: Path, tmp_path: Path
) -> None:
    records = trials.messy(2_000)
    expected = trials.prepare_catalogue_for(records)
    path = tmp_path / "messy.csv"
    path.write_bytes(trials.content_of(records))
    environment = process_environment | {"IMPORT_CHUNK_ROWS": "100"}

    with somebody_edits(a_product_to_update(expected, 0.5)):
        line = processes.command_line("import_products", str(path), str(file))
        command = Program(line, environment, tmp_path / "command.log")
        eventually(is_waiting_for_editor)
        command.signal(signal.SIGINT)
        assert command.wait() == 1

    job = ImportJob.objects.get()  # the file after it is left alone
    assert job.status == "cancelled"
    assert 0 < job.created + job.updated == job.checkpoint < (job.planned_rows or 0)
    assert oracle.unfinished_business(job) == []
    assert "Traceback" not in command.text()
    assert Product.objects.filter(sku_key="stranger-0", version=3).exists()
