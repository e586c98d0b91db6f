"""The page on which a person says which fields an export has."""

import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django.asserts import assertContains, assertRedirects

from products.models import list_columns
from tests.products.factories import make_field, make_products
from tests.products.own_fields import archive

pytestmark = pytest.mark.django_db

PAGE, FILE = "/products/export/", "/products/api/products/export/"


def address(client: Client, **form: Any) -> str:
    answer = client.get(f"{PAGE}?{urlencode(form, doseq=True)}")
    assert answer.status_code == 302
    return answer["Location"]


def ticked(page: Any) -> list[str]:
    return re.findall(r'name="field" value="(\w+)"\s+checked', page.text)


def test_list_leads_to_the_page_with_its_filters(admin_client: Client) -> None:
    make_products(2, name="Mug")
    make_products(1, sku="B", name="Pot")

    assertContains(admin_client.get("/products/?q=mug&page_size=25"), f'href="{PAGE}?here=q%3Dmug%26page_size%3D25"')
    assertContains(admin_client.get(PAGE, {"here": "q=mug"}), "The products that your filters leave")
    assertContains(admin_client.get(PAGE, {"here": "page_size=25"}), "All products")


def test_page_offers_all_fields_those_of_the_list_and_single_ones(admin_client: Client, admin_user: User) -> None:
    make_field("brand")
    make_field("note", in_list=False)

    page = admin_client.get(PAGE)

    assert re.findall(r'value="(\w+)" checked>', page.text)[0] == "all"
    assert re.findall(r'name="field" value="(\w+)"', page.text) == [
        *("name", "description", "price", "active", "brand", "note")
    ]
    assert ticked(page) == ["name", "price", "active", "brand"]
    assertContains(page, "<small>SKU, Name, Price, Active, Brand</small>", html=True)


@pytest.mark.parametrize(
    ("form", "query"),
    [
        ({"which": "all"}, ""),
        ({"which": "all", "field": ["brand"]}, ""),
        ({"which": "all", "here": "q=mug&sort=-name&page=3&page_size=25"}, "?q=mug"),
        ({"which": "list"}, "?fields=sku,note,brand"),
        ({"which": "list", "here": "f.brand=Acme"}, "?f.brand=Acme&fields=sku,note,brand"),
        ({"which": "some", "field": ["brand", "price"]}, "?fields=sku,brand,price"),
        ({"which": "some"}, "?fields=sku"),
        ({"which": "some", "field": ["price"], "here": "active=true&f.brand=Acme&f.brand=Bolt"},
         "?active=true&f.brand=Acme&f.brand=Bolt&fields=sku,price"),
    ],
)  # fmt: skip
def test_choice_leads_to_the_file(admin_client: Client, admin_user: User, form: dict[str, Any], query: str) -> None:
    for key in ("brand", "note"):
        make_field(key)
    list_columns.choose(admin_user.pk, shown=["note", "brand", "updated_at"], hidden=["name", "price", "active"])

    found = address(admin_client, **form)

    assert found == f"{FILE}{query}"
    assert admin_client.get(found).status_code == 200


def test_file_has_the_fields_and_products_that_were_chosen(admin_client: Client) -> None:
    make_field("brand")
    make_products(1, attributes={"brand": "Acme"})
    make_products(1, sku="B", attributes={"brand": "Bolt"})

    file = admin_client.get(address(admin_client, which="some", field=["brand"], here="f.brand=Bolt"))

    assert b"".join(file).decode("utf-8-sig") == '"sku",brand\nB-0,Bolt\n'


def test_field_that_was_archived_meanwhile_is_not_left_out_in_silence(admin_client: Client) -> None:
    make_field("brand")
    archive("brand")

    page = admin_client.get(PAGE, {"which": "some", "field": ["brand", "price"], "here": "q=mug"})

    assert page.status_code == 422
    assert "There is no field “brand”." in page.text
    assert ticked(page) == ["price"]
    assertContains(page, 'value="q=mug"', status_code=422)


def test_filters_that_cannot_be_lead_to_the_list_that_says_why(admin_client: Client) -> None:
    answer = admin_client.get(PAGE, {"here": "price_min=x"})

    assertRedirects(answer, "/products/?price_min=x", target_status_code=422)


def test_unknown_choice_shows_the_page(admin_client: Client) -> None:
    assertContains(admin_client.get(PAGE, {"which": "none"}), "All fields")


def test_page_is_only_read_and_only_by_those_who_signed_in(admin_client: Client, client: Client) -> None:
    assert admin_client.post(PAGE).status_code == 405
    assertRedirects(client.get(PAGE), f"/accounts/login/?next={PAGE}", fetch_redirect_response=False)
