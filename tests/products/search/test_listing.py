"""The list of products in every order, under every filter, by number and by cursor."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from itertools import product as product_of
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from product_importer.lib import paging
from product_importer.lib.ids import first_uuid7_at
from product_importer.lib.keyset import InvalidCursor
from products.fields.skus import fold
from products.models import Product
from products.search import listing, window
from products.search.listing import Listing, NoSuchPage, find_page
from products.search.query import CURSOR_MAX_LENGTH, SORT_CHOICES, ProductFilter, ProductQuery
from tests.products.factories import put

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
NAMES = ["Kettle", "kettle", "Äpfel", "apple", "Zebra", "100 %", "_", "kettle"]
PRICES = [None, Decimal("0.00"), Decimal("9.99"), Decimal("9.99"), Decimal("1000"), None]


def product(number: int, **values: Any) -> Product:
    """Its place in each order has nothing to do with its place in the others."""
    random = Random(number)
    moment = NOON + timedelta(minutes=number // 3)
    usual: dict[str, Any] = {
        "id": first_uuid7_at(moment).int + random.getrandbits(60),
        "sku": f"{random.choice('aBc')}-{number}",
        "name": random.choice(NAMES),
        "price": random.choice(PRICES),
        "active": number % 4 != 0,
        "created_at": moment,
        "updated_at": NOON + timedelta(hours=random.randrange(4)),
    } | values
    return Product(**usual | {"id": f"{usual['id']:032x}", "sku_key": fold(usual["sku"])})


@pytest.fixture
def thirty() -> list[Product]:
    return put(product(number) for number in range(30))


@pytest.fixture
def a_few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if there were a million products."""
    monkeypatch.setattr(paging, "COUNTED_EXACTLY_UP_TO", 6)
    monkeypatch.setattr(window, "SORTED_UP_TO", 6)
    monkeypatch.setattr(listing, "READ_UP_TO", 6)


@pytest.fixture
def one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many match, so the next products of the order are looked at first."""
    monkeypatch.setattr(paging, "COUNTED_EXACTLY_UP_TO", 6)
    monkeypatch.setattr(window, "LOOKED_AT", 1_000)


@pytest.fixture
def up_to_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many match, and no product is looked at in the hope that it is on the page."""
    monkeypatch.setattr(paging, "COUNTED_EXACTLY_UP_TO", 8)
    monkeypatch.setattr(window, "looked_at", lambda query, expected: 1)


WAYS = ["thirty", "a_few_are_many", "one_by_one", "up_to_an_end"]


def key(found: Product, sort: str) -> Any:
    return {
        "sku": found.sku_key.encode(),
        "name": (found.name.lower().encode(), found.id),
        "price": (Decimal(-1) if found.price is None else found.price, found.id),
        "created_at": found.id,
        "updated_at": (found.updated_at, found.id),
    }[sort]


def in_order(products: list[Product], sort: str) -> list[Any]:
    stored = Product.objects.in_bulk([each.pk for each in products]).values()
    name = sort.removeprefix("-")
    return [each.pk for each in sorted(stored, key=lambda each: key(each, name), reverse=sort.startswith("-"))]


def walk(query: ProductQuery) -> list[Listing]:
    """All pages by their cursors, the first one first."""
    found = [find_page(query)]
    while cursor := found[-1].next_cursor:
        found.append(find_page(replace(query, page=None, cursor=cursor)))
    return found


def ids(found: list[Listing]) -> list[Any]:
    return [row.pk for page in found for row in page.rows]


@pytest.mark.parametrize("way", WAYS)
def test_cursors_lead_through_the_whole_list_in_every_order(
    thirty: list[Product], request: pytest.FixtureRequest, way: str
) -> None:
    request.getfixturevalue(way)
    for wanted, sort in product_of([ProductFilter(), ProductFilter(q="e"), ProductFilter(active=True)], SORT_CHOICES):
        expected = in_order(list(wanted.products()), sort)
        query = ProductQuery(filter=wanted, sort=sort, page_size=4)

        found = walk(query)
        back = [find_page(replace(query, cursor=page.previous_cursor or "")) for page in found[1:]]

        assert ids(found) == expected, query
        assert [ids([page]) for page in back] == [ids([page]) for page in found[:-1]], query
        assert [page.first_row for page in found] == list(range(1, len(expected) + 1, 4)), query
        assert found[0].previous_cursor is None, query


