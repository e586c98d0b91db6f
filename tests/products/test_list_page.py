import re
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from product_importer.lib import paging
from products.imports import receiving, running
from products.search import window
from tests.products.factories import make_products

pytestmark = pytest.mark.django_db

URL = "/products/"
HOSTILE = "<script>alert(1)</script>\" onload='x' {{ 7 }}"


def test_page_lists_products_by_sku(admin_client: Client) -> None:
    make_products(1, sku="B", name="Lamp", price=Decimal("1299.5"), updated_at=datetime(2026, 3, 1, 12, tzinfo=UTC))
    make_products(1, sku="A", active=False)

    response = admin_client.get(URL)

    assert [product.sku for product in response.context["page"].rows] == ["A-0", "B-0"]
    assertContains(response, "1,299.50")
    assertContains(response, 'title="1 March 2026, 12:00:00 UTC"')
    assert re.search(r'aria-checked="false"\s+aria-label="A-0 is active"', response.text)
    assertContains(response, "2 products")


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"q": "LAMP"}, "Desk <mark>Lamp</mark> &lt;b&gt;"),
        ({"name": "<b>"}, "Desk Lamp <mark>&lt;b&gt;</mark>"),
        ({"q": "b-0", "name": "desk"}, "<mark>Desk</mark> Lamp &lt;b&gt;"),
        ({"q": "b-"}, "<mark>B-</mark>0"),
        ({}, "Desk Lamp &lt;b&gt;"),
    ],
)
def test_page_marks_what_was_searched(admin_client: Client, query: dict[str, str], shown: str) -> None:
    make_products(1, sku="B", name="Desk Lamp <b>")

    assertContains(admin_client.get(URL, query), f">{shown}</a>")


def test_row_is_shown_alone_as_the_list_shows_it(admin_client: Client) -> None:
    (product,) = make_products(1)

    listed = admin_client.get(URL, {"q": "kettle"}).text
    alone = admin_client.get(f"{URL}{product.pk}/row/", {"q": "kettle"}).text

    row = re.findall(r"<tr data-url=.*?</tr>", alone, re.DOTALL)
    assert len(row) == 1
    assert row[0] in listed
    assert admin_client.get(f"{URL}00000000-0000-4000-8000-000000000000/row/").status_code == 404
    assert admin_client.post(f"{URL}{product.pk}/row/").status_code == 405
    assertContains(admin_client.get(f"{URL}{product.pk}/row/", {"page": "x"}), "Kettle 0")


@pytest.mark.parametrize("may_change", [True, False])
def test_sku_and_name_lead_to_the_same_place(client: Client, may_change: bool) -> None:
    make_products(1)
    user = User.objects.create(username="viewer", is_staff=True, is_superuser=may_change)
    client.force_login(user)

    links = re.findall(r'<a\s+(?:[a-z=\-"]+\s+)*href="(/products/[0-9a-f-]{36}/[a-z/]*)"\s*>', client.get(URL).text)

    assert len(links) == 2
    assert len(set(links)) == 1
    assert links[0].endswith("/edit/") is may_change


def test_page_says_that_a_product_has_no_price(admin_client: Client) -> None:
    make_products(1, price=None)

    assertContains(admin_client.get(URL), "not priced yet")


def test_anonymous_is_sent_to_sign_in(client: Client) -> None:
    assertRedirects(client.get(URL), f"/accounts/login/?next={URL}")


def test_page_refuses_other_methods(admin_client: Client) -> None:
    assert admin_client.post(URL).status_code == 405


@pytest.mark.parametrize("query", ["lamp", "LAMP", "b-0", " lamp ", "bright"])
def test_search_finds_sku_name_and_description_in_any_case(admin_client: Client, query: str) -> None:
    make_products(2)
    make_products(1, sku="B", name="Desk Lamp", description="Bright and cheap")

    response = admin_client.get(URL, {"q": query})

    assert [product.sku for product in response.context["page"].rows] == ["B-0"]
    assertContains(response, "1 product\n")


