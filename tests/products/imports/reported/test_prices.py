"""Prices that can be read in two ways, that end in a dash, or whose currency or column is named in an odd way."""

from pathlib import Path

import pytest
from django.core.management import call_command

from products.models import Product
from tests.products.imports.reported.conftest import Outcome, OutcomeOf


def file_of(*prices: str, more: str = "") -> str:
    """A file with a row for each price, then the rows `more`."""
    rows = "".join(f"A{number};Loom {number};{price};yes\n" for number, price in enumerate(prices, start=1))
    return f"sku;name;price;active\n{rows}{more}"


def prices_of(outcome: Outcome) -> list[str | None]:
    return [price for _, _, price, _ in outcome.products.values()]


LOOMS = ("1.500", "2.250", "3.490", "12.750", "8.900")


@pytest.mark.parametrize(
    "content",
    [
        file_of(*LOOMS, "12.50"),
        file_of(*LOOMS, "12.50", "9.90"),
        file_of(*LOOMS, "12,50"),
        file_of(*LOOMS, "1.250.000", "9,90"),
        file_of("1,500", "0.50", "12.5"),
        file_of("1.500", "12.50", "9.90", "9,90", "4,90"),
        file_of("1.500", "12.50", "9.90", "7.90", "4.90", "9,90"),
        file_of(*["1.500"] * 31, "12.50", "9.90", "7.90"),
        file_of("€ 1.500", "12.50", "9.90"),
    ],
    ids=["one", "two", "comma", "grouped", "zero", "split", "all but one", "less than a tenth", "currency"],
)
def test_too_few_prices_or_those_that_disagree_decide_nothing(outcome_of: OutcomeOf, content: str) -> None:
    outcome = outcome_of(content)

    assert (outcome.failure, outcome.products) == ("price_format_unclear", {})
    assert "1.500" in outcome.says or "1,500" in outcome.says
    assert "import the file again" in outcome.says


@pytest.mark.parametrize(
    "refused",
    [
        ";Discount in %;{};yes",
        "D{row};Discount;{};perhaps",
        "D{row};" + "n" * 501 + ";{};yes",
        "D{row};Discount;{};yes;surplus",
        "D{row};Discount;{}",
        "D{row};Discount;{}55;yes",
        "D{row};Discount;-{};yes",
        "D{row};Discount;({});yes",
        "D{row};Discount;{} %;yes",
        "D{row};;{};yes",
    ],
)
def test_refused_row_has_no_say(outcome_of: OutcomeOf, refused: str) -> None:
    rows = "".join(refused.format(price, row=row) + "\n" for row, price in enumerate(("12.5", "9.9", "7.5", "4.5")))

    outcome = outcome_of(file_of("1.500", "2.250", more=rows))

    assert (outcome.failure, outcome.products) == ("price_format_unclear", {})
    assert "1.500" in outcome.says


def test_refused_row_does_not_outvote_the_others(outcome_of: OutcomeOf) -> None:
    outcome = outcome_of(file_of("1.500", "9,90", "7,90", "4,90", more=";Discount;12.5;yes\n;Rebate;7.5;yes\n"))

    assert prices_of(outcome) == ["1500.00", "9.90", "7.90", "4.90"]
    assert [*outcome.rejected] == [6, 7]


def test_refused_row_asks_no_question(outcome_of: OutcomeOf) -> None:
    outcome = outcome_of(file_of("12", "5", more=";Discount;1.234;yes\n"))

    assert prices_of(outcome) == ["12.00", "5.00"]
    assert outcome.rejected == {4: {"missing_sku", "price_format_conflict"}}


def test_row_without_a_name_has_a_say_if_its_product_exists(outcome_of: OutcomeOf) -> None:
    before = file_of("1", "2", "3", "4")
    rows = "".join(f"a{number};;{number},50;yes\n" for number in (2, 3, 4))

    outcome = outcome_of("sku;name;price;active\nA1;;1.500;yes\n" + rows, before=before)

    assert prices_of(outcome) == ["1500.00", "2.50", "3.50", "4.50"]


@pytest.mark.parametrize(
    ("prices", "read"),
    [
        (("1.500", "12,50", "9,90", "7,90"), "1500.00"),
        (("1,500", "12.50", "9.90", "7.90"), "1500.00"),
        (("1.500", "12.50", "9.90", "7.90"), "1.50"),
        (("1.500", "12,500.00", "9,990.00", "7,900.00"), "1.50"),
        (("1.500", "1.250.000", "2.250.000", "3.250.000"), "1500.00"),
        (("1,500", "1,250,000", "2,250,000", "3,250,000"), "1500.00"),
        (("1,500", "0.500", ".5", "0.25"), "1500.00"),
        (("1.500", "0,500", ",5", "12,-"), "1500.00"),
        (("1,500", "€ 12.50", "9.90 EUR", "7.90"), "1500.00"),
        (("1.500", *["2.500"] * 29, "12,50", "9,90", "7,90"), "1500.00"),
    ],
)
def test_three_prices_with_one_voice_decide(outcome_of: OutcomeOf, prices: tuple[str, ...], read: str) -> None:
    outcome = outcome_of(file_of(*prices))

    assert (outcome.failure, outcome.rejected) == ("", {})
    assert prices_of(outcome)[0] == read


