"""Continuation rows and price lists with unknown SKUs: one blank cell or one stranger spoils nothing else."""

import pytest

from products.imports import running
from tests.products.conftest import Import, catalogue, counts
from tests.products.imports.interruptions import empty_unlogged_tables, stop_at
from tests.products.imports.reported.conftest import OutcomeOf

CATALOGUE = "sku,name,price\nA1,Mug,5.00\nA2,Cup,6.00\n"
MUG = ("Mug", "", "12.90", True)


def test_continuation_rows_leave_the_row_above_as_it_is(outcome_of: OutcomeOf) -> None:
    outcome = outcome_of("sku,name,price,image\nA1,Mug,12.90,a.jpg\nA1,,,b.jpg\nA2,Cup,5.00,c.jpg\n")

    assert outcome.products == {"A1": MUG, "A2": ("Cup", "", "5.00", True)}
    assert (outcome.counts, outcome.rejected) == ({"created": 2, "superseded": 1}, {})


COPIES = {
    "blank below": ("A1,Mug,,12.90,\nA1,,,,\nA1,,,,\n", MUG, MUG),
    "blank above": ("A1,,,,\nA1,Mug,,12.90,\n", MUG, MUG),
    "a half each": ("A1,Mug,,,\na1,,,12.90,\n", MUG, MUG),
    "crosswise": ("A1,,Red,,no\nA1,Mug,,12.90,\n", ("Mug", "Red", "12.90", False), ("Mug", "Red", "12.90", False)),
    "three": ("A1,Mug,,1,\nA1,Cup,,12.90,\nA1,Mug,,,\n", MUG, ("Mug", "", "1.00", True)),
    "full": (
        "A1,Mug,One,12.90,yes\nA1,Cup,Two,2,no\n",
        ("Cup", "Two", "2.00", False),
        ("Mug", "One", "12.90", True),
    ),
    "apart": (
        "A1,Mug,One,12.90,\nB9,Pot,,1,\nA1,,Two,,no\n",
        ("Mug", "Two", "12.90", False),
        ("Mug", "One", "12.90", False),
    ),
}
"""Copies of A1, and what comes of them if the last or the first of them counts."""


@pytest.mark.parametrize("duplicates", ["last", "first"])
@pytest.mark.parametrize("on_blank", ["keep", "clear"])
def test_copies_of_a_row_supersede_each_other_cell_by_cell(
    outcome_of: OutcomeOf, on_blank: str, duplicates: str
) -> None:
    skus = {name: f"A{number}" for number, name in enumerate(COPIES)}
    rows = [rows.replace("A1", skus[name]).replace("a1", skus[name].lower()) for name, (rows, _, _) in COPIES.items()]

    outcome = outcome_of(
        "sku,name,description,price,active\n" + "".join(rows), on_blank=on_blank, duplicates=duplicates
    )

    products = {sku.upper(): product for sku, product in outcome.products.items()}
    expected = {name: last if duplicates == "last" else first for name, (_, last, first) in COPIES.items()}
    assert {name: products[sku] for name, sku in skus.items()} == expected
    assert outcome.rejected == {}


@pytest.mark.parametrize(
    ("rows", "after"),
    [
        ("A1,Mug,,\nA1,Mug,,\n", ("Mug", "", None, True)),
        ("A1,Mug,New,\nA1,Mug,,\n", ("Mug", "New", None, True)),
        ("A1,Mug,,7\nA1,,,\n", ("Mug", "", "7.00", True)),
    ],
)
def test_cell_is_cleared_only_if_no_copy_fills_it(outcome_of: OutcomeOf, rows: str, after: tuple[object, ...]) -> None:
    before = "sku,name,description,price\nA1,Mug,Old,5.00\n"

    assert outcome_of("sku,name,description,price\n" + rows, before=before, on_blank="clear").products["A1"] == after


@pytest.mark.parametrize("duplicates", ["last", "first"])
def test_name_that_no_copy_has_is_missing_when_blanks_clear(outcome_of: OutcomeOf, duplicates: str) -> None:
    rows = "sku,name,price\nA1,,7\nA2,Cup,8\nA1,,9\n"

    outcome = outcome_of(rows, before=CATALOGUE, on_blank="clear", duplicates=duplicates)

    assert outcome.rejected == {4 if duplicates == "last" else 2: {"missing_name"}}
    assert outcome.products == {"A1": ("Mug", "", "5.00", True), "A2": ("Cup", "", "8.00", True)}
    assert outcome.counts == {"updated": 1, "superseded": 1, "rejected": 1}
    assert "The name is missing." in outcome.says


def test_blank_name_that_changes_nothing_else_is_refused_when_blanks_clear(outcome_of: OutcomeOf) -> None:
    outcome = outcome_of("sku,name,price\nA1,,5.00\n", before=CATALOGUE, on_blank="clear")

    assert (outcome.counts, outcome.rejected) == ({"rejected": 1}, {2: {"missing_name"}})


def test_row_that_counts_is_refused_for_what_all_copies_lack(outcome_of: OutcomeOf) -> None:
    outcome = outcome_of("sku,name,price\nA1,Mug,\nA1,,\nA2,,3\nA2,,\nA3,,\n")

    assert outcome.rejected == {3: {"missing_price"}, 5: {"missing_name"}, 6: {"missing_name", "missing_price"}}
    assert (outcome.counts, outcome.products) == ({"superseded": 2, "rejected": 3}, {})


