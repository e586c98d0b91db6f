"""The one list of filters: every door names the same parameters, and each filter means the same behind all of them."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from django.core.management import get_commands, load_command_class
from django.http import QueryDict
from django.test import Client

from products.fields.field import Field, Narrowing
from products.fields.kinds import Boolean, Money, Text
from products.fields.registry import FIELDS
from products.models import Product
from products.schemas import FilterIn, QueryIn
from products.search import filters
from products.search.filters import FILTERS, PARAMETERS, Parameter, ParameterKind, ParameterValue
from products.search.forms import FilterForm, QueryForm
from products.search.query import EVERYTHING, ProductFilter
from tests.products.api import PRODUCTS
from tests.products.factories import make_products

JOB = UUID("00000000-0000-4000-8000-000000000000")
DAY = datetime(2026, 3, 1, tzinfo=UTC)
WRITTEN: dict[ParameterKind, tuple[str, ParameterValue]] = {
    "text": ("Mug", "Mug"),
    "flag": ("false", False),
    "money": ("7.50", Decimal("7.50")),
    "moment": ("2026-03-01", DAY),
    "id": (str(JOB), JOB),
}
"""What a person or a program writes for a parameter, and what it means."""

each_parameter = pytest.mark.parametrize("parameter", PARAMETERS, ids=lambda parameter: parameter.outside)


def by_form(query: str) -> ProductFilter:
    form = FilterForm(QueryDict(query))
    assert form.is_valid(), form.errors
    return form.filter


def by_schema(query: str) -> ProductFilter:
    return FilterIn(**QueryDict(query).dict()).filter


def test_filters_are_those_that_the_documents_name() -> None:
    assert [parameter.outside for parameter in PARAMETERS] == [
        "q",
        "sku",
        "name",
        "active",
        "price_min",
        "price_max",
        "created_since",
        "updated_since",
        "import",
        "created_by_import",
        "updated_by_import",
    ]


def test_every_door_has_the_parameters_of_the_filters() -> None:
    names = {parameter.outside for parameter in PARAMETERS}
    command = load_command_class(get_commands()["export_products"], "export_products")
    options = {option for action in command.create_parser("", "")._actions for option in action.option_strings}

    assert {FilterForm().add_prefix(name) for name in FilterForm().fields} == names
    assert {field.alias or name for name, field in FilterIn.model_fields.items()} == names
    assert {FilterForm().add_prefix(name) for name in QueryForm().fields} == {
        field.alias or name for name, field in QueryIn.model_fields.items()
    }
    assert {f"--{name.replace('_', '-')}" for name in names} <= options


@each_parameter
@pytest.mark.parametrize("door", [by_form, by_schema])
def test_parameter_means_the_same_at_every_door(door: Callable[[str], ProductFilter], parameter: Parameter) -> None:
    written, meant = WRITTEN[parameter.kind]

    assert door(f"{parameter.outside}={written}") == ProductFilter(**{parameter.name: meant})
    assert door("") == EVERYTHING


@each_parameter
def test_parameter_that_is_not_given_asks_for_nothing(parameter: Parameter) -> None:
    written = ProductFilter(**{parameter.name: WRITTEN[parameter.kind][1]})

    assert written[parameter.name] == WRITTEN[parameter.kind][1]
    assert [*written.given] == [parameter.name]
    assert written.with_values(**{parameter.name: parameter.absent}) == EVERYTHING
    assert EVERYTHING[parameter.name] == parameter.absent


@pytest.mark.django_db
@each_parameter
def test_parameter_works_in_the_page_and_in_the_api(admin_client: Client, parameter: Parameter) -> None:
    make_products(1, name="Mug", price="7.50", active=False)
    query = {parameter.outside: WRITTEN[parameter.kind][0]}
    wanted = by_form("&".join(f"{name}={value}" for name, value in query.items()))

    page, body = admin_client.get("/products/", query), admin_client.get(PRODUCTS, query).json()

    found = [product.sku for product in wanted.products()]
    assert [row.sku for row in page.context["page"].rows] == found
    assert [row["sku"] for row in body["results"]] == found


def test_unknown_filter_is_refused() -> None:
    with pytest.raises(TypeError, match="There is no such filter: colour, size"):
        ProductFilter(size="7", colour="red", q="x")
    with pytest.raises(TypeError, match="There is no such filter: import"):
        EVERYTHING.with_values(**{"import": JOB})
    with pytest.raises(ValueError, match="colour"):
        FilterIn(colour="red")


def test_filters_are_equal_if_all_their_values_are() -> None:
    one, same = ProductFilter(q="mug", active=False), ProductFilter(active=False, q="mug")

    assert one == same
    assert hash(one) == hash(same)
    assert len({one, same, EVERYTHING, ProductFilter(), ProductFilter(q="mug")}) == 3
    assert one != ProductFilter(q="mug")
    assert one != "mug"


def test_filter_is_shown_by_what_is_given() -> None:
    assert repr(ProductFilter(active=False, q="mug")) == "ProductFilter(q='mug', active=False)"
    assert repr(EVERYTHING) == "ProductFilter()"


@pytest.mark.parametrize("name", ["q", "name", "changed_by_import"])
def test_matches_of_a_text_or_an_import_can_only_be_counted_by_looking(name: str) -> None:
    value = JOB if name == "changed_by_import" else "mug"

    assert ProductFilter(**{name: value}).has_text
    assert ProductFilter(**{name: value}, active=True).has_text


def test_matches_of_other_filters_can_be_estimated() -> None:
    others = ProductFilter(
        sku="A", active=True, price_min=Decimal(1), price_max=Decimal(2), created_since=DAY, updated_since=DAY
    )

    assert not others.has_text
    assert not EVERYTHING.has_text


@pytest.mark.django_db
@pytest.mark.parametrize("by_reading", [False, True])
@pytest.mark.parametrize("wanted", [ProductFilter(q="ug"), ProductFilter(name="ug"), ProductFilter(q="ug", name="big")])
def test_products_are_the_same_whether_found_by_words_or_by_reading(wanted: ProductFilter, by_reading: bool) -> None:
    make_products(2, name="Big mug")
    make_products(1, sku="B", name="Mug")
    make_products(1, sku="C", name="Lamp")

    found = {product.sku for product in wanted.products(by_reading=by_reading)}

    assert found == ({"A-0", "A-1"} if "name" in wanted.given and wanted["name"] == "big" else {"A-0", "A-1", "B-0"})


@pytest.mark.parametrize(
    ("field", "names", "labels", "has_text"),
    [
        (
            Field(key="brand", label="Brand", kind=Text(), narrowing=Narrowing.IS),
            ["brand"], ["Brand is"], False,
        ),
        (
            Field(key="brand", label="Brand", kind=Text(), narrowing=Narrowing.CONTAINS),
            ["brand"], ["Brand contains"], True,
        ),
        (
            Field(key="cost", label="Cost", kind=Money(), narrowing=Narrowing.RANGE),
            ["cost_min", "cost_max"], ["Cost from", "Cost up to"], False,
        ),
        (
            Field(key="fresh", label="Fresh", kind=Boolean(), narrowing=Narrowing.IS, filter_label="State"),
            ["fresh"], ["State"], False,
        ),
    ],
)  # fmt: skip
def test_field_makes_its_filter(field: Field, names: list[str], labels: list[str], has_text: bool) -> None:
    made = filters._of_field(field)

    assert [parameter.name for parameter in made.parameters] == names
    assert [parameter.label for parameter in made.parameters] == labels
    assert (made.field, made.has_text) == (field, has_text)


def test_every_field_that_says_so_has_a_filter_and_no_other() -> None:
    assert {each.field.key for each in FILTERS if each.field} == {field.key for field in FIELDS if field.narrowing}


@pytest.mark.django_db
def test_range_takes_both_ends_and_products_without_a_price_are_in_none() -> None:
    for number, price in enumerate([None, "0", "5", "10"]):
        make_products(1, sku=f"P{number}", price=price)

    def found(**limits: ParameterValue) -> list[str]:
        return sorted(ProductFilter(**limits).products().values_list("sku", flat=True))

    assert found(price_min=Decimal(5)) == ["P2-0", "P3-0"]
    assert found(price_max=Decimal(5)) == ["P1-0", "P2-0"]
    assert found(price_min=Decimal(5), price_max=Decimal(5)) == ["P2-0"]
    assert found(price_min=Decimal(0)) == ["P1-0", "P2-0", "P3-0"]
    assert Product.objects.count() == 4
