"""The shapes that the routes of the catalogue take and answer with, as the API's description shows them."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Self
from uuid import UUID

from django.http import QueryDict
from ninja import Schema
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StrictBool,
    StrictInt,
    WithJsonSchema,
    create_model,
)
from pydantic_core import PydanticCustomError

from products.fields.amounts import DECIMALS, MOST, WHOLE_DIGITS
from products.fields.kinds import KindName, Value
from products.fields.registry import FIELDS
from products.fields.typed import MOST_TYPED
from products.search.filters import PARAMETERS, ParameterKind, ParameterValue
from products.search.own_filters import PREFIX, InvalidFilters, is_own, texts_of
from products.search.query import (
    CURSOR_MAX_LENGTH,
    MOST_ON_A_PAGE,
    MOST_PAGES,
    PAGE_SIZE,
    TEXT_MAX_LENGTH,
    ProductFilter,
    ProductQuery,
    in_utc,
)
from products.search.snapshot import BUILT_IN, Filters

COLUMNS_MAX_LENGTH = 10_000
"""Characters: enough for the keys of all fields."""

LONGEST_KEY, MOST_PINS = 40, 200
NO_NUL = "^[^\\x00]*$"
PRICE_PATTERN = f"^[0-9]{{1,{WHOLE_DIGITS}}}([.][0-9]{{1,{DECIMALS}}})?$"


def _price(value: object) -> Decimal | None:
    if value is None or isinstance(value, Decimal):
        return value
    if not isinstance(value, str) or not re.fullmatch(PRICE_PATTERN[1:-1], value, re.ASCII):
        raise ValueError(f'Write a price as text, from "0" to "{MOST}", with a point and at most two decimals')
    return Decimal(value)


def _as_text(price: Decimal | None) -> str | None:
    return None if price is None else str(price)


def _object(value: object) -> object:
    if isinstance(value, dict):
        return value
    raise ValueError("Send an object: the key of an own field → its value")


def _moment(value: object) -> object:
    if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        return value
    raise ValueError("Write the time in RFC 3339 format, such as 2026-03-01T12:00:00Z")


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
Attributes = Annotated[dict[str, Any], BeforeValidator(_object), WithJsonSchema({"type": "object"})]
"""The values of own fields by key, as they were sent. `attribute_schemas` describes which there are."""

Pinned = Annotated[
    list[Annotated[str, Field(max_length=LONGEST_KEY)]] | None,
    Field(max_length=MOST_PINS, description="Which fields imports leave alone, all of them; null: as it is."),
]
SeenVersion = Annotated[StrictInt | None, Field(ge=1, le=2**31 - 1, description="The version you last saw.")]
Text = Annotated[str, Field(max_length=TEXT_MAX_LENGTH, pattern=NO_NUL), AfterValidator(str.strip)]
"""Trimmed, as in a form: mere spaces are no filter at all, not one that every product passes."""


def _own_name(name: str) -> str:
    if not name.startswith(PREFIX):
        raise PydanticCustomError("extra_forbidden", "Extra inputs are not permitted")
    return name


def _own_texts(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    if not values or not all(isinstance(each, str | int) for each in values):
        raise ValueError("Write a text, a whole number, true or false, or a list of such values that is not empty")
    return [text for each in values for text in texts_of(each)]


OwnName = Annotated[str, AfterValidator(_own_name)]
_ONE_VALUE = {"type": ["string", "integer", "boolean"]}
OwnTexts = Annotated[
    list[str],
    BeforeValidator(_own_texts),
    WithJsonSchema({"anyOf": [_ONE_VALUE, {"type": "array", "items": _ONE_VALUE, "minItems": 1}]}),
]
Sort = Annotated[
    str,
    WithJsonSchema({"type": "string", "anyOf": [{"enum": [*BUILT_IN.sorts]}, {"pattern": r"^-?f\.[a-z0-9_]+$"}]}),
    Field(description="`f.` and the key of an own field that is sortable, or one of the others; `-` for descending."),
]


def _made(members: dict[str, Any], base: type[BaseModel] = Schema) -> type[BaseModel]:
    """A schema with these members: name → type and default."""
    return create_model("Made", __base__=base, **members)


PARAMETER_TYPES: dict[ParameterKind, object] = {
    "text": Text,
    "flag": bool | None,
    "money": Price | None,
    "moment": Moment | None,
    "id": UUID | None,
}

_Parameters = _made(
    {
        each.name: (
            PARAMETER_TYPES[each.kind],
            Field(each.absent, alias=each.alias or None, description=each.described or None),
        )
        for each in PARAMETERS
    },
    base=BaseModel,  # ninja's own loses what is not declared
)


class FilterIn(_Parameters):  # type: ignore[misc, valid-type]  # made from the list of filters
    """Which products to include: those that match every filter given.

    Own fields have filters of their own. `f.brand`: one or more values, of which a product must have one; an empty one
    stands for products without a value. `f.stock_min` and `f.stock_max` are the ends of a range.
    """

    model_config = ConfigDict(extra="allow", populate_by_name=True)
    __pydantic_extra__: dict[OwnName, OwnTexts]

    @property
    def filter(self) -> ProductFilter:
        """In a catalogue without own fields. Raises InvalidFilters."""
        return self.filter_among(BUILT_IN)

    @property
    def is_given(self) -> bool:
        """Whether it leaves any product out."""
        return bool(self.model_extra or ProductFilter(**self._built_in).given)

    def filter_among(self, filters: Filters) -> ProductFilter:
        """`filters`: those of the moment. Raises InvalidFilters."""
        return ProductFilter(filters, **self._built_in, **filters.read(self.model_extra or {}))

    def with_own(self, given: QueryDict) -> Self:
        """The same, with the filters of own fields in the address of a request."""
        own = {name: given.getlist(name) for name in filter(is_own, given)}
        found: Self = self.model_copy(update=own)
        return found

    @property
    def _built_in(self) -> dict[str, ParameterValue]:
        return {parameter.name: getattr(self, parameter.name) for parameter in PARAMETERS}


class ExportIn(FilterIn):
    """Which products, and which of their fields."""

    columns: str = Field(
        "",
        alias="fields",
        max_length=COLUMNS_MAX_LENGTH,
        description="Keys with commas between. The SKU is always in the file; without this, all fields are.",
        examples=["sku,name,price"],
    )


class QueryIn(FilterIn):
    """A page of products. A `cursor` comes from another page of the same list and takes precedence over `page`."""

    sort: Sort = "sku"
    page_size: int = Field(PAGE_SIZE, ge=1, le=MOST_ON_A_PAGE)
    page: int | None = Field(
        None,
        ge=1,
        le=MOST_PAGES,
        description="Any page by its number; a cursor is faster deep in a list.",
    )
    cursor: str = Field("", max_length=CURSOR_MAX_LENGTH)

    def query_among(self, filters: Filters) -> ProductQuery:
        """`filters`: those of the moment. Raises InvalidFilters."""
        if fault := filters.fault_of(self.sort):
            raise InvalidFilters({"sort": [fault]})
        return ProductQuery(self.filter_among(filters), self.sort, self.page_size, self.page, self.cursor)


OUT_TYPES: dict[KindName, object] = {
    "sku": str,
    "text": str,
    "long_text": str,
    "money": Annotated[Decimal | None, PlainSerializer(_as_text, return_type=str | None)],
    "boolean": bool,
}

_Product = _made(
    {
        "id": (UUID, ...),
        **{field.key: (OUT_TYPES[field.kind.name], ...) for field in FIELDS},
        "attributes": (dict[str, str | int | bool | list[str]], Field(description="The own fields that have a value.")),
        "pinned": (list[str], Field(description="The keys of the fields that imports leave alone.")),
        "version": (int, ...),
        "created_at": (datetime, ...),
        "updated_at": (datetime, ...),
    }
)


class ProductOut(_Product):  # type: ignore[misc, valid-type]  # made from the list of fields
    """The price is a string, so that no client rounds it."""


class Products(Schema):
    """`count` is exact without filters and up to 10,000; beyond that an estimate, or for a text search a minimum."""

    results: list[ProductOut]
    count: int
    count_is_exact: bool
    page: int
    pages: int
    next_cursor: str | None
    previous_cursor: str | None


IN_TYPES: dict[KindName, object] = {
    "sku": Annotated[str, Field(max_length=MOST_TYPED)],
    "text": Annotated[str, Field(max_length=MOST_TYPED)],
    "long_text": str,
    "money": Price | None,
    "boolean": StrictBool,
}

_Whole = _made(
    {
        field.key: (
            IN_TYPES[field.kind.name],
            Field(... if field.is_needed else field.absent, description=field.described or None),
        )
        for field in FIELDS
    },
)
_Part = _made({field.key: (IN_TYPES[field.kind.name], field.kind.absent) for field in FIELDS})


class ProductIn(_Whole):  # type: ignore[misc, valid-type]  # made from the list of fields
    """A whole product. Anything left out gets its default: no description, no price, active."""

    model_config = ConfigDict(extra="forbid")

    attributes: Attributes = Field({}, description="The values of own fields.")

    @property
    def values(self) -> dict[str, Value]:
        """What was given, by key."""
        return {key: getattr(self, key) for key in FIELDS.keys}


class ProductReplacement(ProductIn):
    """A whole product. Without `attributes` its own fields stay as they are, and without `pinned` its pins."""

    pinned: Pinned = None

    attributes: Attributes = Field({}, description="The values of own fields; those left out are cleared.")
    version: SeenVersion = None


class ProductChange(_Part):  # type: ignore[misc, valid-type]  # made from the list of fields
    """The columns to change; the others stay as they are."""

    model_config = ConfigDict(extra="forbid")

    attributes: Attributes = Field({}, description="The own fields to change; null clears, the others stay.")
    pinned: Pinned = None
    version: SeenVersion = None

    @property
    def values(self) -> dict[str, Value]:
        return {key: getattr(self, key) for key in FIELDS.keys if key in self.model_fields_set}
