"""The delivery log: page by page, the newest first, with the attempts of each delivery."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch

from product_importer.lib.keyset import InvalidCursor, cursor_after, cursor_page
from webhooks.models import Attempt, Delivery, DeliveryQuerySet

PAGE_SIZE = 25
NEWEST_FIRST = ("-id",)
"""Ids are in the order of time."""


@dataclass(frozen=True)
class LogPage:
    """`next_cursor`: leads to the page of older deliveries; None if there are none. It is the last one's id."""

    rows: list[Delivery]
    next_cursor: str | None


def log_page(deliveries: DeliveryQuerySet, *, cursor: str = "", size: int = PAGE_SIZE) -> LogPage:
    """The page behind the cursor, or the first. Raises InvalidCursor."""
    attempts = Prefetch("attempts", Attempt.objects.order_by("number"))
    shown = deliveries.select_related("event").defer("event__body").prefetch_related(attempts)
    place = cursor_after(Delivery(id=_id(cursor)), NEWEST_FIRST, row_number=1) if cursor else None
    page = cursor_page(shown, order=NEWEST_FIRST, cursor=place, size=size)
    return LogPage(page.rows, page.rows[-1].id.hex if page.next_cursor else None)


def _id(cursor: str) -> UUID:
    try:
        return UUID(hex=cursor)
    except ValueError as error:
        raise InvalidCursor from error
