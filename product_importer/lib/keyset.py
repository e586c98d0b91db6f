"""Pages by cursor: every page costs the same, however deep, and rows that come or go meanwhile shift nothing.

The order must end with a unique column; the cursor holds the values of the row where the page ends.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar, cast

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from product_importer.lib.text import is_storable

Row = TypeVar("Row", bound=models.Model)
Rows = TypeVar("Rows", bound=models.QuerySet[Any])

MOST_POSITION = 2**53
"""Larger numbers are not exact in every JSON reader, and no table has so many rows."""


class InvalidCursor(Exception):
    """The cursor was not made here, or for another list."""

    def __init__(self) -> None:
        super().__init__("This address does not match any place in this list. Start again from the first page.")


@dataclass(frozen=True)
class CursorPage(Generic[Row]):
    rows: list[Row]
    next_cursor: str | None
    previous_cursor: str | None
    first_row: int
    """The number of the first row in the whole list, from 1: right as long as no rows come or go before it."""


@dataclass(frozen=True)
class Place:
    """Between two rows: after the row with these values, or before it when going backwards."""

    is_backwards: bool
    row_number: int
    """Of the first row after the place."""
    values: list[Any]


def cursor_page(
    queryset: models.QuerySet[Row], *, order: Sequence[str], cursor: str | None, size: int, list_name: str = ""
) -> CursorPage[Row]:
    """The page that `cursor` points at, or the first. `order` as in `order_by`, all columns in one direction.

    Columns may be annotations. `list_name` tells this list's cursors from those of others. Raises InvalidCursor.
    """
    place = place_of(queryset, order, cursor, list_name) if cursor else None
    is_backwards = place is not None and place.is_backwards
    names = [name.removeprefix("-") for name in order]
    falling = is_falling(order, place)
    if place:
        queryset = behind(queryset, order, place)
    found = list(queryset.order_by(*(f"-{name}" if falling else name for name in names))[: size + 1])
    rows, more = found[:size], len(found) > size
    if is_backwards:
        rows.reverse()
    number = place.row_number if place else 1
    first_row = max(number - len(rows), 1) if is_backwards else number
    has_next, has_previous = (bool(rows), more) if is_backwards else (more, bool(cursor and rows))
    return CursorPage(
        rows=rows,
        next_cursor=cursor_after(rows[-1], order, first_row + len(rows), list_name) if has_next else None,
        previous_cursor=cursor_before(rows[0], order, first_row, list_name) if has_previous else None,
        first_row=first_row,
    )


def cursor_after(row: models.Model, order: Sequence[str], row_number: int, list_name: str = "") -> str:
    """To the page after `row`, whose first row is number `row_number` of the list."""
    return _encode(row, order, Place(False, row_number, []), list_name)


def cursor_before(row: models.Model, order: Sequence[str], row_number: int, list_name: str = "") -> str:
    """To the page before `row`, which is itself number `row_number` of the list."""
    return _encode(row, order, Place(True, row_number, []), list_name)


def place_of(queryset: models.QuerySet[Row], order: Sequence[str], cursor: str, list_name: str = "") -> Place:
    """Where the cursor points. Raises InvalidCursor."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        name, is_backwards, number, *texts = json.loads(base64.urlsafe_b64decode(padded.encode("ascii")))
        columns = [_field(queryset, column.removeprefix("-")) for column in order]
        values = [_value(column, text) for column, text in zip(columns, texts, strict=True)]
    except (ValueError, TypeError, AttributeError, RecursionError, binascii.Error, ValidationError) as error:
        raise InvalidCursor from error
    if name != list_name or not isinstance(number, int) or not 0 < number < MOST_POSITION:
        raise InvalidCursor
    return Place(is_backwards is True, number, values)


def is_falling(order: Sequence[str], place: Place | None) -> bool:
    """Whether rows are read from greater to smaller values, which is the other way round when going backwards."""
    return order[0].startswith("-") != (place is not None and place.is_backwards)


def behind(queryset: Rows, order: Sequence[str], place: Place) -> Rows:
    """The rows that are still to come in the direction of the place. `queryset` has the columns of the order."""
    names = [name.removeprefix("-") for name in order]
    return queryset.filter(_beyond(names, place.values, falling=is_falling(order, place)))


def _beyond(names: Sequence[str], values: Sequence[object], *, falling: bool) -> Q:
    """(a, b) < (x, y), written so that an index over (a, b) finds the place: a <= x, and a < x or b < y."""
    lookup = "lt" if falling else "gt"
    (name, *names_after), (value, *values_after) = names, values
    if not names_after:
        return Q(**{f"{name}__{lookup}": value})
    after = _beyond(names_after, values_after, falling=falling)
    return Q(**{f"{name}__{lookup}e": value}) & (Q(**{f"{name}__{lookup}": value}) | after)


def _encode(row: models.Model, order: Sequence[str], place: Place, list_name: str) -> str:
    values = [_text(getattr(row, name.removeprefix("-"))) for name in order]
    text = json.dumps(
        [list_name, place.is_backwards, place.row_number, *values], separators=(",", ":"), ensure_ascii=False
    )
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _value(field: models.Field[object, object], text: object) -> object:
    """The value that the text stands for. Raises ValueError or ValidationError for what the field cannot hold."""
    if not isinstance(text, str) or not is_storable(text):
        raise ValueError
    value = field.to_python(text)
    field.run_validators(value)
    return value


def _field(queryset: models.QuerySet[Row], name: str) -> models.Field[object, object]:
    annotation = queryset.query.annotations.get(name)
    found = annotation.output_field if annotation else queryset.model._meta.get_field(name)
    return cast("models.Field[object, object]", found)
