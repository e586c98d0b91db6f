"""Many products at once from the page: few while one waits, many by a job, all by a number that was typed."""

import html
import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from products.jobs.models import ImportJob
from products.models import Product
from products.search.query import PAGE_SIZE
from tests.products.bulk.asking import ACT, ALL, facts, skus, work
from tests.products.factories import make_products

pytestmark = pytest.mark.django_db(transaction=True)


def test_page_changes_what_was_ticked_and_goes_back_to_the_list(admin_client: Client) -> None:
    one, other, _ = make_products(3)
    form = {"action": "deactivate", "id": [str(one.pk), str(other.pk)], "query": "?q=kettle&page=1"}

    response = admin_client.post(ACT, form)

    assertRedirects(response, "/products/?q=kettle&page=1", fetch_redirect_response=False)
    assertContains(admin_client.get(response["Location"]), "2 products are now inactive.")
    assert skus(active=False) == {"A-0", "A-1"}


def test_page_changes_all_that_match(admin_client: Client) -> None:
    make_products(2, active=False)
    make_products(2, sku="B", active=False)

    admin_client.post(ACT, {"action": "activate", "all_matching": "on", "query": "?q=B-"})

    assert skus(active=True) == {"B-0", "B-1"}


def test_page_hands_many_to_a_job_and_shows_it(admin_client: Client, small: None) -> None:
    make_products(3)

    response = admin_client.post(ACT, {"action": "activate", "all_matching": "on", "query": ""})

    assertRedirects(response, ImportJob.objects.get().get_absolute_url())


@pytest.mark.parametrize("how", ["all_matching", "ids"])
def test_page_asks_before_it_changes_more_than_a_page_of_products(admin_client: Client, how: str) -> None:
    products = make_products(PAGE_SIZE + 1)
    make_products(1, sku="B", name="Lamp")
    Product.objects.filter(pk=products[0].pk).update(active=False)
    meant = {"all_matching": "on"} if how == "all_matching" else {"ids": ",".join(str(each.pk) for each in products)}
    form = {"action": "deactivate", "query": "?name=kettle"} | meant

    asked = admin_client.post(ACT, form)
    before = skus(active=False)
    done = admin_client.post(ACT, form | {"confirmed": "on", "meant": "51"}, follow=True)

    assertContains(asked, "Deactivate 51 products?")
    assertContains(asked, "1 of them is already inactive")
    assertContains(asked, "and 46 more")
    assert before == {"A-0"}
    assertContains(done, "51 products are now inactive (1 already was). Open")
    assert len(skus(active=False)) == 51


def test_page_does_not_ask_about_a_page_of_products(admin_client: Client) -> None:
    make_products(PAGE_SIZE)

    admin_client.post(ACT, {"action": "deactivate", "all_matching": "on", "query": ""})

    assert len(skus(active=False)) == PAGE_SIZE


def test_page_asks_again_before_it_changes_more_than_were_meant(admin_client: Client) -> None:
    make_products(PAGE_SIZE + 2)

    form = {"action": "deactivate", "all_matching": "on", "query": "", "confirmed": "on", "meant": str(PAGE_SIZE + 1)}

    assertContains(admin_client.post(ACT, form), "Deactivate 52 products?")
    assert skus(active=False) == set()


def test_outcome_leads_to_the_products_that_changed_and_to_no_others(admin_client: Client) -> None:
    make_products(2, sku="OLD", active=False)
    make_products(3)
    make_products(1, sku="B", name="Lamp")
    done = admin_client.post(ACT, {"action": "deactivate", "all_matching": "on", "query": "?name=kettle"}, follow=True)
    (link,) = re.findall(r'Open <a href="([^"]+)">the 3 that changed</a>, or <a href="/products/imports/', done.text)

    listed = admin_client.get(html.unescape(link)).context["page"]

    assert {row.sku for row in listed.rows} == {"A-0", "A-1", "A-2"}


def test_page_says_that_nothing_changed_when_all_were_so_already(admin_client: Client) -> None:
    (one,) = make_products(1)

    response = admin_client.post(ACT, {"action": "activate", "id": str(one.pk)}, follow=True)

    assertContains(response, "Nothing changed: 1 product is already active.")


def test_page_of_a_job_leads_to_the_products_it_changed_and_can_undo_it(admin_client: Client, small: None) -> None:
    make_products(2, sku="OLD", active=False)
    make_products(3)
    admin_client.post(ACT, {"action": "deactivate", "all_matching": "on", "query": "?name=kettle"})
    job = work(ImportJob.objects.get())

    page = admin_client.get(job.get_absolute_url())
    url = html.unescape(re.findall(r'href="([^"]+)">Open products it changed', page.text)[0])

    assertContains(page, f'href="/products/imports/{job.id}/undo/">Undo</a>')
    assert {row.sku for row in admin_client.get(url).context["page"].rows} == {"A-0", "A-1", "A-2"}


def test_bulk_work_is_listed_under_activity_and_not_under_imports(admin_client: Client, small: None) -> None:
    assertContains(admin_client.get("/products/activity/"), "No bulk changes yet")
    make_products(3)
    admin_client.post(ACT, {"action": "activate", "all_matching": "on", "query": ""})
    job = ImportJob.objects.get()

    listed = admin_client.get("/products/activity/")

    assertContains(listed, "Activate 3 products")
    assertContains(listed, job.get_absolute_url())
    assertContains(admin_client.get("/products/imports/"), "No imports yet")
    assertContains(admin_client.get(job.get_absolute_url()), 'class="back" href="/products/activity/"')


