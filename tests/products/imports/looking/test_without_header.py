"""Lists without a header: only the values tell which column is what, and a person is asked."""

import pytest

from tests.products.imports.looking.tables import found_in, head_of
from tests.products.imports.looking.test_suggestion import sources

COMICS = "".join(f"386/00{number},Comic {number} of the hills,,{number}.50,,,Press\n" for number in range(10, 22))
REMOTES = ";001 Aiwa;;\n" + "".join(
    f" 0{number};Aiwa remote RC{number} (TV);0,{number};Yes\n" for number in range(31, 45)
)
REMOTES += " 0301x;Aiwa remote RC50 (TV);0,50;Yes\n"
TOYS = "".join(  # with a barcode in some rows
    f"{number * number};{'' if number % 4 else '4006381333931'};Toy robot blue {number}G;"
    f"{number}.0000;pc;{number}.2900;{number}.8200\n"
    for number in range(11, 25)
)
TILL = "".join(
    f"40063813339{number};Rope for tents {number};{number * 3};Rope {number};{number * 2},58239\n"
    for number in range(11, 25)
)
MENU = "".join(
    f"{number};Vesuvio{chr(64 + number)};tomato, cheese, ham of kind {number} and oregano;{50 + number}.0\n"
    for number in range(1, 12)
)
ANIMALS = "".join(
    f"ani-{number},{kind}{' (big)' if number % 3 else ''},A cuddly {kind.lower()} of the finest plush for all ages,"
    f"{number}.95\n"
    for number, kind in enumerate(["Dragon", "Narwhal", "Fox", "Panda", "Polar bear", "T-Rex", "Lynx"], start=11)
)
DISCOUNTED = "".join(
    f"Protein bar {number};{number * 130};{number * 130 * (70 + number % 9) // 100}\n" for number in range(11, 25)
)
KEYS = "Drinks,3.5,3176655\nTea and punch,4,3176655\nBeer,5,3176655\nCake,2,16713207\nNut roll,3,16713207\n"
PHONES = "".join(
    f"Phone number {number},{number}299,17540{number}51,{number}999\n"
    if number % 3
    else f"Phone number {number},{number}299,17540{number}51,\n"
    for number in range(11, 25)
)

NUMBERED = "14,Hazelnut paste,spreads,3.5,-1\n15,Salted crisps,crisps,2.7,7\n16,Powder,washing,5.5,12\n"
REMARKS = "# Prices of the club\n#\n# From: 06.07.2025\nWheat beer 0.5l|2.5\nWheat beer 0.5l, light|2.7\nCider|1.5\n"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (COMICS, {"sku": "A", "name": "B", "price": "D"}),
        (REMOTES, {"sku": "A", "name": "B", "price": "C"}),
        (TOYS, {"sku": "A", "name": "C", "price": "G"}),
        (TILL, {"sku": "A", "name": "B", "price": "C"}),
        (MENU, {"sku": "A", "name": "B", "price": "D", "description": "C"}),
        (ANIMALS, {"sku": "A", "name": "B", "price": "D", "description": "C"}),
        (DISCOUNTED, {"sku": "A", "name": "A", "price": "B"}),
        (KEYS, {"sku": "A", "name": "A", "price": "B"}),
        (PHONES, {"sku": "C", "name": "A", "price": "B"}),
        (NUMBERED, {"sku": "A", "name": "B", "price": "D"}),
        (REMARKS, {"sku": "A", "name": "A", "price": "B"}),
    ],
    ids=[
        "slashes",
        "zeros and headings",
        "numbers and stocks",
        "cost with decimals",
        "numbers of dishes",
        "names within descriptions",
        "two whole prices",
        "whole prices",
        "old price",
        "numbers in a row",
        "remarks above",
    ],
)
def test_columns_of_a_list_without_a_header_are_told_by_their_values(text: str, wanted: dict[str, str]) -> None:
    assert sources(text) == wanted


def test_a_price_in_few_rows_is_not_the_price_though_it_is_dearer() -> None:
    rows = COMICS.splitlines()
    rows[3] = rows[3].replace(",,,Press", ",was,99.00,Press")
    assert sources("\n".join(rows))["price"] == "D"


def test_times_of_the_day_are_no_codes() -> None:
    log = "".join(f"Anna of the bar {number % 3};Peach juice {number % 2};10:{number}:33\n" for number in range(11, 25))
    assert "sku" not in found_in(log).suggestion.get("fields", {})


@pytest.mark.parametrize("separator", [";", "\t"])
def test_a_word_in_a_text_with_commas_makes_no_header(separator: str) -> None:
    dishes = ["tomato, cheese, item", "name, cheese", "ham, basil, salt, pepper", "code, oil, name, title"] * 4
    lines = [f"Dish {number}{separator}{dish}{separator}{number + 5}" for number, dish in enumerate(dishes)]
    assert head_of("\n".join(lines)).delimiter == separator


