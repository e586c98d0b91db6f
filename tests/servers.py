"""A plugin that gives the tests a PostgreSQL and a Valkey of their own, before Django reads its settings.

DATABASE_URL and REDIS_URL, if they are set, are used instead. Parallel runs (`-n 2`) share one pair of servers:
pytest-django gives each worker a database, and here each gets numbers of its own in Valkey. Static files are common.
"""

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from product_importer.launch import embedded, secrets_file

OFF = ("price_jump", "price_ratio", "deactivated", "names", "fewer_rows", "field_emptied", "rejected")
"""Seat belts hold no file whose rows are all alike, but for the tests that are about them."""

_release: list[Callable[[], None]] = []  # what the process that started the run has to undo


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Iterator[None]:
    """Wraps pytest-django's hook of this name, which loads the settings."""
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):
        _separate(int(worker.removeprefix("gw")))
    else:
        os.environ |= {name: f"{name}-for-tests-only" for name in secrets_file.NAMES}
        os.environ["IMPORT_BELTS_AMBER"] = ",".join(OFF)
        _start()
    return (yield)


def pytest_unconfigure() -> None:
    for release in reversed(_release):
        release()
    _release.clear()


def trade_durability_for_speed(url: str) -> None:
    """The data lives as long as the run; what a killed server has to recover is the same.

    Nobody gathers statistics of the tables at a moment that no test has chosen.
    """
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("ALTER SYSTEM SET autovacuum = off")
        connection.execute("ALTER SYSTEM SET wal_compression = off")
        connection.execute("ALTER SYSTEM SET checkpoint_timeout = '1h'")
        connection.execute("SELECT pg_reload_conf()")


def _start() -> None:
    folder = Path(tempfile.mkdtemp(prefix="product-importer-tests-"))
    folder.chmod(0o711)  # started by root, the servers run as somebody else
    os.environ["DATA_DIR"] = os.environ["TESTS_DATA_DIR"] = str(folder)
    os.environ["STATIC_ROOT"] = str(folder / "static")
    _release.append(lambda: shutil.rmtree(folder))
    servers = embedded.use_if_needed()
    if servers:
        _release.append(servers.release)
    if servers and "DATABASE_URL" in servers.environment:
        trade_durability_for_speed(os.environ["DATABASE_URL"])


def _separate(number: int) -> None:
    """Give this worker the databases 2 + 2n (facts) and 3 + 2n (queue) of Valkey, and a folder of its own."""
    os.environ["DATA_DIR"] = f"{os.environ['TESTS_DATA_DIR']}/worker-{number}"
    os.environ["REDIS_URL"] = re.sub(r"(\?db=|/)\d+(?=$|\?)", rf"\g<1>{2 + 2 * number}", os.environ["REDIS_URL"])
    broker = os.environ.get("CELERY_BROKER_URL") or os.environ["REDIS_URL"]
    os.environ["CELERY_BROKER_URL"] = re.sub(r"(\?virtual_host=|/)\d+(?=$|\?)", rf"\g<1>{3 + 2 * number}", broker)