def test_activity_is_for_people_who_signed_in_and_only_to_look_at(admin_client: Client) -> None:
    assertRedirects(Client().get("/products/activity/"), "/accounts/login/?next=/products/activity/")
    assert admin_client.post("/products/activity/").status_code == 405


@pytest.mark.parametrize("number", [1, 3])
def test_activity_asks_the_database_the_same_whatever_it_lists(
    admin_client: Client, small: None, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    make_products(3)
    for _ in range(number):
        admin_client.post(ACT, {"action": "activate", "all_matching": "on", "query": ""})

    with django_assert_num_queries(5):  # session, user, count, keys, rows
        admin_client.get("/products/activity/")


def test_page_asks_before_it_deletes(admin_client: Client) -> None:
    one, other, _ = make_products(3)
    form = {"action": "delete", "id": [str(one.pk), str(other.pk)], "query": "?sort=name"}

    asked = admin_client.post(ACT, form)
    before = skus()
    done = admin_client.post(ACT, form | {"confirmed": "on"})

    assertContains(asked, "Delete 2 products")
    assertContains(asked, "A-0</span> Kettle 0")
    assert before == {"A-0", "A-1", "A-2"}
    assertRedirects(done, "/products/?sort=name", fetch_redirect_response=False)
    assert skus() == {"A-2"}


def test_page_asks_again_when_more_products_match_by_now(admin_client: Client) -> None:
    make_products(2)
    form = {"action": "delete", "all_matching": "on", "query": "q=kettle"}
    assertContains(admin_client.post(ACT, form), '<input type="hidden" name="meant" value="2">')
    make_products(1, sku="NEW")

    again = admin_client.post(ACT, form | {"confirmed": "on", "meant": "2"})
    before = skus()
    admin_client.post(ACT, form | {"confirmed": "on", "meant": "3"})

    assertContains(again, "Delete 3 products")
    assert (before, skus()) == ({"A-0", "A-1", "NEW-0"}, set())


@pytest.mark.parametrize("confirmed", [{}, {"confirmed": "on"}])
@pytest.mark.parametrize("query", ["", "?sort=name&page=2", "?q=%20"])
def test_page_wants_the_number_typed_when_nothing_is_left_out(
    admin_client: Client, confirmed: dict[str, str], query: str
) -> None:
    make_products(3)

    response = admin_client.post(ACT, {"action": "delete", "all_matching": "on", "query": query} | confirmed)

    assertRedirects(response, ALL)
    assert len(skus()) == 3


def test_page_exports_what_was_ticked(admin_client: Client) -> None:
    one, *_ = make_products(3)

    response = admin_client.post(ACT, {"action": "export", "id": [str(one.pk)]})

    assert b"".join(response).splitlines()[1:] == [b"A-0,Kettle 0,,12.90,true"]


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"action": "activate"}, "Select products first"),
        ({"action": "burn", "all_matching": "on"}, "burn is not one of the available choices"),
        ({"action": "activate", "all_matching": "on", "query": "?price_min=x"}, "cannot be read"),
        ({"action": "activate", "id": ["x"]}, "valid UUID"),
    ],
)
def test_page_refuses_what_it_does_not_understand(admin_client: Client, form: dict[str, Any], said: str) -> None:
    make_products(1, active=False)

    assertContains(
        admin_client.post(ACT, form, follow=True), said, status_code=422 if "x" in form.get("query", "") else 200
    )
    assert skus(active=False) == {"A-0"}


def test_page_never_leads_to_another_site(admin_client: Client) -> None:
    response = admin_client.post(ACT, {"action": "activate", "query": "//evil.example/?"})

    assert response["Location"].startswith("/products/?")


@pytest.mark.parametrize("typed", ["3", " 3 ", "3.", "3,"])
def test_page_deletes_all_when_their_number_is_typed(admin_client: Client, typed: str) -> None:
    make_products(3)
    assertContains(admin_client.get(ALL), "Type 3 to confirm")

    response = admin_client.post(ALL, {"confirm": typed})

    job = ImportJob.objects.get()
    assertRedirects(response, job.get_absolute_url())
    assert facts(work(job)) == ("completed", 3, 3, 0)
    page = admin_client.get(job.get_absolute_url())
    assertContains(page, "3 of 3")
    assertNotContains(page, "Blank cells")
    assertNotContains(page, "Importing")
    assertContains(admin_client.get("/"), '3<span class="visually-hidden"> deleted</span>')


@pytest.mark.parametrize("typed", ["", "2", "all", "-3", "9" * 40, "٣"])
def test_page_deletes_nothing_when_another_number_is_typed(admin_client: Client, typed: str) -> None:
    make_products(3)

    assertContains(admin_client.post(ALL, {"confirm": typed}), "There are 3 products now", status_code=422)
    assert not ImportJob.objects.exists()


def test_page_for_deleting_all_of_an_empty_catalogue_says_so(admin_client: Client) -> None:
    assertContains(admin_client.get(ALL), "The catalogue is empty")
