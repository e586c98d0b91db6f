"""What each kind of value makes of what people, programs and files write."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from products.fields.field import Field
from products.fields.kinds import Boolean, Kind, KindName, LongText, Money, Sku, Text, Value
from products.fields.prices import PriceFormat
from products.fields.reasons import Reason

KINDS: dict[KindName, Kind] = {
    "sku": Sku(),
    "text": Text(longest=10),
    "long_text": LongText(most_bytes=16),
    "money": Money(),
    "boolean": Boolean(yes="on sale", no="withdrawn"),
}


def field(kind: Kind, key: str = "colour") -> Field:
    return Field(key=key, label=key.capitalize(), kind=kind)


def read(kind: Kind, *cells: str, price_format: PriceFormat | None = None) -> list[object]:
    """The values of the cells, or the codes of their refusals."""
    found = kind.reader(field(kind), price_format)([*cells])
    return [each.code if isinstance(each, Reason) else each for each in found]


def test_kinds_are_named_as_their_classes_say() -> None:
    assert {name: kind.name for name, kind in KINDS.items()} == {name: name for name in KINDS}


def test_kinds_are_equal_if_their_settings_are() -> None:
    assert Text(longest=3) == Text(longest=3) != Text(longest=4)
    assert Boolean() != Boolean(yes="y")
    assert len({Sku(), Sku(), Money()}) == 2


@pytest.mark.parametrize(
    ("name", "sql_type", "absent"),
    [
        ("sku", "text", ""),
        ("text", "text", ""),
        ("long_text", "text", ""),
        ("money", "numeric(12, 2)", None),
        ("boolean", "boolean", True),
    ],
)
def test_kind_says_how_it_is_staged_and_what_no_value_is(name: KindName, sql_type: str, absent: Value) -> None:
    assert (KINDS[name].sql_type, KINDS[name].absent) == (sql_type, absent)


@pytest.mark.parametrize(
    ("name", "written", "stored"),
    [
        ("sku", " a\u200b  b ", "a b"),
        ("text", "  one\ntwo\r\n", "one two"),
        ("text", "e  f", "e f"),
        ("text", "e\u0301\u00a0f\u2003", "é f"),
        ("text", "one\ttwo", "one two"),
        ("long_text", "e\u0301  f\u00a0", "é  f\u00a0"),
        ("long_text", " \u00a0\n", ""),
        ("long_text", " a\r\nb\rc ", " a\nb\nc "),
        ("money", Decimal("12.5"), Decimal("12.5")),
        ("money", None, None),
        ("boolean", False, False),
    ],
)
def test_value_is_cleaned(name: KindName, written: Value, stored: Value) -> None:
    assert KINDS[name].clean(written) == stored


@given(st.text(max_size=30))
@pytest.mark.parametrize("name", ["sku", "text", "long_text"])
def test_clean_text_stays_as_it_is(name: KindName, text: str) -> None:
    kind = KINDS[name]

    assert kind.clean(kind.clean(text)) == kind.clean(text)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("sku", "", "The SKU is missing."),
        ("sku", "a\tb", "The SKU contains a tab, a line break or another control character."),
        ("text", "x" * 11, "The colour has 11 characters; at most 10 are allowed."),
        ("text", "#REF!", "The colour #REF! was damaged by a spreadsheet."),
        ("text", "a\x07", "The colour contains an invisible control character."),
        ("long_text", "#NV", "The colour #NV was damaged by a spreadsheet."),
        ("long_text", "a\x7f\n", "The colour contains an invisible control character."),
        ("text", "a\0", "A NUL character cannot be stored."),
        ("text", "\ud800", "This is not valid text: half of a character is missing."),
        ("text", "\ud800\0", "This is not valid text: half of a character is missing."),
        ("long_text", "é" * 9, "The colour is longer than 0 KiB."),
        ("long_text", "\0", "A NUL character cannot be stored."),
        ("money", Decimal("-0.01"), "The colour must be between 0 and 9,999,999,999.99."),
        ("money", Decimal("10000000000"), "The colour must be between 0 and 9,999,999,999.99."),
        ("money", Decimal("NaN"), "The colour must be between 0 and 9,999,999,999.99."),
        ("money", Decimal("Infinity"), "The colour must be between 0 and 9,999,999,999.99."),
        ("money", Decimal("0.001"), "The colour can have at most two decimals."),
    ],
)
def test_value_that_cannot_be_stored_is_refused_in_a_sentence(name: KindName, value: Value, sentence: str) -> None:
    assert KINDS[name].fault(value, field(KINDS[name])) == sentence


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("sku", "A-1"),
        ("text", "x" * 10),
        ("text", ""),
        ("long_text", "é" * 8),
        ("long_text", "a\n\tb"),
        ("text", "#1 \x85"),
        ("money", Decimal(0)),
        ("money", Decimal("9999999999.99")),
        ("money", Decimal("1.500")),
        ("money", None),
        ("boolean", True),
    ],
)
def test_value_at_its_limits_is_taken(name: KindName, value: Value) -> None:
    assert KINDS[name].fault(value, field(KINDS[name])) is None


def test_money_may_have_a_limit_of_its_own() -> None:
    cheap = Money(most=Decimal(5))

    assert cheap.fault(Decimal("5.00"), field(cheap)) is None
    assert cheap.fault(Decimal("5.01"), field(cheap)) == "The colour must be between 0 and 5."


@pytest.mark.parametrize(
    ("name", "value", "in_json", "words"),
    [
        ("sku", "A-1", "A-1", "A-1"),
        ("text", "", "", ""),
        ("money", Decimal("1.50"), "1.50", "1.50"),
        ("money", None, None, ""),
        ("boolean", True, True, "on sale"),
        ("boolean", False, False, "withdrawn"),
        ("boolean", None, None, ""),
    ],
)
def test_value_is_told_to_programs_and_people(
    name: KindName, value: Value, in_json: str | bool | None, words: str
) -> None:
    assert KINDS[name].json_value(value) == in_json
    assert KINDS[name].words(value) == words


@pytest.mark.parametrize(
    ("name", "cells", "values"),
    [
        ("sku", ["A-1", " b\u200b ", "'01", "", "x\ty"], ["A-1", "b", "01", "missing_sku", "sku_control_character"]),
        ("text", ["red", " two\nlines ", "'=x", " ", "x" * 11], ["red", "two lines", "=x", None, "colour_too_long"]),
        ("long_text", ["a\r\nb", " x ", "'-x", "\n", "é" * 9], ["a\nb", " x ", "-x", None, "colour_too_long"]),
        ("money", ["12.5", "", "-1", "1.0001"], ["12.50", None, "colour_negative", "colour_decimals"]),
        ("boolean", ["yes", "OFF", " ja ", "", "perhaps"], [True, False, True, None, "colour_invalid"]),
    ],
)  # fmt: skip
def test_column_of_a_file_is_read(name: KindName, cells: list[str], values: list[object]) -> None:
    assert read(KINDS[name], *cells) == values
    assert [read(KINDS[name], cell) for cell in cells] == [[value] for value in values]


def test_column_of_money_is_read_in_its_format() -> None:
    cells = ["1.234", "5,50", "€ 7"]

    assert read(Money(), *cells, price_format=PriceFormat(",", "EUR")) == ["1234.00", "5.50", "7.00"]


@pytest.mark.parametrize("name", ["text", "long_text"])
@given(texts=st.lists(st.text(alphabet="aé '=\n\r\t\u200b", max_size=12), min_size=1, max_size=5))
def test_cells_are_read_one_by_one_as_all_together(name: KindName, texts: list[str]) -> None:
    kind = KINDS[name]

    assert read(kind, *texts) == [read(kind, text)[0] for text in texts]


@pytest.mark.parametrize(
    ("name", "cells", "counted"),
    [
        ("sku", ["A-1", "b\u200b", "\ufeffc", "é"], [2]),
        ("text", ["Käse", "KÃ¤se", "plain", "Â£5"], [2]),
        ("long_text", ["itâ€™s", "Â", "Ã"], [1]),
        ("money", ["Ã¤"], []),
        ("boolean", ["\u200byes"], []),
    ],
)
def test_notices_count_the_cells_they_are_about(name: KindName, cells: list[str], counted: list[int]) -> None:
    assert [notice.count(cells) for notice in KINDS[name].notices] == counted


def test_kind_without_a_reader_cannot_be_in_a_file() -> None:
    with pytest.raises(NotImplementedError):
        Kind().reader(field(Kind()), None)
