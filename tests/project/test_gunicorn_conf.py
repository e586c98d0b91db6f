"""The web server's configuration file, which gunicorn reads before Django's settings."""

import os
import runpy
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.web import CONF


@dataclass
class Request:
    headers: list[tuple[str, str]]
    closed: list[bool] = field(default_factory=list)

    def force_close(self) -> None:
        self.closed.append(True)


def conf(monkeypatch: pytest.MonkeyPatch, **environment: str) -> dict[str, Any]:
    for name in ("HOST", "PORT", "WEB_WORKERS", "WEB_THREADS"):
        monkeypatch.delenv(name, raising=False)
    for name in ("DATABASE_POOL_SIZE", "DATABASE_STATEMENT_TIMEOUT_MS"):
        monkeypatch.setenv(name, "kept")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return runpy.run_path(str(CONF))


def test_server_listens_on_this_machine_with_many_threads_unless_told_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = conf(monkeypatch)

    assert found["bind"] == "127.0.0.1:8000"
    assert (found["worker_class"], found["workers"], found["threads"]) == (
        "product_importer.web_worker.BoundedWorker",
        1,
        600,
    )
    assert found["worker_connections"] > found["threads"]


def test_place_and_size_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    found = conf(monkeypatch, HOST="0.0.0.0", PORT="80", WEB_WORKERS="3", WEB_THREADS="50")

    assert (found["bind"], found["workers"], found["threads"]) == ("0.0.0.0:80", 3, 50)


def test_empty_variables_count_as_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    found = conf(monkeypatch, HOST="", PORT="", WEB_WORKERS="", WEB_THREADS="")

    assert (found["bind"], found["workers"], found["threads"]) == ("127.0.0.1:8000", 1, 600)


def test_given_size_of_the_pool_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    conf(monkeypatch, DATABASE_POOL_SIZE="7")

    assert os.environ["DATABASE_POOL_SIZE"] == "7"


@pytest.mark.parametrize(
    ("headers", "is_closed"),
    [
        ([], False),
        ([("Content-Length", "0")], False),
        ([("Content-Length", "1048576")], False),
        ([("Content-Length", "1048577")], True),
        ([("CONTENT-LENGTH", "1048577")], True),
        ([("Content-Length", "many")], True),
        ([("Transfer-Encoding", "chunked")], True),
        ([("transfer-encoding", "chunked"), ("Content-Length", "1")], True),
    ],
)
def test_connection_is_closed_after_a_large_body_or_one_of_unknown_length(
    monkeypatch: pytest.MonkeyPatch, headers: list[tuple[str, str]], is_closed: bool
) -> None:
    request = Request(headers)

    conf(monkeypatch)["pre_request"](None, request)

    assert request.closed == [True] * is_closed
