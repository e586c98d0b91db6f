"""Own fields in files: which columns are theirs, and what their cells become."""

import pytest

from products.fields.own_settings import OWN_KINDS, own_kind
from products.imports import running
from products.models import OwnField, Word
from tests.products.conftest import Import, question
from tests.products.factories import make_field
from tests.products.imports.own_fields.conftest import attributes, outcome

SETTINGS: dict[str, dict[str, object]] = {
    "decimal": {"places": 3, "unit": "kg"},
    "money": {"negative": True},
    "choice": {"choices": ["Red", "Blue"], "synonyms": {"rot": "Red"}},
}
CELLS: dict[str, tuple[str, object]] = {
    "text": (" Acme  & Söhne ", "Acme & Söhne"),
    "long_text": ('"two\nlines"', "two\nlines"),
    "integer": ("12.0", 12),
    "decimal": ("1.50 kg", "1.5"),
    "money": ("-3.5", "-3.50"),
    "boolean": ("no", False),
    "date": ("31.12.2026", "2026-12-31"),
    "choice": ("ROT", "Red"),
    "list": ("new| sale |new", ["new", "sale"]),
    "url": ("https://example.com/a.jpg", "https://example.com/a.jpg"),
    "barcode": ("4 006381-333931", "4006381333931"),
}


@pytest.mark.parametrize("kind", OWN_KINDS)
def test_cell_of_every_kind_is_stored_as_its_kind_says(import_file: Import, kind: str) -> None:
    make_field("extra", kind, settings=SETTINGS.get(kind, {}))
    cell, stored = CELLS[kind]

    job = import_file(f"sku,name,extra\nA-1,Mug,{cell}\nB-2,Pot,\n")

    assert outcome(job) == ({"created": 2}, {"A-1": {"extra": stored}, "B-2": {}}, {})
    assert job.warnings == []


@pytest.mark.parametrize(
    ("header", "is_found"),
    [("net_weight", True), ("Net Weight *", True), ("Gewicht (kg)", True), ("poids net", True), ("weight", False)],
)
def test_column_is_found_by_key_label_and_synonyms(import_file: Import, header: str, is_found: bool) -> None:
    make_field("net_weight", "decimal", label="Net weight", synonyms=["Gewicht", "Poids net"])

    job = import_file(f"sku,name,{header}\nA-1,Mug,1.25\n")

    assert attributes() == {"A-1": {"net_weight": "1.25"} if is_found else {}}
    assert job.warnings == ([] if is_found else [f"These columns are not imported: “{header}”."])


def test_column_that_a_person_named_is_used(import_file: Import) -> None:
    make_field("brand")

    import_file("sku,name,Marke\nA-1,Mug,Acme\n", mapping={"brand": "Marke"})

    assert attributes() == {"A-1": {"brand": "Acme"}}


def test_two_columns_for_one_field_are_asked_about_if_neither_is_better(import_file: Import) -> None:
    make_field("brand", synonyms=["maker"])

    better = import_file("sku,name,maker,brand\nA-1,Mug,Other,Acme\n")
    equal = import_file("sku,name,brand,Brand\nB-2,Mug,Other,Acme\n")

    assert attributes() == {"A-1": {"brand": "Acme"}}
    assert better.warnings[0] == "The column “brand” is used for brand, not “maker”."
    assert question(equal).code == "ambiguous_columns"


def test_archived_field_is_ignored(import_file: Import) -> None:
    field = make_field("brand")
    OwnField.objects.filter(pk=field.pk).update(archived_at=field.created_at)

    job = import_file("sku,name,brand\nA-1,Mug,Acme\n")

    assert attributes() == {"A-1": {}}
    assert job.warnings == ["These columns are not imported: “brand”."]


@pytest.mark.parametrize(
    ("kind", "cell", "code"),
    [
        ("text", "x" * 501, "extra_too_long"),
        ("integer", "1.5", "extra_invalid"),
        ("integer", "9223372036854775808", "extra_too_large"),
        ("integer", "NaN", "extra_invalid"),
        ("integer", "1e400", "extra_invalid"),
        ("decimal", "1.5 lb", "extra_invalid"),
        ("date", "31.02.2026", "extra_invalid"),
        ("date", "46022", "extra_spreadsheet_damage"),
        ("choice", "Green", "extra_invalid"),
        ("url", "javascript:alert(1)", "extra_invalid"),
        ("barcode", "4006381333930", "extra_invalid"),
        ("barcode", '"7,70E+12"', "extra_spreadsheet_damage"),
        ("list", "|".join(map(str, range(101))), "extra_too_long"),
        ("boolean", "perhaps", "extra_invalid"),
    ],
)
def test_cell_that_its_kind_refuses_rejects_the_row(import_file: Import, kind: str, cell: str, code: str) -> None:
    make_field("extra", kind, settings=SETTINGS.get(kind, {}))

    job = import_file(f"sku,name,extra\nA-1,Mug,{cell}\nB-2,Pot,\n")

    assert outcome(job) == ({"created": 1, "rejected": 1}, {"B-2": {}}, {2: [code]})


