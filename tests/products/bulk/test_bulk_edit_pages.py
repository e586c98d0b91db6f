"""A field of many products is edited from the page: chosen, given a value, asked about, and told."""

import html
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from products.jobs.models import ImportJob
from products.models import Change, OwnField, Product
from products.search.query import PAGE_SIZE
from tests.products.bulk.asking import ACT, facts, work
from tests.products.factories import make_products
from tests.products.own_fields import FULL, add_fields, archive

pytestmark = pytest.mark.django_db(transaction=True)

EDIT = "/products/edit-many/"
ALL: dict[str, Any] = {"all_matching": "on", "query": ""}
HOSTILE = "<script>alert(1)</script>{{ 7 }}"


def sent(field: str, verb: str, value: str = "", **others: Any) -> dict[str, Any]:
    return ALL | {"field": field, "verb": verb, f"value_{field}": value} | others


def stored(key: str) -> list[Any]:
    return [each.attributes.get(key) for each in Product.objects.in_sku_order()]


def said_beside(answer: Any) -> list[str]:
    assert answer.status_code == 422
    form = answer.context["form"]
    return [str(fault) for fault in form.errors.get(form.value_name, [])]


def test_list_offers_to_edit_a_field_of_what_is_selected(admin_client: Client, viewer: Client) -> None:
    make_products(1)

    assertContains(admin_client.get("/products/"), f'formaction="{EDIT}"')
    assertNotContains(viewer.get("/products/"), EDIT)


def test_page_first_asks_for_the_field(admin_client: Client) -> None:
    add_fields("brand", "stock")
    archive("stock")
    one, other, _ = make_products(3)

    page = admin_client.post(EDIT, {"id": [str(one.pk)], "ids": str(other.pk), "query": "?q=kettle", "action": "edit"})

    assertContains(page, "Edit a field of 2 products")
    assert [field.key for field in page.context["form"].choices] == ["name", "description", "price", "active", "brand"]
    assertContains(page, f'name="ids" value="{one.pk},{other.pk}"')
    assertContains(page, 'name="query" value="?q=kettle"')
    assertNotContains(page, 'name="verb"')


def test_page_opens_for_all_that_match_by_its_address_and_changes_nothing(admin_client: Client) -> None:
    make_products(2)

    page = admin_client.get(EDIT, sent("name", "set", "Mug"))

    assertContains(page, "Edit a field of 2 products")
    assertContains(page, 'name="value_name"')
    assert set(Product.objects.values_list("version", flat=True)) == {1}


@pytest.mark.parametrize(
    ("field", "verbs", "control"),
    [
        ("name", ["set"], r'<input type="text" name="value_name"'),
        ("description", ["set", "clear"], r'<textarea name="value_description"'),
        ("price", ["set", "clear"], r'<input type="text" name="value_price"[^>]*inputmode="decimal"'),
        ("active", ["set"], r'<select name="value_active".*<option value="false">inactive'),
        ("brand", ["set", "clear"], r'<input type="text" name="value_brand"'),
        ("notes", ["set", "clear"], r'<textarea name="value_notes"'),
        ("stock", ["set", "clear"], r'<input type="text" name="value_stock"[^>]*inputmode="numeric"'),
        ("weight", ["set", "clear"], r'<span class="unit">kg</span>.*name="value_weight"'),
        ("organic", ["set", "clear"], r'<select name="value_organic".*<option value="true">yes'),
        ("launch", ["set", "clear"], r'<input type="date" name="value_launch"'),
        ("colour", ["set", "clear"], r'<select name="value_colour".*Dark blue'),
        ("tags", ["set", "clear", "add", "remove"], r'<textarea name="value_tags".*One a line'),
        ("website", ["set", "clear"], r'<input type="url" name="value_website"'),
    ],
)
def test_chosen_field_brings_what_it_can_and_the_input_of_its_kind(
    admin_client: Client, field: str, verbs: list[str], control: str
) -> None:
    add_fields()
    make_products(1)

    page = admin_client.post(EDIT, ALL | {"field": field})

    assert page.status_code == 200
    assert re.findall(r'name="verb" value="(\w+)"', page.text) == verbs
    assert re.search(control, page.text, re.DOTALL)


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        ("brand", " Bolt ", "Bolt"),
        ("notes", "One\r\nTwo", "One\nTwo"),
        ("stock", "1,200", 1200),
        ("stock", "-3", -3),
        ("weight", "1,5 kg", "1.5"),
        ("cost", "7,20", "7.20"),
        ("organic", "false", False),
        ("launch", "31.12.2026", "2026-12-31"),
        ("colour", "Dark blue", "Dark blue"),
        ("tags", "new\r\n sale \r\n", ["new", "sale"]),
        ("website", "https://example.com/", "https://example.com/"),
        ("ean", "4006381-333931", "4006381333931"),
    ],
)
def test_own_field_of_every_kind_is_set(admin_client: Client, field: str, typed: str, value: Any) -> None:
    add_fields()
    make_products(2)

    answer = admin_client.post(EDIT, sent(field, "set", typed, query="?sort=name"))

    assertRedirects(answer, "/products/?sort=name", fetch_redirect_response=False)
    assert stored(field) == [value] * 2


