"""A product's page, its form, its switch, and what happens when two people write at once."""

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from product_importer.accounts.models import ApiToken
from product_importer.lib.actor import Actor
from product_importer.lib.ids import uuid7
from products import catalogue
from products.models import Change, Product
from products.search import indexes
from products.search.similar import near_duplicates
from tests.products.factories import ANA, make_products

pytestmark = pytest.mark.django_db

NEW = "/products/new/"
HOSTILE = "<script>alert(1)</script>{{ 7 }}"
JOB = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def kettle() -> Product:
    return catalogue.create(sku="KET-1", name="Kettle", description="Boils", price=Decimal("10.00"), actor=ANA)


def typed(**values: Any) -> dict[str, Any]:
    usual = {"sku": "KET-1", "name": "Kettle", "description": "Boils", "price": "10.00", "active": "on", "version": "1"}
    return {name: value for name, value in (usual | values).items() if value is not None}


def edit(product: Product) -> str:
    return f"/products/{product.pk}/edit/"


def test_page_shows_the_product(admin_client: Client, kettle: Product) -> None:
    response = admin_client.get(kettle.get_absolute_url())

    for text in ("KET-1", "Kettle", "Boils", "10.00", "active", str(kettle.pk)):
        assertContains(response, text)


def test_page_tells_its_history_newest_first(admin_client: Client, admin_user: User, kettle: Product) -> None:
    token, _ = ApiToken.objects.issue(admin_user, name="shop")
    me = Actor("user", str(admin_user.pk))
    catalogue.change(kettle, price=None, actor=me)
    catalogue.change(kettle, name=HOSTILE, actor=Actor("api", str(token.pk)))
    catalogue.change_selection([kettle.pk], active=False, actor=Actor("import", JOB))

    response = admin_client.get(kettle.get_absolute_url())

    told = [
        (entry.action, entry.who, [(side.column, side.before, side.after) for side in entry.sides])
        for entry in response.context["entries"]
    ]
    assert told[:3] == [
        ("changed", "an import", [("Active", "active", "inactive")]),
        ("changed", "admin, by the API (shop)", [("Name", "Kettle", HOSTILE)]),
        ("changed", "admin", [("Price", "10.00", None)]),
    ]
    assert told[3][:2] == ("created", "somebody who left")
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

    with django_assert_num_queries(16):  # session, user, product, history (4), people, twins by SKU (1) and name (7)
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
        ({"price": "12,90"}, "with a point and at most two decimals, such as 12.90"),
        ({"price": "1234567890123"}, "12 digits"),
        ({"price": "1.234"}, "2 decimal places"),
        ({"price": "-1"}, "greater than or equal to 0"),
        ({"price": "-0"}, "with a point and at most two decimals"),
        ({"price": "1e3"}, "with a point and at most two decimals"),
        ({"price": "1_000"}, "with a point and at most two decimals"),
        ({"price": "١٢"}, "with a point and at most two decimals"),
        ({"name": "a\0b"}, "Null characters"),
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

    assertContains(response, "There is already a product with the SKU ket-1", status_code=422)
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
    assertContains(admin_client.get(kettle.get_absolute_url()), "Perhaps this is here twice")


@pytest.mark.parametrize("sku", ["KET-11", "1-KET", "KET-01", "KT-1", "---"])
def test_other_skus_are_no_near_duplicates(admin_client: Client, kettle: Product, sku: str) -> None:
    admin_client.post(NEW, typed(sku=sku, name="Something else", version=None))

    assert Product.objects.filter(sku=sku).exists()


@pytest.mark.parametrize(
    ("name", "is_alike"),
    [
        ("steel KETTLE red 28 mm", True),
        ("Steel Kettle, Red, 28mm", True),
        ("Steel Kettel Red 28 mm", True),
        ("Stel Kettle Red 28 mm", True),
        ("Stéel Kettle Red 28 mm", True),
        ("Steel Kettle Red 29 mm", False),
        ("Steel Kettle Blue 28 mm", False),
        ("Steel Kettle Red", False),
        ("Stel Kettel Red 28 mm", False),
        ("Kettle", False),
    ],
)
def test_very_similar_names_are_near_duplicates_on_both_sides(name: str, is_alike: bool) -> None:
    kettle = catalogue.create(sku="KET-1", name="Steel Kettle Red 28 mm", actor=ANA)
    other = catalogue.create(sku="Z", name=name, actor=ANA)
    make_products(120, sku="B", name="Steel Kettles 28 mm")

    twins = {
        product: near_duplicates(sku=product.sku, name=product.name, but=product.pk) for product in (kettle, other)
    }

    assert twins == ({kettle: [other], other: [kettle]} if is_alike else {kettle: [], other: []})


