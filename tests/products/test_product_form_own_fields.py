"""Own fields in the form of a product, and when two people write them at once."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings
from pytest_django.asserts import assertContains, assertNotContains

from products import catalogue
from products.forms import ProductForm
from products.models import OwnField, Product
from tests.products.factories import ANA
from tests.products.own_fields import FULL, KINDS, add_fields, archive
from tests.products.pages import HOSTILE, NEW, edit, typed

pytestmark = pytest.mark.django_db

WRITTEN = {
    "own_brand": "Acme",
    "own_notes": "One\r\nTwo",
    "own_stock": "12",
    "own_weight": "1,5",
    "own_cost": "7,20",
    "own_organic": "true",
    "own_launch": "2026-12-31",
    "own_colour": "Red",
    "own_tags": "new\r\nsale",
    "own_website": "https://example.com/a?b=1",
    "own_ean": "4006381333931",
}
"""What a person types for FULL."""


@pytest.fixture
def kettle() -> Product:
    add_fields()
    values = {key: tuple(value) if isinstance(value, list) else value for key, value in FULL.items()}
    return catalogue.create(sku="KET-1", name="Kettle", description="Boils", price=None, actor=ANA, **values)


def filled(client: Client, product: Product, **changed: Any) -> dict[str, Any]:
    """The form as it came, with what the person changed in it."""
    form = client.get(edit(product)).context["form"]
    values = {name: form[name].value() for name in form.fields}
    data = {name: "on" if value is True else value for name, value in values.items() if value not in (None, False)}
    return data | changed


def test_form_creates_a_product_with_a_value_of_every_kind(admin_client: Client) -> None:
    add_fields()

    response = admin_client.post(NEW, typed(version=None, **WRITTEN))

    assert response.status_code == 302
    assert Product.objects.get().attributes == FULL


def test_own_inputs_come_last_and_in_order(admin_client: Client) -> None:
    add_fields("stock", "brand", "notes")
    archive("brand")

    names = [each.bound.name for each in admin_client.get(NEW).context["form"].inputs]

    assert names == ["sku", "price", "name", "description", "active", "own_stock", "own_notes"]


def test_form_shows_what_is_stored_and_saving_it_changes_nothing(admin_client: Client, kettle: Product) -> None:
    page = admin_client.get(edit(kettle)).content.decode()

    assert 'name="own_weight" value="1.5"' in page
    assert '<option value="true" selected>yes</option>' in page
    assert '<option value="Red" selected>' in page
    assert re.search(r"<textarea[^>]*own_tags[^>]*>\s*new\nsale</textarea>", page)
    assert '<span class="unit">kg</span>' in page
    assert admin_client.post(edit(kettle), filled(admin_client, kettle)).status_code == 302
    assert Product.objects.get().version == 1


def test_form_changes_and_clears_own_fields(admin_client: Client, kettle: Product) -> None:
    cleared = dict.fromkeys(("own_brand", "own_stock", "own_organic", "own_launch", "own_colour", "own_tags"), "")

    response = admin_client.post(edit(kettle), filled(admin_client, kettle, own_weight="2,25", **cleared))

    kettle.refresh_from_db()
    assert response.status_code == 302
    assert kettle.attributes == {
        "notes": "One\nTwo", "weight": "2.25", "cost": "7.20", "website": FULL["website"], "ean": FULL["ean"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("own_brand", "x" * 501, "at most 500"),
        ("own_brand", "Mug\a", "control character"),
        ("own_notes", "é" * 40_000, "longer than 64 KiB"),
        ("own_stock", "1.5", "is not a whole number"),
        ("own_weight", "1.500", "can be read as 1.5 or as 1500"),
        ("own_weight", "NaN", "The weight NaN is not in kg"),
        ("own_cost", "€ 5", "names a currency"),
        ("own_organic", "perhaps", "must be true or false"),
        ("own_launch", "03/04/2026", "can be read as 2026-04-03 or as 2026-03-04"),
        ("own_colour", "Green", "none of its choices: Red, Dark blue"),
        ("own_tags", "a|b", "inside a member"),
        ("own_website", "javascript:alert(1)", "is not an address that begins with http:// or https://"),
        ("own_ean", "4006381333932", "wrong check digit"),
    ],
)
def test_form_says_beside_the_field_what_is_wrong_and_keeps_what_was_typed(
    admin_client: Client, name: str, text: str, said: str
) -> None:
    add_fields()

    response = admin_client.post(NEW, typed(version=None, **WRITTEN) | {name: text})

    assertContains(response, said, status_code=422)
    form = response.context["form"]
    assert list(form.errors) == [name]
    assert {each: form[each].value() for each in WRITTEN} == WRITTEN | {name: text}
    assert not Product.objects.exists()


def test_hostile_texts_are_only_text(admin_client: Client) -> None:
    add_fields("brand", "tags", "colour")
    OwnField.objects.filter(key="colour").update(settings={"choices": [HOSTILE]}, label=HOSTILE)
    product = catalogue.create(sku="A", name="A", brand=HOSTILE, tags=(HOSTILE,), colour=HOSTILE, actor=ANA)

    for path in (edit(product), product.get_absolute_url()):
        assertNotContains(admin_client.get(path), "<script>alert")
        assertContains(admin_client.get(path), "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7 }}")


def test_required_own_field_must_be_filled_in(admin_client: Client, kettle: Product) -> None:
    OwnField.objects.filter(key="brand").update(required=True)

    new = admin_client.post(NEW, typed(sku="NEW-1", name="Pan", version=None))
    old = admin_client.post(edit(kettle), filled(admin_client, kettle, own_brand=" "))

    assert [list(each.context["form"].errors) for each in (new, old)] == [["own_brand"], ["own_brand"]]
    assert Product.objects.get().version == 1


def test_product_from_before_a_field_was_required_can_be_saved_without_it(
    admin_client: Client, kettle: Product
) -> None:
    catalogue.change(kettle, brand=None, stock=None, actor=ANA)
    OwnField.objects.filter(key__in=["brand", "stock"]).update(required=True)

    assert admin_client.post(edit(kettle), filled(admin_client, kettle, name="Pan")).status_code == 302
    assert Product.objects.get().name == "Pan"


def test_what_only_one_side_touched_is_merged_without_a_question(admin_client: Client, kettle: Product) -> None:
    mine = filled(admin_client, kettle, own_stock="13")
    catalogue.change(kettle, tags=("old",), brand=None, weight="2", actor=ANA)

    response = admin_client.post(edit(kettle), mine, follow=True)

    kettle.refresh_from_db()
    assert kettle.attributes == {
        **{key: value for key, value in FULL.items() if key != "brand"}, "stock": 13, "tags": ["old"], "weight": "2",
    }  # fmt: skip
    assertContains(response, "Changes made by others were kept: brand, weight, tags.")


def test_what_both_sides_touched_is_asked_with_both_values(admin_client: Client, kettle: Product) -> None:
    mine = filled(admin_client, kettle, own_tags="mine\nnew", own_organic="false", own_brand="", own_weight="3")
    catalogue.change(kettle, tags=("theirs",), organic=None, brand="Bolt", cost="8.00", weight="3", actor=ANA)

    response = admin_client.post(edit(kettle), mine)

    form = response.context["form"]
    assert response.status_code == 409
    assert [(each.name, each.sides) for each in form.conflicts] == [
        ("brand", {"mine": "", "theirs": "Bolt"}),
        ("organic", {"mine": "no", "theirs": ""}),
        ("tags", {"mine": "mine, new", "theirs": "theirs"}),
    ]
    assert form["own_cost"].value() == "8.00"
    assert form["own_tags"].value() == "mine\nnew"
    assertContains(response, 'name="choice_own_tags" value="theirs"', status_code=409)
    assert Product.objects.get().version == 2


def test_person_chooses_whose_value_each_own_field_gets(admin_client: Client, kettle: Product) -> None:
    mine = filled(admin_client, kettle, own_tags="mine", own_stock="13", own_colour="Dark blue")
    catalogue.change(kettle, tags=("theirs",), stock=14, colour=None, actor=ANA)
    form = admin_client.post(edit(kettle), mine).context["form"]
    answer = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    chosen = {"choice_own_tags": "theirs", "choice_own_stock": "mine", "choice_own_colour": "theirs"}

    response = admin_client.post(edit(kettle), answer | chosen)

    kettle.refresh_from_db()
    assert response.status_code == 302
    assert (kettle.attributes["tags"], kettle.attributes["stock"], "colour" in kettle.attributes) == (
        ["theirs"], 13, False,
    )  # fmt: skip


def test_choice_stays_when_the_form_is_refused_for_something_else(admin_client: Client, kettle: Product) -> None:
    mine = filled(admin_client, kettle, own_tags="mine", own_stock="13")
    catalogue.change(kettle, tags=("theirs",), stock=14, actor=ANA)
    form = admin_client.post(edit(kettle), mine).context["form"]
    answer = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    chosen = {"choice_own_tags": "theirs", "choice_own_stock": "mine", "own_stock": "13,5"}

    response = admin_client.post(edit(kettle), answer | chosen)

    assertContains(response, 'name="choice_own_tags" value="theirs" checked', status_code=422)
    assert [(each.name, each.sides) for each in response.context["form"].conflicts] == [
        ("stock", {"mine": "13,5", "theirs": "14"}),
        ("tags", {"mine": "mine", "theirs": "theirs"}),
    ]


def test_text_none_is_another_value_than_none(admin_client: Client, kettle: Product) -> None:
    catalogue.change(kettle, brand=None, actor=ANA)

    admin_client.post(edit(kettle), filled(admin_client, kettle, own_brand="None"))

    kettle.refresh_from_db()
    assert kettle.attributes["brand"] == "None"


def test_value_in_a_field_that_was_archived_meanwhile_is_refused_and_told(
    admin_client: Client, kettle: Product
) -> None:
    mine = filled(admin_client, kettle, own_brand="Bolt", name="Pan")
    archive("brand")
    archive("tags")

    response = admin_client.post(edit(kettle), mine)

    said = "The field Brand was archived in the meantime, so this was not saved: Bolt"
    assert (response.status_code, response.context["form"].non_field_errors()) == (422, [said])
    assert response.context["form"]["name"].value() == "Pan"
    without = {name: value for name, value in mine.items() if name != "own_brand"}
    assert admin_client.post(edit(kettle), without).status_code == 302
    assert Product.objects.get().attributes == FULL


def test_field_that_is_archived_in_the_last_moment_is_told(admin_client: Client, kettle: Product) -> None:
    form = ProductForm(filled(admin_client, kettle, own_brand="Bolt"), product=kettle)
    assert form.is_valid()
    archive("brand")

    assert form.save(ANA) is None
    assert form.errors == {"own_brand": ["There is no own field “brand”."]}


def test_values_that_are_too_large_together_are_refused_beside_their_fields(
    admin_client: Client, kettle: Product, settings: Settings
) -> None:
    settings.PRODUCT_ATTRIBUTES_MAX_BYTES = 2_000

    response = admin_client.post(edit(kettle), filled(admin_client, kettle, own_notes="x" * 2_000))

    assertContains(response, "can hold at most 1 KiB together", status_code=422)
    assert list(response.context["form"].errors) == ["own_notes"]
    assert response.context["form"]["own_notes"].value() == "x" * 2_000


def test_field_that_came_after_the_form_was_opened_keeps_its_value(admin_client: Client, kettle: Product) -> None:
    mine = filled(admin_client, kettle, name="Pan")
    OwnField.objects.create(key="late", label="Late", kind="text")
    catalogue.change(kettle, late="Theirs", actor=ANA)

    assert admin_client.post(edit(kettle), mine).status_code == 302
    kettle.refresh_from_db()
    assert (kettle.name, kettle.attributes["late"]) == ("Pan", "Theirs")


def test_form_has_room_for_the_marks_of_a_hundred_fields(admin_client: Client) -> None:
    fields = [OwnField(key=f"{'k' * 37}{number:03}", label=f"F{number}", kind="text") for number in range(100)]
    OwnField.objects.bulk_create(fields)
    product = catalogue.create(sku="A", name="A", actor=ANA, **dict.fromkeys((field.key for field in fields), "x"))
    mine = filled(admin_client, product, name="B")
    theirs: dict[str, Any] = {fields[7].key: "y"}
    catalogue.change(product, actor=ANA, **theirs)

    assert len(json.loads(mine["seen"])) == 105
    assert admin_client.post(edit(product), mine).status_code == 302
    product.refresh_from_db()
    assert (product.name, product.attributes[fields[7].key]) == ("B", "y")


def test_product_that_was_deleted_meanwhile_keeps_what_was_typed_in_own_fields(
    admin_client: Client, kettle: Product
) -> None:
    mine = filled(admin_client, kettle, own_tags="mine")
    url = edit(kettle)
    catalogue.delete(kettle, actor=ANA)

    response = admin_client.post(url, mine)

    assert response.status_code == 409
    assert response.context["form"]["own_tags"].value() == "mine"


def test_names_of_own_inputs_meet_no_other_inputs(admin_client: Client) -> None:
    for key in ("seen", "asked", "here", "sure"):
        OwnField.objects.create(key=key, label=key, kind="text")

    admin_client.post(NEW, typed(version=None, own_seen="a", own_asked="b", own_here="c", own_sure="d"))

    assert Product.objects.get().attributes == {"seen": "a", "asked": "b", "here": "c", "sure": "d"}
    assert {*KINDS}.isdisjoint({"seen", "asked"})
