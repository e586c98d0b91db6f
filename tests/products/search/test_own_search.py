"""The search box looks at the values of searchable own fields, and knows barcodes, whatever indexes there are."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from products import catalogue
from products.fields.models import current_fields
from products.fields.spelling import on_one_line
from products.models import OwnField, Product, Word, vocabulary
from products.search import index_builds, indexes, own_indexes
from products.search.query import ProductFilter
from products.search.snapshot import current_filters
from tests.products.api import PRODUCTS
from tests.products.factories import ANA, make_products
from tests.products.own_fields import EAN, add_fields

pytestmark = pytest.mark.django_db

SEARCHABLE = ("brand", "notes", "stock", "weight", "cost", "launch", "colour", "tags", "website", "ean")


def found(text: str) -> str:
    """The first letters of the SKUs, found in both ways."""
    wanted = ProductFilter(current_filters(), q=text)
    ways = ["".join(sorted(product.sku[0] for product in wanted.products(by_reading=way))) for way in (False, True)]
    assert ways[0] == ways[1]
    return ways[0]


def use_indexes() -> None:
    indexes.ensure()


def use_no_own_indexes() -> None:
    """As before the job has built them."""
    index_builds.drop([*own_indexes.wanted(current_fields())])


each_state = pytest.mark.parametrize("state", [use_indexes, use_no_own_indexes])


FOUND = [
    ("acme", "A"),
    ("CM", "AB"),
    ("acme tools", ""),
    ("ACME TOO", ""),
    ("l tool", "B"),
    ("dark b", "B"),
    ("sale", "AB"),
    ("new, sale", ""),
    ("new sale", ""),
    ('5" disc', "B"),
    ("back\\slash", "B"),
    ('", "', ""),
    ("second line", "A"),
    ("line\nsecond", "A"),
    ("example.com/a", "A"),
    ("%", ""),
    ("kettle acme", ""),
    ("", "ABC"),
    ("mug", "ABC"),
    ("A-0", "A"),
    ("yes", ""),
    ("true", ""),
]
"""The first letters of the SKUs that each text finds."""


@each_state
def test_search_finds_values_of_own_fields_like_names(state: Callable[[], None]) -> None:
    add_fields(searchable=True)
    put_products()
    state()

    assert [(text, found(text)) for text, _ in FOUND] == FOUND


def put_products() -> None:
    values = {
        "A": {"brand": "Acme", "notes": "One line\nsecond line", "stock": 1234, "launch": "2026-12-31",
              "tags": ["new", "sale"], "website": "https://example.com/a", "organic": True},
        "B": {"brand": "McMahon steel tools", "colour": "Dark blue", "tags": ['3.5" disc', "back\\slash", "sale"],
              "weight": "1.25", "cost": "99.50"},
        "C": {},
    }  # fmt: skip
    for sku, attributes in values.items():
        make_products(1, sku=sku, name="Mug", attributes=attributes)


def test_search_leaves_other_fields_alone() -> None:
    add_fields("brand", "colour")
    OwnField.objects.filter(key="colour").update(searchable=True)
    put_products()
    use_indexes()

    assert (found("acme"), found("dark blue")) == ("", "B")


@each_state
def test_search_finds_what_was_written_since(state: Callable[[], None]) -> None:
    add_fields("brand", "tags", searchable=True)
    state()
    product = catalogue.create(actor=ANA, sku="A", name="Mug", brand="Zyx Wvu", tags=("first one", "qqq"))

    assert (found("yx"), found("x w"), found("first"), found("qqq"), found("st on")) == ("A",) * 5
    catalogue.change(product, actor=ANA, brand="Changed", tags=None)
    assert (found("yx"), found("hang"), found("qqq")) == ("", "A", "")


TEXTS = st.text(alphabet="aAäİςß \"\\,[]'%_", max_size=8)


@given(
    members=st.lists(TEXTS.map(str.strip).filter(bool), max_size=4, unique=True), brand=TEXTS, start=st.integers(0, 9)
)
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_words_of_the_index_are_those_that_people_read(members: list[str], brand: str, start: int) -> None:
    Product.objects.all().delete()
    OwnField.objects.all().delete()
    add_fields("brand", "tags", searchable=True)
    index_builds.drop(own_indexes.unwanted(current_fields()))
    use_indexes()
    fields = current_fields()
    values = {"brand": fields["brand"].clean(brand), "tags": fields["tags"].clean(tuple(members) or None)}
    product = catalogue.create(actor=ANA, sku="A", name="Mug", **values)

    texts = [text for key in values for text in fields[key].kind.searched_texts(fields[key].value_of(product))]
    wanted = on_one_line("".join(texts)[start : start + 3])
    is_there = not wanted or any(wanted in on_one_line(text) for text in texts)

    assert found(wanted) == "A" or not is_there


def test_word_that_is_too_long_for_the_index_is_found_all_the_same() -> None:
    add_fields("notes", searchable=True)
    use_indexes()
    catalogue.create(actor=ANA, sku="A", name="Mug", notes=f"a {'y' * 3_000}z b")

    assert found("yyz") == "A"


# The index and the words


def test_index_is_used_once_the_words_are_known() -> None:
    put_products()
    add_fields("brand", searchable=True)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "products_by_own_word_" not in ProductFilter(current_filters(), q="mcmah").products().explain()

    indexes.ensure()

    assert "products_by_own_word_" in ProductFilter(current_filters(), q="mcmah").products().explain()
    assert {"acme", "mcmahon", "steel"} <= {*Word.objects.values_list("word", flat=True)}
    vocabulary.forget_words_of_all_but([])
    assert "products_by_own_word_" not in ProductFilter(current_filters(), q="mcmah").products().explain()
    assert found("mcmah") == "B"


def test_words_of_many_products_are_learnt_chunk_by_chunk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_indexes, "LEARNT_AT_ONCE", 2)
    for number in range(5):
        make_products(1, sku=f"A{number}", attributes={"brand": f"Brand{number} Same"})
    add_fields("brand", searchable=True)
    chunks: list[int] = []

    own_indexes.learn_words(own_indexes.unknown_among(current_fields()), on_chunk=chunks.append)

    assert chunks == [2, 2, 1]
    words = {*Word.objects.filter(word__startswith="brand").values_list("word", flat=True)}
    assert words == {f"brand{number}" for number in range(5)}
    assert own_indexes.unknown_among(current_fields()) == ()


# Barcodes


BARCODES = {"A": EAN, "B": "012345678905", "C": "080442957X"}


FOUND_BY_BARCODE = [
    (EAN, "A"),
    (" 4006-3813 33931 ", "A"),
    ("04006381333931", "A"),
    ("12345678905", "B"),
    ("012345678905", "B"),
    ("0012345678905", "B"),
    ("00012345678905", "B"),
    ("0-8044-2957-x", "C"),
    ("80442957X", "C"),
    ("4006381333932", ""),
    ("55555555", "D"),
]


@each_state
@pytest.mark.parametrize("searchable", [True, False])
def test_barcode_finds_its_product(state: Callable[[], None], searchable: bool) -> None:
    for sku, value in BARCODES.items():
        make_products(1, sku=sku, attributes={"ean": value})
    make_products(1, sku="D", name="Cable 55555555 m")
    add_fields("ean", searchable=searchable)
    state()

    assert [(text, found(text)) for text, _ in FOUND_BY_BARCODE] == FOUND_BY_BARCODE


FOUND_BY_PART = [
    ("4006", "ADE"),
    ("400638133393", "A"),
    ("33931", "A"),
    ("  33931 ", "A"),
    ("0123", "B"),
    ("1234567890", "B"),
    ("957x", "C"),
    ("57X", "C"),
    ("4006 381", ""),
    ("06 tool", "E"),
    ("31", "A"),
    ("8", "ABC"),
    ("400_", ""),
    ("4%6", ""),
    ("0", "ABCDE"),
    ("00", "ADE"),
]


@pytest.mark.parametrize("state", [use_indexes, use_no_own_indexes, lambda: setattr(vocabulary, "WORDS_AT_MOST", 0)])
@pytest.mark.parametrize("others", [(), ("brand",), ("brand", "tags")])
def test_part_of_a_barcode_finds_it_like_a_part_of_a_name(
    monkeypatch: pytest.MonkeyPatch, state: Callable[[], None], others: tuple[str, ...]
) -> None:
    monkeypatch.setattr(vocabulary, "WORDS_AT_MOST", vocabulary.WORDS_AT_MOST)  # one of the states changes it
    for sku, value in BARCODES.items():
        make_products(1, sku=sku, attributes={"ean": value, "brand": "Acme"})
    make_products(1, sku="D", name="Cable 4006")
    make_products(
        1, sku="E", attributes={"brand": "4006 Tools"} if others else {}, description="" if others else "4006 Tools"
    )
    add_fields("ean", *others, searchable=True)
    use_indexes()
    state()

    assert [(text, found(text)) for text, _ in FOUND_BY_PART] == FOUND_BY_PART


DIGITS = st.text(alphabet="123X", min_size=8, max_size=10)


@given(values=st.lists(DIGITS, min_size=1, max_size=3), name=DIGITS, start=st.integers(0, 9), length=st.integers(1, 6))
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_indexes_find_the_barcodes_that_reading_finds(values: list[str], name: str, start: int, length: int) -> None:
    Product.objects.all().delete()
    OwnField.objects.all().delete()
    add_fields("ean", "brand", searchable=True)
    use_indexes()
    for sku, value in zip("ABC", values, strict=False):
        make_products(1, sku=sku, attributes={"ean": value})
    catalogue.create(actor=ANA, sku="N", name=name)
    wanted = "".join(values)[start : start + length].lower()

    skus = {sku for sku, text in [*zip("ABC", values, strict=False), ("N", name)] if wanted in text.lower()}
    ways = [
        {product.sku[0] for product in ProductFilter(current_filters(), q=wanted).products(by_reading=way)}
        for way in (False, True)
    ]
    assert ways == [skus, skus]


def test_part_of_a_barcode_is_looked_up_by_its_own_index() -> None:
    make_products(200, attributes={"brand": "Acme"})
    make_products(1, sku="B", attributes={"ean": EAN})
    add_fields("ean", "brand", searchable=True)
    indexes.ensure()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")

    assert "products_by_part_of_f_ean" in ProductFilter(current_filters(), q="638133").products().explain()


def test_barcodes_are_no_words() -> None:
    make_products(1, attributes={"ean": EAN, "brand": "Acme"})
    add_fields("ean", "brand", searchable=True)
    indexes.ensure()
    catalogue.create(actor=ANA, sku="B", name="Mug", brand="Quill", ean="012345678905")

    words = {*Word.objects.values_list("word", flat=True)}
    assert {"acme", "quill"} <= words
    assert {EAN, "012345678905"}.isdisjoint(words)


def test_exact_barcode_stands_alone_with_a_sku_that_is_the_same() -> None:
    make_products(1, sku="A", attributes={"ean": EAN})
    make_products(1, sku="B", description=f"Fits {EAN}")
    catalogue.create(actor=ANA, sku=EAN, name="Mug")
    add_fields("ean")

    assert found(EAN) == "4A"
    Product.objects.filter(sku="A-0").delete()
    assert found(EAN) == "4B"


def test_barcode_is_looked_up_by_the_index() -> None:
    make_products(200, attributes={"brand": "Acme"})
    make_products(1, sku="B", attributes={"ean": EAN})
    add_fields("ean")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")

    assert "products_by_attribute" in ProductFilter(current_filters(), q=EAN).products().explain()


def test_page_and_api_search_own_fields(admin_client: Client) -> None:
    put_products()
    add_fields("brand", searchable=True)
    indexes.ensure()

    assert [row["sku"] for row in admin_client.get(PRODUCTS, {"q": "mcmahon"}).json()["results"]] == ["B-0"]
    assert [row.sku for row in admin_client.get("/products/", {"q": "steel tools"}).context["page"].rows] == ["B-0"]
