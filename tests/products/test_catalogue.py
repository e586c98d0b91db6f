from decimal import Decimal
from functools import partial
from typing import Any

import psycopg
import pytest
from django.db import connection

from product_importer.lib import table_lock
from product_importer.lib.actor import Actor
from product_importer.lib.ids import uuid7
from products import catalogue
from products.fields.edits import set_active
from products.fields.typed import InvalidValues
from products.models import Change, Product
from tests.products.factories import ANA, make_products

pytestmark = pytest.mark.django_db


@pytest.fixture
def kettle() -> Product:
    return catalogue.create(sku="KET-1", name="Kettle", price=Decimal("10.00"), actor=ANA)


def test_create_stores_the_clean_sku_and_its_key() -> None:
    product = catalogue.create(sku="  Ketţle \u200b 1 ", name="Kettle", actor=ANA)

    product.refresh_from_db()
    assert (product.sku, product.sku_key, product.version, product.active) == ("Ketţle 1", "ketţle 1", 1, True)


def test_create_refuses_a_taken_sku_in_any_case(kettle: Product) -> None:
    with pytest.raises(catalogue.SkuTaken):
        catalogue.create(sku="ket-1", name="Another", actor=ANA)

    assert Product.objects.count() == 1


def test_change_counts_the_version_up_and_sets_the_time(kettle: Product) -> None:
    before = kettle.updated_at

    assert catalogue.change(kettle, name="Big kettle", price=Decimal("12.00"), actor=ANA) is True

    kettle.refresh_from_db()
    assert (kettle.name, kettle.price, kettle.version) == ("Big kettle", Decimal("12.00"), 2)
    assert kettle.updated_at > before


def test_change_writes_nothing_when_nothing_differs(kettle: Product, django_assert_num_queries: Any) -> None:
    before = kettle.updated_at

    with django_assert_num_queries(5):  # nothing but looking, and the savepoint around it
        assert catalogue.change(kettle, sku="KET-1", name="Kettle", price=Decimal("10"), actor=ANA) is False

    assert (kettle.version, kettle.updated_at) == (1, before)


def test_change_of_the_spelling_keeps_the_key(kettle: Product) -> None:
    assert catalogue.change(kettle, sku="ket-1", actor=ANA) is True
    assert (kettle.sku, kettle.sku_key, kettle.version) == ("ket-1", "ket-1", 2)


def test_change_of_the_sku_moves_the_key(kettle: Product) -> None:
    catalogue.change(kettle, sku="KET-2", actor=ANA)

    assert (kettle.sku, kettle.sku_key) == ("KET-2", "ket-2")


def test_change_refuses_a_taken_sku(kettle: Product) -> None:
    pot = catalogue.create(sku="POT-1", name="Pot", actor=ANA)

    with pytest.raises(catalogue.SkuTaken):
        catalogue.change(pot, sku="Ket-1", actor=ANA)

    pot.refresh_from_db()
    assert (pot.sku, pot.version) == ("POT-1", 1)


def test_change_refuses_when_the_product_moved_since_it_was_seen(kettle: Product) -> None:
    catalogue.change(kettle, name="Changed by somebody else", actor=ANA)

    with pytest.raises(catalogue.ChangedMeanwhile):
        catalogue.change(kettle, expected_version=1, name="Mine", actor=ANA)

    assert Product.objects.get().name == "Changed by somebody else"


def test_change_that_names_no_version_goes_on_top_of_what_came_meanwhile(kettle: Product) -> None:
    as_read = Product.objects.get(pk=kettle.pk)
    catalogue.change(kettle, name="Changed by somebody else", actor=ANA)

    assert catalogue.change(as_read, price=Decimal("7"), actor=ANA)

    stored = Product.objects.get()
    assert (stored.name, stored.price, stored.version) == ("Changed by somebody else", Decimal("7.00"), 3)


def test_change_refuses_a_deleted_product(kettle: Product) -> None:
    Product.objects.all().delete()

    with pytest.raises(catalogue.ChangedMeanwhile):
        catalogue.change(kettle, name="Mine", actor=ANA)


def test_only_what_people_may_write_can_be_written(kettle: Product) -> None:
    with pytest.raises(InvalidValues, match="There is no own field “version”"):
        catalogue.change(kettle, version=7, actor=ANA)


