import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client

from product_importer.lib import redis_client
from tests.redis_away import NOWHERE, redis_at


@pytest.fixture
def silent_redis(tmp_path: Path) -> Iterator[str]:
    """The URL of a Redis that takes connections and never answers."""
    path = tmp_path / "silent.sock"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen(50)
        yield f"unix://{path}?db=0"


def test_cache_keeps_and_counts() -> None:
    assert cache.add("a", 1) is True
    assert cache.add("a", 5) is False
    assert cache.incr("a") == 2
    cache.set("b", {"x": "y"})

    assert cache.get_many(["a", "b", "c"]) == {"a": 2, "b": {"x": "y"}}
    assert cache.delete("a") is True
    assert "a" not in cache


def test_cache_forgets_instead_of_failing_while_redis_is_away() -> None:
    with redis_at(NOWHERE):
        cache.set("a", 1)
        assert cache.get("a", "nothing") == "nothing"
        assert cache.add("a", 1) is True
        assert cache.incr("a", 3) == 3
        assert cache.touch("a") is False
        assert cache.delete("a") is False
        assert cache.get_many(["a"]) == {}
        assert "a" not in cache


def test_redis_that_never_answers_costs_one_short_wait_a_second(silent_redis: str) -> None:
    with redis_at(silent_redis):
        started = time.monotonic()
        for _ in range(50):
            assert redis_client.ask(lambda redis: redis.get("a"), otherwise=None) is None
        assert time.monotonic() - started < 6


def test_redis_is_asked_again_after_the_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis_client, "PAUSE_SECONDS", 60.0)
    with redis_at(NOWHERE):
        assert redis_client.ask(lambda redis: redis.ping(), otherwise="away") == "away"
        paused_until = redis_client._Pause.until
    redis_client._Pause.until = paused_until
    assert redis_client.ask(lambda redis: redis.ping(), otherwise="away") == "away"
    assert 0 < paused_until - time.monotonic() < 60

    redis_client._Pause.until = time.monotonic()

    assert redis_client.ask(lambda redis: redis.ping(), otherwise="away") is True


def test_redis_client_is_shared_by_threads() -> None:
    found: list[object] = []
    threads = [threading.Thread(target=lambda: found.append(redis_client.client())) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 5


@pytest.mark.django_db
def test_sign_in_lets_people_in_while_redis_is_away(client: Client) -> None:
    User.objects.create_user("ana", password="a-good-password", is_staff=True)
    with redis_at(NOWHERE):
        for _ in range(7):
            assert client.post("/accounts/login/", {"username": "ana", "password": "wrong"}).status_code == 200

        answer = client.post("/accounts/login/", {"username": "ana", "password": "a-good-password"})

    assert answer.status_code == 302