def test_search_keeps_its_text_in_the_box_and_in_the_page_links(admin_client: Client) -> None:
    make_products(51)

    response = admin_client.get(URL, {"q": "A-"})

    assertContains(response, 'name="q" value="A-"')
    assertContains(response, 'href="?q=A-&amp;page=2"')


def test_search_that_finds_nothing_says_so(admin_client: Client) -> None:
    make_products(1)

    assertContains(admin_client.get(URL, {"q": "sofa"}), "No products match “sofa”")


def test_search_refuses_a_text_that_is_too_long(admin_client: Client) -> None:
    response = admin_client.get(URL, {"q": "x" * 256})

    assertContains(response, "at most 255 characters", status_code=422)


def test_search_for_a_nul_byte_is_refused(admin_client: Client) -> None:
    assert admin_client.get(URL, {"q": "a\0b"}).status_code == 422


def test_empty_catalogue_leads_to_the_dashboard(admin_client: Client) -> None:
    response = admin_client.get(URL)

    assertContains(response, "No products yet")
    assertContains(response, "Import a file")


def test_second_page_goes_on_where_the_first_ends(admin_client: Client) -> None:
    make_products(51)

    response = admin_client.get(URL, {"page": "2"})

    assert [product.sku for product in response.context["page"].rows] == ["A-9"]
    assertContains(response, "51–51 of 51")
    assertContains(response, 'aria-current="page">2<')


def test_count_of_a_large_catalogue_is_exact_and_that_of_many_matches_is_called_an_estimate(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "COUNTED_EXACTLY_UP_TO", 2)
    monkeypatch.setattr(window, "SORTED_UP_TO", 2)
    make_products(3)

    assertContains(admin_client.get(URL), "3 products")
    assertNotContains(admin_client.get(URL), "about")
    assertContains(admin_client.get(URL, {"active": "true"}), "about ")
    assertContains(admin_client.get(URL, {"q": "kettle"}), "more than 2 products")


def test_hostile_texts_are_only_text(admin_client: Client) -> None:
    make_products(1, sku=HOSTILE, name=HOSTILE)

    response = admin_client.get(URL, {"q": HOSTILE})

    assertNotContains(response, "<script>alert")
    assert [product.name for product in response.context["page"].rows] == [HOSTILE]


@pytest.mark.parametrize("number", [1, 3])
def test_page_asks_the_database_the_same_whatever_it_lists(
    admin_client: Client, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    make_products(number)

    with django_assert_num_queries(6):  # session, user, count, rows, own fields, the person's columns
        admin_client.get(URL)


def test_page_marks_the_order_and_offers_the_others(admin_client: Client) -> None:
    make_products(2)

    response = admin_client.get(URL, {"sort": "-price", "q": "kettle"})

    assert re.search(r'aria-sort="descending"\s*>\s*<a class="sorter" href="\?q=kettle&amp;sort=price"', response.text)
    assertContains(response, 'href="?q=kettle"')  # by SKU, as usual
    assertContains(response, 'href="?q=kettle&amp;sort=-updated_at"')
    assertContains(response, "aria-sort", count=1)


def test_page_of_an_empty_catalogue_offers_no_filters_and_no_export(admin_client: Client) -> None:
    response = admin_client.get(URL)

    assertContains(response, "No products yet")
    assertNotContains(response, "Created since")
    assertNotContains(response, "export")


def test_page_shows_each_filter_as_a_chip_that_takes_it_away(admin_client: Client) -> None:
    make_products(2)
    query = {
        "q": "kettle",
        "active": "true",
        "price_min": "1",
        "updated_since": "2020-01-01",
        "created_since": "2020-01-01T10:30:00Z",
    }

    response = admin_client.get(URL, query)

    chips = {chip.words: chip.url for chip in response.context["chips"]}
    assert list(chips) == [
        "with “kettle”", "active", "price from 1", "created since 1 Jan 2020, 10:30", "updated since 1 Jan 2020",
    ]  # fmt: skip
    assert "active" not in chips["active"]
    assert "q=kettle" in chips["active"]
    assert [product.sku for product in response.context["page"].rows] == ["A-0", "A-1"]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"page": "-1"}, "greater than or equal to 1"),
        ({"page": "1000000000"}, "There is no page 1,000,000,000; the last one is 1."),
        ({"page": "x"}, "whole number"),
        ({"sort": "colour"}, "Order: There is no such order. Choose one of sku, -sku,"),
        ({"page_size": "501"}, "less than or equal to 500"),
        ({"cursor": "x"}, "This address does not match any place in this list."),
        ({"price_max": "1e3"}, "Price up to: “1e3” is written with an exponent."),
        ({"price_min": "1,500"}, "Price from: Is “1,500” 1500.00?"),
        ({"price_min": "2", "price_max": "1"}, "The maximum is below the minimum."),
        ({"updated_since": "yesterday"}, "valid date"),
        ({"import": "x"}, "valid UUID"),
        ({"active": "perhaps"}, "Select a valid choice"),
        ({"name": "a\0b"}, "Null characters"),
    ],
)
def test_page_says_what_it_does_not_understand(admin_client: Client, query: dict[str, str], said: str) -> None:
    assertContains(admin_client.get(URL, query), said, status_code=422)


