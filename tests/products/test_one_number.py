"""However many products there are, every page, route and command tells the same number of them."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from product_importer.lib import paging
from products.jobs.models import ImportJob
from products.models import Product
from tests.products.bulk.asking import ALL, API, DELETE, UPDATE, call
from tests.products.factories import make_products

pytestmark = pytest.mark.django_db


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> int:
    """More products than are counted one by one, of which PostgreSQL's statistics know nothing."""
    monkeypatch.setattr(paging, "COUNTED_EXACTLY_UP_TO", 3)
    make_products(1_205)
    Product.objects.filter(sku="A-7").delete()
    return 1_204


def test_pages_tell_the_same_number(many: int, admin_client: Client) -> None:
    said = {
        "/": "<strong>1,204</strong>",
        "/products/": "1,204 products",
        ALL: "Type 1,204 to confirm",
        "/admin/products/product/": "1,204 products",
    }
    for path, words in said.items():
        text = admin_client.get(path).text
        assert words in " ".join(text.split()), path
        assert "estimate" not in text, path


def test_api_tells_the_same_number(many: int, admin_client: Client) -> None:
    found = admin_client.get(API).json()

    assert (found["count"], found["count_is_exact"]) == (many, True)


@pytest.mark.parametrize("confirmed", [1_203, 1_205])
def test_whoever_deletes_all_products_must_say_it(many: int, admin_client: Client, confirmed: int) -> None:
    refused = call(admin_client, DELETE, {"confirm": str(confirmed)})
    accepted = call(admin_client, DELETE, {"confirm": str(many)})

    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "count_differs")
    assert "There are 1,204 products now." in refused.text
    assert accepted.status_code == 202


def test_title_of_a_job_for_all_products_tells_it(many: int, admin_client: Client) -> None:
    call(admin_client, UPDATE, {"filter": {}, "set": {"active": False}})

    assert ImportJob.objects.get().title == "Deactivate 1,204 products"


def test_command_asks_for_it(many: int) -> None:
    with pytest.raises(CommandError, match="There are 1,204 products"):
        call_command("delete_products", "--all")
