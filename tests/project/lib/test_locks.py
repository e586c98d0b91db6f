"""Advisory locks: one holder at a time, whichever form holds them, and the same keys as ever."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import pytest
from django.db import connection, connections, transaction

from product_importer.lib import locks
from product_importer.lib.locks import AdvisoryLock, LockLost

pytestmark = pytest.mark.django_db(transaction=True)

Result = TypeVar("Result")
NUMBER = 7_201_544_199


def elsewhere(work: Callable[[], Result]) -> Result:
    """The work, done on a connection of its own."""
    results: list[Result] = []

    def run() -> None:
        try:
            results.append(work())
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(timeout=20)
    return results[0]


def is_free(name: str) -> bool:
    with locks.held_if_free(name) as is_ours:
        return is_ours


def is_number_free() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [NUMBER])
        return bool(cursor.fetchone()[0])


@contextmanager
def taken(name: str) -> Iterator[AdvisoryLock]:
    with AdvisoryLock(name) as lock:
        assert lock.try_acquire()
        yield lock


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("catalogue", -3_292_045_210_414_975_868),
        ("import job 01997f3c-0000-7000-8000-000000000001", -3_718_251_837_621_274_017),
        ("webhook 01997f3c-0000-7000-8000-000000000001 lane 3", -2_744_947_257_809_322_280),
    ],
)
def test_keys_stay_as_they_are_so_that_old_and_new_processes_share_the_locks(name: str, key: int) -> None:
    assert locks.key_of(name) == key


def test_lock_of_its_own_connection_has_one_holder() -> None:
    with taken("a"), AdvisoryLock("a") as second, AdvisoryLock("b") as other:
        assert not second.try_acquire()
        assert other.try_acquire()

    assert is_free("a")


def test_lock_on_the_current_connection_has_one_holder_and_ends_with_the_block() -> None:
    with locks.held_if_free("a") as is_ours:
        assert is_ours
        assert not elsewhere(lambda: is_free("a"))
        assert elsewhere(lambda: is_free("b"))

    assert elsewhere(lambda: is_free("a"))


def test_lock_that_was_not_free_is_not_released_by_who_asked() -> None:
    with taken("a"):
        with locks.held_if_free("a") as is_ours:
            assert not is_ours
        assert not is_free("a")


def test_lock_on_the_current_connection_is_released_when_the_block_fails() -> None:
    with pytest.raises(ZeroDivisionError), locks.held_if_free("a"):
        raise ZeroDivisionError

    assert elsewhere(lambda: is_free("a"))


def test_both_forms_know_the_same_locks() -> None:
    with taken("a"), locks.held_if_free("b"):
        assert locks.held_by_anybody(["a", "b", "c"]) == {"a", "b"}

    assert locks.held_by_anybody(["a", "b", "c"]) == set()


def test_lock_is_lost_with_its_connection() -> None:
    with taken("a") as lock:
        lock.assert_held()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'product-importer lock' AND datname = current_database()"
            )
        with pytest.raises(LockLost):
            lock.assert_held()

    with pytest.raises(LockLost):
        AdvisoryLock("never taken").assert_held()


def test_waiting_for_a_lock_ends_when_it_is_free_and_it_is_free_again_afterwards() -> None:
    with locks.held_once_free(NUMBER):
        assert not elsewhere(is_number_free)
        waiting = threading.Thread(target=lambda: elsewhere(_hold_number))
        waiting.start()
        waiting.join(timeout=0.3)
        assert waiting.is_alive()
    waiting.join(timeout=20)

    assert not waiting.is_alive()
    assert elsewhere(is_number_free)


def test_lock_of_a_transaction_ends_with_it() -> None:
    with transaction.atomic():
        locks.hold_until_commit(NUMBER)
        assert not elsewhere(is_number_free)

    assert elsewhere(is_number_free)


def _hold_number() -> None:
    with locks.held_once_free(NUMBER):
        pass