def test_page_offers_only_what_the_person_may_do(client: Client) -> None:
    make_products(1)
    client.force_login(User.objects.create(username="viewer", is_staff=True))

    response = client.get(URL)

    for word in ("New product", "Activate", "Delete", "data-dialog", 'role="switch"'):
        assertNotContains(response, word)
    assertContains(response, "Export")


def test_page_deep_in_a_long_list_offers_the_next_and_the_previous_one(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "COUNTED_EXACTLY_UP_TO", 2)
    monkeypatch.setattr(window, "SORTED_UP_TO", 2)
    make_products(11, price="1.00")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE products_product")

    second = admin_client.get(URL, {"page_size": "2", "page": "1"}).context["page"].next_url
    third = admin_client.get(URL + second).context["page"].next_url
    response = admin_client.get(URL + third)

    assert [product.sku for product in response.context["page"].rows] == ["A-3", "A-4"]
    assert [number for number, _ in response.context["page"].links] == [1, 2, 3, 4, None, 6]
    assertContains(response, "5–6 of 11")
    assertContains(response, '<input type="hidden" name="page_size" value="2">')
    assert re.search(r'type="number"\s+name="page"\s+min="1"\s+max="6"\s+value="3"', response.text)


@pytest.mark.parametrize(("text", "meant"), [("ketle", True), ("desk lmap", True), ("qqqqqq", False), ("qq", False)])
def test_search_that_finds_nothing_offers_what_is_near(admin_client: Client, text: str, meant: bool) -> None:
    make_products(1, name="Copper kettle")
    make_products(1, sku="B", name="Desk lamp")

    response = admin_client.get(URL, {"q": text})

    assert ("Did you mean" in response.content.decode()) is meant


def test_list_of_another_import_is_empty(admin_client: Client) -> None:
    make_products(1)

    assertContains(admin_client.get(URL, {"import": "00000000-0000-4000-8000-000000000000"}), "No products match")


@pytest.mark.django_db(transaction=True)
def test_page_of_an_import_leads_to_the_products_it_changed(
    admin_client: Client, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    make_products(2)
    file = ContentFile(b"sku,name\nA-0,Kettle 0\nA-1,Mug\nB-0,Lamp\n")
    job = receiving.keep(file, file_name="spring.csv", user=None, options={})
    running.run(job.id)

    assertContains(admin_client.get(job.get_absolute_url()), f'href="{URL}?import={job.id}"')
    response = admin_client.get(URL, {"import": str(job.id)})

    assert [product.sku for product in response.context["page"].rows] == ["A-1", "B-0"]
    assertContains(response, "changed by import")