def lines(pattern: str, count: int = 12) -> str:
    """Rows of one pattern, in which `n` counts from 11, `w` is a word, `p` a price and `r` a digit."""
    words = ["Oak", "Mug", "Pan", "Saw", "Jar", "Lid", "Cup"]
    return "".join(
        pattern.format(n=number, w=words[number % 7] + chr(86 + number), p=number * 37 % 50 + 2, r=number % 9 + 1)
        + "\n"
        for number in range(11, 11 + count)
    )


GROUPS = [("b3d", "saw"), ("c", "pan"), ("d4e", "jar")]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (lines("701.{n}0.30;Super {w} plate;Mugs;{p},50"), {"sku": "A", "name": "B", "price": "D"}),
        (lines("KL 3{n};{w};kg;{p},90 €"), {"sku": "A", "name": "B", "price": "D"}),
        (lines("Garden {w};pc;{p}.90;7{n}"), {"sku": "D", "name": "A", "price": "C"}),
        (lines("AB-{n};Garden {w};4.{r};{p}"), {"sku": "A", "name": "B", "price": "D"}),
        (lines("AB-{n};Garden {w};0.{n}9;1.5;{p}"), {"sku": "A", "name": "B", "price": "E"}),
        (lines("AB-{n};Garden {w};0;{p}"), {"sku": "A", "name": "B", "price": "D"}),
        (lines("AB-{n};Garden {w};3.{n};4;€{p}"), {"sku": "A", "name": "B", "price": "E"}),
        (lines("7{n};Garden {w};{p}") + "Total;;\n", {"sku": "A", "name": "B", "price": "C"}),
        ("AB-1;Mug;2.5;12;30.00\nAB-2;Cup;3.2;7;22.40\nAB-3;Pan;9.9;4;39.60\n", {"price": "C"}),
        (lines("{w};Beans {w}. Hot water from the spring;{p}.50"), {"sku": "A", "name": "A"}),
        (lines("{p},25;5;{w}, steel and oak"), {"name": "C", "price": "A"}),
        (
            "Oak Ltd;;\nTel 030 123456;;info@oak.example\n;;\n" + lines("Garden {w};{p};$4{n}.25"),
            {"name": "A", "price": "C"},
        ),
        (
            "".join("Tools;;;\n" + lines(f"{mark}{{n}};{{w}} {what};{{p}}.50;pc", 3) for mark, what in GROUPS),
            {"sku": "A", "name": "B"},
        ),
    ],
    ids=[
        "points in codes",
        "mark and number",
        "numbers in a row behind",
        "stars",
        "weights",
        "stocks of zero",
        "currency",
        "total",
        "sums",
        "what it is made of",
        "commas in names",
        "letterhead",
        "headings",
    ],
)
def test_what_a_list_without_a_header_has_beside_is_not_taken_for_it(text: str, wanted: dict[str, str]) -> None:
    assert sources(text).items() >= wanted.items()


def test_first_row_of_a_list_without_a_header_is_kept_though_it_has_gaps() -> None:
    head = head_of("Oak mug;;;\n" + lines("AB{n};{w} saw;red;{p}.50"))
    assert head.first_row == 2
    head = head_of("AB10;;;9.90\n" + lines("AB{n};{w} saw;red;{p}.50"))
    assert (head.header_rows, head.first_row) == (0, 1)


@pytest.mark.parametrize("separator", ["\t", ";"])
def test_words_before_the_only_comma_of_each_row_are_no_header(separator: str) -> None:
    rows = [["Handle, oak", "Walls", "10500"], ["Silver, red", "Walls", "21500"], ["Pipe, light", "Zincs", "2500"]]
    head = head_of("\n".join(map(separator.join, rows)))
    assert (head.delimiter, head.header_rows) == (separator, 0)


def test_a_row_whose_cells_come_again_below_is_no_header() -> None:
    head = head_of("d1d420;pc;Code Item;Longco;7.50\ne2e420;pcs;Heavy Copper;Junior;13.70\nf4e420;pc;Pan;Longco;9.60\n")
    assert head.header_rows == 0


def test_a_header_that_comes_again_on_each_page_is_one() -> None:
    header = "Code;Item;Brand;Price"
    rows = ["d1;Saw;Longco;7.50", "e2;Mug;Junior;3.70", header, "f4;Pan;Longco;9.60", "f5;Lid;Junior;9.70"]
    assert head_of("\n".join([header, *rows])).header_rows == 1
