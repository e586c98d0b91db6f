"""Whoever changes a product while an index is built or dropped does not wait for it, and no index is lost by that."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection
from django.db.models import Func, Index

from product_importer.lib import table_lock
from products import catalogue
from products.imports import tasks
from products.models import Product
from products.search import index_builds, indexes
from tests.products.conftest import Import
from tests.products.factories import ANA, make_products

pytestmark = pytest.mark.django_db(transaction=True)

GATE = 4_711
NAME = "products_by_name"
DROP_WAITS = "SELECT FROM pg_locks WHERE relation = 'products_product'::regclass AND NOT granted"
BUILT_PLAINLY = "SELECT FROM pg_stat_progress_create_index WHERE command = 'CREATE INDEX' AND phase <> 'initializing'"
BUILT_CONCURRENTLY = "SELECT FROM pg_stat_progress_create_index WHERE command = 'CREATE INDEX CONCURRENTLY'"


@contextmanager
def other_connection() -> Iterator[psycopg.Connection]:
    """Somebody else's, in a transaction."""
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None}) as other:
        yield other
        other.rollback()


@contextmanager
def in_a_thread(work: Callable[[], object]) -> Iterator[None]:
    """The work goes on during the block and has ended after it. What it raises is raised here."""
    errors: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        thread.join(60)
    assert not thread.is_alive()
    assert errors == []


def wait_until(statement: str) -> None:
    """Until it finds a row."""
    give_up_at = time.monotonic() + 30
    with connection.cursor() as cursor:
        cursor.execute(statement)
        while cursor.fetchone() is None:
            assert time.monotonic() < give_up_at, statement
            time.sleep(0.01)
            cursor.execute(statement)


def is_valid(name: str) -> bool | None:
    """None: there is no such index."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)", [name])
        found = cursor.fetchone()
        return found[0] if found else None


def edit(product: Product, *, name: str = "Edited") -> None:
    """By hand, by somebody who would rather give up than wait for longer than five seconds."""
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '5s'")
        catalogue.change(product, actor=ANA, name=name)
        cursor.execute("RESET lock_timeout")


@pytest.fixture
def gated_index(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An index whose plain build stands still, in the middle, for as long as somebody holds the gate."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            CREATE FUNCTION gated(sku text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
            BEGIN
                WHILE NOT pg_try_advisory_xact_lock_shared({GATE}) LOOP PERFORM pg_sleep(0.01); END LOOP;
                RETURN sku;
            END $$
            """
        )
    index_builds.drop([NAME])
    with monkeypatch.context() as patch:
        patch.setitem(indexes.ALL, NAME, Index(Func("sku", function="gated"), name=NAME))
        yield
    index_builds.drop([NAME])
    with connection.cursor() as cursor:
        cursor.execute("DROP FUNCTION gated")
    indexes.ensure()


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_builds, "EDITS_WAIT_SECONDS", 0.1)
    monkeypatch.setattr(table_lock, "TRY_SECONDS", 0.1)
    monkeypatch.setattr(index_builds, "LOOK_EVERY_SECONDS", 0.02)