@pytest.mark.parametrize(
    ("field", "verb", "typed", "value"),
    [
        ("name", "set", " Big\tkettle", "Big kettle"),
        ("description", "set", "For tea", "For tea"),
        ("description", "clear", "not judged", ""),
        ("price", "set", "9,90", "9.90"),
        ("price", "clear", "x", "None"),
        ("active", "set", "false", "False"),
    ],
)
def test_built_in_field_is_edited(admin_client: Client, field: str, verb: str, typed: str, value: str) -> None:
    make_products(2, description="Boils")

    admin_client.post(EDIT, sent(field, verb, typed))

    assert {str(each) for each in Product.objects.values_list(field, flat=True)} == {value}


def test_members_are_added_removed_and_cleared(admin_client: Client) -> None:
    add_fields("tags")
    make_products(1, attributes={"tags": ["a|b", "new"]})
    make_products(1, sku="B")

    def tags_after(verb: str, typed: str) -> list[Any]:
        assert admin_client.post(EDIT, sent("tags", verb, typed)).status_code == 302
        return stored("tags")

    assert tags_after("add", "new\r\nsale") == [["a|b", "new", "sale"], ["new", "sale"]]
    assert tags_after("remove", "a|b\r\nnew") == [["sale"], ["sale"]]
    assert tags_after("clear", "") == [None, None]


@pytest.mark.parametrize(
    ("field", "verb", "typed", "said"),
    [
        ("name", "set", "", "Write a value."),
        ("name", "set", " ", "The name is missing."),
        ("name", "set", "x" * 600, "The name has 600 characters; at most 500 are allowed."),
        ("price", "set", "", "Write a value."),
        ("price", "set", "-1", "-1 is negative. Write an amount such as 12.90 or 12,90."),
        ("active", "set", "", "Write a value."),
        ("active", "set", "maybe", "The active maybe must be true or false."),
        ("brand", "set", "a\a", "The brand contains an invisible control character."),
        ("stock", "set", "x5", "The stock x5 contains a letter."),
        ("weight", "set", "1,200", "1,200 can be read as 1200 or as 1.2. Write one of them."),
        ("colour", "set", "Pink", "The colour Pink is none of its choices: Red, Dark blue."),
        ("tags", "set", "a|b", "The tags a|b has “|” inside a member, which separates the members in files."),
        ("tags", "add", "", "Write at least one member."),
        ("tags", "remove", " \r\n", "Write at least one member."),
    ],
)
def test_refused_value_comes_back_with_the_sentence_and_the_selection(
    admin_client: Client, field: str, verb: str, typed: str, said: str
) -> None:
    add_fields()
    make_products(3)
    (one, *_) = Product.objects.in_sku_order()
    form = {"id": str(one.pk), "query": "?q=kettle", "field": field, "verb": verb, f"value_{field}": typed}

    answer = admin_client.post(EDIT, form)

    assert [sentence.replace(f"“{typed}”", typed) for sentence in said_beside(answer)] == [said]
    assertContains(answer, f'name="ids" value="{one.pk}"', status_code=422)
    assertContains(answer, "Edit a field of 1 product<", status_code=422)
    assert not Change.objects.exists()


