"""A search finds every product that contains the text, and the indexes lead to them."""

import json

import pytest
from django.db import connection
from django.db.models import Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from products import catalogue
from products.fields.skus import fold
from products.fields.spelling import on_one_line
from products.models import Product, ProductQuerySet, Word, vocabulary
from products.search.query import ProductFilter
from tests.products.factories import ANA, make_products, put

pytestmark = pytest.mark.django_db

TEXT = st.text(alphabet="aAbBäÄßİıσςΣ茶水 \t\n%_\\'\"-,.", max_size=12)
LONG = st.integers(250, 2_700).map("x".__mul__)
PARTS = st.lists(st.one_of(TEXT, TEXT, TEXT, LONG), max_size=4).map(" ".join)


def product(number: int, **values: str) -> Product:
    sku = values.pop("sku", f"A-{number}")
    return Product(**{"sku": sku, "sku_key": fold(sku), "name": "Mug"} | values)


def found(products: ProductQuerySet) -> set[str]:
    return {product.sku for product in products}


@given(texts=st.lists(PARTS, min_size=1, max_size=4), start=st.integers(0, 20), length=st.integers(1, 8))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_search_finds_what_reading_every_text_finds(texts: list[str], start: int, length: int) -> None:
    Product.objects.all().delete()
    put(product(number, description=text) for number, text in enumerate(texts))
    wanted = "".join(texts)[start : start + length].strip()

    line = on_one_line(wanted)
    texts_with = Q(name__ilike=line) | Q(description__ilike=line) | Q(description__ilike=wanted)
    by_reading = Product.objects.filter(Q(sku_key__contains=fold(wanted)) | texts_with)
    ways = (Product.objects.search, Product.objects.containing)
    assert [found(way(wanted)) for way in ways] == [found(by_reading)] * 2


@pytest.mark.parametrize("wanted", ["ettl", "KETTLE", "ue ket", "12", "üCK", "%", "_", "a-1", "3 l, bl"])
def test_search_finds_any_part_in_any_case(wanted: str) -> None:
    put([product(1, sku="A-12%_", name="Glück, 0.3 l, blue Kettle")])
    put([product(2, sku="X", name="Mug")])

    assert found(Product.objects.search(wanted)) == {"A-12%_"}


@pytest.mark.parametrize(
    ("wanted", "skus"),
    [
        ("Crème", {"straße-1"}),
        ("Cre\u0300me", {"straße-1"}),
        ("CRE\u0300ME BRU\u0302L", {"straße-1"}),
        ("crème  brûlée", {"straße-1"}),
        ("crème\u00a0\u2003brûlée", {"straße-1"}),
        ("\tcrème brûlée ", {"straße-1"}),
        ("in\u00a0 two  lines", {"straße-1"}),
        ("two lines", {"straße-1"}),
        ("STRASSE-1", {"straße-1", "STRASSE-12"}),
        ("straße-1", {"straße-1", "STRASSE-12"}),
        ("straße-12", {"STRASSE-12"}),
        ("asse-1", {"straße-1", "STRASSE-12"}),
        ("ẞ", {"straße-1", "STRASSE-12"}),
        ("ＳＴＲＡＳＳＥ", {"straße-1", "STRASSE-12"}),
        ("ＡＢＣ", {"abc 1", "ＡＢＣ-2"}),
        ("abc", {"abc 1", "ＡＢＣ-2"}),
        ("abc   1", {"abc 1"}),
        ("①", {"straße-1", "STRASSE-12", "abc 1"}),
        ("a\u200bbc", {"abc 1", "ＡＢＣ-2"}),
        ("\u200b", set()),
        ("%", set()),
    ],
)
def test_search_finds_a_text_however_it_is_typed(wanted: str, skus: set[str]) -> None:
    put(
        Product(sku=sku, sku_key=fold(sku), name=name, description=description)
        for sku, name, description in [
            ("straße-1", "Crème brûlée", "in\u00a0 two  lines, and two lines"),
            ("STRASSE-12", "Mug", ""),
            ("abc 1", "Mug", ""),
            ("ＡＢＣ-2", "Mug", ""),
        ]
    )
    ways = (Product.objects.search, Product.objects.containing)
    assert [found(way(wanted)) for way in ways] == [skus] * 2


