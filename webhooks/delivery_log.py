"""The delivery log: page by page, the newest first, with the last attempt of each delivery."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch

from webhooks.models import Attempt, Delivery, DeliveryQuerySet

PAGE_SIZE = 25


class InvalidCursor(ValueError):
    """The cursor is not one of ours."""


@dataclass(frozen=True)
class LogPage:
    """`next_cursor`: leads to the page of older ones; None if there are none."""

    rows: list[Delivery]
    next_cursor: str | None


def log_page(deliveries: DeliveryQuerySet, *, cursor: str = "", size: int = PAGE_SIZE) -> LogPage:
    """The page behind the cursor, or the first. Ids are in the order of time. Raises InvalidCursor."""
    if cursor:
        deliveries = deliveries.filter(id__lt=_id(cursor))
    attempts = Prefetch("attempts", Attempt.objects.order_by("number"))
    found = [
        *deliveries.newest_first().select_related("event").defer("event__body").prefetch_related(attempts)[: size + 1]
    ]
    rows = found[:size]
    return LogPage(rows, rows[-1].id.hex if len(found) > size else None)


def _id(cursor: str) -> UUID:
    try:
        return UUID(hex=cursor)
    except ValueError as error:
        raise InvalidCursor from error
