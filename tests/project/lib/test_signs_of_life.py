import pytest

from product_importer.lib import redis_client, signs_of_life
from product_importer.lib.signs_of_life import PROCESSES, SEEN_SECONDS, mark_seen, recently_seen
from tests.redis_away import NOWHERE, redis_at


def test_nobody_was_seen_at_first() -> None:
    assert recently_seen() == {"worker": False, "webhooks": False, "beat": False}


@pytest.mark.parametrize("process", PROCESSES)
def test_process_that_left_a_sign_was_seen_and_no_other(process: str) -> None:
    mark_seen(process)

    assert recently_seen() == {**dict.fromkeys(PROCESSES, False), process: True}


def test_sign_lasts_for_a_minute_from_the_last_one() -> None:
    mark_seen("beat")
    redis_client.client().expire("health:beat", 5)
    mark_seen("beat")

    assert 5 < redis_client.client().ttl("health:beat") <= SEEN_SECONDS


def test_nothing_is_known_and_nothing_fails_while_redis_is_away() -> None:
    with redis_at(NOWHERE):
        mark_seen("worker")

        assert recently_seen() is None


def test_every_queue_has_a_worker_with_a_name_of_its_own() -> None:
    assert signs_of_life.WORKERS.keys() == {"imports", "webhooks"}
    assert len(set(PROCESSES)) == 3
