"""The indexes that own fields want: which, that imports do without them too, and what becomes of those of old."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.models import Index

from products.fields.models import current_fields
from products.jobs import sweeping
from products.models import OwnField, Product, Word, vocabulary
from products.search import index_builds, indexes, own_indexes
from products.search.query import ProductFilter
from products.search.snapshot import current_filters
from tests.products.conftest import Import
from tests.products.factories import make_products
from tests.products.own_fields import EAN, add_fields, archive

pytestmark = pytest.mark.django_db


OWN = (own_indexes.ORDERS, own_indexes.WORDS, own_indexes.PARTS)


def there() -> list[str]:
    """The names of those of own fields."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname FROM pg_indexes WHERE tablename = 'products_product' ORDER BY 1")
        return [name for (name,) in cursor if name.startswith(OWN)]


def test_fields_without_marks_want_none() -> None:
    add_fields()

    assert own_indexes.wanted(current_fields()) == {}
    assert indexes.missing() == []


def test_each_sortable_field_wants_one_and_all_searchable_ones_together_one() -> None:
    add_fields("brand", "tags", "stock", "cost", sortable=True, searchable=True)

    *orders, words = sorted(own_indexes.wanted(current_fields()), key=lambda name: name.startswith(own_indexes.WORDS))

    assert orders == ["products_by_f_brand_t", "products_by_f_stock_i", "products_by_f_cost_n"]
    assert words.startswith("products_by_own_word_")
    OwnField.objects.filter(key="tags").update(searchable=False)
    assert words not in own_indexes.wanted(current_fields())


def test_each_searchable_barcode_wants_one_of_its_own() -> None:
    add_fields("brand", "ean", searchable=True)
    of_brand = own_indexes.words_index([current_fields()["brand"]])

    assert {*own_indexes.wanted(current_fields())} == {of_brand, "products_by_part_of_f_ean"}
    OwnField.objects.filter(key="brand").update(searchable=False)
    assert {*own_indexes.wanted(current_fields())} == {"products_by_part_of_f_ean"}


def test_longest_key_makes_names_that_postgresql_keeps_whole() -> None:
    make_products(1)
    OwnField.objects.create(key="k" * 40, label="K", kind="barcode", sortable=True, searchable=True)

    indexes.ensure()

    assert indexes.missing() == []
    assert there() == [f"products_by_f_{'k' * 40}_t", f"products_by_part_of_f_{'k' * 40}"]


def test_missing_ones_are_built_and_those_that_nobody_wants_dropped() -> None:
    make_products(3, attributes={"brand": "Acme", "stock": 1})
    add_fields("brand", "stock", sortable=True, searchable=True)
    assert len(indexes.missing()) == 3

    indexes.ensure()
    assert (len(there()), indexes.missing()) == (3, [])

    OwnField.objects.filter(key="stock").update(sortable=False, searchable=False)
    archive("brand")
    indexes.drop_unwanted(current_fields())
    assert there() == []


def test_field_of_another_kind_gets_another_index() -> None:
    make_products(1)
    add_fields("stock", sortable=True)
    indexes.ensure()
    OwnField.objects.update(kind="text")

    indexes.ensure()

    assert there() == ["products_by_f_stock_t"]


def test_kind_that_has_no_order_wants_none() -> None:
    add_fields("tags", "notes", "website", sortable=True)

    assert own_indexes.wanted(current_fields()) == {}


@pytest.mark.django_db(transaction=True)
def test_big_import_does_without_them_and_builds_them_again(
    import_file: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexes, "REBUILD_FROM_ROWS", 2)
    add_fields("brand", "stock", "ean", sortable=True, searchable=True)
    indexes.ensure()
    names, seen = there(), list[list[str]]()
    build = index_builds.build

    def watched(found: list[Index], **options: Any) -> None:
        seen.append(there())
        build(found, **options)

    monkeypatch.setattr(index_builds, "build", watched)

    job = import_file("sku,name,brand,stock,ean\n" + "".join(f"A{n},Mug,Acme,{n},{EAN}\n" for n in range(5)))

    assert (job.status, seen) == ("completed", [[]])
    assert not Word.objects.filter(word=EAN).exists()
    assert (there(), indexes.missing()) == (names, [])
    assert Product.objects.filter(attributes__brand="Acme").count() == 5


@pytest.mark.django_db(transaction=True)
def test_beat_builds_what_a_crash_left_away() -> None:
    make_products(2, attributes={"brand": "Acme"})
    add_fields("brand", sortable=True, searchable=True)

    sweeping.restore_indexes()

    assert indexes.missing() == []
    assert len(there()) == 2


@pytest.mark.parametrize("keys", [("ean",), ("brand", "ean")])
@pytest.mark.django_db(transaction=True)
def test_beat_replaces_the_index_of_a_time_when_barcodes_were_words(keys: tuple[str, ...]) -> None:
    make_products(2, attributes={"brand": "Acme", "ean": EAN})
    add_fields(*keys, searchable=True)
    texts = " || ' ' || ".join(f"coalesce(attributes ->> '{key}', '')" for key in keys)
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE INDEX products_by_own_word_12345678 ON products_product USING gin (products_words({texts}, ''))"
        )
    vocabulary.add([EAN, "acme"])
    vocabulary.note_words_of(keys)
    assert ProductFilter(current_filters(), q="638133").products().count() == 2  # by reading

    sweeping.restore_indexes()

    assert indexes.missing() == []
    assert {*there()} == {*own_indexes.wanted(current_fields())}
    assert ProductFilter(current_filters(), q="638133").products().count() == 2


@pytest.fixture(autouse=True)
def no_leftovers(request: pytest.FixtureRequest) -> Iterator[None]:
    """Tests outside of a transaction leave no index."""
    yield
    if request.node.get_closest_marker("django_db").kwargs.get("transaction"):
        index_builds.drop(there())
