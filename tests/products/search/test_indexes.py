"""The indexes that only reading needs: when a big import does without them, and that they come back."""

import psycopg
import pytest
from django.db import connection

from product_importer.lib import table_lock
from products.models import Product
from products.search import indexes
from tests.products.factories import make_products


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two changed rows are worth the trouble."""
    monkeypatch.setattr(indexes, "REBUILD_FROM_ROWS", 2)


def set_aside(*, created: int = 0, updated: int = 0) -> bool:
    """Whether these changes made the indexes go."""
    indexes.look_at_products()
    indexes.set_aside_for(created=created, updated=updated)
    return sorted(indexes.missing()) == sorted(indexes.ALL)


def test_order_of_building_names_every_index_once() -> None:
    assert sorted(indexes.SLOWEST_FIRST) == sorted(indexes.ALL)


@pytest.mark.django_db
def test_constraints_are_not_among_them() -> None:
    assert "products_one_per_sku_key" not in indexes.ALL
    assert indexes.missing() == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("created", "updated", "gone"),
    [(0, 0, False), (1, 0, False), (2, 0, False), (3, 0, True), (0, 2, True), (1, 1, False), (0, 1, False)],
)
def test_indexes_go_for_enough_changes_at_a_great_enough_share_of_the_catalogue(
    small_steps: None, created: int, updated: int, gone: bool
) -> None:
    """A fifth of the resulting catalogue: 3 of 10 + 3, 2 of 10, but not 2 of 10 + 2 or of 10 + 1."""
    make_products(10)

    assert set_aside(created=created, updated=updated) is gone


@pytest.mark.django_db
def test_indexes_stay_for_a_few_changes_of_an_empty_catalogue() -> None:
    assert set_aside(created=indexes.REBUILD_FROM_ROWS - 1) is False
    assert set_aside(created=indexes.REBUILD_FROM_ROWS) is True


@pytest.mark.django_db
def test_indexes_that_are_gone_may_be_set_aside_again(small_steps: None) -> None:
    with connection.schema_editor() as editor:
        editor.remove_index(Product, indexes.ALL["products_by_name"])

    assert set_aside(created=2) is True
    assert set_aside(created=2) is True


@pytest.mark.django_db
def test_missing_indexes_are_built_the_slowest_first(small_steps: None) -> None:
    set_aside(created=2)
    left: list[list[str]] = []

    indexes.ensure(on_built=lambda: left.append(indexes.missing()))

    assert [len(names) for names in left] == [6, 5, 4, 3, 2, 1, 0]
    assert left[-2] == [indexes.SLOWEST_FIRST[-1]]
    indexes.ensure(on_built=lambda: left.append(["nothing to build"]))
    assert len(left) == 7


@pytest.mark.django_db(transaction=True)
def test_indexes_are_built_side_by_side_outside_of_a_transaction(small_steps: None) -> None:
    make_products(3)
    set_aside(created=2)
    built: list[None] = []

    indexes.ensure(on_built=lambda: built.append(None))

    assert (len(built), indexes.missing()) == (7, [])


@pytest.mark.django_db(transaction=True)
def test_indexes_stay_while_somebody_reads_for_long(small_steps: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_lock, "TRY_SECONDS", 0.05)
    make_products(3)
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None}) as reader:
        reader.execute("SELECT count(*) FROM products_product")

        assert set_aside(created=2) is False

    assert indexes.missing() == []
