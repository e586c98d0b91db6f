"""The shapes that the routes of the catalogue take and answer with, as the API's description shows them."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    WithJsonSchema,
    field_serializer,
)

from products.search.query import (
    CURSOR_MAX_LENGTH,
    MOST_ON_A_PAGE,
    PAGE_SIZE,
    SORT_CHOICES,
    TEXT_MAX_LENGTH,
    ProductFilter,
    ProductQuery,
    in_utc,
)

NO_NUL = "^[^\\x00]*$"
PRICE_PATTERN = "^[0-9]{1,10}([.][0-9]{1,2})?$"
MOST_PAGES = 10**9


def _price(value: object) -> Decimal | None:
    if value is None or isinstance(value, Decimal):
        return value
    if not isinstance(value, str) or not re.fullmatch(PRICE_PATTERN[1:-1], value, re.ASCII):
        raise ValueError('Write a price as text, from "0" to "9999999999.99", with a point and at most two decimals')
    return Decimal(value)


def _moment(value: object) -> object:
    if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        return value
    raise ValueError("Write a time as in RFC 3339, such as 2026-03-01T12:00:00Z")


Price = Annotated[
    Decimal,
    BeforeValidator(_price),
    WithJsonSchema({"type": "string", "pattern": PRICE_PATTERN, "examples": ["12.90"]}),
]
Moment = Annotated[
    datetime,
    BeforeValidator(_moment),
    AfterValidator(in_utc),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
Text = Annotated[str, Field(max_length=TEXT_MAX_LENGTH, pattern=NO_NUL), AfterValidator(str.strip)]
"""As a form of the page takes it: nothing but spaces is no text, or it would mean all products."""


class FilterIn(Schema):
    """Which products are meant. Everything that is given must hold."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    q: Text = Field("", description="In the SKU, the name or the description, in any case.")
    sku: Text = Field("", description="Exactly this SKU, in any case.")
    name: Text = Field("", description="A part of the name, in any case.")
    active: bool | None = None
    price_min: Price | None = None
    price_max: Price | None = None
    created_since: Moment | None = None
    updated_since: Moment | None = None
    changed_by_import: UUID | None = Field(None, alias="import", description="The id of an import job.")

    @property
    def filter(self) -> ProductFilter:
        return ProductFilter(**{name: getattr(self, name) for name in FilterIn.model_fields})


class QueryIn(FilterIn):
    """A page of products. A `cursor` comes from another page of the same list and goes before `page`."""

    sort: Literal[SORT_CHOICES] = "sku"  # type: ignore[valid-type]
    page_size: int = Field(PAGE_SIZE, ge=1, le=MOST_ON_A_PAGE)
    page: int | None = Field(
        None,
        ge=1,
        le=MOST_PAGES,
        description="Leads to the first and the last 10,000 products; cursors lead everywhere.",
    )
    cursor: str = Field("", max_length=CURSOR_MAX_LENGTH)

    @property
    def query(self) -> ProductQuery:
        return ProductQuery(self.filter, self.sort, self.page_size, self.page, self.cursor)


class ProductOut(Schema):
    """The price is a string, so that no client rounds it."""

    id: UUID
    sku: str
    name: str
    description: str
    price: Decimal | None
    active: bool
    version: int
    created_at: datetime
    updated_at: datetime

    @field_serializer("price")
    def price_as_text(self, price: Decimal | None) -> str | None:
        return None if price is None else str(price)


class Products(Schema):
    """`count` is exact up to 10,000; beyond, it is about right, or the least it can be if a text was searched."""

    results: list[ProductOut]
    count: int
    count_is_exact: bool
    page: int
    pages: int
    next_cursor: str | None
    previous_cursor: str | None


class ProductIn(Schema):
    """A whole product. What is left out is as in a new one: no description, no price, active."""

    model_config = ConfigDict(extra="forbid")

    sku: str = Field(max_length=1_000, description="At most 255 characters; upper and lower case are the same.")
    name: str = Field(max_length=1_000, description="At most 500 characters, on one line.")
    description: str = Field("", description="At most 64 KiB.")
    price: Price | None = Field(None, description="As text, with at most two decimals; null: not priced yet.")
    active: StrictBool = True

    @property
    def values(self) -> dict[str, Any]:
        """What was given, by column."""
        return self.dict(include={*ProductIn.model_fields})


class ProductReplacement(ProductIn):
    version: StrictInt | None = Field(None, ge=1, le=2**31 - 1, description="The one you have seen.")


class ProductChange(Schema):
    """The columns to change; the others stay as they are."""

    model_config = ConfigDict(extra="forbid")

    sku: str = Field("", max_length=1_000)
    name: str = Field("", max_length=1_000)
    description: str = ""
    price: Price | None = None
    active: StrictBool = True
    version: StrictInt | None = Field(None, ge=1, le=2**31 - 1, description="The one you have seen.")

    @property
    def values(self) -> dict[str, Any]:
        return self.dict(include={*ProductIn.model_fields}, exclude_unset=True)
