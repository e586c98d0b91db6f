"""Many products at once from the page: few while one waits, many by a job, all by a number that was typed."""

from typing import Any

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from products.jobs.models import ImportJob
from tests.products.bulk.asking import ACT, ALL, facts, skus, work
from tests.products.factories import make_products

pytestmark = pytest.mark.django_db(transaction=True)


def test_page_changes_what_was_ticked_and_goes_back_to_the_list(admin_client: Client) -> None:
    one, other, _ = make_products(3)
    form = {"action": "deactivate", "id": [str(one.pk), str(other.pk)], "query": "?q=kettle&page=1"}

    response = admin_client.post(ACT, form)

    assertRedirects(response, "/products/?q=kettle&page=1", fetch_redirect_response=False)
    assertContains(admin_client.get(response["Location"]), "2 products are inactive now.")
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


def test_page_asks_before_it_deletes(admin_client: Client) -> None:
    one, other, _ = make_products(3)
    form = {"action": "delete", "id": [str(one.pk), str(other.pk)], "query": "?sort=name"}

    asked = admin_client.post(ACT, form)
    before = skus()
    done = admin_client.post(ACT, form | {"confirmed": "on"})

    assertContains(asked, "Delete 2 products")
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
        ({"action": "activate"}, "Choose products first"),
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
