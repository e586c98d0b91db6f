"""Values that are suggested while somebody types one, by whichever index there is."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import TextField
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from products.models import OwnField
from products.models.attributes import OfAttributes, OwnTexts
from products.search import indexes, suggestions
from tests.products.factories import make_products
from tests.products.own_fields import EAN, add_fields, archive

pytestmark = pytest.mark.django_db

API = "/products/api/fields/"


def suggested(client: Client, key: str, text: str = "") -> list[str]:
    answer = client.get(f"{API}{key}/values/", {"q": text})
    assert answer.status_code == 200, answer.content
    return [each["value"] for each in answer.json()["results"]]


def by_order() -> None:
    OwnField.objects.update(sortable=True)
    indexes.ensure()


def by_words() -> None:
    OwnField.objects.update(searchable=True)
    indexes.ensure()


def by_sample() -> None:
    """There is no index."""


each_way = pytest.mark.parametrize("way", [by_order, by_words, by_sample])


@pytest.fixture
def products() -> None:
    for number, brand in enumerate(["Acme", "Acme", "acme Tools", "Big Acme", "Zeta", "Ärzte", "50 % off", "x" * 300]):
        values = {
            "brand": brand,
            "tags": ["new", f"tag {number}"],
            "ean": EAN,
            "notes": "long",
            "website": "http://a.b/",
        }
        make_products(1, sku=f"A{number}", attributes=values)
    make_products(2, sku="B")
    add_fields()


@each_way
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("acm", {"Acme", "acme Tools", "Big Acme"}),
        ("ACME T", {"acme Tools"}),
        ("  Zeta ", {"Zeta"}),
        ("tools", {"acme Tools"}),
        ("är", {"Ärzte"}),
        ("%", {"50 % off"}),
        ("sofa", set()),
    ],
)
def test_values_that_begin_with_the_text_come_before_those_that_contain_it(
    products: None, admin_client: Client, way: Callable[[], None], text: str, found: set[str]
) -> None:
    way()

    values = suggested(admin_client, "brand", text)

    assert {*values} == found
    begins = [value.casefold().startswith(text.strip().casefold()) for value in values]
    assert begins == sorted(begins, reverse=True)


@each_way
def test_all_values_are_suggested_before_anything_is_typed(
    products: None, admin_client: Client, way: Callable[[], None]
) -> None:
    way()

    assert len(suggested(admin_client, "brand")) == 7


@each_way
def test_members_of_lists_are_suggested(products: None, admin_client: Client, way: Callable[[], None]) -> None:
    way()

    assert suggested(admin_client, "tags", "ne") == ["new"]
    assert suggested(admin_client, "tags", "tag 3") == ["tag 3"]
    assert len(suggested(admin_client, "tags", "tag")) == 8


@each_way
@pytest.mark.parametrize(("text", "found"), [("4006", [EAN]), ("333931", [EAN]), ("40", [EAN]), ("4007", [])])
def test_barcodes_are_suggested(
    products: None, admin_client: Client, way: Callable[[], None], text: str, found: list[str]
) -> None:
    way()

    assert suggested(admin_client, "ean", text) == found


@each_way
def test_most_ten_are_suggested(admin_client: Client, way: Callable[[], None]) -> None:
    for number in range(12):
        make_products(1, sku=f"A{number}", attributes={"brand": f"Brand {number:02}"})
    add_fields("brand")
    way()

    assert len(suggested(admin_client, "brand", "brand")) == len(suggested(admin_client, "brand", "rand")) == 10


def test_values_are_looked_at_only_so_far(
    products: None, admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_order()
    monkeypatch.setattr(suggestions, "STEPS", 3)

    assert suggested(admin_client, "brand", "zet") == ["Zeta"]
    assert suggested(admin_client, "brand", "eta") == []


def test_words_that_take_long_to_find_are_given_up(
    products: None, admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_words()
    with connection.cursor() as cursor:
        cursor.execute("CREATE FUNCTION slow(text[]) RETURNS text[] LANGUAGE sql AS 'SELECT $1 FROM pg_sleep(5)'")
    slow = OfAttributes("slow(products_words(%(expressions)s ->> 'brand', ''))", ArrayField(TextField()))
    monkeypatch.setattr(OwnTexts, "words", slow)

    assert suggested(admin_client, "brand", "acme t") == ["acme Tools"]
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() != (f"{suggestions.PATIENCE_MS}ms",)


@pytest.mark.parametrize(
    ("key", "text", "found"),
    [
        ("colour", "", ["Red", "Dark blue"]),
        ("colour", "b", ["Dark blue"]),
        ("colour", "R", ["Red", "Dark blue"]),
        ("ean", "4006", [EAN]),
        ("website", "a.b", ["http://a.b/"]),
        ("stock", "1", []),
        ("organic", "", []),
        ("launch", "2", []),
        ("notes", "l", []),
    ],
)
def test_each_kind_suggests_what_can_be_typed(
    products: None, admin_client: Client, key: str, text: str, found: list[str]
) -> None:
    assert suggested(admin_client, key, text) == found


@pytest.mark.parametrize("key", ["size", "name", "sku", "x"])
def test_field_that_there_is_not_is_404(products: None, admin_client: Client, key: str) -> None:
    answer = admin_client.get(f"{API}{key}/values/")

    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


def test_archived_field_is_404(products: None, admin_client: Client) -> None:
    archive("brand")

    assert admin_client.get(f"{API}brand/values/").status_code == 404


@pytest.mark.parametrize("text", ["x" * 256, "a\0b"])
def test_text_that_no_value_has_is_refused(products: None, admin_client: Client, text: str) -> None:
    answer = admin_client.get(f"{API}brand/values/", {"q": text})

    assert answer.status_code == 422
    assert [*answer.json()["error"]["fields"]] == ["q"]


def test_all_staff_may_ask_and_nobody_else(products: None, client: Client) -> None:
    assert client.get(f"{API}brand/values/").status_code == 401
    client.force_login(User.objects.create(username="vera", is_staff=True))
    assert client.get(f"{API}brand/values/").status_code == 200
    assert client.post(f"{API}brand/values/").status_code == 405


def test_suggesting_asks_the_database_few_times(
    products: None, admin_client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    by_order()

    with django_assert_num_queries(6):  # session, user, fields, indexes, values that begin so, that contain it
        suggested(admin_client, "brand", "acm")
