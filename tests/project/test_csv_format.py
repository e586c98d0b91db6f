"""docs/csv-format.md says what the code does."""

import re

import pytest

from products.fields import headers, yes_no
from products.fields.registry import FIELDS
from products.samples.messy import KINDS, RARE
from tests.processes import ROOT

PAGE = (ROOT / "docs" / "csv-format.md").read_text()
OUTCOMES = {"created", "superseded", "skipped"}
FAILURE = re.compile(r'(?:FileFailure\(|\._fail_resumably\(|PRICES = Words\(|COLUMN_FORMAT_UNCLEAR = )\s*"(\w+)"')


def codes_below(heading: str) -> set[str]:
    section = PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]
    return set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE))


def test_csv_format_lists_every_row_error() -> None:
    of_messy_files = {outcome for outcome, _ in (*KINDS, *RARE)} - OUTCOMES

    others = {"duplicate_sku", "second_table", "attributes_too_large", "unknown_above"}
    others |= {"row_not_rejected", "row_repeated"}
    assert codes_below("Why a row is rejected") == of_messy_files | others


def test_csv_format_lists_every_file_failure() -> None:
    sources = "".join(path.read_text() for path in (ROOT / "products").rglob("*.py"))

    raised = set(FAILURE.findall(sources))

    assert codes_below("Why a file is refused") == raised


@pytest.mark.parametrize("field", FIELDS.keys)
def test_csv_format_lists_every_header(field: str) -> None:
    (row,) = [line for line in PAGE.splitlines() if line.startswith(f"| `{field}` |")]

    named = re.findall(r"`(\w+)`", row.replace("`price` | needed", "`price` |"))

    assert named == [spelling for spelling, meaning in FIELDS.meanings.items() if meaning.field == field]


def test_csv_format_lists_every_header_of_a_currency() -> None:
    (point,) = [point for point in PAGE.split("\n- ") if point.startswith("A column with the currency of each price")]

    named = re.findall(r"`(\w+)`", point.split("\n\n")[0])

    assert named == headers.CURRENCY.split()


@pytest.mark.parametrize(("language", "words"), yes_no.words_of(yes_no.YES))
def test_csv_format_lists_every_word_for_active(language: str, words: list[str]) -> None:
    (row,) = [line for line in PAGE.splitlines() if line.startswith(f"| {language} | `")]
    yes, no = (re.findall(r"`([^`]+)`", cell) for cell in row.split(" | ")[1:])

    assert (yes, no) == (words, dict(yes_no.words_of(yes_no.NO))[language])