@pytest.mark.parametrize("sku", ["A1B2C3D4", "a-1-b-2-c-3-d-4-e-5-f-6", "x" * 255, "1-" * 127, "ſ" * 20])
def test_looking_for_near_duplicates_reads_nothing_whole(sku: str) -> None:
    make_products(2_000, sku="A1B2C3D5")
    indexes.look_at_products()

    with CaptureQueriesContext(connection) as captured:
        near_duplicates(sku=sku, name="Kettle 17")
    plans = []
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # so few products may be read whole, but need not be
        for query in captured.captured_queries:
            if query["sql"].startswith("SELECT") and "products_product" in query["sql"]:
                cursor.execute(f"EXPLAIN {query['sql']}".replace("%", "%%"), [])
                plans.append("\n".join(line for (line,) in cursor))

    assert len(plans) >= 3
    assert not any("Seq Scan" in plan for plan in plans)


def test_form_changes_a_product(admin_client: Client, kettle: Product) -> None:
    assertContains(admin_client.get(edit(kettle)), 'value="KET-1"')

    response = admin_client.post(edit(kettle), typed(name="Mug", price="", active=None))

    kettle.refresh_from_db()
    assertRedirects(response, kettle.get_absolute_url())
    assert (kettle.name, kettle.price, kettle.active, kettle.version) == ("Mug", None, False, 2)


def test_form_shows_both_values_when_the_product_changed_meanwhile(admin_client: Client, kettle: Product) -> None:
    catalogue.change(kettle, name="Theirs", price=Decimal("11.00"), actor=ANA)

    response = admin_client.post(edit(kettle), typed(name="Mine"))

    shown = [(each.name, each.theirs, each.mine) for each in response.context["form"].conflicts]
    assert response.status_code == 409
    assert shown == [("name", "Theirs", "Mine"), ("price", Decimal("11.00"), Decimal("10.00"))]
    assertContains(response, 'name="version" value="2"', status_code=409)
    assertContains(response, 'value="Mine"', status_code=409)
    assert Product.objects.get().name == "Theirs"


def test_form_proposes_to_keep_what_the_person_left_alone(admin_client: Client, kettle: Product) -> None:
    seen = admin_client.get(edit(kettle)).context["form"]["seen"].value()
    catalogue.change(kettle, name="Theirs", price=Decimal("11.00"), description="Long", active=False, actor=ANA)

    response = admin_client.post(edit(kettle), typed(name="Mine", price="9", seen=seen))
    form = response.context["form"]
    again = admin_client.post(edit(kettle), typed(name="My other", version="1", seen=form["seen"].value()))

    assert {each.name: each.is_touched for each in form.conflicts} == {
        "name": True, "price": True, "description": False, "active": False,
    }  # fmt: skip
    assertContains(response, 'name="choice_description" value="theirs" checked', status_code=409)
    assertContains(response, 'name="choice_name" value="mine" checked', status_code=409)
    assert [each.name for each in again.context["form"].conflicts if each.is_touched] == ["name"]


def test_what_is_written_after_a_conflict_was_shown_counts(admin_client: Client, kettle: Product) -> None:
    seen = admin_client.get(edit(kettle)).context["form"]["seen"].value()
    catalogue.change(kettle, name="Theirs", description="Long", actor=ANA)
    form = admin_client.post(edit(kettle), typed(price="9", seen=seen)).context["form"]
    hidden = {name: form[name].value() for name in ("version", "seen", "asked")}
    chosen = {"choice_name": "theirs", "choice_description": "theirs", "choice_price": "mine"}

    admin_client.post(edit(kettle), typed(price="9", description="A third one") | hidden | chosen)

    kettle.refresh_from_db()
    assert (kettle.name, kettle.description, kettle.price) == ("Theirs", "A third one", Decimal("9"))


@pytest.mark.parametrize(
    "seen",
    ["", "[]", "x", "7", '{"name": 1}', '{"name": "\\ud800"}', "[" * 999, "[" * 2_000, "9" * 5_000],
)
def test_form_takes_marks_that_are_not_ours_for_none(admin_client: Client, kettle: Product, seen: str) -> None:
    catalogue.change(kettle, name="Theirs", actor=ANA)

    response = admin_client.post(edit(kettle), typed(name="Mine", seen=seen))

    assert response.status_code in {409, 422}
    assertContains(response, 'value="Mine"', status_code=response.status_code)


def test_person_chooses_whose_value_each_column_gets(admin_client: Client, kettle: Product) -> None:
    catalogue.change(kettle, name="Theirs", price=Decimal("11.00"), actor=ANA)

    admin_client.post(edit(kettle), typed(name="Mine", version="2", choice_name="mine", choice_price="theirs"))

    kettle.refresh_from_db()
    assert (kettle.name, kettle.price, kettle.version) == ("Mine", Decimal("11.00"), 3)


def test_form_of_a_product_that_was_deleted_meanwhile_says_so(admin_client: Client, kettle: Product) -> None:
    url = edit(kettle)
    catalogue.delete(kettle, actor=ANA)

    response = admin_client.post(url, typed(name="Mine"))

    assertContains(response, "This product was deleted meanwhile.", status_code=409)
    assertContains(response, 'action="/products/new/"', status_code=409)
    assertContains(response, 'value="Mine"', status_code=409)
    assert admin_client.get(url).status_code == 404


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
