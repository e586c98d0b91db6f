from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from product_importer.lib import shutdown


@dataclass
class Worker:
    alive: bool = True


@pytest.fixture(autouse=True)
def nobody_watched() -> Iterator[None]:
    before = shutdown._Process.worker
    shutdown._Process.worker = None
    yield
    shutdown._Process.worker = before


def test_process_without_a_web_server_is_never_stopping() -> None:
    assert not shutdown.is_stopping()


def test_process_is_stopping_once_its_worker_was_told_to() -> None:
    worker = Worker()
    shutdown.watch(worker)
    before = shutdown.is_stopping()

    worker.alive = False

    assert (before, shutdown.is_stopping()) == (False, True)
