"""A Valkey that refuses to write, because its disk is full, counts as one that is away; and all goes on by itself."""

import dbm
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from celery import Celery
from django.db import OperationalError, connection
from django.test import Client, RequestFactory
from kombu.exceptions import OperationalError as QueueAway
from redis import ConnectionError, Redis
from redis.connection import DefaultParser
from redis.exceptions import ResponseError

from product_importer.beat import SeenScheduler
from product_importer.celery import app
from product_importer.launch import embedded
from product_importer.launch.embedded import process
from product_importer.launch.healer import Healer
from product_importer.lib import redis_client, signs_of_life
from product_importer.lib.errors import server_error
from tests.processes import eventually, worker
from tests.project.launch.full_disk import OwnValkey, own_valkey
from tests.redis_away import redis_at

READY = "/health/ready/"


@pytest.fixture
def valkey() -> Iterator[OwnValkey]:
    with own_valkey() as running:
        yield running


@pytest.mark.django_db
def test_valkey_on_a_full_disk_is_away_until_there_is_space(client: Client, valkey: OwnValkey) -> None:
    with redis_at(valkey.url):
        valkey.fill()
        assert redis_client.ask(lambda redis: redis.set("a", 1), otherwise="away") == "away"
        redis_client._Pause.until = 0.0
        assert redis_client.ask(_in_a_transaction, otherwise="away") == "away"
        redis_client._Pause.until = 0.0
        full = client.get(READY)
        assert redis_client._Pause.until > 0

        valkey.empty()
        redis_client._Pause.until = 0.0
        assert redis_client.ask(_in_a_transaction, otherwise="away") == [True]
        signs_of_life.mark_seen("worker")
        space = client.get(READY)

    unknown = dict.fromkeys(("worker", "webhooks", "beat"), "unknown")
    assert (full.status_code, full.json()) == (200, {"database": "ok", "redis": "away", **unknown})
    assert (space.json()["redis"], space.json()["worker"]) == ("ok", "ok")


def _in_a_transaction(redis: Redis) -> list[object]:
    pipeline = redis.pipeline(transaction=True)
    pipeline.set("a", 1)
    found: list[object] = pipeline.execute()
    return found


@pytest.mark.parametrize("refusal", [*redis_client.REFUSALS, "LOADING"])
def test_every_refusal_to_write_counts_as_away(refusal: str) -> None:
    parser: Any = DefaultParser

    error = parser.parse_error(f"{refusal} for this reason or that.")

    assert isinstance(error, ConnectionError)
    assert "for this reason or that" in str(error)


def test_memory_that_is_full_counts_as_away_as_well(valkey: OwnValkey) -> None:
    valkey.redis.config_set("maxmemory", 1)

    with redis_at(valkey.url):
        assert redis_client.ask(lambda redis: redis.set("a", 1), otherwise="away") == "away"


def test_mistake_of_ours_is_still_a_mistake(valkey: OwnValkey) -> None:
    valkey.redis.set("text", "a")

    with pytest.raises(ResponseError):
        valkey.redis.lpush("text", 1)


def test_queue_on_a_full_disk_is_away_though_we_are_connected(
    valkey: OwnValkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CELERY_BROKER_URL", valkey.environment["CELERY_BROKER_URL"])  # counts more than an argument
    with Celery(set_as_current=False) as ours:
        ours.send_task("a.task", retry=False, ignore_result=True)
        valkey.fill()
        with pytest.raises(QueueAway):
            ours.send_task("a.task", retry=False, ignore_result=True)
        valkey.empty()
        ours.send_task("a.task", retry=False, ignore_result=True)


def test_worker_waits_for_space_and_goes_on(
    process_environment: dict[str, str], valkey: OwnValkey, tmp_path: Path
) -> None:
    running = worker({**process_environment, **valkey.environment}, tmp_path)
    try:
        valkey.fill()
        running.wait_for_text("Connection to broker lost")
        running.wait_for_text("Trying again in")
        valkey.empty()
        valkey.redis.flushdb()
        with redis_at(valkey.url):
            eventually(lambda: (signs_of_life.recently_seen() or {}).get("worker"))
    finally:
        running.kill()


@pytest.mark.django_db
def test_page_says_that_the_disk_is_full_when_the_database_cannot_grow(rf: RequestFactory) -> None:
    request = rf.get("/products/api/products/")
    try:
        with connection.cursor() as cursor:
            cursor.execute("DO $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$")
    except OperationalError:
        answer = server_error(request)
        page = server_error(rf.get("/products/"))

    assert (answer.status_code, page.status_code, page["Retry-After"]) == (503, 503, "10")
    assert json.loads(answer.content)["error"]["code"] == "disk_full"
    assert "There is not enough space on the server" in page.content.decode()


def test_worker_waits_for_the_queue_as_long_as_it_takes() -> None:
    assert app.conf.broker_connection_max_retries is None


def test_schedule_that_cannot_be_written_does_not_end_the_beat(tmp_path: Path) -> None:
    class Full(dict[str, Any]):
        def sync(self) -> None:
            raise OSError(28, "No space left on device")

    scheduler: Any = SeenScheduler(app, schedule_filename=str(tmp_path / "schedule"), lazy=True)
    scheduler._store = Full(entries={})

    scheduler.sync()

    assert issubclass(OSError, dbm.error)


def test_command_finds_the_embedded_valkey_on_a_full_disk(valkey: OwnValkey) -> None:
    valkey.fill()

    found = embedded.ensure(valkey.data_dir, postgres=False)

    assert found.environment == valkey.environment
    found.release()


def test_server_that_cannot_be_started_now_is_started_later(valkey: OwnValkey, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "RETRY_SECONDS", (0.0,))
    said: list[str] = []
    healer = Healer(valkey.servers, say=said.append)
    (killed,) = [each for each in psutil.process_iter(["cwd"]) if each.info["cwd"] == str(valkey.folder)]
    log = valkey.servers.home.folder / "valkey.log"
    log.unlink()
    log.mkdir()

    killed.kill()
    eventually(lambda: not process.is_alive(valkey.servers._wanted[0]))
    pauses = [_tend_at_once(healer) for _ in range(5)]
    log.rmdir()
    healed = _tend_at_once(healer)

    assert len(said) == 5
    assert "Is a directory" in said[0]
    assert said[0].endswith("Trying again in 10 s.")
    assert said[-1].endswith("Trying again in 60 s.")
    assert (pauses, healed) == ([10, 20, 40, 60, 60], 5)
    assert valkey.redis.ping()


def _tend_at_once(healer: Healer) -> float:
    """And how long the next pause is."""
    healer._due_at = 0.0
    healer.tend()
    return healer._pause_seconds()
