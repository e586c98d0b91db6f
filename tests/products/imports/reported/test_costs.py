"""Texts made to be dear: each costs its row at most, in time that anybody has; and what fits once composed is taken."""

import unicodedata
from collections.abc import Callable

import pytest

from products.imports.upload_options import InvalidOptions, checked
from tests.processor_time import processor_seconds
from tests.products.imports.reported.conftest import Outcome, OutcomeOf

LENGTH = 300_000
MOST_SECONDS = 10
"""Of processor time. Sorting so many marks by insertion takes more than sixty."""

UNITS = {"marks": "\u0301\u0316", "marks of Tibetan": "\u0f73\u0301", "kana marks": "\uff9e\u0301", "spaces": "$ "}
ROW = {"sku": "A1", "name": "Mug", "description": "Blue", "price": "9.00", "active": "true", "currency": "EUR"}


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize(
    ("column", "code"),
    [
        ("sku", "sku_too_long"),
        ("name", "name_too_long"),
        ("description", "description_too_long"),
        ("price", "price_invalid"),
        ("active", "active_invalid"),
        ("currency", "price_currency_mismatch"),
    ],
)
def test_dear_cell_costs_its_row(outcome_of: OutcomeOf, unit: str, column: str, code: str) -> None:
    rows = [ROW | {column: dear_text(unit)}, ROW | {"sku": "A2"}]

    outcome = imported(outcome_of, [*ROW], *rows)

    assert outcome.rejected == {2: {code}}
    assert [*outcome.products] == ["A2"]


@pytest.mark.parametrize("unit", UNITS)
def test_dear_header_is_a_column_that_is_not_imported(outcome_of: OutcomeOf, unit: str) -> None:
    outcome = imported(outcome_of, [*ROW, dear_text(unit)], ROW | {"more": "text"})

    assert [*outcome.products] == ["A1"]
    assert "not imported" in outcome.says


@pytest.mark.django_db
@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize(
    "recipe",
    [
        lambda text: {"name": text},
        lambda text: {"fields": {"name": {"text": f"{{{text}}}"}}},
        lambda text: {"fields": {"name": {"from": "name", "words": {text: "x"}}}},
        lambda text: {"rows": {"skip": [{"column": "name", "is": "equals", "to": text}]}},
    ],
)
def test_dear_recipe_is_refused_at_the_door(unit: str, recipe: Callable[[str], dict[str, object]]) -> None:
    def check(text: str) -> None:
        with pytest.raises(InvalidOptions):
            checked({"mapping": recipe(text)})

    assert processor_seconds(check, dear_text(unit)) < MOST_SECONDS
    assert processor_seconds(check, dear_text(unit)[:40_000]) < MOST_SECONDS


@pytest.mark.parametrize("unit", UNITS)
def test_dear_cells_cost_a_recipe_their_row(outcome_of: OutcomeOf, unit: str) -> None:
    recipe = {
        "fields": {
            "name": {"text": "{name} {description}", "words": {"Mug Blue": "Blue mug"}},
            "price": {"from": "price", "times": "2", "plus": "active"},
        },
        "rows": {"within": "sku", "fill_down": ["name"], "skip": [{"column": "name", "is": "equals", "to": "x"}]},
    }
    dear = dict.fromkeys(ROW, dear_text(unit)) | {"sku": "A1"}

    outcome = imported(outcome_of, [*ROW], dear, ROW | {"sku": "A2", "active": "1"}, mapping=recipe)

    assert [*outcome.products] == ["A2"]
    assert [*outcome.rejected] == [2]


@pytest.mark.parametrize("letter", ["é", "ᾂ", "한", "ệ"])
def test_text_within_its_limit_once_composed_is_taken(outcome_of: OutcomeOf, letter: str) -> None:
    limits = {"sku": 255, "name": 500, "description": 65_536 // len(letter.encode())}
    texts = {key: letter * length for key, length in limits.items()}
    apart = {key: unicodedata.normalize("NFD", text) for key, text in texts.items()}

    outcome = imported(outcome_of, [*ROW], ROW | apart, ROW | apart | {"sku": f"{apart['sku']}{apart['sku'][:4]}"})

    assert outcome.rejected == {3: {"sku_too_long"}}
    assert outcome.products == {texts["sku"]: (texts["name"], texts["description"], "9.00", True)}


def test_text_as_long_as_it_may_be_can_be_all_marks(outcome_of: OutcomeOf) -> None:
    marks = dear_text("marks")

    outcome = imported(outcome_of, [*ROW], ROW | {"description": f"x{marks[:32_767]}"})

    sorted_marks = "\u0316" * 16_383 + "\u0301" * 16_384
    assert outcome.products == {"A1": ("Mug", f"x{sorted_marks}", "9.00", True)}


def dear_text(unit: str) -> str:
    return UNITS[unit] * (LENGTH // 2)


def imported(outcome_of: OutcomeOf, header: list[str], *rows: dict[str, str], **options: object) -> Outcome:
    """What came of the file, which took no longer than it may."""
    outcomes = []
    content = "\n".join(",".join(cells) for cells in (header, *(row.values() for row in rows)))

    seconds = processor_seconds(lambda text: outcomes.append(outcome_of(text, **options)), content)

    assert seconds < MOST_SECONDS
    return outcomes[0]