def test_reason_is_counted_under_the_name_of_the_field(import_file: Import) -> None:
    make_field("origin_country", label="Country of origin", required=True)

    job = import_file(f"sku,name,origin_country\nA-1,Mug,\nB-2,Pot,{'x' * 501}\n")

    assert {(each.code, each.reason, each.rows) for each in job.rejection_reasons.all()} == {
        ("missing_origin_country", "country of origin is missing", 1),
        ("origin_country_too_long", "country of origin has … characters; at most 500 are allowed", 1),
    }


def test_barcode_keeps_its_leading_zeros(import_file: Import) -> None:
    make_field("barcode", "barcode")

    import_file('sku,name,barcode\nA-1,Mug,"=""00012345678905"""\n')

    assert attributes() == {"A-1": {"barcode": "00012345678905"}}


def test_how_numbers_are_written_is_decided_by_their_own_column(import_file: Import) -> None:
    """The price has decimal points, as programs write it; the weights have been typed with commas."""
    make_field("weight", "decimal", settings={"unit": "kg"})
    rows = [f"A-{number},Mug,12.50,{weight}" for number, weight in enumerate(["1,5", "2,25", "3,75 kg", "1,250"])]

    import_file("sku;name;price;weight\n" + "\n".join(row.replace(",", ";", 3) for row in rows) + "\n")

    assert [each["weight"] for each in attributes().values()] == ["1.5", "2.25", "3.75", "1.25"]


def test_numbers_that_can_be_read_in_two_ways_are_asked_about(import_file: Import) -> None:
    make_field("weight", "decimal")

    job = import_file("sku,name,weight\nA-1,Mug,1.250\n")

    assert question(job).code == "column_format_unclear"
    assert "“weight” in this file can be read in two ways: 1.250 may have" in question(job).message


@pytest.mark.parametrize(
    ("dates", "stored"),
    [
        (["3/4/2026", "31/12/2026"], ["2026-04-03", "2026-12-31"]),
        (["3/4/2026", "12/31/2026"], ["2026-03-04", "2026-12-31"]),
    ],
)
def test_dates_are_read_as_their_column_says(import_file: Import, dates: list[str], stored: list[str]) -> None:
    make_field("until", "date")

    import_file("sku,name,until\n" + "".join(f"A-{number},Mug,{date}\n" for number, date in enumerate(dates)))

    assert [each["until"] for each in attributes().values()] == stored


def test_dates_that_can_be_read_in_two_ways_are_asked_about(import_file: Import) -> None:
    make_field("until", "date")

    job = import_file("sku,name,until\nA-1,Mug,3/4/2026\n")

    assert question(job).code == "column_format_unclear"
    assert "3/4/2026 may begin with the day or with the month, and no other date shows which" in question(job).message


def test_words_of_searchable_fields_are_known_to_the_search(import_file: Import) -> None:
    make_field("brand", searchable=True)
    make_field("tags", "list", searchable=True)
    make_field("note")

    import_file("sku,name,brand,tags,note\nA-1,Mug,Acme Works,new|on sale,secret\n")

    assert {*Word.objects.values_list("word", flat=True)} >= {"acme", "works", "new", "on", "sale"}
    assert not Word.objects.filter(word="secret").exists()


def test_values_are_stored_exactly_whatever_they_contain(import_file: Import) -> None:
    make_field("note")
    make_field("tags", "list")
    odd = ['say ""hi""', "back\\slash \\n", "%s %(x)s {}", "null", "None", "é🪑", "'); DROP TABLE x; --", "<b>&amp;"]

    import_file("sku,name,note,tags\n" + "".join(f'A-{n},Mug,"{text}","{text}|x"\n' for n, text in enumerate(odd)))

    expected = [text.replace('""', '"') for text in odd]
    assert [each["note"] for each in attributes().values()] == expected
    assert [each["tags"] for each in attributes().values()] == [[text, "x"] for text in expected]


@pytest.mark.parametrize(("label", "header"), [("Currency", "Currency"), ("Errors", "_errors"), ("Title", "Title")])
def test_label_that_already_means_something_names_no_column(import_file: Import, label: str, header: str) -> None:
    make_field("extra", label=label, synonyms=["Devise"])

    import_file(f"sku,name,price,{header},devise\nA-1,Mug,1.00,EUR,EUR\n")

    assert attributes() == {"A-1": {}}


def test_column_in_another_unit_is_left_out_and_named(import_file: Import) -> None:
    make_field("weight", "decimal", settings={"unit": "kg"})

    grams = import_file("sku,name,Weight (g)\nA-1,Mug,250\n")
    kilos = import_file("sku,name,Weight [KG]\nB-2,Pot,2\n")
    told = import_file("sku,name,Weight (optional)\nC-3,Cup,3\n")

    assert attributes() == {"A-1": {}, "B-2": {"weight": "2"}, "C-3": {"weight": "3"}}
    assert grams.warnings[0] == "“Weight (g)” is not imported: it is in g, but the weight is kept in kg."
    assert (kilos.warnings, told.warnings) == ([], [])