def test_price_in_another_currency_has_no_say(outcome_of: OutcomeOf) -> None:
    outcome = outcome_of(file_of("€ 1.500", "€ 9,90", "7,90", "4,90", "$ 12.50"))

    assert prices_of(outcome) == ["1500.00", "9.90", "7.90", "4.90"]
    assert outcome.rejected == {6: {"price_currency_mismatch"}}


def test_superseded_row_has_a_say(outcome_of: OutcomeOf) -> None:
    outcome = outcome_of(file_of("1.500", more="T;Thread;1,50;yes\nT;Thread;2,50;yes\nT;Thread;3,50;yes\n"))

    assert prices_of(outcome) == ["1500.00", "3.50"]


def test_without_doubt_the_most_prices_decide_as_ever(outcome_of: OutcomeOf) -> None:
    outcome = outcome_of(file_of("12.50", "9.90", "9,90"))
    tied = outcome_of(file_of("12.50", "9,90"))

    assert outcome.rejected == {4: {"price_format_conflict"}}
    assert prices_of(outcome) == ["12.50", "9.90"]
    assert tied.failure == "price_format_unclear"
    assert "12.50" in tied.says
    assert "9,90" in tied.says


@pytest.mark.parametrize(
    ("prices", "read"),
    [
        (("12,-", "9,50", "1.250,-"), ["12.00", "9.50", "1250.00"]),
        (("12,—", "12,–", "12,--", "12,− €"), ["12.00"] * 4),
        (("CHF 5.-", "5.- CHF", "CHF 1'250.-", "5.–"), ["5.00", "5.00", "1250.00", "5.00"]),
        (("EUR 12,-", "12,-€", "€12,-", "12,- "), ["12.00"] * 4),
        (("1,250.-", "5.--"), ["1250.00", "5.00"]),
    ],
)
def test_dash_for_the_cents_makes_a_whole_price(
    outcome_of: OutcomeOf, prices: tuple[str, ...], read: list[str]
) -> None:
    outcome = outcome_of(file_of(*prices))

    assert (prices_of(outcome), outcome.rejected, outcome.failure) == (read, {}, "")


@pytest.mark.parametrize("price", ["-12", "12-", "-12,-", "(12,-)", "−12", "€ -12,-"])
def test_dash_elsewhere_is_a_minus_as_ever(outcome_of: OutcomeOf, price: str) -> None:
    assert outcome_of(file_of(price)).rejected == {2: {"price_negative"}}


@pytest.mark.parametrize("price", ["12,-5", "12,---", ",-", "12,-50", "12-,", "12.50-.-"])
def test_dash_in_a_wrong_place_is_no_price(outcome_of: OutcomeOf, price: str) -> None:
    assert outcome_of(file_of(price)).rejected == {2: {"price_invalid"}}


@pytest.mark.parametrize("price", ["'12.50", "'12.50'", "' 12.50 '", '"=""12.50"""', "'€ 12.50", "'€ 12.50'"])
def test_apostrophe_and_formula_around_a_price_are_no_part_of_it(outcome_of: OutcomeOf, price: str) -> None:
    assert outcome_of(f"sku,name,price,active\nA1,Mug,{price},'true\n").products == {"A1": ("Mug", "", "12.50", True)}


@pytest.mark.parametrize("wrapped", ["'{}", "'{}'", '"=""{}"""'])
def test_apostrophe_and_formula_hide_no_doubt(outcome_of: OutcomeOf, wrapped: str) -> None:
    prices = [wrapped.format(price) for price in ("1.500", "12,50", "9,90")]

    assert outcome_of(file_of(*prices)).failure == "price_format_unclear"
    assert prices_of(outcome_of(file_of(*prices, wrapped.format("7,90"))))[0] == "1500.00"


def test_rejected_rows_that_come_back_are_read_as_they_were(outcome_of: OutcomeOf) -> None:
    header = "\ufeff_row,_errors,sku,name,price,active\n"
    written = ("1.500", "12,50", "9,90", "7,90")
    rows = [f'{n},x,A{n},Mug,"\'=""{price}""",yes\n' for n, price in enumerate(written)]

    assert outcome_of(header + "".join(rows[:3])).failure == "price_format_unclear"
    assert prices_of(outcome_of(header + "".join(rows))) == ["1500.00", "12.50", "9.90", "7.90"]


