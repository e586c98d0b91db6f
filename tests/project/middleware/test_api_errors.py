"""Our shape of an error, whoever refused."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(admin_client: Client) -> Client:
    admin_client.raise_request_exception = False
    return admin_client


@pytest.mark.parametrize(
    "address", ["/api/x", "/products/api/x/", "/webhooks/api/x/", "/products/api/imports/not-an-id/"]
)
def test_an_unknown_address_of_the_api_answers_json(staff: Client, address: str) -> None:
    answer = staff.get(address)

    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "not_found"


def test_an_unknown_page_answers_our_page(staff: Client) -> None:
    assert "Page not found" in staff.get("/nothing/here/").content.decode()


def test_an_address_that_only_takes_forms_is_no_empty_page(staff: Client) -> None:
    """Signing in leads here after a button was pressed too late."""
    answer = staff.get("/products/imports/selection/")

    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "This address does not accept that method." in answer.content.decode()
    assert 'href="/"' in answer.content.decode()
