"""What must be true of webhooks and deliveries: the database refuses the rest."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.webhooks.factories import make_delivery, make_webhook
from webhooks.models import Delivery

pytestmark = pytest.mark.django_db


NOW = timezone.now()


@pytest.mark.parametrize(
    "values",
    [
        {"url": ""},
        {"event_types": []},
        {"event_types": ["product.melted"]},
        {"disabled_reason": "gone"},
        {"disabled_at": NOW},
        {"disabled_at": NOW, "disabled_reason": "whim"},
        {"circuit_until": NOW},
    ],
)
def test_webhook_that_cannot_be_is_refused_by_the_database(values: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_webhook(**{"url": "https://a.example/"} | values)


@pytest.mark.parametrize(
    "values",
    [
        {"state": "melted"},
        {"state": "pending", "due_at": None},
        {"state": "pending", "finished_at": NOW},
        {"state": "delivered", "finished_at": None},
        {"state": "failed", "due_at": NOW},
        {"state": "delivered", "lane": 0},
    ],
)
def test_delivery_that_cannot_be_is_refused_by_the_database(values: dict[str, Any]) -> None:
    webhook = make_webhook()

    with pytest.raises(IntegrityError), transaction.atomic():
        make_delivery(webhook, **values)


def test_one_url_has_one_webhook_and_one_event_one_delivery_each() -> None:
    webhook = make_webhook("https://a.example/")
    delivery = make_delivery(webhook)

    with pytest.raises(IntegrityError), transaction.atomic():
        make_webhook("https://a.example/")
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.create(webhook=webhook, event=delivery.event, due_at=NOW)
