"""Values that are pinned: by API, on the page, and by the site for whatever people edit."""

import json
import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from products import catalogue
from products.models import Change, Product
from tests.products.factories import ANA, make_field
from webhooks.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def kettle() -> Product:
    made = catalogue.create(sku="KET-1", name="Kettle", description="Boils", price=Decimal("10.00"), actor=ANA)
    Event.objects.all().delete()
    return made


def send(client: Client, method: str, product: Product, body: Any, **headers: str) -> Any:
    path = f"/products/api/products/{product.pk}/"
    return getattr(client, method)(path, json.dumps(body), content_type="application/json", headers=headers)


def test_pins_are_set_and_told_by_program(admin_client: Client, kettle: Product) -> None:
    make_field("brand")

    answer = send(admin_client, "patch", kettle, {"pinned": ["brand", "name", "brand"]})

    assert (answer.status_code, answer.json()["pinned"], answer.json()["version"]) == (200, ["name", "brand"], 1)
    assert admin_client.get(f"/products/api/products/{kettle.pk}/").json()["pinned"] == ["name", "brand"]
    assert admin_client.get("/products/api/products/").json()["results"][0]["pinned"] == ["name", "brand"]
    assert Event.objects.count() == 0
    change = Change.objects.of_product(kettle.pk)[0]
    assert (change.action, change.values) == ("pinned", {"pinned": [[], ["name", "brand"]]})


def test_pins_stay_unless_a_program_says_something_of_them(admin_client: Client, kettle: Product) -> None:
    send(admin_client, "patch", kettle, {"pinned": ["name"]})

    assert send(admin_client, "patch", kettle, {"price": "11.00"}).json()["pinned"] == ["name"]
    whole = {"sku": "KET-1", "name": "Other"}
    assert send(admin_client, "put", kettle, whole).json()["pinned"] == ["name"]
    assert send(admin_client, "put", kettle, whole | {"pinned": []}).json()["pinned"] == []
    kettle.refresh_from_db()
    assert kettle.pinned is None


@pytest.mark.parametrize("keys", [["sku"], ["colour"], ["x" * 41], "name", [1]])
def test_what_cannot_be_pinned_is_refused_with_all_else(admin_client: Client, kettle: Product, keys: Any) -> None:
    answer = send(admin_client, "patch", kettle, {"price": "11.00", "pinned": keys})

    assert answer.status_code == 422
    kettle.refresh_from_db()
    assert (kettle.price, kettle.pinned) == (Decimal("10.00"), None)


def test_pins_change_the_tag_of_the_answer(admin_client: Client, kettle: Product) -> None:
    path = f"/products/api/products/{kettle.pk}/"
    tag = admin_client.get(path)["ETag"]
    pinned = send(admin_client, "patch", kettle, {"pinned": ["name"]})["ETag"]

    assert (tag, pinned) == ('"1"', '"1.name"')
    assert admin_client.get(path, headers={"if-none-match": tag}).status_code == 200
    assert admin_client.get(path, headers={"if-none-match": pinned}).status_code == 304
    assert send(admin_client, "patch", kettle, {"name": "Other"}, **{"if-match": pinned}).status_code == 200


def test_the_same_pins_again_change_nothing(admin_client: Client, kettle: Product) -> None:
    for _ in range(2):
        send(admin_client, "patch", kettle, {"pinned": ["name"]})

    assert Change.objects.filter(action="pinned").count() == 1


def test_page_has_a_pin_beside_each_value(admin_client: Client, kettle: Product) -> None:
    make_field("brand")
    page, path = kettle.get_absolute_url(), f"/products/{kettle.pk}/pins/"

    answer = admin_client.post(path, {"pin": "price"}, follow=True)

    assert answer.redirect_chain == [(f"{page}#pin-price", 302)]
    shown = answer.content.decode()
    assert "Price is pinned: imports leave it alone." in shown
    assert set(re.findall(r'name="(pin|unpin)"\s+value="(\w+)"', shown)) == {
        ("unpin", "price"),
        *(("pin", key) for key in ("name", "active", "description")),
    }
    assert "<b>Pinned</b> by" in shown
    admin_client.post(path, {"pin": "brand"})
    assert ("unpin", "brand") in re.findall(
        r'name="(pin|unpin)"\s+value="(\w+)"', admin_client.get(page).content.decode()
    )
    admin_client.post(path, {"unpin": "price"})
    kettle.refresh_from_db()
    assert kettle.pinned == ["brand"]


