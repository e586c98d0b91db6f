"""Events are written with what they tell, for those who want them, and in batches."""

import json
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from psycopg import sql
from pytest_django import DjangoAssertNumQueries, Settings

from tests.webhooks.factories import ANA, make_webhook, product, publish
from webhooks import publishing
from webhooks.events import EventType
from webhooks.models import Delivery, Event, Webhook

pytestmark = pytest.mark.django_db

ROWS = sql.SQL(
    "SELECT ordinality AS number, value AS product FROM unnest(%(items)s::text[]) WITH ORDINALITY AS t(value)"
)


def owed() -> list[tuple[str, str]]:
    """What is owed to whom: URL and type of event."""
    return sorted(Delivery.objects.values_list("webhook__url", "event__type"))


def test_nothing_is_written_when_nobody_subscribes(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    make_webhook("https://a.example/", event_types=["product.deleted"])
    make_webhook("https://b.example/", enabled=False)

    with django_assert_num_queries(1):
        assert publishing.publish(EventType.PRODUCT_CREATED, {"products": []}, actor=ANA) is None
    with django_assert_num_queries(1):
        assert publishing.publish_products(EventType.PRODUCT_CREATED, [product(1)], actor=ANA) == 0
    assert not Event.objects.exists()


def test_event_is_owed_to_all_who_are_switched_on_and_subscribe() -> None:
    now = timezone.now()
    make_webhook("https://active.example/")
    make_webhook("https://paused.example/", paused_at=now)
    make_webhook("https://disabled.example/", disabled_at=now, disabled_reason="gone")
    make_webhook("https://off.example/", enabled=False)
    make_webhook("https://other.example/", event_types=["upload.failed"])

    (event,) = publish()

    assert owed() == [
        ("https://active.example/", "product.created"),
        ("https://disabled.example/", "product.created"),
        ("https://paused.example/", "product.created"),
    ]
    delivery = Delivery.objects.first()
    assert delivery is not None
    assert (delivery.state, delivery.due_at, delivery.attempts_made) == ("pending", event.created_at, 0)
    assert delivery.id.version == 7


def test_event_goes_when_the_transaction_fails() -> None:
    make_webhook()

    with transaction.atomic():
        publish()
        transaction.set_rollback(True)

    assert not Event.objects.exists()
    assert not Delivery.objects.exists()


def test_products_are_told_in_batches_of_five_hundred() -> None:
    make_webhook()

    assert publishing.publish_products(EventType.PRODUCT_UPDATED, map(product, range(1_001)), actor=ANA) == 3

    sizes = [len(json.loads(event.body)["data"]["products"]) for event in Event.objects.order_by("id")]
    assert sorted(sizes) == [1, 500, 500]


def test_batch_ends_before_it_is_too_large(settings: Settings) -> None:
    settings.WEBHOOK_BATCH_BYTES = 10_000
    make_webhook()
    products = [product(number, name="x" * 4_000) for number in range(5)]

    publishing.publish_products(EventType.PRODUCT_CREATED, products, actor=ANA)

    assert sorted(len(json.loads(event.body)["data"]["products"]) for event in Event.objects.all()) == [1, 2, 2]


def from_rows(items: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The batches that come of it when the database is told to publish these products."""
    texts = [json.dumps(item, ensure_ascii=False, separators=(",", ":")) for item in items]
    written = publishing.publish_rows(EventType.PRODUCT_UPDATED, ROWS, {"items": texts}, actor=ANA)
    events = [*Event.objects.order_by("id")]
    assert written == len(events)
    return [json.loads(event.body)["data"]["products"] for event in events]


def test_rows_are_told_in_the_same_shape_as_products() -> None:
    make_webhook()

    publishing.publish_products(EventType.PRODUCT_UPDATED, [product(1, name="Größe 100 %")], actor=ANA)
    by_python = Event.objects.get()
    Event.objects.all().delete()
    from_rows([product(1, name="Größe 100 %")])
    by_database = Event.objects.get()

    first, second = json.loads(by_python.body), json.loads(by_database.body)
    assert [*first] == [*second]
    assert second["id"] == by_database.message_id
    assert {**first, "id": 0, "timestamp": 0} == {**second, "id": 0, "timestamp": 0}
    assert len(by_python.body) == len(by_database.body)
    assert owed() == [("https://shop.example.com/hooks", "product.updated")]


@pytest.mark.parametrize("count", [0, 1, 499, 500, 501, 1_500])
def test_rows_are_told_once_each_in_order_and_in_batches(count: int) -> None:
    make_webhook()
    items = [*map(product, range(count))]

    batches = from_rows(items)

    assert [each for batch in batches for each in batch] == items
    assert [len(batch) for batch in batches[:-1]] == [500] * (len(batches) - 1)
    assert Delivery.objects.count() == len(batches)


@given(sizes=st.lists(st.integers(0, 8_000), max_size=30))
@hypothesis_settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_batches_of_rows_are_never_too_large(settings: Settings, sizes: list[int]) -> None:
    settings.WEBHOOK_BATCH_PRODUCTS, settings.WEBHOOK_BATCH_BYTES = 7, 20_000
    with transaction.atomic():
        Webhook.objects.get_or_create(url="https://a.example/", event_types=["product.updated"])
        items = [product(number, name="x" * size) for number, size in enumerate(sizes)]

        batches = from_rows(items)

        assert [each for batch in batches for each in batch] == items
        assert all(len(batch) <= 7 and len(json.dumps(batch)) <= 20_000 + 500 for batch in batches)
        transaction.set_rollback(True)


def test_worker_is_woken_only_after_the_commit(django_capture_on_commit_callbacks: Any) -> None:
    make_webhook()

    with django_capture_on_commit_callbacks() as callbacks:
        publish()
    with django_capture_on_commit_callbacks() as none:
        publishing.publish_rows(EventType.PRODUCT_UPDATED, ROWS, {"items": []}, actor=ANA)

    assert len(callbacks) == 1
    assert none == []


def test_bodies_are_stored_once_for_all_webhooks() -> None:
    for name in "abc":
        make_webhook(f"https://{name}.example/")

    publish()

    assert (Event.objects.count(), Delivery.objects.count()) == (1, 3)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT event_id) FROM webhooks_delivery")
        assert cursor.fetchone() == (1,)
