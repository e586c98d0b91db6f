"""Our own export comes back whole; a new product without a price is taken there, or if a person says so."""

from contextlib import nullcontext
from pathlib import Path

import pytest
from django.core.management import call_command

from products.export import export
from products.models import Product
from products.search.query import ProductFilter
from tests.products.imports.reported.conftest import OutcomeOf

pytestmark = pytest.mark.django_db(transaction=True)

HEADER = "sku,name,description,price,active"
MARK = "\ufeff"
UNPRICED = f"{HEADER}\nA1,Mug,,,true\n"


def exported() -> str:
    return b"".join(export(ProductFilter())).decode()


def test_export_is_safe_in_a_spreadsheet_with_semicolons(outcome_of: OutcomeOf) -> None:
    outcome_of("sku,name,price\nA1,foo;=1+1;bar,5.00\nA2,Ķč$;@SUM(1+1),6.00\n")

    assert exported() == f'{MARK}{HEADER}\nA1,"foo;=1+1;bar",,5.00,true\nA2,"Ķč$;@SUM(1+1)",,6.00,true\n'


def test_export_changes_nothing_and_fills_an_empty_catalogue(outcome_of: OutcomeOf) -> None:
    texts = "\n".join(
        f'A{number},"{text}",,{price},{active}'
        for number, (text, price, active) in enumerate(
            [
                ("'s-Hertogenbosch", "", "true"),
                ("''90s", "5.00", "false"),
                ("＝1+1", "", "false"),
                ("＠home", "1.00", "true"),
                ("a;b", "", "true"),
                ("tab\there", "", "true"),
                ("Crème  fraîche", "0.00", "true"),
                ("'=1+1", "2.00", "true"),
            ]
        )
    )
    before = outcome_of(f"{HEADER}\n{texts}\n", new_without_price="accept").products
    file = exported()

    again = outcome_of(file)
    Product.objects.all().delete()
    afresh = outcome_of(file)

    assert (again.counts, again.products) == ({"unchanged": 8}, before)
    assert (afresh.counts, afresh.products) == ({"created": 8}, before)


@pytest.mark.parametrize(
    ("content", "option", "is_taken"),
    [
        (f"{MARK}{UNPRICED}", "", True),
        (f"{MARK}{UNPRICED}", "accept", True),
        (f"{MARK}{UNPRICED}", "reject", False),
        (UNPRICED, "", False),
        (UNPRICED, "accept", True),
        (UNPRICED, "reject", False),
        (f"{MARK}{UNPRICED}".replace("\n", "\r\n"), "", False),
        (f"{MARK}{UNPRICED}".replace(",", ";"), "", False),
        (f"{MARK}sku,name,price\nA1,Mug,\n", "", False),
        ("sku;name;Preis\nA1;Mug;\n", "accept", True),
    ],
)
def test_new_product_without_price_is_taken_from_our_export_or_if_asked(
    outcome_of: OutcomeOf, content: str, option: str, is_taken: bool
) -> None:
    outcome = outcome_of(content, new_without_price=option)

    assert outcome.rejected == ({} if is_taken else {2: {"missing_price"}})
    assert [*outcome.products] == (["A1"] if is_taken else [])


def test_blank_name_of_a_new_product_is_refused_even_then(outcome_of: OutcomeOf) -> None:
    assert outcome_of(f"{MARK}{HEADER}\nA1,,,,true\n").rejected == {2: {"missing_name"}}


@pytest.mark.parametrize(("arguments", "taken"), [((), 0), (("--new-without-price", "accept"), 1)])
def test_command_takes_the_option(
    outcome_of: OutcomeOf, tmp_path: Path, arguments: tuple[str, ...], taken: int
) -> None:
    file = tmp_path / "products.csv"
    file.write_text(UNPRICED)

    with nullcontext() if taken else pytest.raises(SystemExit, match="3"):
        call_command("import_products", file, *arguments)

    assert Product.objects.count() == taken
