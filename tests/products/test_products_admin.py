import re
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from products import catalogue
from products.fields.registry import FIELDS
from products.models import Change, Product
from tests.products.factories import ANA, make_products

pytestmark = pytest.mark.django_db

LIST = "/admin/products/product/"
ADD = f"{LIST}add/"


def skus_shown(response: Any) -> list[str]:
    return re.findall(r'field-sku_by_key"><a[^>]*>([^<]+)', response.content.decode())


def form(product: Product | None = None, **values: Any) -> dict[str, Any]:
    seen = {"seen_version": product.version} if product else {}
    return {"sku": "KET-1", "name": "Kettle", "description": "", "price": "10.00", "active": "on", **seen, **values}


def test_admin_bears_the_name_of_the_product(admin_client: Client) -> None:
    page = admin_client.get("/admin/").content.decode()

    assert "<title>Administration | Product Importer</title>" in page


def test_admin_lists_products_by_sku(admin_client: Client) -> None:
    for sku in ("b-2", "A-1", "C-3"):
        catalogue.create(sku=sku, name="Kettle", actor=ANA)

    assert skus_shown(admin_client.get(LIST)) == ["A-1", "b-2", "C-3"]


@pytest.mark.parametrize(
    ("text", "found"), [("ket", ["KET-1", "ket-2"]), (" Ket-1", ["KET-1"]), ("et-1", []), ("%", [])]
)
def test_admin_finds_products_by_the_beginning_of_the_sku(admin_client: Client, text: str, found: list[str]) -> None:
    for sku in ("KET-1", "ket-2", "POT-1"):
        catalogue.create(sku=sku, name="x", actor=ANA)

    assert skus_shown(admin_client.get(LIST, {"q": text})) == found


@pytest.mark.parametrize("products", [1, 3])
def test_admin_lists_products_with_a_fixed_number_of_queries(
    admin_client: Client, products: int, django_assert_num_queries: Any
) -> None:
    for number in range(products):
        catalogue.create(sku=f"A-{number}", name="x", actor=ANA)

    with django_assert_num_queries(4):  # session, user, count, page
        assert len(skus_shown(admin_client.get(LIST))) == products


def test_admin_leads_to_every_product_and_knows_their_number(admin_client: Client) -> None:
    make_products(10_100)

    all_of_them = admin_client.get(LIST, {"p": "202"})
    found = admin_client.get(LIST, {"q": "A-"})

    assert len(skus_shown(all_of_them)) == 50
    assertContains(all_of_them, "10,100 products")
    assertNotContains(all_of_them, "estimate")
    assertContains(found, "More match: only the first 10,000 are listed.")
    assertNotContains(admin_client.get(LIST, {"q": "A-1"}), "estimate")


def test_admin_creates_a_product_with_its_key(admin_client: Client) -> None:
    response = admin_client.post(ADD, form(sku="  Ket-1 ", description="One\r\nTwo"))

    product = Product.objects.get()
    assert response.status_code == 302
    assert (product.sku, product.sku_key, product.version, product.price) == ("Ket-1", "ket-1", 1, Decimal("10.00"))
    assert product.description == "One\nTwo"


def test_admin_refuses_a_taken_sku_in_another_case_beside_the_field(admin_client: Client) -> None:
    catalogue.create(sku="KET-1", name="Kettle", actor=ANA)

    response = admin_client.post(ADD, form(sku="ket-1"))

    assert response.status_code == 200
    assert "A product with the SKU KET-1 already exists" in response.content.decode()
    assert Product.objects.count() == 1


@pytest.mark.parametrize("sku", ["", "1.23E+11", "a\x07b", "x" * 256])
def test_admin_refuses_what_is_no_sku(admin_client: Client, sku: str) -> None:
    assert admin_client.post(ADD, form(sku=sku)).status_code == 200
    assert not Product.objects.exists()


@pytest.mark.parametrize("name", ["#REF!", "#NV", "Mug\a"])
def test_admin_refuses_what_a_program_left_for_a_name(admin_client: Client, name: str) -> None:
    response = admin_client.post(ADD, form(name=name))

    sentence = FIELDS["name"].fault(name)
    assert sentence
    assert sentence in response.content.decode()
    assert not Product.objects.exists()


@pytest.mark.parametrize("price", ["-1", "1e3", "1_000", "𝟏𝟐", "1.234"])
def test_admin_refuses_what_is_no_price(admin_client: Client, price: str) -> None:
    response = admin_client.post(ADD, form(price=price))

    assert response.status_code == 200
    assert not Product.objects.exists()


def test_admin_changes_a_product_and_counts_its_version_up(admin_client: Client) -> None:
    product = catalogue.create(sku="KET-1", name="Kettle", price=Decimal("10.00"), actor=ANA)

    response = admin_client.post(f"{LIST}{product.pk}/change/", form(product, name="Big kettle"))

    product.refresh_from_db()
    assert response.status_code == 302
    assert (product.name, product.version) == ("Big kettle", 2)


