"""The closed list of events, and the envelope they travel in."""

import json
import uuid
from datetime import UTC, datetime, timedelta, timezone

import pytest

from product_importer.lib import ids
from product_importer.lib.actor import Actor
from webhooks import events
from webhooks.events import EventType

ID = uuid.UUID("01997f3c-0000-7000-8000-000000000001")


def test_list_of_event_types_is_closed() -> None:
    assert EventType.values == [
        "product.created",
        "product.updated",
        "product.deleted",
        "upload.completed",
        "upload.failed",
    ]


def test_event_types_stand_once_and_in_order_whatever_they_are_called() -> None:
    names = ["import.completed", "product.deleted", "product.created", "upload.completed", "product.created"]

    assert events.event_types(names) == ["product.created", "product.deleted", "upload.completed"]


@pytest.mark.parametrize("name", ["product.exploded", "", "Product.Created", events.TEST])
def test_unknown_event_type_is_named(name: str) -> None:
    with pytest.raises(events.UnknownEventType) as refusal:
        events.event_types(["product.created", name])

    assert str(refusal.value) == name


def test_envelope_is_compact_and_says_who_did_what_and_when() -> None:
    afternoon = datetime(2026, 3, 1, 14, 0, 0, 5_000, timezone(timedelta(hours=2)))

    body = events.envelope(
        EventType.PRODUCT_DELETED,
        {"all": True, "count": 3, "note": "Größe"},
        event_id=ID,
        actor=Actor("user", "7"),
        timestamp=afternoon,
    )

    assert body == (
        '{"id":"msg_01997f3c-0000-7000-8000-000000000001","type":"product.deleted",'
        '"timestamp":"2026-03-01T12:00:00.005Z","actor":{"kind":"user","id":"7"},'
        '"data":{"all":true,"count":3,"note":"Größe"}}'
    )
    assert json.loads(body)["id"] == events.message_id(ID)


def test_ids_are_version_7_and_in_the_order_of_time() -> None:
    before = datetime.now(UTC)
    many = [ids.uuid7() for _ in range(1_000)]

    assert {(each.version, each.variant) for each in many} == {(7, uuid.RFC_4122)}
    assert len(set(many)) == 1_000
    assert [each.int >> 80 for each in many] == sorted(each.int >> 80 for each in many)
    assert many[0].int >> 80 >= int(before.timestamp() * 1_000)
