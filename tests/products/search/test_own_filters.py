"""Lists narrowed and ordered by own fields: the same at every door, or refused with a sentence."""

from typing import Any
from uuid import UUID

import pytest
from django.http import QueryDict
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from product_importer.lib import paging
from products.bulk import actions, conductors
from products.export import export
from products.fields.models import current_fields
from products.fields.own_settings import OWN_KINDS
from products.jobs import conductor
from products.jobs.links import products_changed_by
from products.jobs.models import ImportJob
from products.models import OwnField, Product
from products.presenters import chips, headings
from products.schemas import FilterIn
from products.search import indexes, window
from products.search.forms import FilterForm, QueryForm
from products.search.listing import Listing, find_page
from products.search.own_filters import MOST_VALUES, InvalidFilters
from products.search.query import ProductFilter, ProductQuery, Selection
from products.search.snapshot import BUILT_IN, current_filters
from tests.products.api import PRODUCTS, send
from tests.products.factories import ANA, make_products
from tests.products.own_fields import KINDS, add_fields, archive

pytestmark = pytest.mark.django_db

URL = "/products/"
SORTABLE = ("brand", "stock", "weight", "cost", "organic", "launch", "colour", "ean")
VALUES: dict[str, dict[str, Any]] = {
    "A": {"brand": "Acme", "stock": 9, "weight": "1.5", "cost": "7.20", "organic": True, "launch": "2026-12-31",
          "colour": "Red", "tags": ["new", "sale"], "ean": "0012345678905", "notes": "One\nTwo",
          "website": "https://example.com/a"},
    "B": {"brand": "acme tools", "stock": 10, "weight": "-0.5", "cost": "100.00", "organic": False,
          "launch": "2026-01-02", "colour": "Dark blue", "tags": ["sale"], "ean": "4006381333931"},
    "C": {"brand": "Zeta", "stock": -3, "weight": "20"},
    "D": {},
}  # fmt: skip


@pytest.fixture
def products() -> None:
    for number, (sku, attributes) in enumerate(VALUES.items()):
        make_products(1, sku=sku, name="Mug", attributes=attributes, id=UUID(int=number))


@pytest.fixture
def fields(products: None) -> None:
    """One of each kind, sortable where that is possible, with the indexes for it."""
    add_fields()
    OwnField.objects.filter(key__in=SORTABLE).update(sortable=True)
    indexes.ensure()


def by_form(query: str) -> ProductFilter:
    form = FilterForm(QueryDict(query), current_filters())
    assert form.is_valid(), form.errors
    return form.filter


def by_schema(query: str) -> ProductFilter:
    return FilterIn().with_own(QueryDict(query)).filter_among(current_filters())


def skus(products: Any) -> str:
    return "".join(sorted(product.sku[0] for product in products))


FOUND = [
    ("f.brand=Acme", "A"),
    ("f.brand=+Acme+", "A"),
    ("f.brand=acme", ""),
    ("f.brand=Acme&f.brand=Zeta", "AC"),
    ("f.brand=", "D"),
    ("f.brand=&f.brand=Zeta", "CD"),
    ("f.notes=One%0D%0ATwo", "A"),
    ("f.stock=9", "A"),
    ("f.stock=009&f.stock=10.0", "AB"),
    ("f.stock=", "D"),
    ("f.stock_min=9", "AB"),
    ("f.stock_max=9", "AC"),
    ("f.stock_min=-3&f.stock_max=9", "AC"),
    ("f.stock_min=-3", "ABC"),
    ("f.weight=1.50+kg", "A"),
    ("f.weight_min=-0.5&f.weight_max=1.5", "AB"),
    ("f.weight_max=1000", "ABC"),
    ("f.weight=", "D"),
    ("f.cost=7.2", "A"),
    ("f.cost_min=8", "B"),
    ("f.cost=", "CD"),
    ("f.organic=TRUE", "A"),
    ("f.organic=no", "B"),
    ("f.organic=", "CD"),
    ("f.organic=true&f.organic=false", "AB"),
    ("f.launch=31.12.2026", "A"),
    ("f.launch_min=2026-01-03", "A"),
    ("f.launch_max=2026-12-31", "AB"),
    ("f.colour=RED", "A"),
    ("f.colour=rot&f.colour=dark+BLUE", "AB"),
    ("f.colour=", "CD"),
    ("f.tags=sale", "AB"),
    ("f.tags=new", "A"),
    ("f.tags=sa", ""),
    ("f.tags=new&f.colour=Red&f.stock_min=1", "A"),
    ("f.website=https://example.com/a", "A"),
    ("f.ean=012345678905", "A"),
    ("f.ean=12345678905", "A"),
    ("f.ean=00012345678905", "A"),
    ("f.ean=4006381-333931", "B"),
    ("f.ean=4006381333932", ""),
    ("f.ean=", "CD"),
    ("", "ABCD"),
]
"""The first letters of the SKUs that each finds."""