@pytest.mark.parametrize("body", [{}, {"pin": "gone"}, {"pin": "sku"}, {"unpin": "price"}])
def test_page_pins_nothing_else(admin_client: Client, kettle: Product, body: dict[str, str]) -> None:
    assert admin_client.post(f"/products/{kettle.pk}/pins/", body).status_code == 302
    kettle.refresh_from_db()
    assert (kettle.pinned, Change.objects.filter(action="pinned").count()) == (None, 0)


def test_form_pins_and_unpins_what_the_person_touched(admin_client: Client, kettle: Product) -> None:
    path = f"/products/{kettle.pk}/edit/"
    Product.objects.filter(pk=kettle.pk).update(pinned=["price"])
    form = admin_client.get(path).content.decode()
    assert dict(re.findall(r'name="pin_(\w+)" aria-describedby="id_[a-z]+_label" (checked)?', form)) == {
        "name": "",
        "price": "checked",
        "active": "",
        "description": "",
    }
    Product.objects.filter(pk=kettle.pk).update(pinned=["price", "description"])  # by somebody else, meanwhile
    values = {"sku": "KET-1", "name": "Kettle", "price": "10.00", "active": "on", "description": "Boils"}

    admin_client.post(path, values | {"pins_seen": "price", "pin_name": "on"})

    kettle.refresh_from_db()
    assert (kettle.pinned, kettle.version) == (["name", "description"], 1)
    admin_client.post(path, values)  # a form without boxes says nothing of pins
    kettle.refresh_from_db()
    assert kettle.pinned == ["name", "description"]


def test_refused_form_keeps_its_pins(admin_client: Client, kettle: Product) -> None:
    refused = admin_client.post(
        f"/products/{kettle.pk}/edit/", {"sku": "KET-1", "name": "", "pins_seen": "", "pin_price": "on"}
    )

    assert refused.status_code == 422
    assert 'name="pin_price" aria-describedby="id_price_label" checked' in refused.content.decode()
    kettle.refresh_from_db()
    assert kettle.pinned is None


def test_page_shows_pins_to_those_who_may_only_look(viewer: Client, kettle: Product) -> None:
    Product.objects.filter(pk=kettle.pk).update(pinned=["price"])

    shown = viewer.get(kettle.get_absolute_url()).content.decode()

    assert shown.count('<span class="pin" title="Imports leave it alone">') == 1
    assert 'form="pins"' not in shown
    assert viewer.post(f"/products/{kettle.pk}/pins/").status_code == 403
    assert viewer.get(f"/products/{kettle.pk}/pins/").status_code == 405


def test_pins_of_no_product_are_not_found(admin_client: Client) -> None:
    assert admin_client.post("/products/00000000-0000-4000-8000-000000000000/pins/").status_code == 404


def test_site_pins_whatever_people_edit(settings: Settings, admin_client: Client, kettle: Product) -> None:
    settings.PIN_EDITS_BY_HAND = True

    catalogue.change(kettle, actor=ANA, name="Better", sku="KET-2")
    catalogue.change(kettle, actor=ANA, price=Decimal(9))
    assert kettle.pinned == ["name", "price"]
    admin_client.post(f"/products/{kettle.pk}/toggle/", {"active": "false"})
    kettle.refresh_from_db()
    assert kettle.pinned == ["name", "price", "active"]

    settings.PIN_EDITS_BY_HAND = False
    catalogue.change(kettle, actor=ANA, description="Boils well")
    assert kettle.pinned == ["name", "price", "active"]
