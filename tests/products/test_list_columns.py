"""Which columns a person sees in the list of products, and how they choose them."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from products import list_columns
from products.fields.models import current_fields
from products.models import ListColumns, OwnField
from tests.products.factories import make_field, make_products

LIST, COLUMNS = "/products/", "/products/columns/"
USUAL = ["SKU", "Name", "Price", "Active", "Created", "Updated"]

pytestmark = pytest.mark.django_db


def headings(client: Client) -> list[str]:
    head = client.get(LIST).text.split("<thead>")[1].split("</thead>")[0]
    cells = re.findall(r"<th\s[^>]*>(.*?)</th>", head, re.DOTALL)[1:]
    return [re.sub(r"<[^>]+>", "", cell).strip() for cell in cells]


def cells(client: Client, key: str) -> list[str]:
    return re.findall(rf'<td data-cell="own"[^>]*data-label="{key}"[^>]*>(.*?)</td>', client.get(LIST).text, re.DOTALL)


def choose(client: Client, *shown: str, **form: object) -> object:
    order = [column.key for column in list_columns.all_columns(current_fields())]
    ordered = [*shown, *(key for key in order if key not in shown)]
    return client.post(COLUMNS, {"order": ordered, "shown": shown, "here": "q=mug", **form})


def test_usual_columns_have_own_fields_that_are_in_the_list(admin_client: Client) -> None:
    make_products(1, attributes={"brand": "Acme", "note": "Fragile"})
    make_field("brand")
    make_field("note", in_list=False)

    assert headings(admin_client) == ["SKU", "Name", "Brand", "Price", "Active", "Created", "Updated"]
    assert cells(admin_client, "Brand") == ["Acme"]


def test_person_chooses_columns_and_their_order(admin_client: Client, viewer: Client) -> None:
    make_products(1)
    make_field("brand")

    answer = choose(admin_client, "price", "brand", "description")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/products/?q=mug")  # type: ignore[attr-defined]
    assert headings(admin_client) == ["SKU", "Price", "Brand", "Description"]
    assert headings(viewer) == ["SKU", "Name", "Brand", *USUAL[2:]]


def test_form_shows_the_order_that_was_chosen_and_what_is_hidden(admin_client: Client) -> None:
    choose(admin_client, "updated_at", "name")

    page = admin_client.get(COLUMNS).text

    order = re.findall(r'name="order" value="(\w+)"', page)
    assert order == ["updated_at", "name", "description", "price", "active", "created_at"]
    assert re.findall(r'value="(\w+)"\s+checked', page) == ["updated_at", "name"]


@pytest.mark.parametrize(("button", "order"), [("up", ["price", "name"]), ("down", ["name", "price"])])
def test_column_moves_without_being_saved(admin_client: Client, button: str, order: list[str]) -> None:
    make_products(1)
    page = admin_client.post(COLUMNS, {"order": order[::-1], "shown": ["name"], button: "price", "here": ""})

    assert page.status_code == 200
    assert re.findall(r'name="order" value="(\w+)"', page.text)[:2] == order
    assert re.findall(r'value="(\w+)"\s+checked', page.text) == ["name"]
    assert headings(admin_client) == USUAL


def test_first_column_stays_the_first_when_it_is_moved_up(admin_client: Client) -> None:
    page = admin_client.post(COLUMNS, {"order": ["name", "price"], "shown": ["name"], "up": "name"})

    assert re.findall(r'name="order" value="(\w+)"', page.text)[:2] == ["name", "price"]


def test_usual_columns_come_back(admin_client: Client) -> None:
    make_products(1)
    choose(admin_client, "price")

    choose(admin_client, "price", reset="on")

    assert headings(admin_client) == USUAL


def test_all_columns_can_be_hidden_but_the_sku(admin_client: Client) -> None:
    make_products(1)

    choose(admin_client)

    assert headings(admin_client) == ["SKU"]


def test_field_that_comes_later_shows_at_the_end_if_it_is_in_the_list(admin_client: Client) -> None:
    make_products(1)
    choose(admin_client, "price")
    make_field("brand")
    make_field("note", in_list=False)

    assert headings(admin_client) == ["SKU", "Price", "Brand"]


def test_archived_field_is_gone_and_comes_back_where_it_was(admin_client: Client) -> None:
    make_products(1)
    field = make_field("brand")
    choose(admin_client, "brand", "price")
    OwnField.objects.filter(pk=field.pk).update(archived_at=field.created_at)
    assert headings(admin_client) == ["SKU", "Price"]

    OwnField.objects.filter(pk=field.pk).update(archived_at=None)

    assert headings(admin_client) == ["SKU", "Brand", "Price"]


def test_keys_that_are_no_columns_are_left_out(admin_client: Client) -> None:
    make_products(1)

    answer = admin_client.post(COLUMNS, {"order": ["sku", "x" * 500, "price"], "shown": ["x" * 500, "sku", "price"]})

    assert answer.status_code == 302
    assert headings(admin_client) == ["SKU", "Price"]


def test_form_in_a_dialog_is_told_where_the_list_is(admin_client: Client) -> None:
    answer = admin_client.post(
        COLUMNS, {"shown": ["name"], "here": "q=a&page=2"}, headers={"X-Requested-With": "dialog"}
    )

    assert (answer.status_code, answer.headers["Location"]) == (204, "/products/?q=a&page=2")


def test_choice_goes_with_the_person(admin_client: Client, admin_user: User) -> None:
    choose(admin_client, "price")

    admin_user.delete()

    assert not ListColumns.objects.exists()


def test_cells_show_each_kind_in_words_and_never_as_markup(admin_client: Client) -> None:
    values: dict[str, tuple[str, object, str]] = {
        "a": ("text", "<b>x</b>", "&lt;b&gt;x&lt;/b&gt;"),
        "b": ("integer", 1200, "1200"),
        "c": ("list", ["x", "<i>", "y", "z", "&"], ""),
        "d": ("url", "https://example.com/<a>", ""),
        "e": ("boolean", False, "no"),
        "f": ("date", "2026-12-31", "31 December 2026"),
        "g": ("barcode", "00012345678905", "00012345678905"),
    }
    for key, (kind, _, _) in values.items():
        make_field(key, kind)
    make_products(1, attributes={key: value for key, (_, value, _) in values.items()})

    found = {key: cells(admin_client, key.upper()) for key in values}

    assert found["c"] == [
        '<ul class="members" role="list"><li>x</li><li>&lt;i&gt;</li><li>y</li><li title="z, &amp;">+2</li></ul>'
    ]
    assert "<a>" not in found["d"][0]
    assert {key: found[key] for key in "abefg"} == {key: [values[key][2]] for key in "abefg"}


def test_row_that_is_fetched_alone_has_the_columns_of_the_list(admin_client: Client) -> None:
    (product,) = make_products(1, attributes={"brand": "Acme"})
    make_field("brand")
    choose(admin_client, "brand")

    row = admin_client.get(f"/products/{product.pk}/row/").text

    assert re.findall(r'data-cell="(\w+)"', row) == ["choose", "sku", "own"]
