"""Fixtures for every test. The servers come from the plugin `tests.servers`."""

import gc
import os
import signal
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import hypothesis
import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client, override_settings
from redis import Redis
from whitenoise.base import WhiteNoise

from product_importer import health
from product_importer.celery import app
from product_importer.launch import file_lock
from product_importer.launch.preparation import collect_static_files, have_static_files_changed
from product_importer.lib import redis_client
from tests.confirmed import just_confirmed
from tests.empty_tables import quick_emptying
from tests.order import long_first

__all__ = ["quick_emptying"]

# The same examples at every run: what chance finds is looked for with `./test.sh --hypothesis-profile=search`.
# How long an example takes says more about the machine than about us.
patient = hypothesis.settings(deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.register_profile("same", patient, derandomize=True, database=None)
hypothesis.settings.register_profile("search", patient, derandomize=False, print_blob=True)
hypothesis.settings.load_profile("same")

for number in (signal.SIGINT, signal.SIGQUIT):  # ignored in a shell's background job, and then by every child as well
    if signal.getsignal(number) is signal.SIG_IGN:
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)


@pytest.fixture
def admin_client(admin_user: User) -> Client:
    """A superuser who has signed in just now."""
    client = Client()
    client.force_login(admin_user)
    return just_confirmed(client)


@pytest.fixture
def process_environment(transactional_db: None) -> dict[str, str]:
    """The environment for a process of ours (a command, a worker, a web server) that is to see this test's data."""
    database = str(connection.settings_dict["NAME"])
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database}").geturl()
    return {**os.environ, "DATABASE_URL": url, "PYTHONUNBUFFERED": "1"}


@pytest.fixture
def newest_migrations(transactional_db: None) -> Iterator[None]:
    """For tests that take migrations back: afterwards all are there again, of every app, for some need one another."""
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


@pytest.fixture(scope="session", autouse=True)
def static_files() -> None:
    """Pages name static files by a hash of their content, so the files must be collected, by one of parallel runs."""
    with file_lock.exclusive(Path(settings.STATIC_ROOT).with_suffix(".lock")):
        if have_static_files_changed():
            collect_static_files()
    storage: Any = staticfiles_storage  # which may have looked before they were there
    storage.hashed_files, storage.manifest_hash = storage.load_manifest()


@pytest.fixture(scope="session", autouse=True)
def static_files_are_looked_for_once(static_files: None) -> Iterator[None]:
    """Each test client loads the middleware anew, for which WhiteNoise would look at every static file again."""
    look, found = WhiteNoise.update_files_dictionary, dict[tuple[str, str], dict[str, Any]]()

    def look_once(self: WhiteNoise, root: str, prefix: str) -> None:
        if (root, prefix) not in found:
            look(self, root, prefix)
            found[root, prefix] = {**self.files}
        self.files.update(found[root, prefix])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoise, "update_files_dictionary", look_once)
        yield


@pytest.hookimpl(trylast=True)  # after they were shuffled
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what takes minutes, unless `-m` says otherwise; put what takes long first."""
    if not config.option.markexpr:
        soaking = [item for item in items if item.get_closest_marker("soak")]
        config.hook.pytest_deselected(items=soaking)
        items[:] = [item for item in items if item not in soaking]
    if processes := os.environ.get("PYTEST_XDIST_WORKER_COUNT"):
        items[:] = long_first(items, int(processes))


def pytest_collection_finish() -> None:
    """The collector of cycles need not look again and again at thousands of tests and modules, which all stay.

    Nor after every few hundred objects: a page or an import makes many thousands, nearly all without cycles.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in the last lines what was not tested, and why."""
    reasons = Counter(str(report.longrepr[2]) for report in terminalreporter.stats.get("skipped", []))
    for reason, times in reasons.items():
        terminalreporter.write_line(f"Not tested ({times}): {reason.removeprefix('Skipped: ')}")


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Argon2 is slow by design; signing in is not what most tests are about."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="session", autouse=True)
def room_for_exports() -> Iterator[None]:
    """Tests leave downloads unread, which hold their places until the collector of cycles comes: it comes rarely."""
    with override_settings(EXPORTS_AT_ONCE=1_000_000):
        yield


@pytest.fixture(scope="session", autouse=True)
def everybody_is_told_anew() -> Iterator[None]:
    """Whether we are ready: tests ask more than once in a second."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(health, "SHARED_SECONDS", 0)
        yield


@pytest.fixture(autouse=True)
def empty_redis() -> None:
    """Nothing left that an earlier test published or queued, and nobody locked out."""
    redis_client.client().flushdb()
    _queue().flushdb()


@cache
def _queue() -> Redis:
    """Where Celery keeps what waits for a worker."""
    channel: Any = app.connection_for_write().default_channel
    client: Redis = channel.client
    return client
