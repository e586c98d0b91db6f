"""Which products are offered for a text, or as perhaps the same as another one."""

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from products import catalogue
from products.models import Product
from products.search import indexes, similar
from products.search.similar import near_duplicates
from tests.products.factories import ANA, make_products

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "is_alike"),
    [
        ("steel KETTLE red 28 mm", True),
        ("Steel Kettle, Red, 28mm", True),
        ("Steel Kettel Red 28 mm", True),
        ("Stel Kettle Red 28 mm", True),
        ("Stéel Kettle Red 28 mm", True),
        ("Steel Kettle Red 29 mm", False),
        ("Steel Kettle Blue 28 mm", False),
        ("Steel Kettle Red", False),
        ("Stel Kettel Red 28 mm", False),
        ("Kettle", False),
    ],
)
def test_very_similar_names_are_near_duplicates_on_both_sides(name: str, is_alike: bool) -> None:
    kettle = catalogue.create(sku="KET-1", name="Steel Kettle Red 28 mm", actor=ANA)
    other = catalogue.create(sku="Z", name=name, actor=ANA)
    make_products(120, sku="B", name="Steel Kettles 28 mm")

    twins = {
        product: near_duplicates(sku=product.sku, name=product.name, but=product.pk) for product in (kettle, other)
    }

    assert twins == ({kettle: [other], other: [kettle]} if is_alike else {kettle: [], other: []})


@pytest.mark.parametrize("sku", ["A1B2C3D4", "a-1-b-2-c-3-d-4-e-5-f-6", "x" * 255, "1-" * 127, "ſ" * 20])
def test_looking_for_near_duplicates_reads_nothing_whole(sku: str) -> None:
    make_products(2_000, sku="A1B2C3D5")
    indexes.look_at_products()

    with CaptureQueriesContext(connection) as captured:
        near_duplicates(sku=sku, name="Kettle 17")
    plans = []
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # so few products may be read whole, but need not be
        for query in captured.captured_queries:
            if query["sql"].startswith("SELECT") and "products_product" in query["sql"]:
                cursor.execute(f"EXPLAIN {query['sql']}".replace("%", "%%"), [])
                plans.append("\n".join(line for (line,) in cursor))

    assert len(plans) >= 3
    assert not any("Seq Scan" in plan for plan in plans)


@pytest.mark.parametrize(
    ("text", "skus"),
    [
        ("ketle", ["K-1", "K-2"]),
        ("copper ketle", ["K-2"]),
        ("LAMP-78", ["LAMP-77"]),
        ("lamp 77", ["LAMP-77"]),
        ("qqqq", []),
        ("tv", []),
        ("  k ", []),
    ],
)
def test_text_that_is_found_nowhere_leads_to_what_is_spelt_nearly_so(text: str, skus: list[str]) -> None:
    catalogue.create(sku="K-1", name="Kettle", actor=ANA)
    catalogue.create(sku="K-2", name="Copper kettle", actor=ANA)
    catalogue.create(sku="LAMP-77", name="Desk light", actor=ANA)
    catalogue.create(sku="T-1", name="TV", actor=ANA)

    assert [product.sku for product in similar.nearest(text)] == skus


def test_only_a_few_are_offered() -> None:
    make_products(9, name="Kettle")

    assert [product.sku for product in similar.nearest("ketle")] == [f"A-{number}" for number in range(similar.OFFERED)]


def test_hint_that_takes_too_long_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue.create(sku="LAMP-77", name="Desk light", actor=ANA)
    monkeypatch.setattr(similar, "HINT_TIMEOUT_MS", 1)

    with similar._briefly(likeness=0.5), connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(5)")

    assert Product.objects.count() == 1  # the transaction around it lives on


def test_other_failures_of_a_hint_are_not_hidden() -> None:
    with (
        pytest.raises(OperationalError, match="lock timeout"),
        similar._briefly(likeness=0.5),
        connection.cursor() as cursor,
    ):
        cursor.execute("DO $$ BEGIN RAISE lock_not_available USING MESSAGE = 'lock timeout'; END $$")


@pytest.mark.parametrize(
    ("key", "spellings"),
    [
        ("a1", set()),
        ("ab1", {"ab1", "a-b1", "a b1", "a.b1", "a/b1", "a_b1", "ab-1", "ab 1", "ab.1", "ab/1", "ab_1"}),
        ("a-b1", {"ab1", "a-b1", "a b1", "a.b1", "a/b1", "a_b1", "ab-1", "ab 1", "ab.1", "ab/1", "ab_1",
                  "a-b-1", "a b 1", "a.b.1", "a/b/1", "a_b_1"}),
    ],
)  # fmt: skip
def test_sku_is_looked_up_with_other_punctuation(key: str, spellings: set[str]) -> None:
    assert similar._spellings(key) == spellings


@pytest.mark.parametrize(("key", "most"), [("x" * 255, 1), ("1a" * 100, 6), ("a1b2c3d4", 2_000)])
def test_long_sku_has_few_other_spellings(key: str, most: int) -> None:
    assert len(similar._spellings(key)) <= most


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Kettle", "kettle", True),
        ("Kettle", "Kettel", True),
        ("Mens shirt", "Womens shirt", False),
        ("Tea pot", "Teapot", True),
        ("Café", "Cafe", True),
        ("Mug 5", "Mug 6", False),
        ("Mug mug", "Mug", False),
        ("!!", "!!", True),
        ("!!", "??", False),
        ("!!", "Mug", False),
    ],
)
def test_names_are_alike_but_for_the_spelling_of_a_word(one: str, other: str, alike: bool) -> None:
    assert similar._are_alike(one, other) is alike
    assert similar._are_alike(other, one) is alike


def test_product_is_not_its_own_near_duplicate() -> None:
    kettle = catalogue.create(sku="KET-1", name="Kettle", actor=ANA)

    assert similar.near_duplicates(sku="ket 1", name="Other") == [kettle]
    assert similar.near_duplicates(sku="KET-1", name="Kettle", but=kettle.pk) == []