@pytest.mark.parametrize("door", [by_form, by_schema])
def test_filter_finds_products_by_the_values_of_own_fields(fields: None, door: Any) -> None:
    wanted = [(query, door(query)) for query, _ in FOUND]

    assert [(query, skus(filter_.products())) for query, filter_ in wanted] == FOUND
    assert [(query, skus(filter_.products(by_reading=True))) for query, filter_ in wanted] == FOUND
    assert [query for query, filter_ in wanted if filter_.has_text] == []


@pytest.mark.parametrize(
    ("query", "name", "said"),
    [
        ("f.size=7", "f.size", "There is no own field “size”. There are: brand, notes, stock,"),
        ("f.brand_min=A", "f.brand_min", "There is no own field “brand_min”."),
        ("f.name=Mug", "f.name", "There is no own field “name”."),
        ("f.=x", "f.", "There is no own field “”."),
        ("f.stock=many", "f.stock", "The stock many is not a number."),
        ("f.stock_max=1.5", "f.stock_max", "The stock 1.5 is not a whole number."),
        ("f.stock=9223372036854775808", "f.stock", "is larger than"),
        ("f.weight=1,5", "f.weight", "write it with a decimal point"),
        ("f.weight=5+g", "f.weight", "is not in kg."),
        ("f.cost=-1", "f.cost", "is negative"),
        ("f.organic=perhaps", "f.organic", "must be true or false"),
        ("f.launch=1/2/2026", "f.launch", "can be read in two ways: write it as 2026-12-31."),
        ("f.launch=2026-02-30", "f.launch", "The launch 2026-02-30"),
        ("f.colour=green", "f.colour", "is none of its choices: Red, Dark blue."),
        ("f.ean=123", "f.ean", "is no barcode"),
        ("f.website=example", "f.website", "http"),
        ("f.brand=" + "x" * 501, "f.brand", "at most 500 are allowed"),
        ("f.brand=a%00b", "f.brand", "NUL"),
        ("&".join(f"f.brand=B{n}" for n in range(MOST_VALUES + 1)), "f.brand", "At most 50 values"),
        ("f.tags=", "f.tags", "Fields of this kind cannot be sorted"),
    ],
)
def test_filter_that_cannot_be_understood_is_refused_at_every_door(
    fields: None, admin_client: Client, query: str, name: str, said: str
) -> None:
    page = admin_client.get(f"{URL}?{query}")
    answers = [admin_client.get(f"{PRODUCTS}{path}?{query}") for path in ("", "export/")]
    values = QueryDict(query).getlist(name)
    bulk = send(admin_client, "post", f"{PRODUCTS}bulk-delete/", {"filter": {name: values}})

    assert page.status_code == bulk.status_code == 422
    assert said in str(page.context["form"].errors.get_json_data())
    for answer in answers:
        assert answer.status_code == 422
        assert [*answer.json()["error"]["fields"]] == [name]
        assert said in answer.json()["error"]["fields"][name][0]
    assert [*bulk.json()["error"]["fields"]] == [f"filter.{name}"]
    assert Product.objects.count() == 4


