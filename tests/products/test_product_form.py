"""The form in which people write a product: what it stores, refuses, and asks about near-duplicates."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django.asserts import assertContains, assertRedirects

from products import catalogue
from products.models import Change, Product
from tests.products.factories import ANA
from tests.products.pages import NEW, edit, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def kettle() -> Product:
    return catalogue.create(sku="KET-1", name="Kettle", description="Boils", price=Decimal("10.00"), actor=ANA)


def test_form_creates_a_product(admin_client: Client, admin_user: User) -> None:
    response = admin_client.post(NEW, typed(sku=" Ket-1 ", description="One\r\nTwo", version=None))

    product = Product.objects.get()
    assertRedirects(response, product.get_absolute_url())
    assert (product.sku, product.description, product.price) == ("Ket-1", "One\nTwo", Decimal("10.00"))
    assert Change.objects.values_list("action", "actor_kind", "actor_id").get() == (
        "created",
        "user",
        str(admin_user.pk),
    )


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"sku": ""}, "This field is required"),
        ({"sku": "x" * 256}, "at most 255"),
        ({"sku": "1.23E+11"}, "damaged by a spreadsheet"),
        ({"sku": "a\x07b"}, "control character"),
        ({"name": " "}, "The name is missing"),
        ({"name": "x" * 501}, "at most 500"),
        ({"description": "é" * 40_000}, "longer than 64 KiB"),
        ({"price": "12,9O"}, "contains a letter. Write an amount such as 12.90 or 12,90."),
        ({"price": "1234567890123"}, "12 digits"),
        ({"price": "1.234"}, "Is “1.234” 1234.00? Then write 1234.00, with two decimals."),
        ({"price": "-1"}, "is negative"),
        ({"price": "-0"}, "is negative"),
        ({"price": "1e3"}, "is written with an exponent"),
        ({"price": "1_000"}, "is not a number we can read"),
        ({"price": "𝟏𝟐"}, "is not a number"),
        ({"name": "a\0b"}, "Null characters"),
        ({"name": "#REF!"}, "The name #REF! was damaged by a spreadsheet."),
        ({"name": "Mug\a"}, "The name contains an invisible control character."),
        ({"description": "#NV"}, "The description #NV was damaged by a spreadsheet."),
        ({"price": "#WERT!"}, "“#WERT!” was damaged by a spreadsheet."),
    ],
)
def test_form_says_beside_the_field_what_is_wrong_and_keeps_what_was_typed(
    admin_client: Client, values: dict[str, str], said: str
) -> None:
    response = admin_client.post(NEW, typed(description="What I typed", version=None) | values)

    field = next(iter(values))
    assertContains(response, said, status_code=422)
    assert list(response.context["form"].errors) == [field]
    assert response.context["form"][field].value() == next(iter(values.values()))
    assertContains(response, 'aria-invalid="true"', count=1, status_code=422)
    assert not Product.objects.exists()


def test_form_refuses_a_taken_sku_beside_the_field(admin_client: Client, kettle: Product) -> None:
    response = admin_client.post(NEW, typed(sku="ket-1", name="Another", version=None))

    assertContains(response, "A product with the SKU ket-1 already exists", status_code=422)
    assertContains(response, 'value="Another"', status_code=422)


@pytest.mark.parametrize(
    "values", [{"sku": "ket1"}, {"sku": "KET/1"}, {"sku": "KE-T1"}, {"name": "KETTLE", "sku": "Z"}]
)
def test_form_asks_whether_a_near_duplicate_is_meant(
    admin_client: Client, kettle: Product, values: dict[str, str]
) -> None:
    other = typed(name="Something else", version=None) | values

    asked = admin_client.post(NEW, other)
    before = Product.objects.count()
    admin_client.post(NEW, other | {"sure": "on"})

    assertContains(asked, "Is it one of these?", status_code=422)
    assertContains(asked, "KET-1", status_code=422)
    assert (before, Product.objects.count()) == (1, 2)
    assertContains(admin_client.get(kettle.get_absolute_url()), "This may be a duplicate")


@pytest.mark.parametrize("sku", ["KET-11", "1-KET", "KET-01", "KT-1", "---"])
def test_other_skus_are_no_near_duplicates(admin_client: Client, kettle: Product, sku: str) -> None:
    admin_client.post(NEW, typed(sku=sku, name="Something else", version=None))

    assert Product.objects.filter(sku=sku).exists()


def test_form_changes_a_product(admin_client: Client, kettle: Product) -> None:
    assertContains(admin_client.get(edit(kettle)), 'value="KET-1"')

    response = admin_client.post(edit(kettle), typed(name="Mug", price="", active=None))

    kettle.refresh_from_db()
    assertRedirects(response, kettle.get_absolute_url())
    assert (kettle.name, kettle.price, kettle.active, kettle.version) == ("Mug", None, False, 2)
