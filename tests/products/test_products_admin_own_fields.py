"""Own fields in the admin's form of a product."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings
from pytest_django.asserts import assertContains, assertNotContains

from products import catalogue
from products.admin_forms import ProductForm
from products.models import Change, OwnField, Product
from tests.products.factories import ANA
from tests.products.own_fields import FULL, add_fields, archive
from tests.products.test_product_form_own_fields import WRITTEN

pytestmark = pytest.mark.django_db

ADD = "/admin/products/product/add/"


@pytest.fixture
def kettle() -> Product:
    add_fields()
    values = {key: tuple(value) if isinstance(value, list) else value for key, value in FULL.items()}
    return catalogue.create(sku="KET-1", name="Kettle", actor=ANA, **values)


def change(product: Product) -> str:
    return f"/admin/products/product/{product.pk}/change/"


def form(product: Product | None = None, **values: Any) -> dict[str, Any]:
    seen = {"seen_version": product.version} if product else {}
    return {"sku": "KET-1", "name": "Kettle", "description": "", "price": "", "active": "on", **seen, **values}


def errors(response: Any) -> dict[str, list[str]]:
    assert response.status_code == 200
    found: dict[str, list[str]] = response.context["adminform"].form.errors
    return found


def test_admin_creates_a_product_with_a_value_of_every_kind(admin_client: Client) -> None:
    add_fields()

    assert admin_client.post(ADD, form(None, **WRITTEN)).status_code == 302

    product = Product.objects.get()
    assert product.attributes == FULL
    assert Change.objects.get().values["stock"] == [None, 12]


def test_admin_shows_own_fields_in_use_and_saving_changes_nothing(admin_client: Client, kettle: Product) -> None:
    archive("ean")
    page = admin_client.get(change(kettle))

    assertContains(page, 'name="own_weight" value="1.5"')
    assertContains(page, "Weight:")
    assertNotContains(page, "own_ean")
    shown = page.context["adminform"].form
    own = {name: shown[name].value() for name in shown.fields if name.startswith("own_")}
    assert admin_client.post(change(kettle), form(kettle, **own)).status_code == 302
    kettle.refresh_from_db()
    assert (kettle.version, kettle.attributes) == (1, FULL)


def test_admin_changes_and_clears_own_fields_only_where_it_had_inputs(admin_client: Client, kettle: Product) -> None:
    response = admin_client.post(change(kettle), form(kettle, own_weight="2,5", own_brand="", own_tags="x"))

    kettle.refresh_from_db()
    assert (response.status_code, kettle.version) == (302, 2)
    without = {key: value for key, value in FULL.items() if key != "brand"}
    assert kettle.attributes == without | {"weight": "2.5", "tags": ["x"]}


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("own_brand", "x" * 501, "at most 500"),
        ("own_stock", "1.5", "is not a whole number"),
        ("own_weight", "1.500", "can be read as 1.5 or as 1500"),
        ("own_colour", "Green", "none of its choices"),
        ("own_website", "javascript:alert(1)", "is not an address"),
        ("own_ean", "4006381333932", "wrong check digit"),
        ("own_tags", "a|b", "inside a member"),
    ],
)
def test_admin_refuses_what_cannot_be_stored(admin_client: Client, name: str, text: str, said: str) -> None:
    add_fields()

    response = admin_client.post(ADD, form(None, **WRITTEN | {name: text}))

    assert list(errors(response)) == [name]
    assert said in errors(response)[name][0]
    assert not Product.objects.exists()


def test_admin_demands_required_own_fields_of_new_products_and_where_they_have_a_value(
    admin_client: Client, kettle: Product
) -> None:
    catalogue.change(kettle, stock=None, actor=ANA)
    OwnField.objects.filter(key__in=["brand", "stock"]).update(required=True)

    assert {*errors(admin_client.post(ADD, form(sku="NEW")))} == {"own_brand", "own_stock"}
    assert {*errors(admin_client.post(change(kettle), form(kettle, own_brand="", own_stock="")))} == {"own_brand"}
    both = form(kettle, name="Pan", own_brand="Acme", own_stock="")
    assert admin_client.post(change(kettle), both).status_code == 302
    assert Product.objects.get().name == "Pan"


def test_admin_refuses_more_than_a_product_can_hold(admin_client: Client, kettle: Product, settings: Settings) -> None:
    settings.PRODUCT_ATTRIBUTES_MAX_BYTES = 1_024

    response = admin_client.post(change(kettle), form(kettle, own_notes="x" * 2_000))

    sentence = "The own fields of one product can hold at most 1 KiB together. Shorten one of them."
    assert errors(response) == {"own_notes": [sentence]}
    assert Product.objects.get().version == 1


def test_admin_tells_that_a_field_was_archived_in_the_last_moment(
    admin_client: Client, kettle: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = ProductForm.clean

    def archived_meanwhile(self: ProductForm) -> dict[str, object]:
        archive("brand")
        return checked(self)

    monkeypatch.setattr(ProductForm, "clean", archived_meanwhile)

    response = admin_client.post(change(kettle), form(kettle, own_brand="Bolt"), follow=True)

    assertContains(response, "There is no own field “brand”.")
    assert Product.objects.get().version == 1


def test_hostile_texts_are_only_text(admin_client: Client) -> None:
    add_fields("brand")
    OwnField.objects.update(label="<script>alert(1)</script>")
    product = catalogue.create(sku="A", name="A", brand="<script>alert(2)</script>", actor=ANA)

    assertNotContains(admin_client.get(change(product)), "<script>alert")