@pytest.mark.parametrize("query", ["f.stock_min=1", "f.stock_max=1", "f.stock=", "sort=f.stock", "sort=-f.stock"])
def test_order_of_a_field_needs_the_mark_and_its_index(products: None, admin_client: Client, query: str) -> None:
    add_fields("stock")
    name = query.partition("=")[0]

    def said() -> list[str]:
        answer = admin_client.get(f"{PRODUCTS}?{query}")
        page = admin_client.get(f"{URL}?{query}")
        assert page.status_code == answer.status_code == 422
        (fault,) = page.context["form"].errors.get_json_data()[name]
        assert answer.json()["error"]["fields"] == {name: [fault["message"]]}
        return [fault["message"]]

    assert said() == ["This needs “Stock” to be sortable. A manager can switch *sortable* on for it."]
    OwnField.objects.update(sortable=True)
    assert said() == ["The index of “Stock” is still being built. Try again in a few minutes."]
    indexes.ensure()
    assert admin_client.get(f"{PRODUCTS}?{query}").status_code == 200
    assert admin_client.get(f"{URL}?{query}").status_code == 200


def test_equality_needs_no_mark(products: None) -> None:
    add_fields("stock")

    assert skus(by_form("f.stock=9").products()) == "A"


def test_archived_field_is_no_filter(products: None, admin_client: Client) -> None:
    add_fields("brand")
    archive("brand")

    assert admin_client.get(f"{PRODUCTS}?f.brand=Acme").json()["error"]["fields"] == {
        "f.brand": ["There is no own field “brand”. There are none."]
    }


def test_name_of_a_field_comes_before_the_end_of_a_range() -> None:
    make_products(1, sku="A", attributes={"size": 5, "size_min": "small"})
    make_products(1, sku="B", attributes={"size": 9, "size_min": "9"})
    for key, kind in (("size", "integer"), ("size_min", "text")):
        OwnField.objects.create(key=key, label=key, kind=kind, sortable=True)
    indexes.ensure()

    assert skus(by_form("f.size_min=small").products()) == "A"
    assert skus(by_form("f.size_min=9").products()) == "B"
    assert skus(by_form("f.size_max=5").products()) == "A"
    assert skus(by_form("f.size_max=5&f.size_min=9").products()) == ""
    assert not QueryForm(QueryDict("f.size_min_min=1"), current_filters()).is_valid()


def test_range_of_nothing_is_refused_by_the_page(fields: None, admin_client: Client) -> None:
    for name, least, most in (("weight", "10", "9"), ("stock", "10", "9"), ("launch", "2026-01-02", "2026-01-01")):
        response = admin_client.get(URL, {f"f.{name}_min": least, f"f.{name}_max": most})
        assert "The maximum is below the minimum." in str(response.context["form"].errors)
    assert admin_client.get(URL, {"f.weight_min": "9", "f.weight_max": "10"}).status_code == 200


# In an address, in a job


@pytest.mark.parametrize(
    "query",
    [
        "f.brand=Acme&f.brand=",
        "f.stock_min=-3&f.stock_max=9",
        "f.weight=1.5",
        "f.organic=false",
        "f.colour=Dark+blue",
        "f.ean=0012345678905",
        "f.brand=a%26b%3D",
        "q=mug&f.brand=Zeta&f.tags=sale&sort=-f.stock&page_size=25",
    ],
)
def test_address_leads_back_to_the_same_query(fields: None, query: str) -> None:
    form = QueryForm(QueryDict(query), current_filters())
    assert form.is_valid(), form.errors

    again = QueryForm(QueryDict(form.query.url()[1:]), current_filters())

    assert form.query.url() == f"?{query}"
    assert again.is_valid()
    assert again.query == form.query
    assert hash(again.query) == hash(form.query)