def with_currencies(*rows: tuple[str, str], header: str = "currency") -> str:
    lines = "".join(f"A{number};Mug;{price};{currency}\n" for number, (price, currency) in enumerate(rows, start=1))
    return f"sku;name;price;{header}\n{lines}"


def test_rows_in_another_currency_than_the_most_are_refused(outcome_of: OutcomeOf) -> None:
    outcome = outcome_of(with_currencies(("10.00", "EUR"), ("10.00", "USD"), ("1000", "JPY"), ("5.00", "€"), ("7", "")))

    assert outcome.rejected == {3: {"price_currency_mismatch"}, 4: {"price_currency_mismatch"}}
    assert prices_of(outcome) == ["10.00", "5.00", "7.00"]
    assert "in USD, not in EUR" in outcome.says
    assert "not imported" not in outcome.says


@pytest.mark.parametrize(
    "rows",
    [
        (("10.00", "EUR"), ("10.00", "USD"), ("1000", "JPY")),
        (("10.00", "EUR"), ("$ 5", "")),
        (("10.00", "EUR"), ("10.00", "USD"), ("", "USD")),
        (("10.00", "EUR"), ("10.00", "USD"), ("abc", "USD")),
        (("10.00", "EUR"), ("10.00", "USD"), ("$ 5", "EUR"), ("$ 5", "EUR")),
    ],
)
def test_tie_of_currencies_is_a_question(outcome_of: OutcomeOf, rows: tuple[tuple[str, str], ...]) -> None:
    outcome = outcome_of(with_currencies(*rows))

    assert (outcome.failure, outcome.products) == ("price_format_unclear", {})
    assert "EUR" in outcome.says
    assert "USD" in outcome.says or "JPY" in outcome.says


@pytest.mark.parametrize(
    "rows",
    [
        [("12.50", "EUR"), ("9.90", "EUR")],
        [("12.50", "EUR"), ("9.90", " eur "), ("5.00", "€"), ("7", ""), ("", "")],
        [("€ 12.50", "EUR"), ("9.90 EUR", "€"), ("5.00", "EUR")],
        [("12,50", "EUR"), ("9,90", "EUR")],
        [("kr 12,50", "SEK"), ("9,90", "SEK")],
        [("$ 12.50", "CAD"), ("9.90", "CAD")],
        [("₹ 12.50", "INR"), ("9.90", "INR")],
        [("CAD 12.50", "$"), ("9.90", "CAD")],
        [("12.50", ""), ("", "USD"), ("9.90", "EUR")],
    ],
)
def test_one_currency_everywhere_is_taken_without_a_word(outcome_of: OutcomeOf, rows: list[tuple[str, str]]) -> None:
    priced = [(price or "1", currency if price else "") for price, currency in rows]
    outcome = outcome_of(with_currencies(*rows), before=with_currencies(*priced))

    assert (outcome.says, outcome.rejected, outcome.failure) == ("", {}, "")
    assert prices_of(outcome)[0] == "12.50"


@pytest.mark.parametrize(
    ("price", "currency", "words"),
    [
        ("$ 5", "EUR", "EUR"),
        ("5 USD", "EUR", "contradicts its currency column, which says EUR"),
        ("€ 5", "USD", "USD"),
        ("5 USD", "CAD", "CAD"),
        ("$ 5", "SEK", "SEK"),
        ("5", "Taler", "“Taler”, which is not a currency we know"),
        ("5", "978", "“978”"),
    ],
)
def test_price_that_contradicts_its_currency_is_refused(
    outcome_of: OutcomeOf, price: str, currency: str, words: str
) -> None:
    outcome = outcome_of(with_currencies(("10.00", "EUR"), ("9.00", "EUR"), (price, currency)))

    assert outcome.rejected == {4: {"price_currency_mismatch"}}
    assert words in outcome.says
    assert prices_of(outcome) == ["10.00", "9.00"]


def test_row_of_another_currency_does_not_decide_how_prices_are_written(outcome_of: OutcomeOf) -> None:
    others = [("12.50", "USD"), ("9.50", "USD"), ("7.50", "USD")]

    outcome = outcome_of(with_currencies(*[("1.500", "EUR")] * 4, *others))

    assert (outcome.failure, outcome.products) == ("price_format_unclear", {})


