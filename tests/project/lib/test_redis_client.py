import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

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
