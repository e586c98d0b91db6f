"""Two managers who edit one field at once: neither overwrites the other without a word, by page, API or admin."""

import json
from typing import Any

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertRedirects

from products.fields.models import OwnField
from products.own_fields import actions
from tests.products.factories import ANA
from tests.products.managed_fields.making import make_field, make_sizes

pytestmark = pytest.mark.django_db

PAGE = "/products/fields/size/edit/"
API = "/products/api/fields/size/"


@pytest.fixture
def size() -> OwnField:
    return make_sizes("S", "M", "L")


def opened(client: Client) -> dict[str, Any]:
    """What the form sends if nothing is typed."""
    return sent_by(client.get(PAGE))


def sent_by(page: Any) -> dict[str, Any]:
    form = page.context["form"]
    values = {bound.html_name: bound.value() for bound in form}
    return {name: value for name, value in values.items() if value not in (None, False)}


def theirs(**parts: Any) -> None:
    actions.change("size", actor=ANA, **parts)


def stored() -> dict[str, Any]:
    return {**OwnField.objects.values("label", "told", "settings", "synonyms").get()}


def test_form_keeps_what_others_changed_and_says_so(admin_client: Client, size: OwnField) -> None:
    form = opened(admin_client)
    theirs(told=False, settings={"choices": ["S", "M", "L", "XL"]})

    response = admin_client.post(PAGE, form | {"label": "Sizes", "choices": "XS\r\nS\r\nM\r\nL"}, follow=True)

    assertRedirects(response, "/products/fields/")
    assertContains(response, "Sizes was saved. Changes made by others were kept: in webhooks, choices.")
    assert stored()["settings"]["choices"] == ["XS", "S", "M", "L", "XL"]
    assert (stored()["label"], stored()["told"]) == ("Sizes", False)


def test_form_that_nobody_crossed_says_only_that_it_was_saved(admin_client: Client, size: OwnField) -> None:
    response = admin_client.post(PAGE, opened(admin_client) | {"label": " Sizes "}, follow=True)

    assertContains(response, "<p>Sizes was saved.</p>", html=True)


def test_part_that_both_changed_comes_back_with_both_values(admin_client: Client, size: OwnField) -> None:
    form = opened(admin_client)
    theirs(label="Width", told=False)

    response = admin_client.post(PAGE, form | {"label": "Sizes", "synonyms": "Taille"})

    assert response.status_code == 409
    (conflict,) = response.context["form"].conflicts
    assert (conflict.label, conflict.sides) == ("Label", {"mine": "Sizes", "theirs": "Width"})
    assertContains(response, "Nothing has been saved yet", status_code=409)
    shown = sent_by(response)
    assert (shown["label"], shown["synonyms"], "told" in shown) == ("Sizes", "Taille", False)
    assert stored()["label"] == "Width"


@pytest.mark.parametrize(
    ("typed", "choice", "label"),
    [
        ("Sizes", "mine", "Sizes"),
        ("Sizes", "theirs", "Width"),
        ("Both", "mine", "Both"),
        ("Both", "theirs", "Both"),
    ],
)
def test_person_decides_whose_value_is_kept(
    admin_client: Client, size: OwnField, typed: str, choice: str, label: str
) -> None:
    form = opened(admin_client)
    theirs(label="Width")
    asked = sent_by(admin_client.post(PAGE, form | {"label": "Sizes", "synonyms": "Taille"}))

    response = admin_client.post(PAGE, asked | {"label": typed, "choice_label": choice})

    assert response.status_code == 302
    assert (stored()["label"], stored()["synonyms"]) == (label, ["Taille"])


def test_choice_is_asked_again_while_something_else_is_wrong(admin_client: Client, size: OwnField) -> None:
    form = opened(admin_client)
    theirs(label="Width")
    asked = sent_by(admin_client.post(PAGE, form | {"label": "Sizes"}))

    response = admin_client.post(PAGE, asked | {"synonyms": "price", "choice_label": "theirs"})

    assert response.status_code == 422
    assert [conflict.is_given_up for conflict in response.context["form"].conflicts] == [True]


def test_second_change_of_others_is_asked_about_too(admin_client: Client, size: OwnField) -> None:
    form = opened(admin_client)
    theirs(label="Width")
    asked = sent_by(admin_client.post(PAGE, form | {"label": "Sizes"}))
    theirs(label="Length")

    response = admin_client.post(PAGE, asked | {"choice_label": "mine"})

    (conflict,) = response.context["form"].conflicts
    assert (response.status_code, conflict.sides) == (409, {"mine": "Sizes", "theirs": "Length"})


def test_choices_that_do_not_go_together_are_refused_with_a_sentence(admin_client: Client, size: OwnField) -> None:
    form = opened(admin_client)
    theirs(settings={"choices": ["S", "M", "L", "xl"]})

    response = admin_client.post(PAGE, form | {"choices": "S\nM\nL\nXL"})

    assert response.status_code == 422
    assert "choices" in response.context["form"].errors
    assert stored()["settings"]["choices"] == ["S", "M", "L", "xl"]


@pytest.mark.parametrize("seen", ["", "{", "[]", "{}", '{"label": 5}', "[" * 10_000, json.dumps({"settings": 1})])
def test_form_that_remembers_nothing_overwrites_as_a_program_does(
    admin_client: Client, size: OwnField, seen: str
) -> None:
    form = opened(admin_client)
    theirs(label="Width")

    assert admin_client.post(PAGE, form | {"label": "Sizes", "seen": seen, "asked": seen}).status_code in {302, 422}


def test_memory_of_a_form_may_be_anything(admin_client: Client, size: OwnField) -> None:
    form = opened(admin_client)
    odd = json.loads(form["seen"]) | {"label": {}, "synonyms": 5, "settings": {"choices": "S", "x": [[]]}}

    for asked in ('{"label": [], "<b>": {}}', "7"):
        response = admin_client.post(PAGE, form | {"seen": json.dumps(odd), "asked": asked, "choice_label": "theirs"})
        assert response.status_code in {302, 409, 422}


def patch(client: Client, body: object) -> Any:
    return client.patch(API, json.dumps(body), content_type="application/json")


def test_change_by_program_of_a_version_that_is_gone_is_refused(admin_client: Client, size: OwnField) -> None:
    version = admin_client.get(API).json()["version"]
    theirs(label="Width")

    refused = patch(admin_client, {"version": version, "told": False})

    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "changed_meanwhile")
    assert stored()["told"] is True
    newer = admin_client.get(API).json()["version"]
    changed = patch(admin_client, {"version": newer, "told": False}).json()
    assert changed["told"] is False
    assert changed["version"] not in {version, newer}
    assert patch(admin_client, {"told": True}).json()["version"] == newer


def test_moving_a_field_leaves_its_version(admin_client: Client, size: OwnField) -> None:
    make_field("brand")
    version = admin_client.get(API).json()["version"]

    assert patch(admin_client, {"position": 2, "version": version}).json()["version"] == version


def test_form_of_the_admin_does_not_overwrite_either(admin_client: Client, size: OwnField) -> None:
    page = f"/admin/products/ownfield/{size.pk}/change/"
    form = admin_client.get(page).context["adminform"].form
    given = {"key": "size", "label": "Sizes", "kind": "choice", "settings": json.dumps(size.settings), "synonyms": ""}
    theirs(label="Width")

    response = admin_client.post(page, given | {"version": form["version"].value()}, follow=True)

    assertContains(response, "Width was changed by somebody else in the meantime.")
    assert stored()["label"] == "Width"
