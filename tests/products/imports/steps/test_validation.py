"""Rows: typed and clean, or refused with every reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from products.fields.kinds import DOUBLE_ENCODED, INVISIBLE_MARKS_REMOVED
from products.fields.prices import PriceFormat, PriceFormatNeeded, read_price
from products.fields.reasons import Reason, Refusal
from products.fields.skus import fold
from products.fields.values import BooleanReader, LineReader, LongTextReader, read_sku
from products.imports.reading import RawRow
from products.imports.steps.columns import match
from products.imports.steps.validation import ProductRow, RowValidator, survey_prices

COLUMNS = match(["sku", "name", "description", "price", "active"])
POINTS = PriceFormat(decimal=".", currency=None)


def raw_rows(*lines: list[str]) -> list[RawRow]:
    """Raw rows as they would follow a header; every record takes two physical lines."""
    return [RawRow(number, number * 2, ",".join(cells), cells) for number, cells in enumerate(lines, start=2)]


def codes(refusals: list[Refusal]) -> list[tuple[int, list[str]]]:
    return [(refusal.record_number, [reason.code for reason in refusal.reasons]) for refusal in refusals]


def test_check_types_a_row() -> None:
    rows = raw_rows([" Ab-1", "Blue  mug ", " Holds 0.3 l\r\n", "12.5", "Yes"])

    products, refusals = RowValidator(COLUMNS).check(rows)

    assert products == [ProductRow(2, 4, "Ab-1", "ab-1", "Blue  mug", " Holds 0.3 l\n", "12.50", True)]
    assert type(products[0]) is ProductRow
    assert refusals == []


def test_check_takes_cells_from_wherever_the_columns_are() -> None:
    columns = match(["Active", "x", "Title", "Reference"])

    products, _ = RowValidator(columns).check(raw_rows(["no", "?", "Mug", "A1"]))

    assert products == [ProductRow(2, 4, "A1", "a1", "Mug", None, None, False)]


def test_check_gives_none_for_blank_cells() -> None:
    rows = raw_rows(["A1", "", " ", "\u00a0", "\u200b"], ["A2", "\u200b", "\n", "\t", " "])

    products, refusals = RowValidator(COLUMNS).check(rows)

    assert products == [
        ProductRow(2, 4, "A1", "a1", None, None, None, None),
        ProductRow(3, 6, "A2", "a2", None, None, None, None),
    ]
    assert refusals == []


def test_check_refuses_blank_names_when_blanks_clear() -> None:
    rows = raw_rows(["A1", " ", "", "", ""], ["A2", "Mug", "", "", ""])

    products, refusals = RowValidator(COLUMNS, on_blank="clear").check(rows)

    assert products == [ProductRow(3, 6, "A2", "a2", "Mug", None, None, None)]
    assert codes(refusals) == [(2, ["missing_name"])]


def test_check_does_not_miss_names_when_the_file_has_none() -> None:
    products, refusals = RowValidator(match(["sku"]), on_blank="clear").check(raw_rows(["A1"]))

    assert (len(products), refusals) == (1, [])


def test_check_reports_every_reason_of_a_row() -> None:
    rows = raw_rows(["", "n" * 501, "d" * 65_537, "12,5O", "maybe"])

    products, refusals = RowValidator(COLUMNS).check(rows)

    assert products == []
    assert codes(refusals) == [
        (2, ["missing_sku", "name_too_long", "description_too_long", "price_invalid", "active_invalid"])
    ]


def test_check_keeps_the_order_of_the_file_on_both_sides() -> None:
    rows = raw_rows(*(["" if number % 3 == 0 else f"A{number}", "Mug", "", "", ""] for number in range(10)))

    products, refusals = RowValidator(COLUMNS).check(rows)

    assert [product.record_number for product in products] == [3, 4, 6, 7, 9, 10]
    assert [product.sku_key for product in products] == ["a1", "a2", "a4", "a5", "a7", "a8"]
    assert [refusal.record_number for refusal in refusals] == [2, 5, 8, 11]


def test_check_says_where_a_refused_row_stands_and_what_is_wrong() -> None:
    rows = raw_rows(["A1", "Mug", "", "-5", "perhaps"])

    _, refusals = RowValidator(COLUMNS).check(rows)

    assert refusals == [
        Refusal(
            record_number=2,
            line_number=4,
            raw="A1,Mug,,-5,perhaps",
            reasons=(
                Reason(
                    "price",
                    "price_negative",
                    "-5",
                    "The price -5 is negative. Correct it and import the row again.",
                ),
                Reason(
                    "active",
                    "active_invalid",
                    "perhaps",
                    "We do not know whether “perhaps” means active or not. "
                    "Write true or false and import the row again.",
                ),
            ),
        )
    ]


def test_check_cuts_what_a_refusal_keeps() -> None:
    rows = raw_rows(["x" * 100_000, "Mug", "", "", ""])

    _, refusals = RowValidator(COLUMNS).check(rows)

    assert len(refusals[0].raw) == 65_536
    assert refusals[0].reasons[0].value == "x" * 200


def test_check_of_nothing_is_nothing() -> None:
    assert RowValidator(COLUMNS).check([]) == ([], [])


def test_check_counts_the_skus_that_had_invisible_marks() -> None:
    validator = RowValidator(COLUMNS)
    for sku in ("\u200bA1", "A2", "É1", "A\u202e3"):
        validator.check(raw_rows([sku, "Mug", "", "", ""]))

    assert validator.warnings == {INVISIBLE_MARKS_REMOVED.sentence: 2}


@pytest.mark.parametrize("text", ["Käse", "Größe", "Crème brûlée", "Niño", "12 °C", "5 €", "Ann’s – “new”"])
@pytest.mark.parametrize("codec", ["cp1252", "latin-1"])
def test_check_warns_of_text_that_was_decoded_wrongly_and_takes_it_as_it_is(text: str, codec: str) -> None:
    validator = RowValidator(COLUMNS)
    damaged = "Big " + text.encode().decode(codec, "replace")

    products, _ = validator.check(raw_rows(["A1", "Mug", damaged, "", ""], ["A2", text, text, "", ""]))

    assert [product.description for product in products] == [damaged, text]
    assert validator.warnings == {DOUBLE_ENCODED.sentence: 1}


@pytest.mark.parametrize("text", ["SÃO PAULO", "NÃO", "Âge", "PÂTÉ", "château", "grâce", "Ãnh", "Łódź", "日本"])
def test_check_does_not_warn_of_sound_text(text: str) -> None:
    validator = RowValidator(COLUMNS)

    validator.check(raw_rows(["A1", text, f"{text} {text}", "", ""]))

    assert validator.warnings == {}


@pytest.mark.parametrize(
    ("cell", "sku"),
    [
        ("'00123", "00123"),
        ("'-5", "-5"),
        (" 'A1", "A1"),
        ("''A1", "'A1"),
        ("=1+1", "=1+1"),
        ("NULL", "NULL"),
        ("A\u00a0 1", "A 1"),
    ],
)
def test_check_stores_the_sku_that_was_meant(cell: str, sku: str) -> None:
    products, _ = RowValidator(COLUMNS).check(raw_rows([cell, "Mug", "", "", ""]))

    assert [(product.sku, product.sku_key) for product in products] == [(sku, fold(sku))]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("'", "missing_sku"),
        ("\u200b\u00a0", "missing_sku"),
        ("x" * 256, "sku_too_long"),
        ("A\nB", "sku_control_character"),
        ("1.23E+11", "sku_spreadsheet_damage"),
        ("'#REF!", "sku_spreadsheet_damage"),
    ],
)
def test_check_refuses_what_is_no_sku(cell: str, code: str) -> None:
    products, refusals = RowValidator(COLUMNS).check(raw_rows([cell, "Mug", "", "", ""]))

    assert products == []
    assert codes(refusals) == [(2, [code])]


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("", "The SKU is missing. Add it and import the row again."),
        (
            "x" * 256,
            "The SKU has 256 characters; at most 255 are possible. Shorten it and import the row again.",
        ),
        (
            "A\tB",
            "The SKU contains a tab, a line end or another control character. Correct it and import the row again.",
        ),
        (
            "1.23E+11",
            "The SKU 1.23E+11 was damaged by a spreadsheet. "
            "Format that column as text, put the SKU right and import the row again.",
        ),
    ],
)
def test_check_says_what_to_do_about_a_sku(cell: str, message: str) -> None:
    _, refusals = RowValidator(COLUMNS).check(raw_rows([cell, "Mug", "", "", ""]))

    assert [reason.message for reason in refusals[0].reasons] == [message]


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("Two\nlines", "Two lines"),
        ("Two\r\nlines\u2028more", "Two lines more"),
        ("\u00a0Mug\u3000", "Mug"),
        ("'-5 °C mug", "-5 °C mug"),
        ("''90s mug", "'90s mug"),
        ("'90s mug", "'90s mug"),
        ("=SUM(A1)", "=SUM(A1)"),
        ("Tab\tinside", "Tab\tinside"),
        ("N/A", "N/A"),
        ("n" * 500, "n" * 500),
        (" " + "n" * 500 + " ", "n" * 500),
        ("Größe", "Größe"),
        ("Ölkanne", "Ölkanne"),
    ],
)
def test_check_stores_the_name_on_one_line(cell: str, name: str) -> None:
    products, _ = RowValidator(COLUMNS).check(raw_rows(["A1", cell, "", "", ""]))

    assert [product.name for product in products] == [name]


@pytest.mark.parametrize(
    ("cell", "description"),
    [
        ("  verbatim  ", "  verbatim  "),
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("'=1+1", "=1+1"),
        ("'\nindented", "\nindented"),
        ("'\r\nindented", "\nindented"),
        ("'quoted'", "'quoted'"),
        ("''quoted'", "'quoted'"),
        (" 'spaced", " 'spaced"),
        ("d" * 65_536, "d" * 65_536),
        ("é" * 32_768, "é" * 32_768),
    ],
)
def test_check_stores_the_description_verbatim(cell: str, description: str) -> None:
    products, _ = RowValidator(COLUMNS).check(raw_rows(["A1", "Mug", cell, "", ""]))

    assert [product.description for product in products] == [description]


def test_check_measures_descriptions_in_bytes() -> None:
    _, refusals = RowValidator(COLUMNS).check(raw_rows(["A1", "Mug", "é" * 32_769, "", ""]))

    assert codes(refusals) == [(2, ["description_too_long"])]


ACTIVE = "true t yes y 1 on active enabled published live x ja oui si sí TRUE Yes X SÍ Live"
INACTIVE = "false f no n 0 off inactive disabled draft archived -1 '-1 nein non FALSE Off Draft"


@pytest.mark.parametrize("word", [*ACTIVE.split(), "si\u0301", "\ufeffyes", "ja\u200b"])
def test_check_reads_active(word: str) -> None:
    products, _ = RowValidator(COLUMNS).check(raw_rows(["A1", "Mug", "", "", f" {word}\u00a0"]))

    assert [product.active for product in products] == [True]


@pytest.mark.parametrize("word", INACTIVE.split())
def test_check_reads_inactive(word: str) -> None:
    products, _ = RowValidator(COLUMNS).check(raw_rows(["A1", "Mug", "", "", word]))

    assert [product.active for product in products] == [False]


@pytest.mark.parametrize("word", ["NULL", "N/A", "-", "2", "yess", "tru", "1.0", "#REF!"])
def test_check_never_takes_an_unknown_word_for_inactive(word: str) -> None:
    products, refusals = RowValidator(COLUMNS).check(raw_rows(["A1", "Mug", "", "", word]))

    assert products == []
    assert codes(refusals) == [(2, ["active_invalid"])]


def test_check_asks_for_the_price_format_wherever_the_odd_price_stands() -> None:
    for prices in (["1.99", "1.234"], ["1.234", "1.99"]):
        with pytest.raises(PriceFormatNeeded):
            RowValidator(COLUMNS).check(raw_rows(*(["A1", "Mug", "", price, ""] for price in prices)))


def test_check_with_the_surveyed_format_does_not_depend_on_the_order_of_rows() -> None:
    cells = [["A1", "Mug", "", price, ""] for price in ("1,99", "2,50", "1.234", "7.50", "€ 3", "$ 3", "€ 4")]

    def outcome(lines: list[list[str]]) -> set[str]:
        price_format = survey_prices([raw_rows(line) for line in lines], COLUMNS)
        products, refusals = RowValidator(COLUMNS, price_format=price_format).check(raw_rows(*lines))
        return {product.price or "" for product in products} | {
            reason.value + " " + reason.code for refusal in refusals for reason in refusal.reasons
        }

    expected = {
        "1.99",
        "2.50",
        "1234.00",
        "7.50 price_format_conflict",
        "3.00",
        "$ 3 price_currency_mismatch",
        "4.00",
    }
    assert outcome(cells) == outcome(cells[::-1]) == expected


def test_survey_of_a_file_without_prices_finds_nothing() -> None:
    assert survey_prices([raw_rows(["A1"])], match(["sku"])) == PriceFormat(None, None)


WHITE = st.sampled_from(["", " ", "\u00a0", "\n", "\r\n", "\t", "\u200b", "\u2028"])
SIGNS = st.sampled_from(["", "", "'", "=", "-", "(", '"', "é", "A", "~", "\x7f", "\ufeff"])
BODIES = st.sampled_from(
    ["", "A1", "ab-2", "x" * 254, "n" * 499, "Café", "1.23E+11", "a  b", "12.99", "1.00\n2.00", "yes", "5"]
)
ordinary = st.from_regex(r"[A-Za-z0-9_/-]{1,20}", fullmatch=True)
odd = st.builds("".join, st.tuples(WHITE, SIGNS, SIGNS, BODIES, SIGNS, WHITE))
cell = ordinary | ordinary | odd | st.text(max_size=8)


@given(st.lists(st.lists(cell, min_size=5, max_size=5), max_size=6))
def test_check_agrees_with_reading_every_cell_carefully(lines: list[list[str]]) -> None:
    """The short cuts for whole columns never change an outcome."""
    rows = raw_rows(*lines)
    expected_products, expected_refusals = [], []
    for row in rows:
        sku, name, description, price, active = row.cells
        values = (
            read_sku(sku),
            LineReader("name", "name", 500).read_one(name),
            LongTextReader("description", "description", 65_536).read_one(description),
            read_price(price, POINTS),
            BooleanReader("active", "active").read_one(active),
        )
        reasons = tuple(value for value in values if isinstance(value, Reason))
        if reasons:
            expected_refusals.append(Refusal(row.record_number, row.line_number, row.raw, reasons))
        else:
            key = fold(str(values[0]))
            expected_products.append((row.record_number, row.line_number, values[0], key, *values[1:]))

    products, refusals = RowValidator(COLUMNS, price_format=POINTS).check(rows)

    assert [tuple(product) for product in products] == expected_products
    assert refusals == expected_refusals


GUARDED = ("=", "+", "-", "@", "\t", "\r", "\n", "'")


def exported(value: str) -> str:
    """What our exports write, so that a spreadsheet does not take it for a formula."""
    return f"'{value}" if value.startswith(GUARDED) else value


@given(cell, cell, cell)
def test_check_undoes_the_guard_of_exports(sku: str, name: str, description: str) -> None:
    validator = RowValidator(COLUMNS)
    first, _ = validator.check(raw_rows([sku, name, description, "", ""]))

    for product in first:
        cells = [exported(text or "") for text in (product.sku, product.name, product.description)]
        again, _ = validator.check(raw_rows([*cells, "", ""]))
        assert again == [product]
