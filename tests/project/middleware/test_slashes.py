import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_writing_to_an_address_without_its_slash_is_not_found(admin_client: Client, method: str) -> None:
    answer = getattr(admin_client, method)("/products/api/products", "{}", content_type="application/json")

    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


def test_reading_from_an_address_without_its_slash_leads_to_it(admin_client: Client) -> None:
    assert admin_client.get("/products/api/products?q=a")["Location"] == "/products/api/products/?q=a"
