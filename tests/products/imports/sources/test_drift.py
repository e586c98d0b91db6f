"""What changed since the last file of a source: columns beside those of before, and the recipe put right."""

from typing import Any

import pytest

from products.fields.registry import FIELDS
from products.imports.looking.found import ColumnFound, Found
from products.imports.recipes import as_json, parse
from products.imports.sources.decimals import decimal_of
from products.imports.sources.drift import Comparison
from products.imports.sources.header_sets import MOST_SETS, header_set, likeness, with_set

RECIPE: dict[str, Any] = {
    "file": {"decimal": ","},
    "fields": {
        "sku": {"from": "Code", "else": "{Gruppe}-{Farbe}"},
        "name": {"text": "{Titel} {Farbe}"},
        "price": {"from": "Preis", "plus": "Pfand"},
        "active": {"from": "Status", "words": {"lieferbar": True, "alt": False}},
    },
    "rows": {"within": "Gruppe", "fill_down": ["Titel"], "skip": [{"column": "Preis", "is": "blank"}]},
    "blank": {"Farbe": ["ohne"]},
}
NAMES = ["Code", "Gruppe", "Farbe", "Titel", "Preis", "Pfand", "Status"]
KINDS = {"Preis": "decimal", "Pfand": "decimal"}
SAMPLES = {"Preis": ["1,50", "2,75"], "Pfand": ["0,15"], "Status": ["lieferbar", "alt"]}


def column(place: int, header: str, like: str = "", **facts: Any) -> ColumnFound:
    like = like or header
    usual: dict[str, Any] = {
        "header": header,
        "letter": "ABCDEFGHIJ"[place],
        "filled": 1.0,
        "distinct": 2,
        "samples": SAMPLES.get(like, [f"{like} 1", f"{like} 2"]),
        "kind": KINDS.get(like, "text"),
        "damaged": 0,
    }
    return ColumnFound(**usual | facts)


BEFORE = [column(place, name) for place, name in enumerate(NAMES)]


def compare(now: list[ColumnFound], **file: Any) -> Comparison:
    found = Found(columns=now, suggestion={"file": file, "fields": {}})
    return Comparison(BEFORE, parse(RECIPE, FIELDS), found)


def now_of(comparison: Comparison) -> dict[str, Any]:
    """The recipe put right, as JSON."""
    return as_json(comparison.recipe_now)


def changed(comparison: Comparison) -> list[tuple[str, str]]:
    return [(change.kind, change.column) for change in comparison.changes]


def with_column(place: int, new: ColumnFound) -> list[ColumnFound]:
    return [*BEFORE[:place], new, *BEFORE[place + 1 :]]


def test_same_columns_have_not_changed() -> None:
    comparison = compare(BEFORE, decimal=",")

    assert (changed(comparison), now_of(comparison)) == ([], RECIPE)


def test_renamed_column_is_known_by_its_values_in_every_part_of_the_recipe() -> None:
    moved = [*BEFORE[:2], *BEFORE[3:], column(6, "Farbton", "Farbe")]

    comparison = compare(moved, decimal=",")

    now = now_of(comparison)
    assert changed(comparison) == [("renamed", "Farbton")]
    assert now["fields"]["name"] == {"text": "{Titel} {Farbton}"}
    assert (now["fields"]["sku"]["else"], now["blank"]) == ("{Gruppe}-{Farbton}", {"Farbton": ["ohne"]})


def test_renamed_column_is_known_by_its_place_and_kind() -> None:
    comparison = compare(with_column(4, column(4, "Netto", "Preis", samples=["9,99"])), decimal=",")

    now = now_of(comparison)
    assert changed(comparison) == [("renamed", "Netto")]
    assert now["fields"]["price"] == {"from": "Netto", "plus": "Pfand"}
    assert now["rows"]["skip"] == [{"column": "Netto", "is": "blank"}]


def test_column_that_is_gone_takes_with_it_what_needs_it() -> None:
    comparison = compare([each for each in BEFORE if each.header != "Farbe"], decimal=",")

    now = now_of(comparison)
    assert changed(comparison) == [("gone", "Farbe")]
    assert comparison.changes[0].says == "The column “Farbe” is gone, which was used for sku and name and blank words."
    assert now["fields"].keys() == {"price", "active"}
    assert "blank" not in now


def test_group_that_is_gone_fills_no_rows() -> None:
    comparison = compare([each for each in BEFORE if each.header != "Gruppe"], decimal=",")

    assert now_of(comparison)["rows"] == {"skip": [{"column": "Preis", "is": "blank"}]}


def test_new_column_is_told() -> None:
    assert changed(compare([*BEFORE, column(7, "Marke")], decimal=",")) == [("new", "Marke")]


@pytest.mark.parametrize(("filled", "expected"), [(0.49, [("filled", "Pfand")]), (0.5, [])])
def test_column_that_was_full_and_is_not_half_full_is_told(filled: float, expected: list[tuple[str, str]]) -> None:
    assert changed(compare(with_column(5, column(5, "Pfand", filled=filled)), decimal=",")) == expected


def test_other_decimals_are_told_and_taken() -> None:
    comparison = compare(BEFORE, decimal=".")

    assert changed(comparison) == [("decimal", "")]
    assert comparison.recipe_now.file.decimal == "."


def test_decimals_are_seen_in_samples_too() -> None:
    comparison = compare(with_column(4, column(4, "Preis", samples=["1.50", "2.75"])))

    assert changed(comparison) == [("decimal", "Preis")]


def test_words_that_nobody_explained_are_told() -> None:
    comparison = compare(with_column(6, column(6, "Status", samples=["lieferbar", "Auslauf", "ja"])), decimal=",")

    assert changed(comparison) == [("words", "Status")]
    assert "“Auslauf”" in comparison.changes[0].says
    assert "“ja”" not in comparison.changes[0].says


def test_table_of_another_layout_is_told_as_that() -> None:
    comparison = compare([column(0, "Liste 2026"), column(1, "Seite 1")])

    assert (changed(comparison), now_of(comparison)) == ([("layout", "")], RECIPE)


@pytest.mark.parametrize(
    ("samples", "mark"),
    [(["1,50", "2,5"], ","), (["1.50"], "."), (["1.234"], ""), (["1,50", "1.50"], ""), (["7"], ""), ([], "")],
)
def test_decimal_mark_is_told_by_one_or_two_digits_behind_it(samples: list[str], mark: str) -> None:
    assert decimal_of(samples) == mark


def test_header_set_is_strict_about_hints_and_places_of_nameless_columns() -> None:
    assert header_set(["Preis  (EUR)", "\ufeffCode\u200b", ""]) == ["#C", "code", "preis (eur)"]
    assert header_set(["", "", "Code"]) == []
    assert header_set([]) == []


def test_likeness_is_the_share_in_common() -> None:
    assert likeness("abcd", "abce") == 0.6
    assert likeness([], []) == 0.0


def test_newest_sets_are_kept() -> None:
    sets: list[list[str]] = []
    for number in range(MOST_SETS + 5):
        sets = with_set(sets, [str(number)])
    again = with_set(sets, ["10"])

    assert (len(sets), sets[0], again[0], len(again)) == (MOST_SETS, [str(MOST_SETS + 4)], ["10"], MOST_SETS)
