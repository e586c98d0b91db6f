"""What an import changes, a page at a time, wherever it is written: in a plan that waits, or in the history.

`change_lists` knows where that is. A list is in the order in which the products are changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple, Protocol
from uuid import UUID

from products.fields.field import Field
from products.imports.review.filters import Action, Filters

Origin = Literal["plan", "history"]

PLACES = 2**32
"""In the history, a position is the id of a stretch times this, and a place in the stretch."""


_MOST_DIGITS = 25


class InvalidPosition(Exception):
    """Not of such a list."""

    def __init__(self) -> None:
        super().__init__("This is no cursor of these changes.")


def position_of(cursor: str) -> int:
    """Where the page before ended. Raises InvalidPosition."""
    if cursor and not (cursor.isdecimal() and len(cursor) <= _MOST_DIGITS):
        raise InvalidPosition
    return int(cursor or 0)


class Change(NamedTuple):
    """One product. `after` has the fields that change, `before` these and those left out. A new one has no `before`."""

    position: int
    """In the list: the order of pages."""
    action: Action
    record_number: int | None
    """In the file; None if it is not known any more."""
    sku: str
    """Empty if nothing tells it any more."""
    name: str
    product_id: UUID | None
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    left: Mapping[str, Any] = {}
    """The values that were left out, by field."""
    aside: str = ""
    """Why the whole row is not applied; empty if it is."""
    is_deleted: bool = False
    """Somebody has deleted the product since."""


class Page(NamedTuple):
    changes: Sequence[Change]
    next_position: int | None
    """Behind which the next page begins."""


class ChangeList(Protocol):
    """The changes of one job."""

    @property
    def origin(self) -> Origin: ...

    @property
    def fields(self) -> Sequence[Field]:
        """Those that the job may have changed."""

    def page(self, filters: Filters, *, behind: int = 0, size: int) -> Page:
        """`behind`: the position where the page before ended. Raises InvalidFilter."""

    def count(self, filters: Filters, *, most: int) -> int:
        """How many products match, counted up to `most`."""
