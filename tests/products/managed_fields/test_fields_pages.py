"""The pages on which managers look after own fields, without JavaScript."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from products.fields.models import OwnField
from products.fields.own_settings import OWN_KINDS
from products.fields.ready_made import READY_MADE
from products.jobs.models import ImportJob
from products.own_fields import actions, usage
from products.own_fields.forms import KINDS_IN_WORDS
from tests.products.factories import ANA
from tests.products.managed_fields.making import give, keys, make_field, make_sizes, work
from tests.products.pages import HOSTILE

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "/products/fields/"
NEW = f"{PAGE}new/"


def typed(**values: Any) -> dict[str, Any]:
    return {"label": "Brand", "kind": "text", "in_list": "on", "told": "on"} | values


def errors_of(response: Any) -> dict[str, list[str]]:
    assert response.status_code == 422
    return {name: [*map(str, errors)] for name, errors in response.context["form"].errors.items()}


def test_page_without_fields_teaches_and_offers_ready_made_ones(admin_client: Client) -> None:
    page = admin_client.get(PAGE)

    assertContains(page, "No fields of your own yet")
    assertContains(page, f'href="{NEW}"')
    assert re.findall(r'name="key" value="(\w+)"', page.text) == [ready.key for ready in READY_MADE]


def test_page_lists_fields_in_order_with_their_facts(admin_client: Client) -> None:
    make_sizes(*[f"Size {number}" for number in range(1, 241)])
    make_field("weight", kind="decimal", settings={"places": 3, "unit": "kg"}, sortable=True, told=False)
    make_field("tags", kind="list", in_list=False, told=False)
    give("weight", *["1"] * 3)

    page = admin_client.get(PAGE)

    assert re.findall(r'<tr id="field-(\w+)">', page.text) == ["size", "weight", "tags"]
    assertContains(page, "Size 1, Size 2, Size 3, Size 4 and 236 more")
    assertNotContains(page, "Size 5")
    assertContains(page, "kg, 3 places")
    assertContains(page, "separated by |")
    marks = [re.findall(r"<li>([\w ]+)</li>", row) for row in page.text.split("<tr id=")[1:4]]
    assert marks == [["in lists", "in webhooks"], ["sortable", "in lists"], []]
    assertContains(page, '3<span class="unit"> products')


@pytest.mark.parametrize("number", [1, 3])
def test_page_asks_the_database_the_same_whatever_it_lists(
    admin_client: Client, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    for n in range(number):
        make_field(f"f{n}")

    with django_assert_num_queries(8):  # session, user, fields, size, numbers, erasures, indexing, erased keys
        admin_client.get(PAGE)


def test_page_estimates_how_many_of_many_products_have_a_value(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_field("brand")
    make_field("colour")
    give("brand", *["Norrby"] * 1_234)
    give("colour", *["Red"] * 5, sku="B")
    assertNotContains(admin_client.get(PAGE), "estimated from a sample")

    monkeypatch.setattr(usage, "COUNTED_UP_TO", 1_000)
    page = admin_client.get(PAGE)

    assertContains(page, "estimated from a sample")
    assertContains(page, 'about 1,200<span class="unit"> products')
    assertContains(page, "few or none")
    assert [each["products"] for each in admin_client.get("/products/api/fields/").json()["results"]] == [1_234, 5]


def test_page_is_found_from_the_products_and_from_the_menu(admin_client: Client) -> None:
    assert admin_client.get("/products/").text.count(f'href="{PAGE}"') == 2


def test_ready_made_field_is_added_with_a_click_and_offered_no_more(admin_client: Client) -> None:
    def click(key: str) -> Any:
        return admin_client.post(f"{PAGE}ready-made/", {"key": key}, follow=True)

    response = click("weight")

    assertRedirects(response, PAGE)
    assertContains(response, "Weight was added.")
    assert keys() == ["weight"]
    assertNotContains(response, 'name="key" value="weight"')
    assertContains(
        admin_client.post(f"{PAGE}ready-made/", {"key": "weight"}, follow=True), "belongs to the field Weight"
    )
    assertContains(admin_client.post(f"{PAGE}ready-made/", {"key": "x"}, follow=True), "no such ready-made field")


def test_ready_made_field_is_not_offered_beside_one_of_its_name(admin_client: Client) -> None:
    make_field("maker", label="Brand")
    make_field("gtin", synonyms=["Barcode"])

    page = admin_client.get(PAGE)

    assertNotContains(page, 'name="key" value="brand"')
    assertNotContains(page, 'name="key" value="barcode"')


def test_every_kind_has_a_word_for_people() -> None:
    assert [*KINDS_IN_WORDS] == [*OWN_KINDS]


@pytest.mark.parametrize(
    ("values", "kind", "stored"),
    [
        ({}, "text", {}),
        ({"places": "2"}, "text", {}),
        ({"kind": "decimal", "places": "2", "unit": "kg"}, "decimal", {"places": 2, "unit": "kg"}),
        ({"kind": "decimal", "places": "", "unit": ""}, "decimal", {"places": 6, "unit": ""}),
        ({"kind": "money", "negative": "on"}, "money", {"negative": True}),
        ({"kind": "money"}, "money", {"negative": False}),
        ({"kind": "list", "separator": ";"}, "list", {"separator": ";"}),
        ({"kind": "list", "separator": ""}, "list", {"separator": "|"}),
        (
            {"kind": "choice", "choices": "S\r\n\r\n M \r\n", "choice_synonyms": "small = S\r\na = b = M"},
            "choice",
            {"choices": ["S", "M"], "synonyms": {"small": "S", "a = b": "M"}},
        ),
    ],
)
def test_field_is_added_by_its_form(
    admin_client: Client, values: dict[str, str], kind: str, stored: dict[str, object]
) -> None:
    response = admin_client.post(NEW, typed(**values))

    assertRedirects(response, PAGE, fetch_redirect_response=False)
    field = OwnField.objects.get()
    assert (field.key, field.label, field.kind, field.settings) == ("brand", "Brand", kind, stored)
    assert (field.in_list, field.told, field.required) == (True, True, False)


def test_key_is_made_from_the_label_unless_it_is_given(admin_client: Client) -> None:
    admin_client.post(NEW, typed(label="Größe in Zoll"))
    admin_client.post(NEW, typed(label="Farbe", key="colour", synonyms="Couleur\r\nColore"))

    assert keys() == ["grosse_in_zoll", "colour"]
    assert OwnField.objects.get(key="colour").synonyms == ["Couleur", "Colore"]


@pytest.mark.parametrize(
    ("values", "errors"),
    [
        ({"label": ""}, {"label": "Enter a label.", "key": "small letters"}),
        ({"label": "品牌"}, {"key": "small letters"}),
        ({"key": "price"}, {"key": "every product has"}),
        ({"label": "Size"}, {"key": "belongs to the field Size"}),
        ({"label": "SIZE", "key": "other"}, {"label": "is a name of the field Size"}),
        ({"kind": "colour"}, {"kind": "valid choice"}),
        ({"kind": ""}, {"kind": "Choose a kind."}),
        ({"kind": "decimal", "places": "9"}, {"places": "from 0 to 6"}),
        ({"kind": "decimal", "places": "two"}, {"places": "whole number"}),
        ({"kind": "choice"}, {"choices": "at least one"}),
        ({"kind": "choice", "choices": "S", "choice_synonyms": "small"}, {"choice_synonyms": "is not like"}),
        ({"kind": "choice", "choices": "S", "choice_synonyms": "a = M"}, {"choice_synonyms": "none of the choices"}),
        ({"kind": "list", "separator": "x"}, {"separator": "no letter"}),
        ({"kind": "list", "sortable": "on"}, {"sortable": "cannot be sorted"}),
        ({"synonyms": "price"}, {"synonyms": "every product has"}),
    ],
)
def test_what_is_wrong_is_said_beside_the_input(
    admin_client: Client, values: dict[str, str], errors: dict[str, str]
) -> None:
    make_field("size")

    response = admin_client.post(NEW, typed(**values))

    found = errors_of(response)
    assert found.keys() == errors.keys()
    assert all(words in found[name][0] for name, words in errors.items())
    assertContains(response, 'aria-invalid="true"', status_code=422)
    assert keys() == ["size"]


def test_refused_form_keeps_what_was_typed(admin_client: Client) -> None:
    response = admin_client.post(NEW, typed(label=HOSTILE, kind="choice", choices="S\r\nM", key="Bad"))

    assertContains(response, "&lt;script&gt;", status_code=422)
    assertNotContains(response, HOSTILE, status_code=422)
    assertContains(response, "S\r\nM", status_code=422)


def test_refusal_about_no_input_stands_above_the_form(admin_client: Client, settings: Any) -> None:
    settings.OWN_FIELDS_MAX = 0

    assertContains(admin_client.post(NEW, typed()), "There can be at most 0 fields", status_code=422)


def test_form_shows_a_field_as_it_is_and_saving_it_changes_nothing(admin_client: Client) -> None:
    settings = {"choices": ["S", "M"], "synonyms": {"small": "S"}}
    make_field("size", kind="choice", settings=settings, synonyms=["Größe"], required=True, told=False)
    before = OwnField.objects.values().get()

    form = admin_client.get(f"{PAGE}size/edit/").context["form"]
    values = {name: form[name].value() for name in form.fields}
    admin_client.post(
        f"{PAGE}size/edit/", {name: value for name, value in values.items() if value not in (None, False)}
    )

    assert OwnField.objects.values().get() == before


def test_key_and_kind_of_a_field_with_values_are_shown_and_fixed(admin_client: Client) -> None:
    make_sizes("S", "M")
    give("size", "S", "S")

    page = admin_client.get(f"{PAGE}size/edit/")
    values = typed(label="Size", key="other", kind="text", choices="S\r\nL")
    changed = admin_client.post(f"{PAGE}size/edit/", values)

    assertContains(page, "2 products have a value, so the key and the kind")
    assertNotContains(page, "A whole number")
    assertNotContains(page, "Settings of a <i>decimal</i>")
    assertRedirects(changed, PAGE, fetch_redirect_response=False)
    field = OwnField.objects.get()
    assert (field.key, field.kind, field.settings["choices"]) == ("size", "choice", ["S", "L"])


def test_choice_in_use_is_named_beside_the_choices(admin_client: Client) -> None:
    make_sizes("S", "M")
    give("size", "S", "S")

    response = admin_client.post(f"{PAGE}size/edit/", typed(label="Size", choices="M"))

    assert "“S” (2 products) is in use" in errors_of(response)["choices"][0]


@pytest.mark.parametrize(
    ("form", "order"),
    [
        ({"up": "size"}, "brand size colour"),
        ({"down": "brand"}, "colour brand size"),
        ({"up": "brand"}, "brand colour size"),
        ({"key": ["size", "colour", "brand"]}, "size colour brand"),
        ({"key": ["size"]}, "brand colour size"),
        ({"up": "nothing"}, "brand colour size"),
        ({}, "brand colour size"),
    ],
)
def test_fields_are_put_in_order_by_buttons(admin_client: Client, form: dict[str, Any], order: str) -> None:
    for key in ("brand", "colour", "size"):
        make_field(key)

    assertRedirects(admin_client.post(f"{PAGE}order/", form), PAGE)

    assert keys() == order.split()


def test_order_that_came_too_late_says_so(admin_client: Client) -> None:
    make_field("brand")

    assertContains(admin_client.post(f"{PAGE}order/", {"key": "x"}, follow=True), "have changed in the meantime")
    assertContains(admin_client.post(f"{PAGE}order/", {"up": "x"}, follow=True), "archived or erased in the meantime")


def test_script_that_drags_is_answered_in_plain_text(admin_client: Client) -> None:
    make_field("brand")
    make_field("size")

    def dragged(*order: str) -> tuple[int, str]:
        answer = admin_client.post(f"{PAGE}order/", {"key": order}, headers={"X-Requested-With": "drag-order"})
        return answer.status_code, answer.text

    assert dragged("size", "brand") == (204, "")
    assert keys() == ["size", "brand"]
    status, words = dragged("size")
    assert (status, keys()) == (409, ["size", "brand"])
    assert words.startswith("The fields have changed in the meantime.")


def test_first_and_last_field_cannot_be_moved_further(admin_client: Client) -> None:
    make_field("brand")

    assert admin_client.get(PAGE).text.count("disabled") == 2


def test_field_is_archived_and_restored(admin_client: Client) -> None:
    make_field("brand")
    give("brand", "N")

    archived = admin_client.post(f"{PAGE}brand/archive/", follow=True)
    page = admin_client.get(f"{PAGE}brand/edit/")
    refused = admin_client.post(f"{PAGE}brand/edit/", typed())
    restored = admin_client.post(f"{PAGE}brand/restore/", follow=True)

    assertContains(archived, "Brand is in the archive. Its values are kept")
    assertContains(archived, f'action="{PAGE}brand/restore/"')
    assertContains(page, "1 product keeps its value.")
    assert refused.status_code == 422
    assertContains(restored, "Brand is back, with its values.")
    assert keys() == ["brand"]


def test_restoring_that_is_refused_says_why(admin_client: Client) -> None:
    make_field("brand", sortable=True)
    actions.archive("brand", actor=ANA)
    for number in range(10):
        make_field(f"f{number}", sortable=True)

    page = admin_client.post(f"{PAGE}brand/restore/", follow=True)

    assertContains(page, "At most 10 fields can be sortable")


@pytest.mark.parametrize("number", ["2", "2.", " 2 "])
def test_field_is_erased_when_the_number_is_typed(admin_client: Client, number: str) -> None:
    make_field("brand")
    give("brand", "N", "Q")
    assertContains(admin_client.get(f"{PAGE}brand/erase/"), "Type 2 to confirm")

    response = admin_client.post(f"{PAGE}brand/erase/", {"confirm": number})

    job = ImportJob.objects.get()
    assertRedirects(response, job.get_absolute_url())
    assertContains(admin_client.get(PAGE), "being erased")
    assertContains(admin_client.post(f"{PAGE}brand/restore/", follow=True), "are being erased")
    assertContains(admin_client.post(f"{PAGE}brand/erase/", {"confirm": "2"}), "are being erased", status_code=422)
    work(job)
    assertContains(admin_client.get(job.get_absolute_url()), "2 of 2")
    assertNotContains(admin_client.get(PAGE), "Archive</h2>")
    assert admin_client.get(f"{PAGE}brand/edit/").status_code == 404


@pytest.mark.parametrize("number", ["", "1", "all", "-2", "²"])
def test_another_number_erases_nothing(admin_client: Client, number: str) -> None:
    make_field("brand")
    give("brand", "N", "Q")

    response = admin_client.post(f"{PAGE}brand/erase/", {"confirm": number})

    assertContains(response, "2 products have a value now. Nothing was erased. Type that number", status_code=422)
    assert (keys(), ImportJob.objects.count()) == (["brand"], 0)


def test_field_without_values_is_erased_without_typing(admin_client: Client) -> None:
    make_field("brand")
    assertContains(admin_client.get(f"{PAGE}brand/erase/"), '<input type="hidden" name="confirm" value="0">')

    admin_client.post(f"{PAGE}brand/erase/", {"confirm": "0"})

    job = work(ImportJob.objects.get())
    assert job.status == "completed"
    assert admin_client.get(job.get_absolute_url()).status_code == 200


def test_who_may_only_look_sees_the_fields_and_no_buttons(viewer: Client) -> None:
    make_field("brand")
    make_field("size")
    actions.archive("size", actor=ANA)

    page = viewer.get(PAGE)

    assertContains(page, "Brand")
    assertContains(page, "Size")
    content = page.text.split("<main", 1)[1].split("</main>")[0]
    assert ("<button" in content, "<form" in content, "/edit/" in content, "/erase/" in content) == (False,) * 4


def test_manager_sees_everything(client: Client) -> None:
    make_field("brand")
    user = User.objects.create(username="max", is_staff=True)
    user.groups.set(Group.objects.filter(name="manager"))
    client.force_login(user)

    page = client.get(PAGE)

    assertContains(page, f"{PAGE}brand/edit/")
    assertContains(page, "Add a field")
    assertContains(client.get(f"{PAGE}brand/edit/"), f"{PAGE}brand/erase/")


def test_pages_are_for_people_who_signed_in() -> None:
    for path in ("", "new/", "brand/edit/", "brand/erase/"):
        assertRedirects(Client().get(f"{PAGE}{path}"), f"/accounts/login/?next={PAGE}{path}")


@pytest.mark.parametrize("path", ["edit/", "erase/"])
def test_unknown_field_is_not_found(admin_client: Client, path: str) -> None:
    assert admin_client.get(f"{PAGE}nothing/{path}").status_code == 404
    assert admin_client.post(f"{PAGE}nothing/{path}").status_code == 404


@pytest.mark.parametrize("path", ["order/", "ready-made/", "brand/archive/", "brand/restore/"])
def test_what_changes_something_is_a_post(admin_client: Client, path: str) -> None:
    assert admin_client.get(f"{PAGE}{path}").status_code == 405