@pytest.mark.parametrize("verb", ["clear", "add", "remove", "burn", ""])
def test_what_the_field_cannot_is_refused(admin_client: Client, verb: str) -> None:
    make_products(1)

    answer = admin_client.post(EDIT, sent("name", verb, "Mug"))

    assert (answer.status_code, [*answer.context["form"].errors]) == (422, ["verb"])
    assert not Change.objects.exists()


@pytest.mark.parametrize("key", ["sku", "wings", "", "old", HOSTILE])
def test_field_that_is_none_any_more_is_refused_and_another_can_be_chosen(admin_client: Client, key: str) -> None:
    OwnField.objects.create(key="old", label="Old", kind="text")
    archive("old")
    make_products(1)

    answer = admin_client.post(EDIT, sent(key, "set", "x"))

    assertContains(answer, "There is no such field any more. Choose another one.", status_code=422)
    assertNotContains(answer, HOSTILE, status_code=422)


def test_product_that_cannot_take_it_is_named_beside_the_value(admin_client: Client) -> None:
    add_fields("tags")
    make_products(1, sku="FULL", attributes={"tags": list(map(str, range(100)))})
    make_products(1)

    answer = admin_client.post(EDIT, sent("tags", "add", "new"))

    assert said_beside(answer) == ["FULL-0: The tags has 101 members; at most 100 are allowed."]
    assert not Change.objects.exists()