@pytest.mark.parametrize(
    ("filters", "skus"),
    [
        ({"name": "Cre\u0300me  brûlée"}, {"straße-1"}),
        ({"name": "CRÈME"}, {"straße-1"}),
        ({"sku": "STRASSE-1"}, {"straße-1"}),
        ({"sku": "ＳＴＲＡẞＥ-1"}, {"straße-1"}),
        ({"sku": " strasse-1\u200b"}, {"straße-1"}),
        ({"sku": "strasse"}, set()),
        ({"name": "mug"}, {"abc  1"}),
    ],
)
def test_filters_find_what_is_typed_in_another_way(filters: dict[str, str], skus: set[str]) -> None:
    put([product(1, sku="straße-1", name="Crème brûlée"), product(2, sku="abc  1")])

    for by_reading in (False, True):
        assert found(ProductFilter(**filters).products(by_reading=by_reading)) == skus


@pytest.mark.parametrize("length", [256, 1_699, 1_700, 3_000, 60_000])
def test_word_that_is_too_long_for_the_index_is_found_all_the_same(length: int) -> None:
    put([product(1, description=f"a {'y' * length}z b"), product(2)])

    assert found(Product.objects.search("yyz")) == {"A-1"}
    assert found(Product.objects.search("yy")) == {"A-1"}


def test_what_people_write_is_found_at_once() -> None:
    made = catalogue.create(actor=ANA, sku="A-1", name="Teapot", description="with a Cosy")
    assert found(Product.objects.search("COS")) == {"A-1"}

    catalogue.change(made, actor=ANA, description="with a Samovar")
    assert found(Product.objects.search("mova")) == {"A-1"}
    assert found(Product.objects.search("cos")) == set()


def test_words_that_most_products_have_lead_nowhere_and_the_search_still_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "FEW_PRODUCTS", 3)
    make_products(30, name="Kettle and cosy")
    make_products(1, sku="B", name="Teapot and cosy")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE products_product")

    assert vocabulary.with_part("cosy") is None
    assert vocabulary.with_part("pot") == ["teapot"]
    assert len(found(Product.objects.search("cosy"))) == 31
    assert found(Product.objects.search("pot and cos")) == {"B-0"}


def test_too_many_words_lead_nowhere_and_the_search_still_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "WORDS_AT_MOST", 2)
    put(product(number, name=f"Kettle{number}") for number in range(5))

    assert vocabulary.with_part("kettle") is None
    assert len(found(Product.objects.search("kettle"))) == 5


def test_words_are_kept_once_in_lower_case() -> None:
    vocabulary.remember(["Blue  Kettle", "blue kettle", "", "x" * 1_701])

    assert set(Word.objects.values_list("word", flat=True)) == {"blue", "kettle"}


@pytest.mark.parametrize(
    ("wanted", "indexes"),
    [("kettle 7", {"products_by_word", "products_by_part_of_sku"}), ("a-77", {"products_by_part_of_sku"})],
)
def test_indexes_lead_to_what_is_searched(wanted: str, indexes: set[str]) -> None:
    make_products(2_000, name="Mug")
    make_products(30, sku="B", name="Kettle 7")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE products_product")
        cursor.execute("SET LOCAL enable_seqscan = off")  # a table of this size is read sooner than an index

    plan = json.loads(Product.objects.search(wanted).explain(format="json"))

    assert indexes <= used_indexes(plan[0]["Plan"])


@pytest.mark.parametrize(("text", "name"), [("kettle", "mug"), ("mug", "kettle"), ("a-77", "mug"), ("kettle", "zz")])
def test_two_texts_are_looked_for_in_one_pass(text: str, name: str) -> None:
    make_products(2_000, name="Mug", description="A kettle")
    make_products(30, sku="B", name="Kettle with mug")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE products_product")

    products = ProductFilter(q=text, name=name).products()
    plan = products.explain(analyze=True, format="json")

    assert found(products) == found(Product.objects.containing(text).filter(name__ilike=name))
    assert plan.count('"Relation Name": "products_product"') == 1


def used_indexes(node: dict[str, object]) -> set[str]:
    below = [used_indexes(child) for child in node.get("Plans", [])]  # type: ignore[attr-defined]
    return set().union({str(node["Index Name"])} if "Index Name" in node else set(), *below)
