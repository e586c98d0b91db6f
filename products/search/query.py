"""What a person or a program asks of the catalogue: one object for the page, the API, the export and bulk work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urlencode
from uuid import UUID

from products.fields.skus import MAX_LENGTH
from products.models import Product, ProductQuerySet
from products.models.size import number_of_products
from products.search.filters import PARAMETERS, ParameterValue
from products.search.own_filters import texts_of
from products.search.snapshot import BUILT_IN, Filters

TEXT_MAX_LENGTH = MAX_LENGTH
"""Room for the longest SKU."""

CURSOR_MAX_LENGTH = 4_000
"""Room for a name of 500 four-byte characters and the rest of a cursor; it must fit into an address."""

PAGE_SIZE = 50
MOST_ON_A_PAGE = 500
MOST_IDS = 10_000
"""Products that can be selected one by one. Filters can mean any number."""
MOST_PAGES = 10**9
SORT_CHOICES = BUILT_IN.sorts


class ProductFilter:
    """Which products are meant: for each parameter a value or none. All products if none is given. Immutable.

    `filters`: those of the moment, which know the own fields.
    """

    def __init__(self, filters: Filters = BUILT_IN, /, **values: ParameterValue) -> None:
        if unknown := values.keys() - filters.by_name.keys():
            raise TypeError(f"There is no such filter: {', '.join(sorted(unknown))}")
        self.filters = filters
        self._values = {each.name: values.get(each.name, each.absent) for each in filters.parameters}

    def __getitem__(self, name: str) -> ParameterValue:
        return self._values[name]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ProductFilter) and self.given == other.given

    def __hash__(self) -> int:
        return hash(tuple(self.given.items()))

    def __repr__(self) -> str:
        return f"ProductFilter({', '.join(f'{name}={value!r}' for name, value in self.given.items())})"

    @property
    def given(self) -> dict[str, ParameterValue]:
        """The values that are set, by name."""
        return {name: value for name, value in self._values.items() if value not in (None, "", ())}

    @property
    def text(self) -> str:
        """The text in the search box."""
        return str(self._values["q"])

    @property
    def has_text(self) -> bool:
        """Whether matches can only be counted by looking at them."""
        given = self.given
        return any(each.has_text and each.parameters[0].name in given for each in self.filters.all)

    def with_values(self, **changes: ParameterValue) -> ProductFilter:
        return ProductFilter(self.filters, **{**self._values, **changes})

    def without(self, name: str) -> ProductFilter:
        """As if this one were not given."""
        return ProductFilter(self.filters, **{each: value for each, value in self.given.items() if each != name})

    def products(self, *, by_reading: bool = False) -> ProductQuerySet:
        """The products, unsorted. `by_reading`: there are many, and only the first in some order are wanted."""
        products = Product.objects.all()
        given = self.given
        for each in self.filters.all:
            if any(parameter.name in given for parameter in each.parameters):
                values = [self._values[parameter.name] for parameter in each.parameters]
                products = each.narrow(products, *values, by_reading)
        return products


EVERYTHING = ProductFilter()


@dataclass(frozen=True)
class Selection:
    """Products to do something with: these, or all that match."""

    ids: tuple[UUID, ...] = ()
    filter: ProductFilter | None = None

    @property
    def has_text(self) -> bool:
        return self.filter is not None and self.filter.has_text

    @property
    def is_everything(self) -> bool:
        """Whether it includes every product."""
        return self.filter is not None and not self.filter.given

    def products(self) -> ProductQuerySet:
        return Product.objects.filter(pk__in=self.ids) if self.filter is None else self.filter.products()

    def number(self) -> int:
        """How many products that is now, exactly."""
        return number_of_products() if self.is_everything else self.products().count()


@dataclass(frozen=True)
class ProductQuery:
    """A page of products: which ones, in what order, and where in the list."""

    filter: ProductFilter = EVERYTHING
    sort: str = "sku"
    page_size: int = PAGE_SIZE
    page: int | None = None
    cursor: str = ""

    @property
    def order(self) -> list[str]:
        """As in `order_by`; all columns in one direction, the last one unique."""
        direction = "-" if self.sort.startswith("-") else ""
        return [direction + name for name in self.filter.filters.columns_of(self.sort)]

    @property
    def list_name(self) -> str:
        """A cursor belongs to one order and direction."""
        return self.sort

    def with_sort_keys(self, products: ProductQuerySet) -> ProductQuerySet:
        """The products with the columns of the order."""
        return products.with_sort_keys(*self.filter.filters.fields_of(self.sort))

    def without(self, name: str) -> ProductQuery:
        """The list without this filter."""
        return replace(self, filter=self.filter.without(name))

    def url(
        self,
        *,
        sort: str = "",
        page: int | None = None,
        cursor: str = "",
        **filters: ParameterValue,
    ) -> str:
        """The query string of this list with other values; unless it says which page, the first one."""
        changed = replace(
            self, filter=self.filter.with_values(**filters), sort=sort or self.sort, page=page, cursor=cursor
        )
        return f"?{urlencode(changed._parameters())}"

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Names and values in the address of every page of this list."""
        return replace(self, page=None, cursor="")._parameters()

    def _parameters(self) -> list[tuple[str, str]]:
        usual = ProductQuery()
        filters = in_address(self.filter.given)
        others = [
            (name, str(getattr(self, name)))
            for name in ("sort", "page_size", "page", "cursor")
            if getattr(self, name) != getattr(usual, name)
        ]
        return filters + others


def in_utc(moment: datetime) -> datetime:
    """The same moment in UTC, which the database can always store. Without a zone it already is UTC."""
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC)
    except OverflowError:  # within a day of the ends of the calendar
        return moment.replace(tzinfo=UTC)


def reversed_order(order: list[str]) -> list[str]:
    return [name.removeprefix("-") if name.startswith("-") else f"-{name}" for name in order]


def in_address(given: Mapping[str, ParameterValue | Sequence[str]]) -> list[tuple[str, str]]:
    """Filters as they stand in an address. A job's own have lists of texts."""
    return [(_OUTSIDE.get(name, name), text) for name, value in given.items() for text in _texts(value)]


def _texts(value: ParameterValue | Sequence[str]) -> Sequence[str]:
    if isinstance(value, list):
        return value
    return [value.isoformat()] if isinstance(value, datetime) else texts_of(value)


_OUTSIDE = {parameter.name: parameter.outside for parameter in PARAMETERS}