@pytest.mark.parametrize(
    ("form", "said"),
    [({}, "Select products first"), ({"id": "x"}, "valid UUID"), (ALL | {"query": "?price_min=x"}, "cannot be read")],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_page_without_a_selection_leads_back_to_the_list(
    admin_client: Client, method: str, form: Any, said: str
) -> None:
    make_products(1)

    answer = getattr(admin_client, method)(EDIT, form | {"field": "name", "verb": "set", "value_name": "Mug"})

    assert answer["Location"].startswith("/products/?")
    assertContains(admin_client.get("/products/"), said)
    assert not Change.objects.exists()


def test_page_says_how_many_changed_and_leads_to_them(admin_client: Client) -> None:
    add_fields("stock")
    make_products(2, attributes={"stock": 4})
    make_products(1, sku="B", attributes={"stock": 5})
    make_products(1, sku="C", name="Lamp")

    done = admin_client.post(EDIT, sent("stock", "set", "5", query="?name=kettle"), follow=True)
    (link,) = re.findall(r'Open <a href="([^"]+)">the 2 that changed</a>', done.text)
    again = admin_client.post(EDIT, sent("stock", "set", "5", query="?name=kettle"), follow=True)

    assertContains(done, "Stock set to 5: 2 products changed (1 already was like that).")
    assert {row.sku for row in admin_client.get(html.unescape(link)).context["page"].rows} == {"A-0", "A-1"}
    assertContains(again, "Nothing changed: 3 products are like that already.")


@pytest.mark.parametrize("query", ["?name=kettle", "?q=kettle", "?name=kettle&price_max=20"])
def test_link_finds_products_though_the_filter_does_no_more(admin_client: Client, query: str) -> None:
    make_products(2)
    make_products(1, sku="B", name="Lamp")

    done = admin_client.post(EDIT, sent("name", "set", "Mug", query=query), follow=True)
    (link,) = re.findall(r'<a href="([^"]+)">the 2 that changed</a>', done.text)

    assert {row.sku for row in admin_client.get(html.unescape(link)).context["page"].rows} == {"A-0", "A-1"}


@pytest.mark.parametrize("query", ["?f.brand=Acme", "?f.brand=Acme&f.brand=Bolt&name=kettle", "?q=kettle&f.brand=Acme"])
def test_link_finds_products_though_the_filter_by_an_own_field_does_no_more(admin_client: Client, query: str) -> None:
    add_fields("brand")
    make_products(2, attributes={"brand": "Acme"})
    make_products(1, sku="B", attributes={"brand": "Cole"})

    done = admin_client.post(EDIT, sent("brand", "set", "Duo", query=query), follow=True)
    (link,) = re.findall(r'<a href="([^"]+)">the 2 that changed</a>', done.text)

    assert stored("brand") == ["Duo", "Duo", "Cole"]
    assert {row.sku for row in admin_client.get(html.unescape(link)).context["page"].rows} == {"A-0", "A-1"}


def test_state_that_is_edited_keeps_its_words_and_can_be_undone(admin_client: Client) -> None:
    make_products(2)

    assertContains(
        admin_client.post(EDIT, sent("active", "set", "false"), follow=True),
        "2 products are now inactive. Open",
    )


def test_page_asks_before_it_edits_more_than_a_page_of_products(admin_client: Client) -> None:
    add_fields("notes")
    make_products(PAGE_SIZE + 1)
    make_products(1, sku="B", name="Lamp")
    form = sent("notes", "set", f"One\r\n{HOSTILE}", query="?name=kettle")

    asked = admin_client.post(EDIT, form)
    before = Change.objects.count()
    hidden = {
        name: html.unescape(value)
        for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', asked.text)
    }
    done = admin_client.post(EDIT, hidden, follow=True)

    assertContains(asked, "Change 51 products?")
    assertContains(asked, "Notes will be set to One &lt;script&gt;")
    assertContains(asked, "and 46 more")
    assertNotContains(asked, HOSTILE)
    assert (before, hidden["confirmed"], hidden["meant"]) == (0, "on", "51")
    assertContains(done, "51 products changed")
    assert stored("notes") == [f"One\n{HOSTILE}"] * 51 + [None]


def test_page_asks_again_before_it_edits_more_than_were_meant(admin_client: Client) -> None:
    make_products(PAGE_SIZE + 2)

    answer = admin_client.post(EDIT, sent("name", "set", "Mug", confirmed="on", meant=str(PAGE_SIZE + 1)))

    assertContains(answer, "Change 52 products?")
    assert not Change.objects.exists()


def test_refused_value_is_not_asked_about(admin_client: Client) -> None:
    add_fields("stock")
    make_products(PAGE_SIZE + 1)

    assert said_beside(admin_client.post(EDIT, sent("stock", "set", "x"))) == ["The stock x is not a number."]


def test_many_are_handed_to_a_job_that_is_listed_in_words(admin_client: Client, small: None) -> None:
    add_fields("stock")
    make_products(3)
    make_products(1, sku="B", name="Lamp")

    answer = admin_client.post(EDIT, sent("stock", "set", "5", query="?name=kettle"))
    job = work(ImportJob.objects.get())
    page = admin_client.get(job.get_absolute_url())
    url = html.unescape(re.findall(r'href="([^"]+)">Open products it changed', page.text)[0])

    assertRedirects(answer, job.get_absolute_url(), fetch_redirect_response=False)
    assert facts(job) == ("completed", 3, 3, 0)
    assertContains(admin_client.get("/products/activity/"), "Stock set to 5")
    assert {row.sku for row in admin_client.get(url).context["page"].rows} == {"A-0", "A-1", "A-2"}


def test_edit_without_permission_is_refused(client: Client) -> None:
    (product,) = make_products(1)
    client.force_login(User.objects.create(username="viewer", is_staff=True))
    form = sent("name", "set", "Mug", id=str(product.pk))

    assert {client.get(EDIT).status_code, client.post(EDIT, form).status_code} == {403}
    assert client.post(ACT, form | {"action": "edit"}).status_code == 403
    assert not Change.objects.exists()


def test_page_is_for_people_who_signed_in_and_only_for_two_methods(admin_client: Client) -> None:
    assertRedirects(Client().get(EDIT), f"/accounts/login/?next={EDIT}")
    assert admin_client.put(EDIT).status_code == 405


def test_selection_sent_where_the_other_actions_go_opens_the_page(admin_client: Client) -> None:
    make_products(1)

    assertContains(admin_client.post(ACT, ALL | {"action": "edit"}), "Edit a field of 1 product<")


@pytest.mark.parametrize("number", [1, 40])
def test_page_takes_the_same_queries_whatever_is_selected(
    admin_client: Client, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    add_fields()
    made = make_products(number, attributes=FULL)
    form = {"ids": ",".join(str(each.pk) for each in made), "field": "tags"}

    with django_assert_num_queries(5):  # session, user, fields, pins, number
        admin_client.post(EDIT, form)
