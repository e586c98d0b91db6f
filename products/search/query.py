"""What a person or a program asks of the catalogue: one object for the page, the API, the export and bulk work."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from products.models.product import SORTS, Product, ProductQuerySet

TEXT_MAX_LENGTH = 255
"""So that the longest SKU can be searched whole."""

CURSOR_MAX_LENGTH = 4_000
"""A name of 500 signs of four bytes, and what else a cursor has; it must fit into the address of a page."""

PAGE_SIZE = 50
MOST_ON_A_PAGE = 500
SORT_CHOICES = tuple(sign + name for name in SORTS for sign in ("", "-"))


@dataclass(frozen=True)
class ProductFilter:
    """Which products are meant. Everything that is given must hold; nothing given: all of them."""

    q: str = ""
    """In the SKU, the name or the description, in any case."""
    sku: str = ""
    """Exactly this one, in any case."""
    name: str = ""
    """A part of it, in any case."""
    active: bool | None = None
    price_min: Decimal | None = None
    price_max: Decimal | None = None
    created_since: datetime | None = None
    updated_since: datetime | None = None
    changed_by_import: UUID | None = None
    """The id of an import job."""

    @property
    def given(self) -> dict[str, Any]:
        """What was asked for, by name."""
        return {name: value for name, value in asdict(self).items() if value not in (None, "")}

    @property
    def has_text(self) -> bool:
        """Whether how many match can only be told by looking at them."""
        return bool(self.q or self.name or self.changed_by_import)

    def products(self, *, by_reading: bool = False) -> ProductQuerySet:
        """They, in no order. `by_reading`: there are many, and only the first ones in some order are wanted."""
        products = Product.objects.containing(self.q) if by_reading else Product.objects.search(self.q)
        if self.sku:
            products = products.with_sku(self.sku)
        if self.name:
            products = products.naming(self.name) if by_reading else products.named(self.name)
        if self.active is not None:
            products = products.filter(active=self.active)
        if self.price_min is not None or self.price_max is not None:
            products = products.priced(self.price_min, self.price_max)
        if self.created_since:
            products = products.created_since(self.created_since)
        if self.updated_since:
            products = products.updated_since(self.updated_since)
        if self.changed_by_import:
            products = products.changed_by_import(self.changed_by_import)
        return products


@dataclass(frozen=True)
class Selection:
    """Products that somebody wants to do something with: these, or all that match."""

    ids: tuple[UUID, ...] = ()
    filter: ProductFilter | None = None

    @property
    def has_text(self) -> bool:
        return self.filter is not None and self.filter.has_text

    @property
    def is_everything(self) -> bool:
        """Whether it leaves no product out."""
        return self.filter is not None and not self.filter.given

    def products(self) -> ProductQuerySet:
        return Product.objects.filter(pk__in=self.ids) if self.filter is None else self.filter.products()


@dataclass(frozen=True)
class ProductQuery:
    """A page of products: which ones, in what order, and where in the list."""

    filter: ProductFilter = ProductFilter()
    sort: str = "sku"
    page_size: int = PAGE_SIZE
    page: int | None = None
    cursor: str = ""

    @property
    def order(self) -> list[str]:
        """As in `order_by`; all columns in one direction, the last one unique."""
        sign = "-" if self.sort.startswith("-") else ""
        return [sign + name for name in SORTS[self.sort.removeprefix("-")]]

    @property
    def list_name(self) -> str:
        """The cursors of one order do not fit another, nor the other direction."""
        return self.sort

    def url(self, **changes: Any) -> str:
        """The query string of this list with other values; a list that changes begins at its first page."""
        of_filter = {name: changes.pop(name) for name in FILTERS & changes.keys()}
        changed = replace(self, **{"page": None, "cursor": ""} | changes, filter=replace(self.filter, **of_filter))
        usual = ProductQuery()
        kept = {name: _text(value) for name, value in changed.filter.given.items()}
        for name in ("sort", "page_size", "page", "cursor"):
            if getattr(changed, name) != getattr(usual, name):
                kept[name] = str(getattr(changed, name))
        if "changed_by_import" in kept:
            kept["import"] = kept.pop("changed_by_import")
        return f"?{urlencode(kept)}"


def in_utc(moment: datetime) -> datetime:
    """The same moment in UTC, which the database can take whatever the zone was; without a zone it is UTC."""
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC)
    except OverflowError:  # within a day of the ends of the calendar
        return moment.replace(tzinfo=UTC)


def reversed_order(order: list[str]) -> list[str]:
    return [name.removeprefix("-") if name.startswith("-") else f"-{name}" for name in order]


FILTERS = frozenset(field.name for field in fields(ProductFilter))


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, datetime) else str(value)
