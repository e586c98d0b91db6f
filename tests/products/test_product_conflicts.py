"""What the form of a product shows and does when two people write at once."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.test import Client
from pytest_django.asserts import assertContains

from product_importer.lib.actor import Actor
from products import catalogue
from products.imports import receiving, running
from products.models import Change, Product
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


def test_what_only_one_side_touched_is_merged_without_a_question(admin_client: Client, kettle: Product) -> None:
    seen = admin_client.get(edit(kettle)).context["form"]["seen"].value()
    catalogue.change(kettle, price=Decimal("11.00"), active=False, actor=ANA)

    response = admin_client.post(edit(kettle), typed(name="Mine", seen=seen), follow=True)

    kettle.refresh_from_db()
    assert (kettle.name, kettle.price, kettle.active, kettle.version) == ("Mine", Decimal("11.00"), False, 3)
    assertContains(response, "KET-1 was saved. Changes made by others were kept: price, active.")


@pytest.mark.parametrize(
    ("theirs", "mine"),
    [
        ({"name": "Both"}, {"name": "Both"}),
        ({"price": Decimal("9.50")}, {"price": "9,5"}),
        ({"sku": "ket-1"}, {"description": "Mine"}),
        ({"name": "Theirs"}, {}),
    ],
)
def test_the_same_value_from_both_sides_and_none_at_all_are_no_conflict(
    admin_client: Client, kettle: Product, theirs: dict[str, Any], mine: dict[str, str]
) -> None:
    seen = admin_client.get(edit(kettle)).context["form"]["seen"].value()
    catalogue.change(kettle, actor=ANA, **theirs)

    response = admin_client.post(edit(kettle), typed(seen=seen) | mine)

    kettle.refresh_from_db()
    assert response.status_code == 302
    assert all(getattr(kettle, name) == value for name, value in theirs.items())
    assert kettle.description == mine.get("description", "Boils")


def test_form_asks_only_about_what_both_changed_and_says_who_and_when(
    admin_client: Client, admin_user: User, kettle: Product
) -> None:
    seen = admin_client.get(edit(kettle)).context["form"]["seen"].value()
    catalogue.change(kettle, description="Long", actor=Actor("command"))
    catalogue.change(kettle, name="Theirs", actor=Actor("user", str(admin_user.pk)))

    response = admin_client.post(edit(kettle), typed(name="Mine", price="9", seen=seen))
    form = response.context["form"]

    assert [each.name for each in form.conflicts] == ["name"]
    assert [(each.who, each.at) for each in response.context["conflicts"]] == [
        ("admin", Change.objects.latest("at").at)
    ]
    assertContains(response, "Changed by admin, <time", status_code=409)
    assert form["description"].value() == "Long"
    assert Product.objects.get().name == "Theirs"


@pytest.mark.django_db(transaction=True)
def test_conflict_with_an_import_says_so(admin_client: Client, settings: Any, tmp_path: Path, kettle: Product) -> None:
    settings.MEDIA_ROOT = tmp_path
    seen = admin_client.get(edit(kettle)).context["form"]["seen"].value()
    file = ContentFile(b"sku,name\nKET-1,Theirs\n")
    running.run(receiving.keep(file, file_name="spring.csv", user=None, options={}).id)

    assertContains(
        admin_client.post(edit(kettle), typed(name="Mine", seen=seen)),
        "Changed by the import of spring.csv,",
        status_code=409,
    )


def test_answer_to_a_conflict_is_merged_with_what_changed_after_it_was_shown(
    admin_client: Client, kettle: Product
) -> None:
    seen = admin_client.get(edit(kettle)).context["form"]["seen"].value()
    catalogue.change(kettle, name="Theirs", actor=ANA)
    form = admin_client.post(edit(kettle), typed(name="Mine", seen=seen)).context["form"]
    hidden = {name: form[name].value() for name in ("version", "seen", "asked")}
    catalogue.change(kettle, price=Decimal("11.00"), actor=ANA)

    admin_client.post(edit(kettle), typed(name="Mine", choice_name="mine") | hidden)

    kettle.refresh_from_db()
    assert (kettle.name, kettle.price) == ("Mine", Decimal("11.00"))


def test_choice_stays_as_it_was_when_the_form_is_refused_for_something_else(
    admin_client: Client, kettle: Product
) -> None:
    seen = admin_client.get(edit(kettle)).context["form"]["seen"].value()
    catalogue.change(kettle, name="Theirs", description="Long", actor=ANA)
    mine = {"name": "Mine", "description": "Mine too"}
    form = admin_client.post(edit(kettle), typed(seen=seen) | mine).context["form"]
    hidden = {name: form[name].value() for name in ("version", "seen", "asked")}
    chosen = {"choice_name": "theirs", "choice_description": "mine"}

    refused = admin_client.post(edit(kettle), typed(price="1.234") | mine | hidden | chosen)
    again = refused.context["form"]

    assert refused.status_code == 422
    assert [(each.name, each.theirs, each.mine, each.is_given_up) for each in again.conflicts] == [
        ("name", "Theirs", "Mine", True),
        ("description", "Long", "Mine too", False),
    ]
    assertContains(refused, 'name="choice_name" value="theirs" checked', status_code=422)


def test_what_is_written_after_a_conflict_was_shown_counts(admin_client: Client, kettle: Product) -> None:
    seen = admin_client.get(edit(kettle)).context["form"]["seen"].value()
    catalogue.change(kettle, name="Theirs", description="Long", actor=ANA)
    mine = {"name": "Mine", "description": "Mine too", "price": "9"}
    form = admin_client.post(edit(kettle), typed(seen=seen) | mine).context["form"]
    hidden = {name: form[name].value() for name in ("version", "seen", "asked")}
    chosen = {"choice_name": "theirs", "choice_description": "theirs"}

    admin_client.post(edit(kettle), typed() | mine | {"description": "A third one"} | hidden | chosen)

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

    assertContains(response, "This product was deleted in the meantime.", status_code=409)
    assertContains(response, 'action="/products/new/"', status_code=409)
    assertContains(response, 'value="Mine"', status_code=409)
    assert admin_client.get(url).status_code == 404
