"""The delivery log in pages: whole, in order, and steady while deliveries come in."""

import uuid

import pytest
from pytest_django import DjangoAssertNumQueries

from product_importer.lib.keyset import InvalidCursor
from tests.webhooks.factories import make_attempt, make_delivery, make_webhook
from webhooks.delivery_log import log_page
from webhooks.models import Delivery, Webhook

pytestmark = pytest.mark.django_db


def all_pages(webhook: Webhook, size: int) -> list[list[Delivery]]:
    pages, cursor = [], ""
    while True:
        page = log_page(webhook.deliveries.all(), cursor=cursor, size=size)
        pages.append(page.rows)
        if page.next_cursor is None:
            return pages
        cursor = page.next_cursor


@pytest.mark.parametrize(("count", "sizes"), [(0, [0]), (1, [1]), (2, [2]), (3, [2, 1]), (4, [2, 2])])
def test_pages_hold_every_delivery_once_the_newest_first(count: int, sizes: list[int]) -> None:
    webhook = make_webhook()
    made = [make_delivery(webhook) for _ in range(count)]
    make_delivery(make_webhook("https://other.example/"))

    pages = all_pages(webhook, 2)

    assert [len(page) for page in pages] == sizes
    assert [each.pk for page in pages for each in page] == sorted((each.pk for each in made), reverse=True)


def test_delivery_that_comes_in_meanwhile_shifts_nothing() -> None:
    webhook = make_webhook()
    old = sorted((make_delivery(webhook) for _ in range(3)), key=lambda each: each.pk, reverse=True)
    first = log_page(webhook.deliveries.all(), size=2)
    make_delivery(webhook)

    assert first.next_cursor is not None
    assert log_page(webhook.deliveries.all(), cursor=first.next_cursor, size=2).rows == [old[2]]


def test_cursor_is_the_id_where_the_page_ends_as_it_has_always_been() -> None:
    webhook = make_webhook()
    deliveries = [make_delivery(webhook) for _ in range(2)]

    page = log_page(webhook.deliveries.all(), size=1)

    assert page.next_cursor == page.rows[0].pk.hex
    assert page.rows[0].pk == max(each.pk for each in deliveries)


@pytest.mark.parametrize("cursor", ["nonsense", "0", "\x00", "g" * 32, "é"])
def test_nonsense_is_no_cursor(cursor: str) -> None:
    with pytest.raises(InvalidCursor):
        log_page(Delivery.objects.all(), cursor=cursor)


def test_cursor_of_a_delivery_that_is_gone_still_leads_on() -> None:
    delivery = make_delivery(make_webhook())
    later = uuid.UUID(int=delivery.pk.int + 1)

    assert log_page(Delivery.objects.all(), cursor=later.hex).rows == [delivery]


def test_page_brings_the_attempts_in_order_and_no_body(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    webhook = make_webhook()
    for _ in range(3):
        delivery = make_delivery(webhook, state="failed")
        for number in (2, 1):
            make_attempt(delivery, number=number, error="dns")

    with django_assert_num_queries(2):
        rows = log_page(webhook.deliveries.all()).rows
        assert [[attempt.number for attempt in row.attempts.all()] for row in rows] == [[1, 2]] * 3
        assert {row.event.type for row in rows} == {"product.created"}
    assert all(row.event.get_deferred_fields() == {"body"} for row in rows)