def test_filters_are_equal_if_what_they_ask_for_is(fields: None) -> None:
    one, same = by_form("f.brand=Acme&q=mug"), by_schema("f.brand=+Acme")
    same = same.with_values(q="mug")

    assert one == same
    assert hash(one) == hash(same)
    assert one != by_form("f.brand=Zeta&q=mug")
    assert one.without("q") == by_form("f.brand=Acme")
    assert one.without("f.brand") == ProductFilter(q="mug")
    with pytest.raises(TypeError, match=r"There is no such filter: f\.brand"):
        ProductFilter(**{"f.brand": ("Acme",)})


@pytest.mark.parametrize(
    "query",
    ["f.brand=Acme&f.brand=", "f.stock_min=9", "f.ean=012345678905", "f.organic=true&f.tags=sale", "f.cost=7.2"],
)
def test_job_finds_the_filter_again_that_it_was_given(fields: None, query: str) -> None:
    wanted = by_form(query)
    job = ImportJob(options=actions._options(Selection(filter=wanted), ANA))

    found = conductors.selection_of(job)

    assert found.filter == wanted
    assert skus(found.products()) == skus(wanted.products())


def test_job_goes_by_an_order_whose_index_is_away(fields: None) -> None:
    job = ImportJob(options=actions._options(Selection(filter=by_form("f.stock_min=9&f.brand=Acme&f.brand=")), ANA))
    OwnField.objects.update(sortable=False)

    assert skus(conductors.selection_of(job).products()) == "A"


@pytest.mark.django_db(transaction=True)
def test_job_whose_field_is_gone_fails_and_touches_nothing() -> None:
    make_products(2, attributes={"brand": "Acme"})
    add_fields("brand")
    options = actions._options(Selection(filter=by_form("f.brand=Acme")), ANA)
    job = ImportJob.objects.create(kind="delete", options=options)
    archive("brand")

    conductor.run(job.id, conductors.Deletion)

    job.refresh_from_db()
    assert (job.status, job.error_code) == ("failed", "filter_outdated")
    assert "There is no own field “brand”" in job.error_message
    assert Product.objects.count() == 2


def test_job_links_to_the_products_it_changed(fields: None) -> None:
    options = actions._options(Selection(filter=by_form("f.brand=Acme&f.brand=Zeta")), ANA) | {"active": True}
    job = ImportJob(kind="update", options=options)

    assert products_changed_by(job).startswith(f"{URL}?f.brand=Acme&f.brand=Zeta&active=true&updated_since=")


def test_programs_change_and_delete_what_matches(fields: None, admin_client: Client) -> None:
    body = {"filter": {"f.stock": [9, "10"], "f.organic": True}, "set": {"active": False}}

    answer = send(admin_client, "post", f"{PRODUCTS}bulk-update/", body)

    job = ImportJob.objects.get(kind="update")
    assert answer.json() == {"matched": 1, "changed": 1, "job_id": str(job.id)}
    assert skus(Product.objects.filter(active=False)) == "A"
    assert send(admin_client, "post", f"{PRODUCTS}bulk-delete/", {"filter": {"f.brand": "Zeta"}}).status_code == 202


@pytest.mark.parametrize(
    ("filter_", "named"),
    [
        ({"f.brand": None}, "filter.f.brand"),
        ({"f.brand": []}, "filter.f.brand"),
        ({"f.brand": [None]}, "filter.f.brand"),
        ({"f.stock": 1.5}, "filter.f.stock"),
        ({"f.brand": {"is": "Acme"}}, "filter.f.brand"),
        ({"f.stock_min": ""}, "filter.f.stock_min"),
        ({"f.stock_min": ["1", "2"]}, "filter.f.stock_min"),
        ({"brand": "Acme"}, "filter.brand"),
        ({"F.brand": "Acme"}, "filter.F.brand"),
        ({"f.brnd": "Acme"}, "filter.f.brnd"),
    ],
)
@pytest.mark.parametrize(("path", "more"), [("bulk-delete/", {}), ("bulk-update/", {"set": {"active": False}})])
def test_filter_that_would_ask_for_nothing_is_refused(
    fields: None, admin_client: Client, filter_: dict[str, Any], named: str, path: str, more: dict[str, Any]
) -> None:
    """Or else the work would be about all products."""
    answer = send(admin_client, "post", f"{PRODUCTS}{path}", {"filter": filter_} | more)

    assert answer.status_code == 422
    assert [*answer.json()["error"]["fields"]] == [named]