def test_currency_of_a_row_without_a_price_does_not_matter(outcome_of: OutcomeOf) -> None:
    rows = [("", "USD"), ("10.00", "EUR"), ("", "Taler"), ("5.00", "EUR")]

    outcome = outcome_of(with_currencies(*rows), before=with_currencies(*[("1", "")] * 4))

    assert (outcome.rejected, outcome.counts) == ({}, {"updated": 2, "unchanged": 2})


@pytest.mark.parametrize(
    "header",
    [
        "currency",
        "currency_code",
        "Price-currency",
        "Währung",
        "waehrung",
        "Devise",
        "Valuta",
        "Moneda",
        "Moeda",
        "Waluta",
        "Munteenheid",
        "Divisa",
        "código_moneda",
        "CURRENCY(ISO)",
    ],
)
def test_currency_column_is_known_in_many_languages(outcome_of: OutcomeOf, header: str) -> None:
    outcome = outcome_of(with_currencies(("10", "EUR"), ("9", "EUR"), ("8", "USD"), header=header))

    assert outcome.rejected == {4: {"price_currency_mismatch"}}


def test_currency_column_means_nothing_without_a_price_column(outcome_of: OutcomeOf) -> None:
    outcome = outcome_of("sku,name,currency\nA1,Mug,EUR\nA2,Cup,USD\n")

    assert outcome.counts == {"created": 2}
    assert outcome.says == "These columns are not imported: “currency”."


def test_better_known_currency_column_wins(outcome_of: OutcomeOf) -> None:
    both = "sku,name,price,waluta,currency\nA1,Mug,1,PLN,EUR\nA2,Cup,1,USD,EUR\n"
    twice = "sku,name,price,Currency,currency\nA1,Mug,1,PLN,EUR\n"

    assert "“currency” is used for currency, not “waluta”" in outcome_of(both).says
    assert outcome_of(twice).failure == "ambiguous_columns"


@pytest.mark.parametrize(
    ("header", "named"),
    [
        ("price_eur", "price_eur"),
        ("Amount", "Amount"),
        ("initial_price", "initial_price"),
        ("Final price", "Final price"),
        ("Preis EUR", "Preis EUR"),
        ("unit_price_usd", "unit_price_usd"),
        ("precio_en_eur", "precio_en_eur"),
    ],
)
def test_column_that_may_be_the_price_is_a_question(outcome_of: OutcomeOf, header: str, named: str) -> None:
    outcome = outcome_of(f"sku,name,{header},description_en\nA1,Mug,5.00,Nice\nA2,Cup,6.00,Big\n")

    assert (outcome.failure, outcome.products) == ("price_column_unclear", {})
    assert f"It might be “{named}”. Name that column “price” in the file" in outcome.says
    assert f"--map price={named}" in outcome.says or f"--map 'price={named}'" in outcome.says
    assert "“description_en” may be the description" in outcome.says


def test_all_columns_that_may_be_the_price_are_named(outcome_of: OutcomeOf) -> None:
    outcome = outcome_of("sku,name,price_eur,price_usd\nA1,Mug,5.00,6.00\n")

    assert "It might be “price_eur” or “price_usd”" in outcome.says


def test_person_says_which_column_is_the_price_or_that_none_is(outcome_of: OutcomeOf) -> None:
    content = "sku,name,price_eur,\nA1,Mug,5.00,\n"

    without = outcome_of(content, mapping={"price": ""})
    assert without.products == {"A1": ("Mug", "", None, True)}
    assert without.says == "These columns are not imported: “price_eur”."

    assert outcome_of(content, mapping={"price": "price_eur"}).products == {"A1": ("Mug", "", "5.00", True)}


def test_command_says_that_no_column_is_the_price(transactional_db: None, tmp_path: Path) -> None:
    file = tmp_path / "quantities.csv"
    file.write_text("sku,name,amount\nA1,Mug,5\n")

    call_command("import_products", str(file), "--map", "price=")

    assert [*Product.objects.values_list("sku", "price")] == [("A1", None)]


def test_price_column_leaves_no_question(outcome_of: OutcomeOf) -> None:
    outcome = outcome_of("sku,name,price,price_eur,amount\nA1,Mug,5.00,6.00,7\n")

    assert outcome.products == {"A1": ("Mug", "", "5.00", True)}
    assert outcome.says == "These columns are not imported: “price_eur”, “amount”."


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        ("description_en", "“description_en” may be the description"),
        ("summary", "“summary” may be the description"),
        ("in_stock", "“in_stock” may be the column “active”"),
    ],
)
def test_other_suggestions_are_told_and_how_to_take_them(outcome_of: OutcomeOf, header: str, sentence: str) -> None:
    outcome = outcome_of(f"sku,name,{header}\nA1,Mug,1\n")

    assert outcome.counts == {"created": 1}
    assert sentence in outcome.says
    assert f"={header}" in outcome.says
