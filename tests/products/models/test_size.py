"""The number of products is exact at every moment, whatever door they use and however many come and go at once."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from products import catalogue
from products.fields.edits import set_active
from products.imports import running, tasks
from products.models import Product, SizeChange, size
from products.models.size import fold, number_of_products
from tests.products.conftest import Import
from tests.products.factories import ANA, make_products

BOTH = "SELECT (SELECT count(*) FROM products_product), (SELECT coalesce(sum(difference), 0) FROM products_sizechange)"
"""One statement, so one snapshot."""


@contextmanager
def other_connection() -> Iterator[psycopg.Connection]:
    """Somebody else's, in a transaction."""
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None}) as other:
        yield other
        other.rollback()


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def create(sku: str) -> Product:
    return catalogue.create(actor=ANA, sku=sku, name="Mug", description="")


@pytest.mark.django_db
def test_catalogue_is_empty_at_first() -> None:
    assert number_of_products() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "difference"),
    [
        (lambda some: create("NEW"), 1),
        (lambda some: catalogue.change(some[0], actor=ANA, name="Cup"), 0),
        (lambda some: catalogue.delete(some[0], actor=ANA), -1),
        (lambda some: catalogue.delete_selection([each.pk for each in some[:3]], actor=ANA), -3),
        (lambda some: catalogue.delete_selection([], actor=ANA), 0),
        (lambda some: catalogue.change_selection([some[0].pk], set_active(False), actor=ANA), 0),
        (lambda some: catalogue.delete_all(actor=ANA), -5),
        (lambda some: make_products(4, sku="B"), 4),
        (lambda some: Product.objects.filter(sku__in=["A-1", "A-2"]).delete(), -2),
        (lambda some: some[0].delete(), -1),
        (lambda some: execute("DELETE FROM products_product WHERE sku = 'A-1'"), -1),
        (lambda some: execute("UPDATE products_product SET sku = 'Z', sku_key = 'z' WHERE sku = 'A-1'"), 0),
        (lambda some: execute("TRUNCATE products_product"), -5),
    ],
)
def test_number_follows_every_way_in_and_out(change: Callable[[list[Product]], object], difference: int) -> None:
    some = make_products(5)

    change(some)

    assert number_of_products() == Product.objects.count() == 5 + difference


@pytest.mark.django_db
def test_statement_leaves_one_row_however_many_products_it_moves_and_none_for_none() -> None:
    make_products(5)
    Product.objects.all().delete()
    Product.objects.all().delete()
    execute("TRUNCATE products_product")

    assert [change.difference for change in SizeChange.objects.order_by("id")] == [5, -5]


@pytest.mark.django_db
def test_change_that_is_rolled_back_does_not_count() -> None:
    make_products(2)
    with transaction.atomic():
        make_products(3, sku="B")
        transaction.set_rollback(True)

    assert number_of_products() == 2


def test_imports_count(import_file: Import, small_chunks: None) -> None:
    import_file("sku,name\n" + "".join(f"S-{number},Mug\n" for number in range(7)))
    import_file("sku,name\nS-1,Cup\nS-8,Cup\nS-1,Jug\n")

    assert number_of_products() == Product.objects.count() == 8


@pytest.mark.django_db(transaction=True)
def test_beat_folds_many_rows_into_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(size, "FOLD_FROM", 3)
    make_products(1)
    make_products(2, sku="B")
    tasks.resume_interrupted_imports()
    assert SizeChange.objects.count() == 2
    make_products(3, sku="C")

    tasks.resume_interrupted_imports()

    assert [change.difference for change in SizeChange.objects.all()] == [6]


@pytest.mark.django_db(transaction=True)
def test_folding_waits_for_nobody_and_loses_nothing_that_others_have_not_committed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(size, "FOLD_FROM", 2)
    make_products(2)
    make_products(3, sku="B")
    with other_connection() as other, connection.cursor() as cursor:
        other.execute("DELETE FROM products_product WHERE sku = 'B-1'")
        other.execute("DELETE FROM products_sizechange WHERE difference = 2")  # as somebody does who is folding, too
        other.execute("INSERT INTO products_sizechange (difference) VALUES (2)")
        cursor.execute("SET lock_timeout = '1s'")

        fold()

        assert number_of_products() == 5
        other.commit()
        assert number_of_products() == 4
        cursor.execute("RESET lock_timeout")


@pytest.mark.django_db(transaction=True)
def test_emptying_counts_what_somebody_folds_at_the_same_time_once() -> None:
    make_products(2)
    make_products(3, sku="B")
    with other_connection() as folding:
        folding.execute(size._FOLD)

        catalogue.delete_all(actor=ANA)

        folding.commit()
    assert number_of_products() == 0
    create("NEW")
    assert number_of_products() == 1


@pytest.mark.django_db(transaction=True)
def test_nobody_who_adds_a_product_waits_for_somebody_who_adds_or_folds() -> None:
    make_products(2)
    with other_connection() as adding, other_connection() as folding, connection.cursor() as cursor:
        folding.execute(size._FOLD)
        adding.execute("DELETE FROM products_product WHERE sku = 'A-1'")
        cursor.execute("SET lock_timeout = '1s'")

        create("NEW")

        cursor.execute("RESET lock_timeout")
        folding.commit()
        adding.commit()
    assert number_of_products() == Product.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_number_is_exact_in_every_snapshot_while_many_change_the_catalogue(
    keep_file: Import, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.IMPORT_CHUNK_ROWS = 10
    monkeypatch.setattr(size, "FOLD_FROM", 2)
    jobs = [keep_file("sku,name\n" + "".join(f"S-{n},Mug {start}\n" for n in range(start, 200))) for start in (0, 100)]
    make_products(60)

    def come_and_go(name: str) -> None:
        for number in range(40):
            product = create(f"{name}-{number}")
            if number % 3:
                catalogue.delete(product, actor=ANA)

    def delete_some() -> None:
        for number in range(0, 60, 3):
            Product.objects.filter(sku__in=[f"A-{number}", f"A-{number + 1}"]).delete()

    def fold_often() -> None:
        for _ in range(60):
            fold()

    works: list[Callable[[], object]] = [
        *(lambda job=job: running.run(job.pk) for job in jobs),
        *(lambda name=name: come_and_go(name) for name in ("ANA", "BEN")),
        *(delete_some, fold_often, fold_often),
    ]
    errors: list[BaseException] = []
    threads = [threading.Thread(target=_in_a_thread, args=(work, errors)) for work in works]
    for thread in threads:
        thread.start()
    with connection.cursor() as cursor:
        while any(thread.is_alive() for thread in threads):
            cursor.execute(BOTH)
            counted, summed = cursor.fetchone()
            assert counted == summed
    assert errors == []
    assert number_of_products() == Product.objects.count() == 200 + 2 * 14 + 20


def _in_a_thread(work: Callable[[], object], errors: list[BaseException]) -> None:
    try:
        work()
    except BaseException as error:
        errors.append(error)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_products_of_an_older_version_are_counted(newest_migrations: None) -> None:
    MigrationExecutor(connection).migrate([("products", "0005_orders_read_from_indexes")])
    insert = (
        "INSERT INTO products_product (id, sku, sku_key, name, description, active, version, created_at, updated_at)"
        " SELECT gen_random_uuid(), n, n, 'Mug', '', true, 1, now(), now() FROM generate_series({}, {}) AS n"
    )
    execute(insert.format(1, 7))

    MigrationExecutor(connection).migrate([("products", "0006_size_of_the_catalogue")])

    assert number_of_products() == 7
    execute(insert.format(8, 8))
    assert number_of_products() == 8