def test_selection_of_all_that_match_goes_by_own_fields(fields: None, admin_client: Client) -> None:
    data = {"action": "deactivate", "all_matching": "on", "query": "?f.brand=Acme", "confirmed": "on"}

    admin_client.post("/products/imports/selection/", data)
    refused = admin_client.post("/products/imports/selection/", data | {"query": "?f.brnd=Acme"})

    assert skus(Product.objects.filter(active=False)) == "A"
    assert refused.status_code == 302


def test_export_has_what_matches(fields: None, admin_client: Client) -> None:
    file = admin_client.get(f"{PRODUCTS}export/?f.tags=sale&f.stock_min=10").getvalue()

    assert [line.split(b",")[0] for line in file.splitlines()[1:]] == [b"B-0"]
    assert b"A-0" in b"".join(export(by_form("f.brand=Acme")))


def test_refused_filters_are_named_together(fields: None) -> None:
    with pytest.raises(InvalidFilters) as caught:
        by_schema("f.stock=x&f.size=1&f.brand=Acme")

    assert [*caught.value.fields] == ["f.stock", "f.size"]


# Orders


def walk(query: ProductQuery) -> list[str]:
    """Along the cursors to the end and back to the beginning."""
    found: list[Listing] = [find_page(query)]
    while found[-1].next_cursor:
        found.append(find_page(ProductQuery(query.filter, query.sort, query.page_size, cursor=found[-1].next_cursor)))
    back = [found[-1]]
    while back[-1].previous_cursor:
        back.append(find_page(ProductQuery(query.filter, query.sort, query.page_size, cursor=back[-1].previous_cursor)))
    forth = [row.sku for page in found for row in page.rows]
    assert [row.sku for page in reversed(back) for row in page.rows] == forth
    if found[0].count.is_exact:
        pages = range(1, len(found) + 1)
        numbered = [find_page(ProductQuery(query.filter, query.sort, query.page_size, page=number)) for number in pages]
        assert [row.sku for page in numbered for row in page.rows] == forth
    return forth


ORDERS = [
    ("brand", "DABC"),
    ("stock", "DCAB"),
    ("weight", "DBAC"),
    ("cost", "CDAB"),
    ("organic", "CDBA"),
    ("launch", "CDBA"),
    ("colour", "CDBA"),
    ("ean", "CDAB"),
]
"""The SKUs in the order of each field."""


