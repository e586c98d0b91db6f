"""A product's page, its switch, its deletion, and who may do what."""

from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from product_importer.accounts.models import ApiToken
from product_importer.lib.actor import Actor
from product_importer.lib.ids import uuid7
from products import catalogue
from products.fields.edits import set_active
from products.models import Product
from tests.products.factories import ANA, make_products
from tests.products.imports.factories import finished_job
from tests.products.pages import HOSTILE, NEW, edit

pytestmark = pytest.mark.django_db

JOB = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def kettle() -> Product:
    return catalogue.create(sku="KET-1", name="Kettle", description="Boils", price=Decimal("10.00"), actor=ANA)


def test_page_shows_the_product(admin_client: Client, kettle: Product) -> None:
    response = admin_client.get(kettle.get_absolute_url())

    for text in ("KET-1", "Kettle", "Boils", "10.00", "active", str(kettle.pk)):
        assertContains(response, text)


def test_page_tells_its_history_newest_first(admin_client: Client, admin_user: User, kettle: Product) -> None:
    token, _ = ApiToken.objects.issue(admin_user, name="shop")
    me = Actor("user", str(admin_user.pk))
    catalogue.change(kettle, price=None, actor=me)
    catalogue.change(kettle, name=HOSTILE, actor=Actor("api", str(token.pk)))
    catalogue.change_selection([kettle.pk], set_active(False), actor=Actor("import", JOB))

    response = admin_client.get(kettle.get_absolute_url())

    told = [
        (entry.action, entry.who, [(side.column, side.before, side.after) for side in entry.sides])
        for entry in response.context["entries"]
    ]
    assert told[:3] == [
        ("changed", "an import", [("Active", "active", "inactive")]),
        ("changed", "admin, via the API (shop)", [("Name", "Kettle", HOSTILE)]),
        ("changed", "admin", [("Price", "10.00", None)]),
    ]
    assert told[3][:2] == ("created", "a former user")
    assert told[3][2][0] == ("SKU", None, "KET-1")
    assertContains(response, f"/products/imports/{JOB}/")
    assertNotContains(response, "<script>alert")


def test_page_shows_long_histories_bit_by_bit(admin_client: Client, kettle: Product) -> None:
    for number in range(21):
        catalogue.change(kettle, name=f"Kettle {number}", actor=ANA)

    first = admin_client.get(kettle.get_absolute_url())
    second = admin_client.get(kettle.get_absolute_url(), {"cursor": first.context["older"]})

    assert [len(page.context["entries"]) for page in (first, second)] == [20, 2]
    assertContains(first, "Earlier changes")
    assert admin_client.get(kettle.get_absolute_url(), {"cursor": "x"}).status_code == 404


@pytest.mark.parametrize("changes", [1, 3])
def test_page_asks_the_database_the_same_whatever_its_history(
    admin_client: Client, kettle: Product, django_assert_num_queries: DjangoAssertNumQueries, changes: int
) -> None:
    for number in range(changes):
        catalogue.change(kettle, name=f"Kettle {number}", actor=Actor("user", str(number)))
    make_products(changes, name=kettle.name)

    # session, user, product, history (4), own fields now and ever, people, twins by SKU (1) and name (7)
    with django_assert_num_queries(18):
        admin_client.get(kettle.get_absolute_url())


@pytest.mark.parametrize("path", ["/products/{}/", "/products/{}/edit/", "/products/{}/delete/"])
def test_unknown_product_is_not_found(admin_client: Client, path: str) -> None:
    assert admin_client.get(path.format(uuid7())).status_code == 404


@pytest.mark.parametrize("path", ["/products/{}/", "/products/{}/edit/", "/products/{}/delete/", NEW])
def test_anonymous_is_sent_to_sign_in(client: Client, kettle: Product, path: str) -> None:
    url = path.format(kettle.pk)

    assertRedirects(client.get(url), f"/accounts/login/?next={url}")


def test_who_may_only_look_is_refused(client: Client, kettle: Product) -> None:
    client.force_login(User.objects.create(username="viewer", is_staff=True))

    assert client.get(kettle.get_absolute_url()).status_code == 200
    paths = [NEW, edit(kettle), f"/products/{kettle.pk}/toggle/", f"/products/{kettle.pk}/delete/"]
    assert {client.post(path).status_code for path in paths} == {403}


def test_switch_turns_a_product_on_and_off_and_goes_back_to_the_list(admin_client: Client, kettle: Product) -> None:
    response = admin_client.post(f"/products/{kettle.pk}/toggle/", {"active": "false", "here": "q=kettle&page=1"})

    assertRedirects(response, "/products/?q=kettle&page=1")
    kettle.refresh_from_db()
    assert (kettle.active, kettle.version) == (False, 2)
    assert admin_client.get(f"/products/{kettle.pk}/toggle/").status_code == 405


def test_product_is_deleted_after_a_question(admin_client: Client, kettle: Product) -> None:
    url = f"/products/{kettle.pk}/delete/"
    assertContains(admin_client.get(url), "This cannot be undone")

    assertRedirects(admin_client.post(url), "/products/")
    assert not Product.objects.exists()


def test_hostile_texts_are_only_text_on_every_page(admin_client: Client) -> None:
    product = catalogue.create(sku=HOSTILE, name=HOSTILE, description=HOSTILE, actor=ANA)
    make_products(1, name=HOSTILE)

    for path in (product.get_absolute_url(), edit(product), f"/products/{product.pk}/delete/", "/products/"):
        response = admin_client.get(path)
        assertNotContains(response, "<script>alert")
        assertContains(response, "&lt;script&gt;")


@pytest.mark.parametrize("query", ["q=kettle&sort=-price", "price_min=1&page=3"])
def test_way_back_and_deletion_keep_the_search(admin_client: Client, kettle: Product, query: str) -> None:
    back = f"/products/?{query}"

    page = admin_client.get(kettle.get_absolute_url(), headers={"Referer": f"http://testserver{back}"})
    to_delete = f"{kettle.get_absolute_url()}delete/?{urlencode({'list': query})}"
    deleted = admin_client.post(to_delete)

    assertContains(page, f'href="{escape(back)}"')
    assertContains(page, f'href="{escape(to_delete)}"')
    assertRedirects(deleted, back, fetch_redirect_response=False)


def test_way_back_leads_nowhere_else(admin_client: Client, kettle: Product) -> None:
    path = kettle.get_absolute_url()

    for strange in (f"{path}?list=//evil.example/", f"{path}?list=%22%3E%3Cscript%3Ealert(1)"):
        page = admin_client.get(strange, headers={"Referer": "http://evil.example/?q=1"})
        assertContains(page, 'class="back" href="/products/?')
        assertNotContains(page, "<script>alert")
    assertContains(admin_client.get(path, headers={"Referer": "http://evil.example/?q=1"}), 'href="/products/"')


def test_history_names_the_file_of_an_import(admin_client: Client, kettle: Product) -> None:
    job = finished_job(file_name="spring.csv")
    catalogue.change_selection([kettle.pk], set_active(False), actor=Actor("import", str(job.pk)))

    assertContains(admin_client.get(kettle.get_absolute_url()), "the import of spring.csv</a>")
