"""Own fields in the JSON of one product, and in the API's description."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from products import catalogue
from products.models import OwnField, Product
from tests.products.api import CREATE, KETTLE, PRODUCTS, of, send
from tests.products.factories import ANA
from tests.products.own_fields import EAN, FULL, KINDS, add_fields, archive

pytestmark = pytest.mark.django_db


@pytest.fixture
def kettle() -> Product:
    add_fields()
    return catalogue.create(sku="KET-1", name="Kettle", brand="Acme", stock=3, tags=("a", "b"), actor=ANA)


def attributes(response: Any) -> Any:
    assert response.status_code in {200, 201}, response.content
    return response.json()["attributes"]


def faults(response: Any) -> list[str]:
    assert (response.status_code, response.json()["error"]["code"]) == (422, "invalid"), response.content
    return list(response.json()["error"]["fields"])


def test_product_is_created_with_a_value_of_every_kind(admin_client: Client) -> None:
    add_fields()

    response = send(admin_client, "post", CREATE, KETTLE | {"attributes": FULL})

    assert attributes(response) == attributes(admin_client.get(of(Product.objects.get()))) == FULL
    assert Product.objects.get().attributes == FULL


@pytest.mark.parametrize(
    ("key", "given", "stored"),
    [
        ("brand", " One\ntwo ", "One two"),
        ("weight", "1.50", "1.5"),
        ("weight", "1.125", "1.125"),
        ("cost", "7", "7.00"),
        ("colour", "rot", "Red"),
        ("tags", [" new ", "", "new"], ["new"]),
        ("ean", "4006381-333931", EAN),
        ("stock", -(2**63 - 1), -(2**63 - 1)),
        ("organic", False, False),
    ],
)
def test_values_are_stored_in_their_one_spelling(admin_client: Client, key: str, given: object, stored: object) -> None:
    add_fields()

    assert attributes(send(admin_client, "post", CREATE, KETTLE | {"attributes": {key: given}})) == {key: stored}


def test_list_shows_own_fields_in_use_with_a_fixed_number_of_queries(
    admin_client: Client, kettle: Product, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    archive("stock")
    catalogue.create(sku="A-1", name="Mug", actor=ANA)

    with django_assert_num_queries(5):  # session, user, count, rows, own fields
        products = admin_client.get(PRODUCTS).json()["results"]

    assert [product["attributes"] for product in products] == [{}, {"brand": "Acme", "tags": ["a", "b"]}]


def test_patch_merges_and_null_clears(admin_client: Client, kettle: Product) -> None:
    response = send(admin_client, "patch", of(kettle), {"attributes": {"brand": None, "weight": "2"}})

    assert attributes(response) == {"stock": 3, "tags": ["a", "b"], "weight": "2"}
    assert (response["ETag"], response.json()["version"]) == ('"2"', 2)


@pytest.mark.parametrize("body", [{}, {"attributes": {}}, {"attributes": {"brand": "Acme", "weight": None}}])
def test_patch_that_changes_nothing_keeps_the_version(admin_client: Client, kettle: Product, body: Any) -> None:
    assert send(admin_client, "patch", of(kettle), body).json()["version"] == 1


def test_put_clears_own_fields_that_are_left_out(admin_client: Client, kettle: Product) -> None:
    body = {"sku": "KET-1", "name": "Kettle", "attributes": {"stock": 4}}

    assert attributes(send(admin_client, "put", of(kettle), body)) == {"stock": 4}
    assert attributes(send(admin_client, "put", of(kettle), body | {"attributes": {}})) == {}


def test_put_without_attributes_leaves_them_as_they_are(admin_client: Client, kettle: Product) -> None:
    response = send(admin_client, "put", of(kettle), {"sku": "KET-1", "name": "Mug"})

    assert attributes(response) == {"brand": "Acme", "stock": 3, "tags": ["a", "b"]}


def test_archived_fields_are_hidden_refused_and_never_touched(admin_client: Client, kettle: Product) -> None:
    archive("stock")

    assert attributes(admin_client.get(of(kettle))) == {"brand": "Acme", "tags": ["a", "b"]}
    assert faults(send(admin_client, "patch", of(kettle), {"attributes": {"stock": 5}})) == ["attributes.stock"]
    body = {"sku": "KET-1", "name": "Mug", "attributes": {"brand": "Bolt"}}
    assert attributes(send(admin_client, "put", of(kettle), body)) == {"brand": "Bolt"}
    assert Product.objects.get().attributes == {"brand": "Bolt", "stock": 3}


def test_change_of_own_fields_obeys_if_match(admin_client: Client, kettle: Product) -> None:
    body = {"attributes": {"stock": 9}}

    stale = send(admin_client, "patch", of(kettle), body, **{"If-Match": '"7"'})
    fresh = send(admin_client, "patch", of(kettle), body, **{"If-Match": '"1"'})

    assert (stale.status_code, fresh.status_code, fresh["ETag"]) == (412, 200, '"2"')
    unchanged = send(admin_client, "get", of(kettle), **{"If-None-Match": '"2"'})
    assert unchanged.status_code == 304


NOT_STORABLE: list[tuple[str, object]] = [
    ("brand", 7),
    ("brand", True),
    ("brand", ["Acme"]),
    ("brand", {"a": 1}),
    ("brand", "x" * 501),
    ("brand", "a\0b"),
    ("brand", "\ud800"),
    ("brand", "Mug\a"),
    ("brand", "#REF!"),
    ("notes", "é" * 32_769),
    ("notes", False),
    ("stock", "12"),
    ("stock", 1.5),
    ("stock", 1e400),
    ("stock", float("nan")),
    ("stock", float("-inf")),
    ("stock", True),
    ("stock", 2**63),
    ("stock", 10**400),
    ("weight", 1.5),
    ("weight", "1,5"),
    ("weight", "1e3"),
    ("weight", "NaN"),
    ("weight", "Infinity"),
    ("weight", "1.2345"),
    ("weight", "9" * 16),
    ("weight", "1.5 kg"),
    ("weight", float("nan")),
    ("cost", 7),
    ("cost", "-1"),
    ("cost", "1.234"),
    ("cost", "99999999999.00"),
    ("cost", "NaN"),
    ("organic", "true"),
    ("organic", 1),
    ("launch", "31.12.2026"),
    ("launch", "2026-02-30"),
    ("launch", "2026-12-31T00:00:00Z"),
    ("launch", 46_000),
    ("colour", "Green"),
    ("colour", 1),
    ("tags", "new"),
    ("tags", ["new", None]),
    ("tags", [1]),
    ("tags", [["new"]]),
    ("tags", ["a|b"]),
    ("tags", [f"tag {number}" for number in range(101)]),
    ("tags", ["x" * 501]),
    ("tags", ["a\0b"]),
    ("website", "javascript:alert(1)"),
    ("website", "data:text/html,<script>alert(1)</script>"),
    ("website", "example.com"),
    ("website", "https://"),
    ("website", 'https://example.com/"onclick='),
    ("website", f"https://example.com/{'x' * 2_000}"),
    ("ean", "4006381333932"),
    ("ean", 4006381333931),
    ("ean", "7,70E+12"),
    ("ean", "123"),
    ("unknown", 1),
    ("Brand", "Acme"),
    ("sku", "A-1"),
    ("", "x"),
    ("__class__", "x"),
    ("\ud800", None),
]


@pytest.mark.parametrize("method", ["post", "put", "patch"])
def test_value_that_cannot_be_stored_is_refused_by_name(admin_client: Client, kettle: Product, method: str) -> None:
    path, sku = (CREATE, "NEW-1") if method == "post" else (of(kettle), "KET-1")

    for key, value in NOT_STORABLE:
        response = send(admin_client, method, path, {"sku": sku, "name": "Mug", "attributes": {key: value}})

        assert faults(response) == [f"attributes.{key}"], (key, value)
        assert response.json()["error"]["fields"][f"attributes.{key}"][0].endswith("."), (key, value)
        assert Product.objects.get().version == 1, (key, value)


@pytest.mark.parametrize("given", [None, [], "x", 7, True, [["brand", "Acme"]]])
@pytest.mark.parametrize("method", ["post", "put", "patch"])
def test_attributes_must_be_an_object(admin_client: Client, kettle: Product, method: str, given: object) -> None:
    path, sku = (CREATE, "NEW-1") if method == "post" else (of(kettle), "KET-1")

    response = send(admin_client, method, path, {"sku": sku, "name": "Mug", "attributes": given})

    assert faults(response) == ["attributes"]


def test_integer_that_python_would_not_even_read_is_malformed(admin_client: Client) -> None:
    add_fields("stock")
    body = f'{{"sku": "A", "name": "Mug", "attributes": {{"stock": {"9" * 5_000}}}}}'

    assert admin_client.post(CREATE, body, content_type="application/json").status_code == 400


def test_everything_that_is_wrong_is_told_at_once(admin_client: Client) -> None:
    add_fields("stock", "weight")
    add_fields("brand", "colour", required=True)
    given = {"stock": "1", "colour": "Green", "x": 1}

    response = send(admin_client, "post", CREATE, {"sku": "A", "name": "", "attributes": given})

    assert {*faults(response)} == {f"attributes.{key}" for key in ("stock", "colour", "x", "brand")} | {"name"}


@pytest.mark.parametrize(
    "given", [{}, {"attributes": {}}, {"attributes": {"brand": None}}, {"attributes": {"brand": " "}}]
)
def test_required_own_field_must_be_given_on_creation(admin_client: Client, given: dict[str, Any]) -> None:
    add_fields("brand", required=True)

    response = send(admin_client, "post", CREATE, KETTLE | given)

    assert faults(response) == ["attributes.brand"]
    assert response.json()["error"]["fields"]["attributes.brand"] == ["The brand is missing."]


def test_required_own_field_cannot_be_cleared(admin_client: Client, kettle: Product) -> None:
    OwnField.objects.filter(key="brand").update(required=True)
    body = {"sku": "KET-1", "name": "Mug", "attributes": {"stock": 1}}

    assert faults(send(admin_client, "patch", of(kettle), {"attributes": {"brand": None}})) == ["attributes.brand"]
    assert faults(send(admin_client, "put", of(kettle), body)) == ["attributes.brand"]
    assert send(admin_client, "put", of(kettle), {"sku": "KET-1", "name": "Mug"}).status_code == 200


def test_product_from_before_a_field_was_required_can_still_be_replaced(admin_client: Client, kettle: Product) -> None:
    OwnField.objects.filter(key="weight").update(required=True)
    body = {"sku": "KET-1", "name": "Kettle", "attributes": {"brand": "Acme"}}

    assert attributes(send(admin_client, "put", of(kettle), body)) == {"brand": "Acme"}


def test_own_fields_that_are_too_large_together_are_refused(
    admin_client: Client, settings: Settings, kettle: Product
) -> None:
    settings.PRODUCT_ATTRIBUTES_MAX_BYTES = 2_000
    given = {"attributes": {"notes": "x" * 1_500, "brand": "y" * 500}}

    changed = send(admin_client, "patch", of(kettle), given)
    created = send(admin_client, "post", CREATE, KETTLE | {"sku": "NEW"} | given)

    assert {*faults(changed)} == {*faults(created)} == {"attributes.notes", "attributes.brand"}
    assert Product.objects.get().version == 1


def test_hostile_text_is_only_text(admin_client: Client) -> None:
    add_fields("brand")
    hostile = "<script>alert(1)</script>{{7*7}}' OR 1=1 --"

    assert attributes(send(admin_client, "post", CREATE, KETTLE | {"attributes": {"brand": hostile}})) == {
        "brand": hostile
    }


def described(client: Client, name: str) -> Any:
    schema = client.get("/api/openapi.json").json()["components"]["schemas"][name]
    return schema["properties"]["attributes"] | {"is_required": "attributes" in schema.get("required", [])}


def test_description_has_the_own_fields_that_there_are_now(admin_client: Client) -> None:
    before = described(admin_client, "ProductIn")
    add_fields()
    archive("notes")

    for name in ("ProductIn", "ProductReplacement", "ProductChange", "ProductOut"):
        assert [*described(admin_client, name)["properties"]] == [key for key in KINDS if key != "notes"]
    assert (before["properties"], before["additionalProperties"], before["is_required"]) == ({}, False, False)


def test_description_tells_the_type_of_each_own_field(admin_client: Client) -> None:
    add_fields("weight", "colour", "tags")
    add_fields("stock", required=True)

    given, shown = described(admin_client, "ProductIn"), described(admin_client, "ProductOut")

    assert given["properties"]["stock"] == {
        "title": "Stock", "type": "integer", "minimum": -(2**63 - 1), "maximum": 2**63 - 1,
    }  # fmt: skip
    assert given["properties"]["colour"]["anyOf"] == [
        {"type": "string", "enum": ["Red", "Dark blue"]}, {"type": "null"},
    ]  # fmt: skip
    assert shown["properties"]["weight"] == {
        "title": "Weight", "type": "string", "pattern": "^-?[0-9]{1,15}([.][0-9]{1,3})?$", "description": "In kg.",
    }  # fmt: skip
    assert shown["properties"]["colour"] == {"title": "Colour", "type": "string"}
    assert (given["required"], given["is_required"], given["additionalProperties"]) == (["stock"], True, False)
    assert "required" not in described(admin_client, "ProductChange")
    assert not described(admin_client, "ProductReplacement")["is_required"]