@pytest.mark.parametrize("way", ["few", "read", "one by one", "up to an end"])
def test_list_is_sorted_by_own_fields_and_paged_at_the_same_time(
    fields: None, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """Products without a value come first, among them the older ones."""
    size = 3 if way == "few" else 1
    if way != "few":
        monkeypatch.setattr(paging, "COUNTED_EXACTLY_UP_TO", 2)
    if way == "read":
        monkeypatch.setattr(window, "SORTED_UP_TO", 2)
    if way == "up to an end":
        monkeypatch.setattr(window, "looked_at", lambda query, expected: 1)

    def ordered(wanted: str, sort: str) -> str:
        return "".join(sku[0] for sku in walk(ProductQuery(by_form(wanted), sort, size)))

    for wanted in ("", "q=mug", "f.stock=9&f.stock=10&f.stock=-3&f.stock="):
        assert [(key, ordered(wanted, f"f.{key}")) for key, _ in ORDERS] == ORDERS, wanted
        assert [(key, ordered(wanted, f"-f.{key}")[::-1]) for key, _ in ORDERS] == ORDERS, wanted


def test_order_reads_its_index(fields: None) -> None:
    for key in SORTABLE:
        query = ProductQuery(by_form(""), f"f.{key}")
        plan = query.with_sort_keys(query.filter.products()).order_by(*query.order).values("pk")[:1].explain()
        assert f"products_by_f_{key}" in plan
        assert "Sort" not in plan


@pytest.mark.parametrize(
    ("sort", "said"),
    [
        ("f.size", "There is no own field “size”."),
        ("-f.tags", "Fields of this kind cannot be sorted"),
        ("f.name", "There is no own field “name”."),
        ("--f.brand", "There is no such order. Choose one of sku, -sku,"),
        ("colour", "There is no such order. Choose one of sku, -sku,"),
    ],
)
def test_order_that_there_is_not_is_refused(fields: None, admin_client: Client, sort: str, said: str) -> None:
    page, answer = admin_client.get(URL, {"sort": sort}), admin_client.get(PRODUCTS, {"sort": sort})

    assert page.status_code == answer.status_code == 422
    assert said in str(page.context["form"].errors.get_json_data()["sort"])
    assert said in answer.json()["error"]["fields"]["sort"][0]


def test_cursor_of_another_order_is_refused(fields: None, admin_client: Client) -> None:
    cursor = admin_client.get(PRODUCTS, {"sort": "f.stock", "page_size": "1"}).json()["next_cursor"]

    assert admin_client.get(PRODUCTS, {"sort": "f.stock", "cursor": cursor}).status_code == 200
    assert admin_client.get(PRODUCTS, {"sort": "f.cost", "cursor": cursor}).status_code == 422


def test_long_texts_and_many_digits_have_their_place() -> None:
    make_products(1, sku="A", attributes={"brand": "ж" * 500, "weight": "999999999999999.999"})
    make_products(1, sku="B", attributes={"brand": "Ж" * 499, "weight": "-999999999999999"})
    make_products(1, sku="C", attributes={"brand": "a", "weight": "0.000001"})
    add_fields("brand", "weight", sortable=True)
    indexes.ensure()

    assert walk(ProductQuery(by_form(""), "f.brand", 1)) == ["C-0", "A-0", "B-0"]
    assert walk(ProductQuery(by_form(""), "f.weight", 1)) == ["B-0", "C-0", "A-0"]


def test_value_of_another_kind_has_a_place_too() -> None:
    """No index may keep a product from being saved."""
    add_fields("stock", "weight", "organic", "launch", sortable=True)
    indexes.ensure()

    make_products(1, attributes={"stock": "many", "weight": "heavy", "organic": [1], "launch": {"a": 1}})
    make_products(1, sku="B", attributes={"stock": 1.6, "weight": 12, "organic": None, "launch": ""})

    assert skus(by_form("f.stock=").products()) == "A"


# Words for people


def test_chips_say_the_label_and_the_values(fields: None) -> None:
    query = "&".join(
        [
            "f.brand=Acme&f.brand=Zeta&f.stock_min=1200&f.stock_max=9000&f.weight=1.5&f.organic=true&f.organic=",
            "f.launch_min=2026-01-02&f.tags=sale&f.ean=4006381333931&f.cost=",
        ]
    )

    found = chips(ProductQuery(by_form(query)))

    assert [chip.words for chip in found] == [
        "Brand: “Acme” or “Zeta”",
        "Stock from 1200",
        "Stock up to 9000",
        "Weight: 1.5 kg",
        "Cost: none",
        "Organic: yes or none",
        "Launch from 2 January 2026",
        "Tags: “sale”",
        "Barcode: 4006381333931",
    ]
    assert "f.brand" not in found[0].url
    assert "f.stock_min=1200" in found[0].url


def test_headings_sort_by_own_fields_that_can_be(fields: None) -> None:
    found = headings(ProductQuery(by_form(""), "f.stock"))

    assert {name for name in found if name.startswith("f.")} == {f"f.{key}" for key in SORTABLE}
    assert found["f.stock"] == ("Stock", "ascending", "?sort=-f.stock")
    assert found["f.brand"] == ("Brand", "", "?sort=f.brand")


def test_catalogue_without_own_fields_has_what_every_catalogue_has() -> None:
    found = current_filters()

    assert (found.parameters, found.sorts, found.all) == (BUILT_IN.parameters, BUILT_IN.sorts, BUILT_IN.all)


@pytest.mark.parametrize("number", [1, 3])
def test_list_asks_the_database_the_same_whatever_it_lists(
    admin_client: Client, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    make_products(number, attributes={"brand": "Acme", "stock": 1})
    add_fields("brand", "stock", sortable=True)
    indexes.ensure()

    with django_assert_num_queries(7):  # session, user, fields, indexes, estimate, count, rows
        body = admin_client.get(PRODUCTS, {"f.brand": "Acme", "f.stock_min": "1", "sort": "-f.stock"}).json()

    assert body["count"] == number


def test_every_kind_is_tried_here() -> None:
    assert {kind for _, kind, _ in KINDS.values()} == {*OWN_KINDS}
    assert {key for key, (_, kind, _) in KINDS.items() if kind not in {"long_text", "list", "url"}} == {*SORTABLE}
    add_fields()
    assert len(current_fields().own) == len(KINDS)


# The panel of filters


@pytest.fixture
def panel(fields: None) -> None:
    """Two fields have no input."""
    OwnField.objects.filter(key__in=["notes", "website"]).update(in_list=False)


def test_panel_has_an_input_for_each_field(panel: None, admin_client: Client) -> None:
    form = admin_client.get(URL).context["form"]

    names = [[each.name for each in inputs] for inputs in form.of_own_fields]
    assert names == [
        ["f.brand"], ["f.stock_min", "f.stock_max"], ["f.weight_min", "f.weight_max"], ["f.cost_min", "f.cost_max"],
        ["f.organic"], ["f.launch_min", "f.launch_max"], ["f.colour"], ["f.tags"], ["f.ean"],
    ]  # fmt: skip


def test_panel_asks_for_one_value_where_a_field_has_no_order(products: None, admin_client: Client) -> None:
    add_fields("stock", "notes")

    text = admin_client.get(URL).text

    assert 'name="f.stock"' in text
    assert 'name="f.stock_min"' not in text


def test_empty_inputs_of_the_panel_ask_for_nothing(panel: None, admin_client: Client) -> None:
    sent = {"panel": "filters", "f.brand": "", "f.stock_min": "", "f.stock_max": "9", "f.colour": "", "f.organic": ""}

    response = admin_client.get(URL, sent)

    assert [chip.words for chip in response.context["chips"]] == ["Stock up to 9"]
    assert "panel" not in response.context["chips"][0].url


def test_panel_shows_what_is_set_and_sends_it_again(panel: None, admin_client: Client) -> None:
    query = "f.brand=Acme&f.brand=Zeta&f.colour=&f.organic=ja&f.stock=9&f.notes=x&f.launch_min=2026-01-02"

    response = admin_client.get(f"{URL}?{query}")

    text = response.text
    assert 'value="Acme"' in text
    assert 'value="Zeta"' in text
    assert '<option value=" " selected>no value</option>' in text
    assert '<option value="true" selected>yes</option>' in text
    assert '<input type="hidden" name="f.stock" value="9">' in text
    assert '<input type="hidden" name="f.notes" value="x">' in text
    sent = f"panel=filters&{query.replace('f.colour=', 'f.colour=+')}"
    assert by_form(sent) == by_form(query)


def test_panel_keeps_what_it_does_not_understand(panel: None, admin_client: Client) -> None:
    response = admin_client.get(URL, {"f.stock_min": "<many>", "f.colour": "green"})

    assert response.status_code == 422
    assert 'value="&lt;many&gt;"' in response.text
    assert "The stock &lt;many&gt; is not a number." in response.text


def test_inputs_that_are_typed_into_suggest_values(panel: None, admin_client: Client) -> None:
    text = admin_client.get(URL).text

    assert 'data-url="/products/api/fields/brand/values/"' in text
    assert "fields/colour/values" not in text
