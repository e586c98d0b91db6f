"""The words of the pages: chips, headings, facts and entries of the history."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from pytest_django import DjangoAssertNumQueries

from product_importer.accounts.models import ApiToken
from products.models import Change, Product
from products.presenters import Chip, ColumnChange, chips, entries, facts, headings
from products.search.filters import ParameterValue
from products.search.query import ProductFilter, ProductQuery
from tests.products.imports.factories import finished_job

JOB = "00000000-0000-4000-8000-000000000000"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def change(values: dict[str, list[object]] | None = None, *, kind: str = "user", actor: str = "") -> Change:
    return Change(action="changed", values=values or {}, actor_kind=kind, actor_id=actor, at=NOON)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("q", "mug", "with “mug”"),
        ("q", "x" * 41, f"with “{'x' * 40}”"),
        ("sku", "A-1", "SKU “A-1”"),
        ("name", "mug", "name with “mug”"),
        ("active", True, "active"),
        ("active", False, "inactive"),
        ("price_min", Decimal("7.50"), "price from 7.50"),
        ("price_max", Decimal("8"), "price up to 8"),
        ("created_since", datetime(2026, 3, 1, tzinfo=UTC), "created since 1 Mar 2026"),
        ("updated_since", datetime(2026, 12, 31, 7, 5, tzinfo=UTC), "updated since 31 Dec 2026, 07:05"),
        ("changed_by_import", JOB, f"changed by import “{JOB}”"),
    ],
)
def test_chip_says_what_the_list_is_narrowed_by(name: str, value: ParameterValue, words: str) -> None:
    assert chips(ProductQuery(ProductFilter(**{name: value}))) == [Chip(words, "?")]


@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["changed", "created", "updated"])
def test_chip_names_an_import_by_its_file(verb: str) -> None:
    job = finished_job(file_name="spring.csv")
    query = ProductQuery(ProductFilter(**{f"{verb}_by_import": job.id}))

    assert chips(query) == [Chip(f"{verb} by import “spring.csv”", "?")]


def test_chip_leads_to_the_first_page_of_the_list_without_its_filter() -> None:
    query = ProductQuery(ProductFilter(q="mug", active=False), sort="-name", page=7)

    assert chips(query) == [
        Chip("with “mug”", "?active=false&sort=-name"),
        Chip("inactive", "?q=mug&sort=-name"),
    ]
    assert chips(ProductQuery()) == []


def test_headings_offer_every_order_and_reverse_the_present_one() -> None:
    found = headings(ProductQuery(ProductFilter(q="mug"), sort="name", page=3))

    assert found == {
        "sku": ("SKU", "", "?q=mug"),
        "name": ("Name", "ascending", "?q=mug&sort=-name"),
        "price": ("Price", "", "?q=mug&sort=price"),
        "created_at": ("Created", "", "?q=mug&sort=-created_at"),
        "updated_at": ("Updated", "", "?q=mug&sort=-updated_at"),
    }


@pytest.mark.parametrize(
    ("sort", "column", "order", "url"),
    [
        ("sku", "sku", "ascending", "?sort=-sku"),
        ("-sku", "sku", "descending", "?"),
        ("-created_at", "created_at", "descending", "?sort=created_at"),
        ("created_at", "created_at", "ascending", "?sort=-created_at"),
    ],
)
def test_heading_of_the_present_order_leads_to_the_opposite_one(sort: str, column: str, order: str, url: str) -> None:
    assert headings(ProductQuery(sort=sort))[column][1:] == (order, url)


def test_facts_are_the_fields_that_the_head_of_the_page_leaves_out() -> None:
    found = facts(Product(sku="A-1", name="Mug", description="Blue", price=None))

    assert [(fact.field.key, fact.value) for fact in found] == [("price", None), ("description", "Blue")]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("key", "before", "after", "shown"),
    [
        ("price", None, "5.00", ColumnChange("Price", None, "5.00")),
        ("active", True, False, ColumnChange("Active", "active", "inactive")),
        ("name", "x" * 120, "x" * 121, ColumnChange("Name", "x" * 120, "x" * 120 + "…")),
        ("description", "", "Blue", ColumnChange("Description", "", "Blue")),
        ("colour", "red", None, ColumnChange("Colour", "red", None)),
        ("fresh", True, False, ColumnChange("Fresh", "true", "false")),
    ],
)
def test_entry_shows_a_value_before_and_after(key: str, before: object, after: object, shown: ColumnChange) -> None:
    (entry,) = entries([change({key: [before, after]})])

    assert [*entry.sides] == [shown]
    assert (entry.action, entry.at) == ("changed", NOON)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "actor", "who", "url"),
    [
        ("import", JOB, "an import", f"/products/imports/{JOB}/"),
        ("import", "7", "an import", ""),
        ("command", "", "a command on the server", ""),
        ("user", "999", "a former user", ""),
        ("user", "nonsense", "a former user", ""),
        ("api", JOB, "a program", ""),
        ("api", "nonsense", "a program", ""),
        ("ghost", "1", "someone", ""),
    ],
)
def test_entry_says_who_it_was_even_if_they_are_gone(kind: str, actor: str, who: str, url: str) -> None:
    (entry,) = entries([change(kind=kind, actor=actor)])

    assert (entry.who, entry.url) == (who, url)


@pytest.mark.django_db
def test_entries_name_people_and_their_tokens_in_two_queries(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    ana, ben = (User.objects.create(username=name) for name in ("ana", "ben"))
    token, _ = ApiToken.objects.issue(ben, name="shop")
    history = [
        change(kind="user", actor=str(ana.pk)),
        change(kind="api", actor=str(token.pk)),
        change(kind="user", actor=str(ben.pk)),
        change(kind="user", actor=str(ana.pk)),
    ]

    with django_assert_num_queries(2):
        found = entries(history)

    assert [entry.who for entry in found] == ["ana", "ben, via the API (shop)", "ben", "ana"]


def test_no_changes_are_no_entries_and_ask_nothing() -> None:
    assert entries([]) == []
