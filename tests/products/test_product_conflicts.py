"""What the form of a product shows and does when two people write at once."""

from decimal import Decimal

import pytest
from django.test import Client
from pytest_django.asserts import assertContains

from products import catalogue
from products.models import Product
from tests.products.factories import ANA
from tests.products.pages import edit, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def kettle() -> Product:
    return catalogue.create(sku="KET-1", name="Kettle", description="Boils", price=Decimal("10.00"), actor=ANA)


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
