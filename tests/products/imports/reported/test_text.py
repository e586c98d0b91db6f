"""Texts are stored in one spelling, and found however they are typed."""

import pytest
from django.test import Client

from tests.products.imports.reported.conftest import OutcomeOf

pytestmark = pytest.mark.django_db(transaction=True)

CREME = "Crème brûlée"
DECOMPOSED = "Cre\u0300me bru\u0302le\u0301e"


def test_decomposed_and_composed_names_are_stored_alike(outcome_of: OutcomeOf) -> None:
    outcome = outcome_of(f"sku,name\nA1,{DECOMPOSED}\nA2,{CREME}\n")

    assert [values[0] for values in outcome.products.values()] == [CREME, CREME]


def test_runs_of_spaces_in_a_name_become_one(outcome_of: OutcomeOf) -> None:
    outcome = outcome_of("sku,name\nA1,Shampoo  (original)  300 ml\n")

    assert outcome.products["A1"][0] == "Shampoo (original) 300 ml"


@pytest.mark.parametrize(
    ("written", "name", "description"),
    [
        ("Kaffee\u0308", "Kaffeë", "Kaffeë"),
        ("Tee\u00a0\u2003 20\u202fg", "Tee 20 g", "Tee\u00a0\u2003 20\u202fg"),
        ("\u1112\u1161\u11ab\u1100\u1173\u11af", "한글", "한글"),
        ('"two\r\nlines  apart"', "two lines apart", "two\nlines  apart"),
        ("A\u030angstro\u0308m", "Ångström", "Ångström"),
    ],
)
def test_descriptions_keep_their_white_space(outcome_of: OutcomeOf, written: str, name: str, description: str) -> None:
    outcome = outcome_of(f"sku,name,description\nA1,{written},{written}\n")

    assert outcome.products["A1"][:2] == (name, description)


@pytest.mark.parametrize("query", ["q=Crème", "q=Cre%CC%80me", "name=crème", "name=CRE%CC%80ME%20%20BR", "q=brulee"])
def test_names_are_found_however_they_are_typed(outcome_of: OutcomeOf, admin_client: Client, query: str) -> None:
    outcome_of(f"sku,name\nA1,{DECOMPOSED}\nA2,{CREME}\nA3,Mug\n")

    found = admin_client.get(f"/products/api/products/?{query}").json()["results"]

    assert [product["sku"] for product in found] == ([] if query == "q=brulee" else ["A1", "A2"])


@pytest.mark.parametrize("text", ["shampoo (original) 300 ml", "shampoo  (original)  300 ml", "Poo\u00a0(ORIGINAL)"])
def test_name_with_runs_of_spaces_is_found(outcome_of: OutcomeOf, admin_client: Client, text: str) -> None:
    outcome_of("sku,name\nA1,Shampoo  (original)  300 ml\nA2,Shampoo\n")

    found = admin_client.get("/products/api/products/", {"q": text}).json()["results"]

    assert [product["sku"] for product in found] == ["A1"]


@pytest.mark.parametrize(
    ("sku", "typed"),
    [("straße-1", "STRASSE-1"), ("STRASSE-1", "straße-1"), ("ＡＢＣ", "abc"), ("abc", "ＡＢＣ"), ("A  1", "a 1")],
)
@pytest.mark.parametrize("parameter", ["q", "sku"])
def test_sku_is_found_by_its_folded_key(
    outcome_of: OutcomeOf, admin_client: Client, parameter: str, sku: str, typed: str
) -> None:
    outcome_of(f"sku,name\n{sku},Mug\nB2,Pot\n")

    found = admin_client.get("/products/api/products/", {parameter: typed}).json()["results"]

    assert [product["name"] for product in found] == ["Mug"]


@pytest.mark.parametrize(("written", "code"), [("e\u0301" * 500, ""), ("\u0958" * 251, "name_too_long")])
def test_length_is_judged_by_what_is_stored(outcome_of: OutcomeOf, written: str, code: str) -> None:
    outcome = outcome_of(f"sku,name\nA1,{written}\n")

    assert outcome.rejected == ({2: {code}} if code else {})


def test_same_text_in_another_spelling_changes_nothing(outcome_of: OutcomeOf) -> None:
    outcome = outcome_of(
        f"sku,name,description\nA1,{DECOMPOSED},{DECOMPOSED}\n", before=f"sku,name,description\nA1,{CREME},{CREME}\n"
    )

    assert outcome.counts == {"unchanged": 1}
