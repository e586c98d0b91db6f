"""What needs a table for itself does not keep those who use it waiting."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import OperationalError, connection

from product_importer.lib import table_lock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def short_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_lock, "TRY_SECONDS", 0.05)


@pytest.fixture
def reader() -> Iterator[psycopg.Connection]:
    """Somebody who has read the table in a transaction."""
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None}) as reader:
        reader.execute("SELECT count(*) FROM auth_group")
        yield reader
        reader.rollback()


def lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE auth_group IN ACCESS EXCLUSIVE MODE")


def test_work_is_done_once_if_nobody_uses_the_table() -> None:
    done: list[str] = []

    assert table_lock.briefly(lambda: done.append("once")) is True
    assert done == ["once"]


def test_work_is_given_up_if_somebody_does_not_end(reader: psycopg.Connection) -> None:
    assert table_lock.briefly(lock) is False


def test_work_is_done_at_a_later_try(reader: psycopg.Connection) -> None:
    tries: list[None] = []

    def lock_when_they_end() -> None:
        tries.append(None)
        if len(tries) == table_lock.TRIES:
            reader.rollback()
        lock()

    assert table_lock.briefly(lock_when_they_end) is True


def test_other_errors_are_not_tried_again() -> None:
    tries: list[None] = []

    def take_too_long() -> None:
        tries.append(None)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 1; SELECT pg_sleep(5)")

    with pytest.raises(OperationalError, match="statement timeout"):
        table_lock.briefly(take_too_long)
    assert len(tries) == 1