def test_delete_removes_the_product(kettle: Product) -> None:
    catalogue.delete(kettle, actor=ANA)

    assert not Product.objects.exists()


def test_delete_refuses_another_version_than_the_person_saw(kettle: Product) -> None:
    catalogue.change(kettle, name="Mug", actor=ANA)

    with pytest.raises(catalogue.ChangedMeanwhile):
        catalogue.delete(kettle, expected_version=1, actor=ANA)
    with pytest.raises(catalogue.ChangedMeanwhile):
        catalogue.delete(Product(pk=uuid7()), actor=ANA)

    assert Product.objects.count() == 1


def test_selection_is_changed_where_it_differs() -> None:
    on, off, other = (
        make_products(2, sku="A")[0],
        make_products(1, sku="B", active=False)[0],
        make_products(1, sku="C")[0],
    )

    assert catalogue.change_selection([on.pk, off.pk, uuid7()], set_active(False), actor=ANA) == 1

    assert list(Product.objects.filter(active=False, version=2).values_list("pk", flat=True)) == [on.pk]
    assert not Product.objects.filter(pk=other.pk, active=False).exists()
    assert history_of(on) == [("changed", {"active": [True, False]})]
    assert history_of(off) == []


def test_selection_is_deleted() -> None:
    one, other, kept = make_products(3)

    assert catalogue.delete_selection([one.pk, other.pk, uuid7()], actor=ANA) == 2

    assert list(Product.objects.all()) == [kept]
    assert history_of(one) == [("deleted", {"sku": ["A-0", None], "name": ["Kettle 0", None]})]


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(
    ("verb", "queries"),
    [(catalogue.delete_selection, 6), (partial(catalogue.change_selection, edit=set_active(False)), 7)],
)
def test_selection_takes_the_same_queries_whatever_its_size(
    django_assert_num_queries: Any, number: int, verb: Any, queries: int
) -> None:
    ids = [product.pk for product in make_products(number)]

    # savepoint, look and lock, write, own fields where they are told, history, who wants to know, release
    with django_assert_num_queries(queries):
        assert verb(ids, actor=ANA) == number


def test_everything_is_deleted_and_the_history_stays(kettle: Product) -> None:
    catalogue.delete_all(actor=ANA)

    assert not Product.objects.exists()
    assert len(history_of(kettle)) == 1


@pytest.mark.django_db(transaction=True)
def test_everything_is_deleted_only_when_nobody_reads_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_lock, "TRY_SECONDS", 0.05)
    make_products(1)
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None}) as reader:
        reader.execute("SELECT count(*) FROM products_product")

        with pytest.raises(catalogue.CatalogueBusy):
            catalogue.delete_all(actor=ANA)

    assert Product.objects.count() == 1


def test_history_tells_what_changed_from_what_to_what_and_who_did_it(kettle: Product) -> None:
    token = Actor("api", "7")
    catalogue.change(kettle, price=None, name="Mug", actor=token)
    catalogue.change(kettle, name="Mug", actor=token)
    catalogue.delete(kettle, actor=ANA)

    everything = {"sku": "KET-1", "name": "Kettle", "description": "", "price": "10.00", "active": True}
    last = everything | {"name": "Mug", "price": None}
    assert history_of(kettle) == [
        ("deleted", {name: [value, None] for name, value in last.items()}),
        ("changed", {"name": ["Kettle", "Mug"], "price": ["10.00", None]}),
        ("created", {name: [None, value] for name, value in everything.items()}),
    ]
    assert list(Change.objects.of_product(kettle.pk).values_list("actor_kind", "actor_id")) == [
        ("user", ANA.id),
        ("api", "7"),
        ("user", ANA.id),
    ]


def test_history_is_not_written_of_what_was_refused(kettle: Product) -> None:
    with pytest.raises(catalogue.SkuTaken):
        catalogue.create(sku="ket-1", name="Another", actor=ANA)

    assert Change.objects.count() == 1


def history_of(product: Product) -> list[tuple[str, dict[str, Any]]]:
    return list(Change.objects.of_product(product.pk).values_list("action", "values"))
