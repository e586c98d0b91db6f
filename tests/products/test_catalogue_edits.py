"""Many products are edited in one transaction: written, recorded and told only where they change."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries, Settings

from product_importer.lib.ids import uuid7
from products import catalogue
from products.fields.edits import Edit, InvalidEdit, Part, set_active
from products.models import Change, OwnField, Product
from products.models.vocabulary import Word
from tests.products.factories import ANA, make_field, make_products
from tests.products.own_fields import FULL, add_fields, archive
from tests.webhooks.factories import make_webhook
from webhooks.models import Event

pytestmark = pytest.mark.django_db

OTHERS: dict[str, Any] = {"brand": "Bolt", "stock": 7, "tags": ["new", "old"]}


@pytest.fixture
def products() -> list[Product]:
    """A-0 has values in some own fields, A-1 in none, A-2 in others."""
    add_fields()
    values: list[dict[str, Any]] = [{"brand": "Acme", "stock": 3, "tags": ["a"]}, {}, OTHERS]
    return [make_products(1, sku=f"A-{n}", attributes=each)[0] for n, each in enumerate(values)]


def edit(products: list[Product], wanted: Edit) -> int:
    return catalogue.change_selection([each.pk for each in products], wanted, actor=ANA)


def attributes() -> list[Any]:
    return list(Product.objects.in_sku_order().values_list("attributes", flat=True))


def versions() -> list[int]:
    return list(Product.objects.in_sku_order().values_list("version", flat=True))


def history() -> list[Any]:
    return list(Change.objects.order_by("id").values_list("values", flat=True))


def test_own_field_is_set_where_it_differs_and_the_others_stay(products: list[Product]) -> None:
    assert edit(products, Edit({"stock": 7})) == 2

    assert attributes() == [{"brand": "Acme", "stock": 7, "tags": ["a"]}, {"stock": 7}, OTHERS]
    assert versions() == [2, 2, 1]
    assert history() == [{"stock": [3, 7]}, {"stock": [None, 7]}]


def test_every_kind_of_own_field_is_set_at_once(products: list[Product]) -> None:
    values = {key: tuple(value) if isinstance(value, list) else value for key, value in FULL.items()}

    assert edit(products, Edit(values)) == 3

    assert attributes() == [FULL] * 3
    assert edit(products, Edit(values)) == 0


def test_own_field_is_cleared(products: list[Product]) -> None:
    assert edit(products, Edit({"brand": None, "tags": None})) == 2

    assert attributes() == [{"stock": 3}, {}, {"stock": 7}]
    assert history() == [
        {"brand": ["Acme", None], "tags": [["a"], None]},
        {"brand": ["Bolt", None], "tags": [["new", "old"], None]},
    ]


def test_members_are_added_and_removed(products: list[Product]) -> None:
    assert edit(products, Edit(added={"tags": ("new",)}, removed={"tags": ("a",)})) == 2

    assert [each.get("tags") for each in attributes()] == [["new"], ["new"], ["new", "old"]]
    assert history() == [{"tags": [["a"], ["new"]]}, {"tags": [None, ["new"]]}]


def test_columns_are_edited_together_with_own_fields(products: list[Product]) -> None:
    before = products[2].updated_at
    wanted = Edit({"name": "Mug", "description": "For tea", "price": Decimal("7.5"), "active": False, "stock": 7})

    assert edit(products, wanted) == 3

    (mug, *_), last = Product.objects.in_sku_order(), Product.objects.get(sku="A-2-0")
    assert (mug.name, mug.description, mug.price, mug.active) == ("Mug", "For tea", Decimal("7.50"), False)
    assert (last.attributes, last.version, last.sku) == (OTHERS, 2, "A-2-0")
    assert last.updated_at > before
    assert history()[2] == {
        "name": ["Kettle 0", "Mug"], "description": ["", "For tea"], "price": ["12.90", "7.5"], "active": [True, False],
    }  # fmt: skip


def test_columns_are_cleared(products: list[Product]) -> None:
    Product.objects.filter(sku="A-0-0").update(description="Boils")

    assert edit(products, Edit({"price": None, "description": ""})) == 3

    assert set(Product.objects.values_list("price", "description")) == {(None, "")}
    assert edit(products, Edit({"price": None})) == 0


def test_unknown_products_and_others_are_left_alone(products: list[Product]) -> None:
    ids = [products[0].pk, uuid7()]

    assert catalogue.change_selection(ids, Edit({"stock": 5}), actor=ANA) == 1

    assert versions() == [2, 1, 1]


def test_products_that_cannot_change_are_not_even_locked(
    products: list[Product], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(4):  # savepoint, fields, look, release
        edit(products[2:], Edit({"stock": 7, "brand": "Bolt", "price": Decimal("12.9"), "cost": None}))

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM products_product WHERE xmax <> 0")
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("number", [1, 40])
@pytest.mark.parametrize(
    ("wanted", "queries"),
    [
        (Edit({"stock": 5}), 7),
        (Edit({"price": None, "active": False}), 7),
        (Edit({"name": "Mug"}), 8),
        (Edit({"name": "Mug", "brand": None}, {"tags": ("new",)}, {"colours": ("x",)}), 8),
    ],
)
def test_edit_takes_the_same_queries_whatever_its_size(
    django_assert_num_queries: DjangoAssertNumQueries, number: int, wanted: Edit, queries: int
) -> None:
    add_fields()
    make_field("colours", "list")
    made = make_products(number, attributes={"brand": "Acme"})

    # savepoint, fields, look and lock, write, history, who wants to know, words, release
    with django_assert_num_queries(queries):
        assert edit(made, wanted) == number


def test_edit_is_told_only_of_products_that_change(products: list[Product]) -> None:
    make_webhook()
    OwnField.objects.filter(key="brand").update(told=False)

    edit(products, Edit({"stock": 7, "brand": "Bolt"}))

    (event,) = Event.objects.all()
    told = json.loads(event.body)["data"]["products"]
    assert [(each["sku"], each["version"], each["changed"]) for each in told] == [
        ("A-0-0", 2, ["stock", "brand"]),
        ("A-1-0", 2, ["stock", "brand"]),
    ]
    assert told[1]["attributes"] == {"stock": 7}


def test_words_of_searched_fields_are_known_afterwards(products: list[Product]) -> None:
    OwnField.objects.filter(key__in=["tags", "notes"]).update(searchable=True)

    edit(products, Edit({"name": "Teapot", "brand": "Unheard"}, {"tags": ("clearance sale",)}))

    words = set(Word.objects.values_list("word", flat=True))
    assert words >= {"teapot", "clearance", "sale"}
    assert "unheard" not in words


@pytest.mark.parametrize(
    ("prepare", "wanted", "place"),
    [
        (lambda: archive("stock"), Edit({"stock": 5}), (Part.SET_OWN, "stock")),
        (
            lambda: OwnField.objects.filter(key="brand").update(required=True),
            Edit({"brand": None}),
            (Part.SET_OWN, "brand"),
        ),
        (lambda: OwnField.objects.filter(key="stock").update(kind="text"), Edit({"stock": 5}), (Part.SET_OWN, "stock")),
        (
            lambda: OwnField.objects.filter(key="tags").update(kind="text", settings={}),
            Edit(added={"tags": ("x",)}),
            (Part.ADD, "tags"),
        ),
        (lambda: None, Edit({"sku": "B"}), (Part.SET, "sku")),
        (lambda: None, Edit({"name": ""}), (Part.SET, "name")),
        (lambda: None, Edit({"wings": 2}), (Part.SET_OWN, "wings")),
    ],
)
def test_edit_that_does_not_fit_the_fields_is_refused(
    products: list[Product], prepare: Callable[[], object], wanted: Edit, place: Any
) -> None:
    prepare()

    with pytest.raises(InvalidEdit) as caught:
        edit(products, wanted)

    assert [*caught.value.faults] == [place]
    assert (versions(), Change.objects.count()) == ([1, 1, 1], 0)


def test_one_product_that_cannot_take_the_edit_refuses_all(products: list[Product], settings: Settings) -> None:
    settings.PRODUCT_ATTRIBUTES_MAX_BYTES = 60

    with pytest.raises(InvalidEdit) as caught:
        edit(products, Edit({"brand": "x" * 30}))

    sentence = "The own fields of one product can hold at most 0 KiB together. Shorten one of them."
    assert caught.value.faults == {(Part.SET_OWN, "brand"): [f"A-0-0: {sentence}"]}
    assert (versions(), Change.objects.count()) == ([1, 1, 1], 0)


def test_products_that_cannot_take_the_edit_are_left_out_where_that_is_wanted(
    products: list[Product], settings: Settings
) -> None:
    settings.PRODUCT_ATTRIBUTES_MAX_BYTES = 60
    ids = [each.pk for each in products]

    changed, left = catalogue.change_where_possible(ids, Edit({"brand": "x" * 30}, {"tags": ("new",)}), actor=ANA)

    assert (changed, [each.sku for each in left]) == (1, ["A-0-0", "A-2-0"])
    assert left[0].sentence.startswith("A-0-0 stays as it is: The own fields of one product can hold at most")
    assert versions() == [1, 2, 1]


def test_field_with_the_key_of_a_column_of_sql_is_no_danger(products: list[Product]) -> None:
    make_field("select", "text")
    nasty = "'; DROP TABLE products_product; --\\ %s {} \""

    edit(products, Edit({"select": nasty, "name": nasty}, {"tags": (nasty,)}))

    product = Product.objects.get(sku="A-1-0")
    assert (product.name, product.attributes) == (nasty, {"select": nasty, "tags": [nasty]})


def test_setting_of_the_state_is_an_edit_like_another(products: list[Product]) -> None:
    assert edit(products, set_active(False)) == 3
    assert edit(products, set_active(False)) == 0
    assert history() == [{"active": [True, False]}] * 3
