"""Own fields on a product's page and in its history."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from products import catalogue
from products.fields.field import Field
from products.fields.models import known_fields
from products.fields.own_kinds import Url
from products.models import Change, OwnField, Product, Stretch
from products.presenters import ColumnChange, Fact, entries
from tests.products.factories import ANA
from tests.products.own_fields import FULL, add_fields, archive

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def kettle() -> Product:
    add_fields()
    values = {key: tuple(value) if isinstance(value, list) else value for key, value in FULL.items()}
    return catalogue.create(sku="KET-1", name="Kettle", actor=ANA, **values)


def facts_of(client: Client, product: Product) -> dict[str, str]:
    found = client.get(product.get_absolute_url()).context["facts"]
    return {fact.field.key: fact.words for fact in found if fact.field.own}


def told(product: Product, client: Client) -> list[list[tuple[str | None, ...]]]:
    shown = client.get(product.get_absolute_url()).context["entries"]
    return [[*map(tuple, entry.sides)] for entry in shown]


def test_page_shows_own_fields_in_words(admin_client: Client, kettle: Product) -> None:
    assert facts_of(admin_client, kettle) == {
        **FULL, "stock": "12", "weight": "1.5 kg", "organic": "yes", "launch": "31 December 2026", "tags": "new, sale",
    }  # fmt: skip
    page = admin_client.get(kettle.get_absolute_url())
    link = 'href="https://example.com/a?b=1" rel="noopener noreferrer" target="_blank"'
    assertContains(page, link)
    assertContains(page, "<li>new</li><li>sale</li>")


def test_page_leaves_out_own_fields_that_are_empty_or_archived(admin_client: Client, kettle: Product) -> None:
    catalogue.change(kettle, brand=None, organic=False, actor=ANA)
    archive("ean")

    shown = facts_of(admin_client, kettle)

    assert {*FULL} - {*shown} == {"brand", "ean"}
    assert shown["organic"] == "no"


@pytest.mark.parametrize("url", ["javascript:alert(1)", 'https://a.example/" onclick="alert(1)', "data:text/html,x"])
def test_what_is_no_address_leads_nowhere(admin_client: Client, kettle: Product, url: str) -> None:
    Product.objects.update(attributes={"website": url})

    page = admin_client.get(kettle.get_absolute_url())

    assertNotContains(page, 'href="javascript')
    assertNotContains(page, 'onclick="')
    assert facts_of(admin_client, kettle) == {"website": url}
    assert Fact(Field(key="it", label="It", kind=Url(), own=True), url).url == ""


def test_history_names_own_fields_also_those_that_are_archived(admin_client: Client, kettle: Product) -> None:
    catalogue.change(kettle, weight="2", organic=False, launch="2027-01-02", tags=("x",), stock=None, actor=ANA)
    OwnField.objects.filter(key="weight").update(label="Net weight")
    archive("weight")
    archive("tags")

    assert told(kettle, admin_client)[0] == [
        ("Stock", "12", None),
        ("Net weight", "1.5 kg", "2 kg"),
        ("Organic", "yes", "no"),
        ("Launch", "31 December 2026", "2 January 2027"),
        ("Tags", "new, sale", "x"),
    ]


def test_history_tells_what_an_import_did_to_own_fields(admin_client: Client, kettle: Product) -> None:
    Stretch.objects.create(
        job_id=kettle.pk,
        action="changed",
        at=NOON,
        first_key="a",
        last_key="z",
        product_ids=[kettle.pk],
        attributes_before=[{"stock": 11, "gone": ["a", "b"]}],
        attributes_after=[{"stock": 12}],
    )

    assert told(kettle, admin_client)[-1] == [("Stock", "11", "12"), ("Gone", "a, b", None)]


ANY_VALUES: list[tuple[object, str]] = [
    (12, "12"),
    (-(2**63), str(-(2**63))),
    ([], ""),
    (["a", "b"], "a, b"),
    (["x" * 100, "y" * 100], f"{'x' * 100}, {'y' * 18}…"),
    ({"a": 1}, "{'a': 1}"),
    ([None, 1], "None, 1"),
    ("nonsense", "nonsense"),
]
"""What a history may hold, and the words for it."""


def test_history_stands_any_value_in_any_field() -> None:
    add_fields()
    fields = known_fields()
    for key in ("brand", "notes", "stock", "weight", "cost", "organic", "launch", "tags", "ean", "gone"):
        for value, words in ANY_VALUES:
            change = Change(action="changed", values={key: [None, value]}, actor_kind="user", actor_id="", at=NOON)

            ((side,),) = (entry.sides for entry in entries([change], fields))

            unit = " kg" if key == "weight" and isinstance(value, str) else ""
            assert side == ColumnChange(side.column, None, words + unit), (key, value)
