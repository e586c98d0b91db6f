"""Own fields in Django's admin: the same rules as everywhere, and no way around them."""

import json
from typing import Any

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from products.fields.models import OwnField
from products.own_fields import actions, refusals
from tests.products.factories import ANA
from tests.products.managed_fields.making import give, keys, make_field, make_sizes

pytestmark = pytest.mark.django_db

ADMIN = "/admin/products/ownfield/"


def given(**values: Any) -> dict[str, Any]:
    settings = json.dumps(values.pop("settings", {}))
    usual = {"key": "brand", "label": "Brand", "kind": "text", "synonyms": "", "told": "on"}
    return {name: value for name, value in (usual | {"settings": settings} | values).items() if value is not None}


def page_of(field: OwnField) -> str:
    return f"{ADMIN}{field.pk}/change/"


def test_field_is_added_and_changed_by_the_rules(admin_client: Client) -> None:
    admin_client.post(f"{ADMIN}add/", given(label=" Net  weight ", kind="decimal", settings={"unit": " kg "}))
    field = OwnField.objects.get()
    assert (field.label, field.settings, field.position) == ("Net weight", {"places": 6, "unit": "kg"}, 0)

    response = admin_client.post(page_of(field), given(label="Weight", kind="decimal", synonyms="Gewicht,poids"))

    field.refresh_from_db()
    assert response.status_code == 302
    assert (field.label, field.synonyms, field.settings["unit"]) == ("Weight", ["Gewicht", "poids"], "kg")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"key": "Bad"}, "small letters"),
        ({"key": "price"}, "every product has"),
        ({"key": "size"}, "belongs to the field Size"),
        ({"label": ""}, "Enter a label."),
        ({"label": "Size"}, "is a name of the field Size"),
        ({"label": "x" * 101}, "at most 100"),
        ({"kind": "list", "settings": {"separator": "a"}}, "no letter"),
        ({"settings": [1]}, "Write an object"),
        ({"synonyms": "price"}, "every product has"),
        ({"kind": "url", "sortable": "on"}, "cannot be sorted"),
    ],
)
def test_what_the_rules_refuse_is_said_in_the_form(admin_client: Client, values: dict[str, Any], said: str) -> None:
    make_field("size")

    assertContains(admin_client.post(f"{ADMIN}add/", given(**values)), said)
    assert keys() == ["size"]


def test_values_of_products_are_respected(admin_client: Client) -> None:
    field = make_sizes("S", "M")
    give("size", "S")
    parts = {"key": "size", "label": "Size", "kind": "choice"}

    removed = admin_client.post(page_of(field), given(**parts, settings={"choices": ["M"]}))
    renamed = admin_client.post(page_of(field), given(**parts | {"key": "sizes"}, settings={"choices": ["S", "M"]}))

    assertContains(removed, "“S” (1 product) is in use")
    assertContains(renamed, "The key can no longer be changed")


def test_what_happens_after_the_form_was_checked_comes_back_as_a_message(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_field("brand", label="Theirs")
    monkeypatch.setattr(actions, "check", lambda *args, **parts: None)  # as if that had come a moment later

    response = admin_client.post(f"{ADMIN}add/", given(), follow=True)

    assertContains(response, "The key brand belongs to the field Theirs.")
    assert [field.label for field in OwnField.objects.all()] == ["Theirs"]


def test_nothing_is_deleted_there(admin_client: Client) -> None:
    field = make_field("brand")

    assert admin_client.post(f"{ADMIN}{field.pk}/delete/", {"post": "yes"}).status_code == 403
    assertNotContains(admin_client.get(ADMIN), "delete_selected")
    admin_client.post(ADMIN, {"action": "delete_selected", "_selected_action": [field.pk], "post": "yes"})
    assert keys() == ["brand"]


def test_archived_fields_are_only_looked_at_and_erased_ones_are_gone(admin_client: Client) -> None:
    archived = make_field("brand")
    erased = make_field("size")
    actions.archive("brand", actor=ANA)
    actions.archive("size", actor=ANA)
    OwnField.objects.filter(key="size").update(erased_at=archived.created_at)

    admin_client.post(page_of(archived), given(label="Maker"))

    assertNotContains(admin_client.get(page_of(archived)), "Save")
    assertNotContains(admin_client.get(ADMIN), "Size")
    assert admin_client.get(page_of(erased)).status_code == 302
    archived.refresh_from_db()
    assert archived.label == "Brand"
    with pytest.raises(refusals.Archived):
        actions.change("brand", label="Maker", actor=ANA)
