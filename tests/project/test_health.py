import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from product_importer import health
from product_importer.beat import SeenScheduler
from product_importer.celery import app, leave_sign_of_life
from product_importer.lib import redis_client, signs_of_life
from tests.redis_away import NOWHERE, redis_at

pytestmark = pytest.mark.django_db

READY = "/health/ready/"


def test_health_answers_without_sign_in_and_without_a_query(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        answer = client.get("/health/")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_whoever_asks_at_the_same_time_gets_the_same_answer(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "SHARED_SECONDS", 3_600)
    monkeypatch.setattr(health, "_ANSWER", health._SharedAnswer())
    before = client.get(READY).json()
    signs_of_life.mark_seen("worker")

    assert client.get(READY).json() == before


def test_one_looks_for_all_who_ask_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "SHARED_SECONDS", 3_600)
    answer, looks, together = health._SharedAnswer(), list[bool](), Barrier(30)
    look = health._database_answers

    def counted() -> bool:
        looks.append(True)
        return look()

    monkeypatch.setattr(health, "_database_answers", counted)

    def ask(_: int) -> object:
        together.wait()
        return answer.found()["database"]

    with ThreadPoolExecutor(30) as callers:
        assert {*callers.map(ask, range(30))} == {"ok"}
    assert len(looks) == 1


def test_ready_tells_who_was_seen(client: Client) -> None:
    before = client.get(READY)
    signs_of_life.mark_seen("worker")
    between = client.get(READY)
    signs_of_life.mark_seen("beat")
    after = client.get(READY)

    there = {"database": "ok", "redis": "ok", "webhooks": "not seen"}
    assert before.json() == {**there, "worker": "not seen", "beat": "not seen"}
    assert between.json() == {**there, "worker": "ok", "beat": "not seen"}
    assert after.json() == {**there, "worker": "ok", "beat": "ok"}
    assert before.status_code == after.status_code == 200


@pytest.mark.parametrize("process", ["worker", "webhooks", "beat"])
def test_a_dead_process_shows_within_two_minutes(client: Client, process: str) -> None:
    signs_of_life.mark_seen(process)

    life = redis_client.client().ttl(f"health:{process}")
    redis_client.client().delete(f"health:{process}")  # what Redis does when that time is over

    assert 0 < life <= 120
    assert client.get(READY).json()[process] == "not seen"


@pytest.mark.parametrize(
    ("queues", "seen"),
    [
        (["imports"], {"worker": "ok", "webhooks": "not seen"}),
        (["webhooks"], {"worker": "not seen", "webhooks": "ok"}),
        (["imports", "webhooks"], {"worker": "ok", "webhooks": "ok"}),
    ],
)
def test_worker_leaves_a_sign_of_life_for_the_queues_it_serves(
    client: Client, monkeypatch: pytest.MonkeyPatch, queues: list[str], seen: dict[str, str]
) -> None:
    """One that lives must not hide that another is dead."""
    monkeypatch.setattr(app.amqp.queues, "_consume_from", {name: app.amqp.queues[name] for name in queues})

    leave_sign_of_life()

    assert client.get(READY).json() == {"database": "ok", "redis": "ok", "beat": "not seen", **seen}


def test_beat_leaves_a_sign_of_life_with_each_round(client: Client, tmp_path: Any) -> None:
    scheduler = SeenScheduler(app, schedule_filename=str(tmp_path / "schedule"), lazy=True)

    scheduler.setup_schedule()

    assert 0 <= scheduler.tick() <= 10
    scheduler.close()

    assert client.get(READY).json()["beat"] == "ok"


def test_ready_is_degraded_but_200_while_redis_is_away(client: Client) -> None:
    with redis_at(NOWHERE):
        signs_of_life.mark_seen("worker")
        answer = client.get(READY)

    assert answer.status_code == 200
    unknown = dict.fromkeys(("worker", "webhooks", "beat"), "unknown")
    assert answer.json() == {"database": "ok", "redis": "away", **unknown}


@pytest.mark.django_db(transaction=True)
def test_ready_is_503_soon_while_the_database_is_away(client: Client) -> None:
    connection.close()
    host = connection.settings_dict["HOST"]
    connection.settings_dict["HOST"] = "/nonexistent"
    started = time.monotonic()
    try:
        answer = client.get(READY)
    finally:
        connection.settings_dict["HOST"] = host

    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert answer.json()["database"] == "away"
    assert time.monotonic() - started < 8  # the pool alone would wait 10 s
