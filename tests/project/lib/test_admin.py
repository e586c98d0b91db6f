import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client

from product_importer.lib import paging
from product_importer.lib.admin import DeclaredLookups, EstimatingPaginator
from products import catalogue
from products.models import Product
from tests.products.factories import ANA

pytestmark = pytest.mark.django_db


@pytest.fixture
def a_few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "COUNTED_EXACTLY_UP_TO", 3)


def make_products(count: int) -> None:
    for number in range(count):
        catalogue.create(sku=f"A-{number}", name="Kettle", actor=ANA)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE products_product")


def test_paginator_counts_few_rows_exactly(a_few_are_many: None) -> None:
    make_products(3)

    assert EstimatingPaginator(Product.objects.order_by("sku_key"), 2).count == 3


def test_paginator_estimates_a_large_table(a_few_are_many: None) -> None:
    make_products(7)

    assert EstimatingPaginator(Product.objects.order_by("sku_key"), 2).count == 7


def test_paginator_stops_counting_what_was_searched(a_few_are_many: None) -> None:
    make_products(7)

    assert EstimatingPaginator(Product.objects.filter(sku_key__startswith="a").order_by("sku_key"), 2).count == 3


def test_every_admin_is_limited_to_the_lookups_that_it_declares() -> None:
    assert [model for model, page in admin.site._registry.items() if not isinstance(page, DeclaredLookups)] == []


@pytest.mark.parametrize(
    "address",
    [
        "webhooks/webhook/?custom_headers__Authorization__startswith=B",
        "webhooks/webhook/?url__regex=(a%2B)%2B$",
        "webhooks/webhook/?enabled__exact=1&url__startswith=h",
        "webhooks/delivery/?event__body__contains=x",
        "webhooks/delivery/?webhook__custom_headers__startswith=x",
        "webhooks/attempt/?request_headers__icontains=x",
        "products/product/?name__iregex=x",
        "imports/rejectedrow/?job__created_by__password__startswith=a",
        "imports/importjob/?created_by__password__startswith=a",
        "accounts/apitoken/?digest__startswith=a",
        "accounts/auditentry/?address__startswith=1",
        "auth/user/?email__startswith=a",
        "auth/user/?groups__name__startswith=a",
        "auth/group/?name__startswith=a",
        "products/product/?active__exact=%00",
        "products/product/?active__exact=%00&active__exact=1",
        "products/product/?q=%00",
        "products/product/?p=%00",
    ],
)
def test_lookups_that_no_page_offers_are_refused(admin_client: Client, address: str) -> None:
    assert admin_client.get(f"/admin/{address}").status_code == 400


def test_somebody_who_may_only_look_reads_no_secret_by_lookups(client: Client) -> None:
    viewer = User.objects.create_user("vera", is_staff=True)
    viewer.groups.add(Group.objects.get(name="viewer"))
    client.force_login(viewer)

    assert client.get("/admin/webhooks/webhook/").status_code == 200
    assert client.get("/admin/webhooks/webhook/?custom_headers__X__startswith=a").status_code == 400


@pytest.mark.parametrize(
    "address",
    [
        "webhooks/webhook/?enabled__exact=1",
        "webhooks/delivery/?state__exact=failed",
        "webhooks/attempt/?error=timeout",
        "products/product/?active__exact=0&q=a",
        "imports/importjob/?status__exact=failed&kind__exact=import",
        "imports/rejectedrow/?job__id__exact=00000000-0000-4000-8000-000000000000",
        "accounts/apitoken/?may_write__exact=1",
        "auth/user/?is_staff__exact=1&groups__id__exact=1&o=1",
    ],
)
def test_filters_of_the_pages_work(admin_client: Client, address: str) -> None:
    assert admin_client.get(f"/admin/{address}").status_code == 200