@pytest.mark.parametrize("sort", SORT_CHOICES)
@pytest.mark.parametrize("size", [2, 4])
def test_every_number_opens_its_page(thirty: list[Product], a_few_are_many: None, sort: str, size: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE products_product")
    expected = in_order(thirty, sort)
    last = -(-len(expected) // size)

    for number in range(1, last + 1):
        page = find_page(ProductQuery(sort=sort, page_size=size, page=number))
        first = (number - 1) * size
        assert ids([page]) == expected[first : first + size]
        assert (page.number, page.pages, page.first_row) == (number, last, first + 1)
        around = [cursor and find_page(ProductQuery(sort=sort, page_size=size, cursor=cursor)) for cursor in
                  (page.previous_cursor, page.next_cursor)]  # fmt: skip
        for found, start in zip(around, [first - size, first + size], strict=True):
            assert (ids([found]) if found else []) == expected[max(start, 0) : max(start + size, 0)]


@pytest.mark.parametrize("way", WAYS)
def test_every_number_opens_its_page_of_a_narrowed_list(
    thirty: list[Product], request: pytest.FixtureRequest, way: str
) -> None:
    request.getfixturevalue(way)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE products_product")
    filters: list[dict[str, Any]] = [{"q": "e"}, {"name": "kettle"}, {"active": True}, {"q": "e", "active": True}]
    for wanted, sort in product_of(filters, ["sku", "-name", "price"]):
        filter_ = ProductFilter(**wanted)
        expected = in_order(list(filter_.products()), sort)

        found = [
            find_page(ProductQuery(filter=filter_, sort=sort, page_size=2, page=number))
            for number in range(1, -(-len(expected) // 2) + 1)
        ]

        assert ids(found) == expected, (wanted, sort)


@pytest.mark.parametrize("wanted", [{}, {"q": "e"}, {"active": True}])
@pytest.mark.parametrize("number", [99, 10**9])
def test_number_behind_the_end_of_a_long_list_is_refused(
    thirty: list[Product], a_few_are_many: None, number: int, wanted: dict[str, Any]
) -> None:
    with pytest.raises(NoSuchPage, match=f"There is no page {number:,}"):
        find_page(ProductQuery(filter=ProductFilter(**wanted), page_size=2, page=number))


def test_number_behind_the_end_of_a_short_list_is_refused_with_the_number_of_the_last_page(
    thirty: list[Product],
) -> None:
    with pytest.raises(NoSuchPage, match="There is no page 4; the last one is 3"):
        find_page(ProductQuery(page_size=10, page=4))


def test_cursor_of_another_order_is_refused(thirty: list[Product]) -> None:
    cursor = find_page(ProductQuery(sort="updated_at", page_size=2)).next_cursor or ""

    for sort in {*SORT_CHOICES} - {"updated_at"}:
        with pytest.raises(InvalidCursor):
            find_page(ProductQuery(sort=sort, page_size=2, cursor=cursor))


@pytest.mark.parametrize(
    ("wanted", "skus"),
    [
        ({"q": "CHEAP"}, {"A-1"}),
        ({"sku": " a-1 "}, {"A-1"}),
        ({"sku": "a-"}, set()),
        ({"name": "LAMP"}, {"B-2", "C-3"}),
        ({"name": "%"}, set()),
        ({"active": True}, {"A-1", "B-2"}),
        ({"active": False}, {"C-3"}),
        ({"price_min": Decimal(5)}, {"B-2"}),
        ({"price_max": Decimal(5)}, {"A-1", "B-2"}),
        ({"price_min": Decimal("0.01"), "price_max": Decimal("4.99")}, set()),
        ({"created_since": NOON}, {"B-2", "C-3"}),
        ({"updated_since": NOON + timedelta(days=1)}, {"C-3"}),
        ({"name": "lamp", "active": True, "price_max": Decimal(9)}, {"B-2"}),
        ({}, {"A-1", "B-2", "C-3"}),
    ],
)  # fmt: skip
def test_filters_hold_all_together(wanted: dict[str, Any], skus: set[str]) -> None:
    earlier, later = NOON - timedelta(days=1), NOON + timedelta(days=1)
    put(
        [
            product(1, sku="A-1", name="Mug", description="cheap", price=Decimal(0), active=True, created_at=earlier,
                    updated_at=earlier),
            product(2, sku="B-2", name="Desk Lamp", price=Decimal(5), active=True, created_at=NOON, updated_at=NOON),
            product(3, sku="C-3", name="lamp", price=None, active=False, created_at=later, updated_at=later),
        ]
    )  # fmt: skip

    assert {found.sku for found in ProductFilter(**wanted).products()} == skus


def test_count_is_exact_for_all_and_for_few_and_an_estimate_for_many(
    thirty: list[Product], monkeypatch: pytest.MonkeyPatch
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE products_product")
    assert count_of(ProductFilter(active=True)) == (22, True)
    assert count_of(ProductFilter(q="e")) == (ProductFilter(q="e").products().count(), True)
    monkeypatch.setattr(paging, "COUNTED_EXACTLY_UP_TO", 6)

    assert count_of(ProductFilter()) == (30, True)
    assert count_of(ProductFilter(active=True)) == (22, True)  # all fit on the page
    assert count_of(ProductFilter(q="e")).is_exact
    monkeypatch.setattr(window, "SORTED_UP_TO", 8)
    assert count_of(ProductFilter(active=True)) == (22, False)
    assert count_of(ProductFilter(q="e")) == (6, False)
    assert count_of(ProductFilter(active=True, sku="a-1")).is_exact


def count_of(wanted: ProductFilter) -> paging.Count:
    return find_page(ProductQuery(filter=wanted)).count


def test_query_becomes_the_address_of_its_page() -> None:
    query = ProductQuery(filter=ProductFilter(q="a b", active=False, price_min=Decimal("1.50")), sort="-price", page=7)

    assert query.url(page=2) == "?q=a+b&active=false&price_min=1.50&sort=-price&page=2"
    assert query.url(sort="name", active=None) == "?q=a+b&price_min=1.50&sort=name"
    assert ProductQuery().url() == "?"


def test_every_order_ends_with_a_column_of_its_own() -> None:
    for number, (one, other) in enumerate(pairwise(SORT_CHOICES)):
        assert ProductQuery(sort=one).order[-1].removeprefix("-") in {"sku_key", "id"}, number
        assert ProductQuery(sort=one).order != ProductQuery(sort=other).order


@pytest.mark.parametrize("character", ["x", "漢", "😀", '"'])
def test_cursor_of_the_longest_name_fits_into_an_address(character: str) -> None:
    Product.objects.bulk_create(product(number, name=character * 500) for number in range(3))

    cursor = find_page(ProductQuery(sort="name", page_size=1)).next_cursor

    assert cursor
    assert len(cursor) <= CURSOR_MAX_LENGTH
    assert len(find_page(ProductQuery(sort="name", page_size=1, cursor=cursor)).rows) == 1


def test_names_that_differ_only_far_behind_are_all_listed_and_any_name_fits_into_the_index() -> None:
    random = Random(1)
    incompressible = ["".join(chr(random.randrange(0x20000, 0x2A6D0)) for _ in range(500)) for _ in range(3)]
    alike = [f"{'x' * 200}{number}" for number in range(4)]
    put(product(number, name=name) for number, name in enumerate([*incompressible, *alike]))

    found = [find_page(ProductQuery(sort="name", page_size=2, page=number)) for number in (1, 2, 3, 4)]

    assert {row.name for page in found for row in page.rows} == {*incompressible, *alike}
    assert walk_names(ProductQuery(sort="name", page_size=2)) == [row.name for page in found for row in page.rows]


def walk_names(query: ProductQuery) -> list[str]:
    return [row.name for page in walk(query) for row in page.rows]


INDEXES = {
    "sku": "products_one_per_sku_key",
    "name": "products_by_name",
    "price": "products_by_price",
    "created_at": "products_product_pkey",
    "updated_at": "products_by_update",
}


@pytest.mark.parametrize("sort", SORT_CHOICES)
@pytest.mark.parametrize("deep", [False, True])
def test_every_order_is_read_from_its_index(thirty: list[Product], sort: str, deep: bool) -> None:
    """Where the planner may choose neither to sort nor to read the table, an order without an index would show."""
    query = ProductQuery(sort=sort, page_size=5)
    cursor = find_page(query).next_cursor if deep else None
    with connection.cursor() as setting, CaptureQueriesContext(connection) as asked:
        setting.execute(
            "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off"
        )
        find_page(replace(query, cursor=cursor or ""))
        wanted = next(each["sql"] for each in reversed(asked.captured_queries) if "ORDER BY" in each["sql"])
        keys = (
            wanted[wanted.index("(SELECT U0") + 1 : wanted.rindex("LIMIT 6)") + 7] if "(SELECT U0" in wanted else wanted
        )
        setting.execute(f"EXPLAIN {keys}")
        plan = "\n".join(line for (line,) in setting.fetchall())

    scan = "Index Scan" if deep else "Index Only Scan"
    assert f"{scan}{' Backward' * sort.startswith('-')} using {INDEXES[sort.removeprefix('-')]}" in plan, plan
    assert "Sort" not in plan