def test_admin_leaves_version_and_time_alone_when_nothing_differs(admin_client: Client) -> None:
    product = catalogue.create(sku="KET-1", name="Kettle", price=Decimal("10.00"), actor=ANA)

    response = admin_client.post(f"{LIST}{product.pk}/change/", form(product))

    stored = Product.objects.get()
    assert response.status_code == 302
    assert (stored.version, stored.updated_at) == (1, product.updated_at)


def test_admin_does_not_overwrite_what_changed_since_the_form_was_opened(admin_client: Client) -> None:
    product = catalogue.create(sku="KET-1", name="Kettle", actor=ANA)
    opened = form(product, name="Mine")
    catalogue.change(product, name="Somebody else's", actor=ANA)

    response = admin_client.post(f"{LIST}{product.pk}/change/", opened)

    assert "was changed or deleted in the meantime" in response.content.decode()
    assert Product.objects.get().name == "Somebody else's"


def test_admin_deletes_a_product(admin_client: Client) -> None:
    product = catalogue.create(sku="KET-1", name="Kettle", actor=ANA)

    admin_client.post(f"{LIST}{product.pk}/delete/", {"post": "yes"})

    assert not Product.objects.exists()


def act(client: Client, action: str, products: list[Product], **more: str) -> Any:
    return client.post(LIST, {"action": action, "_selected_action": [str(each.pk) for each in products], **more})


def test_admin_changes_chosen_products_through_the_catalogue(admin_client: Client, admin_user: User) -> None:
    one, other, kept = make_products(3)

    act(admin_client, "deactivate", [one, other])
    act(admin_client, "activate", [one])

    assert sorted(Product.objects.values_list("sku", "active", "version")) == [
        ("A-0", True, 3),
        ("A-1", False, 2),
        ("A-2", True, 1),
    ]
    newest = Change.objects.of_product(one.pk)[0]
    assert (newest.values, newest.actor_id) == ({"active": [False, True]}, str(admin_user.pk))
    assert not Change.objects.of_product(kept.pk).exists()


def test_admin_deletes_chosen_products_through_the_catalogue(admin_client: Client) -> None:
    one, other, _ = make_products(3)

    act(admin_client, "delete_chosen", [one, other])

    assert [product.sku for product in Product.objects.all()] == ["A-2"]
    assert Change.objects.of_product(one.pk)[0].action == "deleted"


def test_admin_offers_no_deletion_that_goes_past_the_catalogue(admin_client: Client) -> None:
    (product,) = make_products(1)

    assert "delete_selected" not in admin_client.get(LIST).content.decode()
    act(admin_client, "delete_selected", [product], post="yes")
    assert Product.objects.exists()


def test_admin_acts_on_nothing_rather_than_on_a_part_of_what_was_chosen(admin_client: Client) -> None:
    products = make_products(51)

    answer = act(admin_client, "delete_chosen", products[:1], select_across="1")

    assert Product.objects.count() == 51
    assertContains(admin_client.get(answer["Location"]), "actions here apply only to ticked rows")
    page = admin_client.get(LIST)
    assertContains(page, "0 of 50 selected")
    assertNotContains(page, "across all pages")
    assertNotContains(page, "Show counts")


def test_admin_offers_actions_only_to_who_may(client: Client) -> None:
    make_products(1)
    viewer = User.objects.create(username="viewer", is_staff=True)
    viewer.user_permissions.add(Permission.objects.get(codename="view_product"))
    client.force_login(viewer)

    assert "Deactivate" not in client.get(LIST).content.decode()


def test_admin_shows_the_history_and_finds_a_product_in_it(admin_client: Client) -> None:
    product = catalogue.create(sku="KET-1", name="Kettle", actor=ANA)
    catalogue.create(sku="POT-1", name="Pot", actor=ANA)
    changes = "/admin/products/change/"

    assert admin_client.get(changes).content.decode().count(">Created<") == 2
    found = admin_client.get(changes, {"q": str(product.pk)}).content.decode()
    assert ("KET-1" in found, "POT-1" in found) == (True, False)
    assert "KET-1" not in admin_client.get(changes, {"q": "nonsense"}).content.decode()
    assert admin_client.get(f"{changes}add/").status_code == 403


@pytest.mark.parametrize("values", [{"name": "x" * 501}, {"name": " "}, {"description": "é" * 40_000}])
def test_admin_refuses_what_the_catalogue_refuses(admin_client: Client, values: dict[str, str]) -> None:
    assert admin_client.post(ADD, form(None, **values)).status_code == 200
    assert not Product.objects.exists()
