"""What each kind of own field makes of cells, and of what programs write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from products.fields.dates import DayOrder
from products.fields.field import Field
from products.fields.flaws import Flaw
from products.fields.kinds import Boolean, Column, Kind, LongText, Text
from products.fields.own_kind import DayOrderNeeded, OwnKind
from products.fields.own_kinds import (
    LONGEST_LINE,
    LONGEST_URL,
    MOST_MEMBERS,
    Barcode,
    Choice,
    Date,
    DecimalNumber,
    Integer,
    Listing,
    OwnMoney,
    Url,
)
from products.fields.prices import PriceFormat, PriceFormatNeeded
from products.fields.reasons import Reason

SIZES = Choice(choices=("S", "M", "Extra large"), synonyms=(("XL", "Extra large"), ("medium", "M")))
OWN: list[Kind] = [
    Integer(),
    DecimalNumber(places=3, unit="kg"),
    OwnMoney(),
    Date(),
    SIZES,
    Listing(),
    Url(),
    Barcode(),
]
COMMAS, POINTS = PriceFormat(",", None), PriceFormat(".", None)


def read(
    kind: Kind,
    *cells: str,
    numbers: PriceFormat | None = None,
    dates: DayOrder | None = None,
    ours: bool = False,
) -> list[object]:
    """The values of the cells, or the codes of their refusals."""
    field = Field(key="own", label="Own", kind=kind)
    found = kind.reader(field, numbers, Column(ours=ours, day_order=dates))([*cells])
    return [each.code if isinstance(each, Reason) else each for each in found]


def of_json(kind: Kind, value: object) -> object:
    """The value, or the code of its refusal in a list."""
    found = kind.of_json(value)
    return [found.code] if isinstance(found, Flaw) else found


@pytest.mark.parametrize("kind", OWN)
def test_blank_cell_has_no_value(kind: Kind) -> None:
    assert read(kind, "", "  ", "\u00a0\u200b", "\t") == [None] * 4


@pytest.mark.parametrize("kind", OWN)
def test_errors_of_spreadsheets_are_refused(kind: Kind) -> None:
    assert {*read(kind, "#REF!", "#BEZUG!", "#N/A")} == {"own_spreadsheet_damage"}


@pytest.mark.parametrize("kind", OWN)
def test_reason_says_what_is_wrong_and_what_to_do(kind: Kind) -> None:
    field = Field(key="own", label="Own", kind=kind)

    (reason,) = kind.reader(field, POINTS)(["#REF!"])

    assert isinstance(reason, Reason)
    assert reason.message.startswith("The own #REF! was damaged by a spreadsheet. ")
    assert reason.message.endswith("import the row again.")


def test_integers() -> None:
    assert read(Integer(), "12", "-3", "0", "123456789012345678") == [12, -3, 0, 123456789012345678]
    assert read(Integer(), "12", " 7 ", "='x'", '="0012"', "1.5") == [12, 7, "own_invalid", 12, "own_invalid"]
    assert read(Integer(), "12", "1,200", numbers=PriceFormat(None, None)) == [12, 1200]
    for cell in ("1.000", "1,200"):
        with pytest.raises(PriceFormatNeeded):
            read(Integer(), "12", cell)


def test_decimals() -> None:
    weight = DecimalNumber(places=3, unit="kg")

    assert read(weight, "1.50", "2 kg", "-0.5KG", "'3.25", "1.23456", "5 g") == [
        "1.5",
        "2",
        "-0.5",
        "3.25",
        "own_decimals",
        "own_invalid",
    ]
    assert read(weight, "1,5", "1.500", numbers=COMMAS) == ["1.5", "1500"]
    assert weight.words("1.5") == "1.5 kg"
    assert weight.words(None) == ""


def test_money() -> None:
    assert read(OwnMoney(), "12", "12.5", "-1", "€ 3.00", numbers=PriceFormat(".", "EUR")) == [
        "12.00",
        "12.50",
        "own_negative",
        "3.00",
    ]
    assert read(OwnMoney(negative=True), "-1.5", "(2.00)", "-0", "3", numbers=POINTS) == [
        "-1.50",
        "-2.00",
        "0.00",
        "3.00",
    ]
    with pytest.raises(PriceFormatNeeded):
        read(OwnMoney(), "1.500")


def test_dates() -> None:
    assert read(Date(), "2026-12-31", "31.12.2026", "31/12/2026", "46387", "soon") == [
        "2026-12-31",
        "2026-12-31",
        "2026-12-31",
        "own_spreadsheet_damage",
        "own_invalid",
    ]
    with pytest.raises(DayOrderNeeded):
        read(Date(), "3/4/2026")
    assert read(Date(), "3/4/2026", "31/12/2026", dates="DMY") == ["2026-04-03", "2026-12-31"]
    assert read(Date(), "3/4/2026", "31/12/2026", "31.12.2026", dates="MDY") == [
        "2026-03-04",
        "own_format_conflict",
        "2026-12-31",
    ]


def test_choices() -> None:
    assert read(SIZES, "s", " M ", "EXTRA  LARGE", "xl", "Medium", "XXL") == [
        "S",
        "M",
        "Extra large",
        "Extra large",
        "M",
        "own_invalid",
    ]
    (reason,) = SIZES.reader(Field(key="size", label="Size", kind=SIZES), None)(["XXL"])
    assert isinstance(reason, Reason)
    assert reason.message.startswith("The size XXL is none of its choices: S, M, Extra large. ")


def test_many_choices_are_not_all_listed() -> None:
    kind = Choice(choices=tuple(f"C{number}" for number in range(30)))

    found = kind.read("X")

    assert isinstance(found, Flaw)
    assert found.words.endswith("C9 and 20 more.")


def test_lists() -> None:
    tags = Listing()

    assert read(tags, "red|blue", " red | | blue |red", "red", "|", "a\x07|b") == [
        ("red", "blue"),
        ("red", "blue"),
        ("red",),
        None,
        "own_control_character",
    ]
    assert read(Listing(separator=">"), "Home > Kitchen > Mugs") == [("Home", "Kitchen", "Mugs")]
    assert tags.words(("red", "blue")) == "red, blue"
    assert tags.json_value(("red", "blue")) == ["red", "blue"]


def test_lists_have_limits() -> None:
    full = "|".join(map(str, range(MOST_MEMBERS)))

    assert read(Listing(), full, f"{full}|more", "x" * LONGEST_LINE, "x" * (LONGEST_LINE + 1)) == [
        tuple(map(str, range(MOST_MEMBERS))),
        "own_too_long",
        ("x" * LONGEST_LINE,),
        "own_too_long",
    ]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("https://example.com/a.jpg", "https://example.com/a.jpg"),
        (" HTTP://example.com ", "HTTP://example.com"),
        ("https://example.com/päth?q=1#x", "https://example.com/päth?q=1#x"),
        ("https://[::1]/x", "https://[::1]/x"),
        ("example.com/a.jpg", "own_invalid"),
        ("ftp://example.com", "own_invalid"),
        ("javascript:alert(1)", "own_invalid"),
        ("https://", "own_invalid"),
        ("https://[/x", "own_invalid"),
        ("https://a.com/x y", "own_invalid"),
        ("https://a.com/1 https://a.com/2", "own_invalid"),
        ("https://a.com/" + "x" * LONGEST_URL, "own_too_long"),
    ],
)
def test_urls(cell: str, value: str) -> None:
    assert read(Url(), cell) == [value]


def test_barcodes() -> None:
    assert read(Barcode(), '="036000291452"', "'4006381333931", "7,70E+12", "123") == [
        "036000291452",
        "4006381333931",
        "own_spreadsheet_damage",
        "own_invalid",
    ]


def test_guard_of_our_own_exports_is_undone() -> None:
    assert read(Listing(), "'-a|b", "''a", ours=True) == [("-a", "b"), ("'a",)]


@pytest.mark.parametrize(
    ("kind", "written", "value"),
    [
        (Text(), " a  b ", "a b"),
        (Text(), " ", None),
        (Text(), 3, ["invalid"]),
        (LongText(), "a\r\nb", "a\nb"),
        (LongText(), ["a"], ["invalid"]),
        (Integer(), 3, 3),
        (Integer(), 2**63, ["too_large"]),
        (Integer(), 3.0, ["invalid"]),
        (Integer(), "3", ["invalid"]),
        (Integer(), True, ["invalid"]),
        (DecimalNumber(), "1.50", "1.5"),
        (DecimalNumber(), "-1", "-1"),
        (DecimalNumber(), "1.500", "1.5"),
        (DecimalNumber(), 1.5, ["invalid"]),
        (DecimalNumber(), "1,5", ["invalid"]),
        (DecimalNumber(), "NaN", ["invalid"]),
        (DecimalNumber(places=1), "1.55", ["decimals"]),
        (DecimalNumber(), "1" * 40, ["too_large"]),
        (OwnMoney(), "12.5", "12.50"),
        (OwnMoney(), "12.500", "12.50"),
        (OwnMoney(), "-12.5", ["negative"]),
        (OwnMoney(), "1e3", ["invalid"]),
        (OwnMoney(negative=True), "-12.5", "-12.50"),
        (Boolean(), False, False),
        (Boolean(), 0, ["invalid"]),
        (Boolean(), "true", ["invalid"]),
        (Date(), "2026-12-31", "2026-12-31"),
        (Date(), "2026-02-30", ["invalid"]),
        (Date(), "31.12.2026", ["invalid"]),
        (Date(), 20261231, ["invalid"]),
        (SIZES, "xl", "Extra large"),
        (SIZES, "", None),
        (SIZES, "XXL", ["invalid"]),
        (Listing(), ["a", " b ", "a", ""], ("a", "b")),
        (Listing(), [], None),
        (Listing(), "a|b", ["invalid"]),
        (Listing(), ["a", None], ["invalid"]),
        (Listing(), ["a|b"], ["invalid"]),
        (Url(), "https://example.com", "https://example.com"),
        (Url(), {"url": "x"}, ["invalid"]),
        (Barcode(), "4006381333931", "4006381333931"),
        (Barcode(), 4006381333931, ["invalid"]),
    ],
)
def test_what_programs_write(kind: Kind, written: object, value: object) -> None:
    assert of_json(kind, written) == value


@given(st.text(max_size=80))
@pytest.mark.parametrize("kind", OWN, ids=lambda kind: kind.name)
def test_what_was_read_is_read_as_itself(kind: OwnKind, text: str) -> None:
    (value,) = read(kind, text, numbers=POINTS, dates="DMY")

    if value is not None and not (isinstance(value, str) and value.startswith("own_")):
        assert of_json(kind, kind.json_value(value)) == value  # type: ignore[arg-type]  # it is no Reason


@given(st.lists(st.text(max_size=20), max_size=20))
@pytest.mark.parametrize("kind", OWN, ids=lambda kind: kind.name)
def test_cells_do_not_change_one_another(kind: OwnKind, cells: list[str]) -> None:
    together = read(kind, *cells, numbers=POINTS, dates="DMY")

    assert together == [value for cell in cells for value in read(kind, cell, numbers=POINTS, dates="DMY")]
