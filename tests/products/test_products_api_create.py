"""Products created through the API."""

import json
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from products.models import Product
from tests.products.api import CREATE, KETTLE, PRODUCTS, send

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script>{{7*7}}' OR 1=1 --"


@pytest.mark.parametrize("path", [PRODUCTS, CREATE])
def test_product_is_created(admin_client: Client, path: str) -> None:
    response = send(admin_client, "post", path, KETTLE)

    product = Product.objects.get()
    assert response.status_code == 201
    assert response.json() == {
        **KETTLE,
        "attributes": {},
        "pinned": [],
        "id": str(product.pk),
        "version": 1,
        "created_at": response.json()["created_at"],
        "updated_at": response.json()["updated_at"],
    }
    assert (response["ETag"], product.price, product.active) == ('"1"', Decimal("12.90"), False)


def test_product_needs_only_sku_and_name(admin_client: Client) -> None:
    body = send(admin_client, "post", CREATE, {"sku": " a\u200b  b ", "name": " one\ntwo "}).json()

    assert (body["sku"], body["name"], body["description"], body["price"], body["active"]) == (
        "a b", "one two", "", None, True,
    )  # fmt: skip


@pytest.mark.parametrize("sku", ["KET-1", "ket-1", " Ket-1 ", "\uff2bet-1"])
def test_sku_that_is_taken_is_refused_in_any_case_and_the_answer_leads_to_its_product(
    admin_client: Client, sku: str
) -> None:
    created = send(admin_client, "post", CREATE, KETTLE)

    response = send(admin_client, "post", CREATE, KETTLE | {"sku": sku})

    assert response.status_code == 409
    assert (response.json()["error"]["code"], list(response.json()["error"]["fields"])) == ("sku_taken", ["sku"])
    assert admin_client.get(response["Location"]).json() == created.json()


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"sku": ""}, ["sku"]),
        ({"sku": "x" * 256}, ["sku"]),
        ({"sku": "x" * 1_001}, ["sku"]),
        ({"sku": "a\x07b"}, ["sku"]),
        ({"sku": "1.23E+11"}, ["sku"]),
        ({"sku": "a\0b", "name": "a\0b", "description": "a\0b"}, ["sku", "name", "description"]),
        ({"sku": 7}, ["sku"]),
        ({"sku": None}, ["sku"]),
        ({"name": ""}, ["name"]),
        ({"name": " \u200b "}, ["name"]),
        ({"name": "x" * 501}, ["name"]),
        ({"name": ["x"]}, ["name"]),
        ({"name": "#REF!", "description": "#BEZUG!"}, ["name", "description"]),
        ({"name": "Mug\a", "description": "\x1b[31m"}, ["name", "description"]),
        ({"name": "\ud800"}, ["name"]),
        ({"description": "é" * 32_769}, ["description"]),
        ({"price": "12,90"}, ["price"]),
        ({"price": "12345678901.00"}, ["price"]),
        ({"price": "1234567890123"}, ["price"]),
        ({"price": "1.234"}, ["price"]),
        ({"price": "-1"}, ["price"]),
        ({"price": "1e3"}, ["price"]),
        ({"price": "NaN"}, ["price"]),
        ({"price": "１２"}, ["price"]),
        ({"price": "1\n"}, ["price"]),
        ({"price": 12.9}, ["price"]),
        ({"price": True}, ["price"]),
        ({"active": "perhaps"}, ["active"]),
        ({"active": None}, ["active"]),
        ({"active": "off"}, ["active"]),
        ({"active": 0}, ["active"]),
        ({"colour": "red"}, ["colour"]),
        ({"version": 7}, ["version"]),
    ],
)
def test_values_that_cannot_be_stored_are_refused_by_name(
    admin_client: Client, values: dict[str, Any], fields: list[str]
) -> None:
    response = send(admin_client, "post", CREATE, KETTLE | values)

    assert response.status_code == 422
    assert (response.json()["error"]["code"], list(response.json()["error"]["fields"])) == ("invalid", fields)
    assert not Product.objects.exists()


@pytest.mark.parametrize("body", ["{", "nonsense", '{"sku": "a"', "[" * 100_000, "\ud800".encode("utf-8", "replace")])
def test_body_that_is_not_json_is_malformed(admin_client: Client, body: Any) -> None:
    response = admin_client.post(CREATE, body, content_type="application/json")

    assert (response.status_code, response.json()["error"]["code"]) == (400, "malformed")


@pytest.mark.parametrize("body", ["", "[]", "7", '"x"', "null"])
def test_body_that_is_no_object_is_invalid(admin_client: Client, body: str) -> None:
    assert admin_client.post(CREATE, body, content_type="application/json").status_code == 422


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_body_of_another_type_is_not_read(admin_client: Client, kind: str) -> None:
    response = admin_client.post(CREATE, json.dumps(KETTLE), content_type=kind)

    assert (response.status_code, response.json()["error"]["code"]) == (415, "unsupported_format")


def test_hostile_text_is_only_text(admin_client: Client) -> None:
    body = send(admin_client, "post", CREATE, {"sku": HOSTILE, "name": HOSTILE, "description": HOSTILE}).json()

    assert [body[name] for name in ("sku", "name", "description")] == [HOSTILE] * 3