def test_column_in_another_unit_can_be_named_by_a_person(import_file: Import) -> None:
    make_field("weight", "decimal", settings={"unit": "kg"})

    import_file("sku,name,Weight (g)\nA-1,Mug,250\n", mapping={"weight": "Weight (g)"})

    assert attributes() == {"A-1": {"weight": "250"}}


def test_column_given_for_a_field_that_is_archived_by_then_is_named(keep_file: Import) -> None:
    field = make_field("brand")
    job = keep_file("sku,name,Marke\nA-1,Mug,Acme\n", mapping={"brand": "Marke"})
    OwnField.objects.filter(pk=field.pk).update(archived_at=field.created_at)

    assert running.run(job.id)

    job.refresh_from_db()
    gone = "“Marke” is not imported: the field brand, for which it was given, is archived or erased by now."
    assert job.warnings == [gone, "These columns are not imported: “Marke”."]


def test_whole_number_with_a_separator_is_asked_about_beside_numbers_with_decimals(import_file: Import) -> None:
    make_field("stock", "integer")

    alone = import_file('sku,name,stock\nA-1,Mug,"1,200"\n')
    beside = import_file("sku,name,stock\nB-2,Mug,12.0\nC-3,Pot,1.500\n")

    assert attributes() == {"A-1": {"stock": 1200}}
    assert alone.status == "completed"
    assert question(beside).code == "column_format_unclear"


def test_many_different_values_do_not_stay_in_memory() -> None:
    kind = own_kind("decimal", {})
    field = OwnField(key="x", label="X", kind="decimal").field
    reader = kind.reader(field, None)

    reader([f"{number}.5" for number in range(10_000)])

    assert len(reader.__self__) <= 3_000  # type: ignore[attr-defined]


def test_header_that_two_labels_share_names_neither(import_file: Import) -> None:
    make_field("size_eu", label="Size (EU)")
    make_field("size_us", label="Size (US)")

    job = import_file("sku,name,Size,size_us\nA-1,Mug,42,9\n")

    assert attributes() == {"A-1": {"size_us": "9"}}
    assert job.warnings == ["These columns are not imported: “Size”."]


def costs(*rows: tuple[str, str]) -> str:
    """A file with each cost and the currency beside it."""
    lines = "".join(f"A-{number},Mug,{cost},{currency}\n" for number, (cost, currency) in enumerate(rows, start=1))
    return f"sku,name,cost,currency\n{lines}"


def test_amount_in_another_currency_than_the_most_is_refused_as_a_price_is(import_file: Import) -> None:
    make_field("cost", "money", settings={"negative": True})

    job = import_file(
        costs(("10.00", "EUR"), ("9.00", "USD"), ("-5.00", "€"), ("7", ""), ("", "USD"), ("€ 1.50", "EUR"))
    )

    values = {"A-1": {"cost": "10.00"}, "A-3": {"cost": "-5.00"}, "A-4": {"cost": "7.00"}, "A-6": {"cost": "1.50"}}
    assert outcome(job) == ({"created": 5, "rejected": 1}, {**values, "A-5": {}}, {3: ["cost_currency_mismatch"]})
    assert job.warnings == []


@pytest.mark.parametrize(
    ("cost", "currency", "words"),
    [
        ("5 USD", "EUR", "The cost 5 USD contradicts its currency column, which says EUR."),
        ("5", "Taler", "The cost 5 is in “Taler”, which is not a currency we know; write a code such as EUR."),
        ("$5", "", "The cost $5 is in USD, not in EUR like the others in this file."),
    ],
)
def test_amount_that_contradicts_its_currency_is_refused(
    import_file: Import, cost: str, currency: str, words: str
) -> None:
    make_field("cost", "money")

    job = import_file(costs(("10.00", "EUR"), ("9.00", "EUR"), (cost, currency)))

    assert job.rejected_rows.get().errors[0]["message"].startswith(words)


def test_tie_of_currencies_of_amounts_is_a_question(import_file: Import) -> None:
    make_field("cost", "money")

    job = import_file(costs(("10.00", "EUR"), ("9.00", "USD")))

    assert question(job).code == "column_format_unclear"
    assert "are in EUR as in USD" in question(job).message


def test_price_and_amount_are_both_read_with_the_currency(import_file: Import) -> None:
    make_field("cost", "money")
    rows = ["A-1,Mug,2.00,1.00,EUR", "A-2,Pot,2.00,1.00,EUR", "A-3,Jug,2.00,,USD", "A-4,Cup,2.00,1.00,USD"]

    job = import_file("\n".join(["sku,name,price,cost,currency", *rows, "A-5,Can,2.00,1.00,EUR"]))

    codes = {4: ["price_currency_mismatch"], 5: ["price_currency_mismatch", "cost_currency_mismatch"]}
    assert outcome(job).rejected == codes


def test_numbers_that_are_no_amounts_have_nothing_to_do_with_the_currency(import_file: Import) -> None:
    make_field("weight", "decimal")

    job = import_file("sku,name,weight,currency\nA-1,Mug,1.5,EUR\nA-2,Pot,2.5,USD\n")

    assert outcome(job).attributes == {"A-1": {"weight": "1.5"}, "A-2": {"weight": "2.5"}}
    assert job.warnings == ["These columns are not imported: “currency”."]