def test_refused_copy_fills_nothing(outcome_of: OutcomeOf) -> None:
    outcome = outcome_of("sku,name,description,price\nA1,Mug,,12.90\nA1,Cup,Red,-1\n")

    assert (outcome.products, outcome.rejected) == ({"A1": MUG}, {3: {"price_negative"}})


def test_copies_fill_nothing_where_all_are_refused(outcome_of: OutcomeOf) -> None:
    outcome = outcome_of("sku,name,price\nA1,Mug,1\nA1,,\n", duplicates="reject")

    assert (outcome.products, outcome.rejected) == ({}, {2: {"duplicate_sku"}, 3: {"duplicate_sku"}})


@pytest.mark.parametrize(
    ("rows", "rejected"),
    [
        ("A1,5.50\nA2,6.50\nZZ-9,7.50\n", {4: {"missing_name"}}),
        ("MUGS,\nA1,5.50\nA2,6.50\n", {2: {"missing_name", "missing_price"}}),
        ("X,1\nA1,5.50\nY,2\na2,6.50\nZ,3\n", {2: {"missing_name"}, 4: {"missing_name"}, 6: {"missing_name"}}),
        ("X,1\nA1,5.50\nA2,6.50\nx,\n", {5: {"missing_name"}}),
    ],
)
def test_unknown_skus_of_a_price_list_are_refused_one_by_one(
    outcome_of: OutcomeOf, rows: str, rejected: dict[int, set[str]]
) -> None:
    outcome = outcome_of("sku,price\n" + rows, before=CATALOGUE)

    assert (outcome.rejected, outcome.failure) == (rejected, "")
    assert outcome.products == {"A1": ("Mug", "", "5.50", True), "A2": ("Cup", "", "6.50", True)}


@pytest.mark.parametrize("column", ["active", "description", "price"])
def test_every_list_without_names_updates_what_it_knows(outcome_of: OutcomeOf, column: str) -> None:
    cell = {"active": "no", "description": "Blue", "price": "9.00"}[column]

    outcome = outcome_of(f"sku,{column}\nZZ-9,{cell}\nA1,{cell}\n", before=CATALOGUE)

    assert (outcome.counts, outcome.rejected) == ({"updated": 1, "rejected": 1}, {2: {"missing_name"}})
    assert "ZZ-9 is a new product and has no name. Check the SKU, or add a column “name”" in outcome.says


@pytest.mark.parametrize("rows", ["A1,5.00\nZZ-9,1\n", "A1,1\nA1,2\nZZ-9,1\n"])
def test_one_known_sku_is_enough_even_if_nothing_comes_of_its_row(outcome_of: OutcomeOf, rows: str) -> None:
    outcome = outcome_of("sku,price\n" + rows, before=CATALOGUE, duplicates="reject")

    assert outcome.failure == ""
    assert "missing_name" in outcome.rejected[rows.count("\n") + 1]


@pytest.mark.parametrize(
    ("rows", "told"),
    [("ZZ-9,1\n", "its SKU ZZ-9 is"), ("ZZ-9,1\nB,2\nB,3\n", "none of its 2 SKUs, such as ZZ-9, is")],
)
def test_list_without_names_fails_if_it_knows_no_product(outcome_of: OutcomeOf, rows: str, told: str) -> None:
    outcome = outcome_of("sku,price\n" + rows, before=CATALOGUE)

    assert (outcome.failure, outcome.rejected) == ("no_name_column", {})
    assert f"This file has no column for names, and {told} in the catalogue." in outcome.says


@pytest.mark.parametrize("rows", ["", "A1,abc\n"])
def test_list_without_names_and_without_sound_rows_does_not_fail(outcome_of: OutcomeOf, rows: str) -> None:
    assert outcome_of("sku,price\n" + rows).failure == ""


@pytest.mark.usefixtures("small_chunks")
@pytest.mark.parametrize("crash", [False, True])
def test_interrupted_list_without_names_comes_to_the_same(import_file: Import, keep_file: Import, crash: bool) -> None:
    import_file("sku,name,price\n" + "".join(f"A{number},Mug,1\n" for number in range(8)))
    job = keep_file("sku,price\n" + "".join(f"A{number},2\nZ{number},2\n" for number in range(8)))
    stop_at(job, "applying", 4)
    if crash:
        empty_unlogged_tables(job)

    running.run(job.id)

    job.refresh_from_db()
    assert (job.status, counts(job)) == ("completed", {"updated": 8, "rejected": 8})
    assert [row.record_number for row in job.rejected_rows.in_file_order()] == [*range(3, 19, 2)]
    assert {price for _, _, price, *_ in catalogue().values()} == {"2.00"}


def test_dry_run_of_a_list_without_names_refuses_what_the_import_would(import_file: Import) -> None:
    import_file(CATALOGUE)

    job = import_file("sku,price\nA1,5.50\nZZ-9,7.50\n", dry_run=True)

    assert counts(job) == {"updated": 1, "rejected": 1}
    assert catalogue()["A1"] == ("Mug", "", "5.00", True, 1)