def leave_invalid_index() -> None:
    """As a killed or impatient build does that had to wait for an old transaction."""
    index_builds.drop([NAME])
    with other_connection() as old, other_connection() as builder:
        old.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        old.execute("SELECT count(*) FROM auth_user")
        builder.autocommit = True
        builder.execute("SET lock_timeout = '50ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            builder.execute(f'CREATE INDEX CONCURRENTLY {NAME} ON products_product (lower(name) COLLATE "C", id)')
    assert is_valid(NAME) is False


def test_plain_build_gives_way_to_an_edit_and_is_made_up_for(gated_index: None) -> None:
    first, *_ = make_products(3)
    with other_connection() as gatekeeper:
        gatekeeper.execute(f"SELECT pg_advisory_xact_lock({GATE})")
        with in_a_thread(indexes.ensure):
            wait_until(BUILT_PLAINLY)
            try:
                edit(first)  # while the build stands still in the middle of its work
            finally:
                gatekeeper.rollback()
    assert indexes.missing() == []


def test_plain_builds_run_to_their_end_while_nobody_edits(gated_index: None, monkeypatch: pytest.MonkeyPatch) -> None:
    make_products(3)
    monkeypatch.setattr(index_builds, "_build_concurrently", lambda index: pytest.fail("Nobody was in a hurry."))

    indexes.ensure()

    assert indexes.missing() == []


def test_edits_pass_while_an_index_is_built_concurrently() -> None:
    """Somebody's open change keeps the build waiting for as long as the test likes."""
    first, second, _ = make_products(3)
    index_builds.drop(indexes.ALL)
    with other_connection() as slow, in_a_thread(indexes.ensure):
        slow.execute("UPDATE products_product SET price = 1 WHERE id = %s", [first.pk])
        wait_until(BUILT_CONCURRENTLY)

        edit(second)
        catalogue.create(actor=ANA, sku="NEW", name="New", description="")

        slow.commit()
    assert indexes.missing() == []
    assert [product.name for product in Product.objects.order_by("sku_key")] == [
        *("Kettle 0", "Edited", "Kettle 2", "New")
    ]


def test_index_that_is_not_valid_is_missing_and_is_built_again() -> None:
    make_products(3)
    leave_invalid_index()
    assert indexes.missing() == [NAME]

    indexes.ensure()

    assert (indexes.missing(), is_valid(NAME)) == ([], True)


def test_index_that_is_not_valid_is_healed_by_the_beat() -> None:
    leave_invalid_index()

    tasks.resume_interrupted_imports()

    assert is_valid(NAME) is True


@pytest.mark.usefixtures("small_is_big")
def test_big_import_drops_indexes_that_are_not_valid(import_file: Import) -> None:
    leave_invalid_index()

    job = import_file("sku,name\nA-1,Chair\n")

    assert (job.status, indexes.missing()) == ("completed", [])


@pytest.mark.usefixtures("small_is_big")
def test_import_does_not_wait_for_ever_for_an_old_transaction(
    import_file: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody keeps a change open, so no index can be built; the beat builds them when that is over."""
    monkeypatch.setattr(index_builds, "WAIT_FOR_OLD_SECONDS", 0.05)
    hers, *_ = make_products(1, sku="HERS")
    with other_connection() as slow:

        def open_change(names: object) -> bool:
            slow.execute("UPDATE products_product SET price = 1 WHERE id = %s", [hers.pk])
            return True

        index_builds.drop(indexes.ALL)
        monkeypatch.setattr(index_builds, "drop", open_change)
        job = import_file("sku,name\nA-1,Chair\n")
        assert (job.status, sorted(indexes.missing())) == ("completed", sorted(indexes.ALL))
        slow.commit()
    monkeypatch.undo()

    tasks.resume_interrupted_imports()

    assert indexes.missing() == []


def test_concurrent_build_is_not_begun_while_an_old_transaction_is_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would have to be waited for; a plain build need not wait for those who only read."""
    monkeypatch.setattr(index_builds, "OLD_AFTER_SECONDS", 0)
    first, *_ = make_products(1)
    index_builds.drop([NAME])
    with other_connection() as old:
        old.execute("UPDATE products_product SET price = 1 WHERE id = %s", [first.pk])

        indexes.ensure()

        assert is_valid(NAME) is None
    indexes.ensure()
    assert is_valid(NAME) is True


def test_indexes_stay_while_somebody_reads_for_long_and_edits_pass_between_the_tries() -> None:
    first, *_ = make_products(1)
    dropped: list[bool] = []
    with other_connection() as reader:
        reader.execute("SELECT count(*) FROM products_product")
        with in_a_thread(lambda: dropped.append(index_builds.drop(indexes.ALL))):
            wait_until(DROP_WAITS)

            edit(first)
    assert (dropped, indexes.missing()) == ([False], [])
