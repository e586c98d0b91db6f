"""What a file and the catalogue make of each other: every kind of row of a plan."""

from itertools import chain, combinations

import pytest
from django.db import connection
from psycopg import sql
from pytest_django import Settings

from products.fields.reasons import FileFailure
from products.imports.steps import planning
from products.imports.steps.superseding import superseded_table
from products.jobs.models import ImportJob
from products.jobs.states import PLANNED_SHARE, Phase
from tests.products.imports.steps.jobs import HEADER, go_on, plan_of, planned, product, refused, staged, table_of

pytestmark = pytest.mark.django_db

NEW = {"name": "New", "description": "New text", "price": "2.00", "active": "no"}
SAME = {"name": "Old", "description": "Old text", "price": "1.00", "active": "yes"}
SUBSETS = [*chain.from_iterable(combinations(NEW, size) for size in range(1, len(NEW) + 1))]


def shown(value: object) -> str:
    """A value of the plan as a file may write it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def kinds(job: ImportJob) -> list[tuple[object, object, str]]:
    """Position, key, and what is to happen."""
    return [(row["position"], row["sku_key"], "update" if row["product_id"] else "create") for row in plan_of(job)]


def test_new_product_is_a_row_without_a_product() -> None:
    job = planned(HEADER + "A-1,Mug,Blue,1.50,no\n")

    (row,) = plan_of(job)
    assert (row["position"], row["record_number"], row["line_number"]) == (1, 2, 2)
    assert [row[key] for key in ("sku", "sku_key", "name", "description", "active")] == [
        "A-1",
        "a-1",
        "Mug",
        "Blue",
        False,
    ]
    assert shown(row["price"]) == "1.50"
    assert {row[key] for key in row if key.endswith("_before") or key in ("product_id", "version_seen")} == {None}
    assert planning.counts(job) == (1, 0)


@pytest.mark.parametrize("columns", SUBSETS, ids=" ".join)
def test_changed_product_is_a_row_with_what_the_file_says_and_what_was_before(columns: tuple[str, ...]) -> None:
    old = product("A-1", version=4)

    job = planned(f"sku,{','.join(columns)}\na-1,{','.join(NEW[key] for key in columns)}\n")

    (row,) = plan_of(job)
    assert (row["product_id"], row["version_seen"], row["sku"]) == (old.pk, 4, "a-1")
    assert {key: shown(row[key]) for key in NEW if row[key] is not None} == {key: NEW[key] for key in columns}
    assert {key: shown(row[f"{key}_before"]) for key in NEW} == SAME
    assert planning.counts(job) == (0, 1)
    assert (job.planned_rows, job.unchanged) == (1, 0)


@pytest.mark.parametrize("columns", SUBSETS, ids=" ".join)
def test_product_that_is_as_the_file_says_is_no_row(columns: tuple[str, ...]) -> None:
    product("A-1")

    job = planned(f"sku,{','.join(columns)}\nA-1,{','.join(SAME[key] for key in columns)}\n")

    assert (plan_of(job), job.planned_rows, job.unchanged) == ([], 0, 1)


@pytest.mark.parametrize("changed", NEW)
def test_one_column_that_differs_is_enough(changed: str) -> None:
    product("A-1")

    job = planned(HEADER + ",".join(["A-1", *(SAME | {changed: NEW[changed]}).values()]) + "\n")

    assert kinds(job) == [(1, "a-1", "update")]


def test_file_with_skus_only_changes_nothing() -> None:
    product("A-1")

    assert (plan_of(job := planned("sku\nA-1\n")), job.unchanged) == ([], 1)


def test_blank_cells_keep_what_is_there() -> None:
    product("A-1")

    job = planned(HEADER + "A-1,,,,\n")

    assert (plan_of(job), planning.cleared(job)) == ([], frozenset())


@pytest.mark.parametrize(
    ("header", "cleared", "row"),
    [
        ("sku,name,description,price,active", {"description", "price"}, "A-1,Old,,,yes"),
        ("sku,description", {"description"}, "A-1,"),
        ("sku,price", {"price"}, "A-1,"),
        ("sku,name", set(), "A-1,Old"),
    ],
)
def test_blank_cells_clear_what_can_be_cleared_of_the_fields_in_the_file(
    header: str, cleared: set[str], row: str
) -> None:
    product("A-1")

    job = planned(f"{header}\n{row}\n", on_blank="clear")

    assert planning.cleared(job) == cleared
    assert [bool(cleared)] == [bool(plan_of(job))]
    for planned_row in plan_of(job):
        assert planned_row["description"] == ("" if "description" in cleared else None)
        assert planned_row["price"] is None


def test_nothing_is_cleared_that_is_blank_already() -> None:
    product("A-1", description="", price=None)

    assert plan_of(planned(HEADER + "A-1,Old,,,\n", on_blank="clear")) == []


def test_price_of_a_product_without_one_is_a_change() -> None:
    product("A-1", price=None)

    assert kinds(planned("sku,price\nA-1,0\n")) == [(1, "a-1", "update")]


COPIES = HEADER + "A-1,One,,1,\nB-2,Two,,2,\na-1,Three,,3,\nÁ,Four,,4,\nA-1,Five,,5,\n"


@pytest.mark.parametrize(
    ("duplicates", "kept", "superseded", "codes"),
    [
        ("last", {"a-1": 6, "b-2": 3, "á": 5}, 2, {}),
        ("first", {"a-1": 2, "b-2": 3, "á": 5}, 2, {}),
        ("reject", {"b-2": 3, "á": 5}, 0, {2: ["duplicate_sku"], 4: ["duplicate_sku"], 6: ["duplicate_sku"]}),
    ],
)
def test_one_row_of_a_repeated_sku_counts_or_none(
    duplicates: str, kept: dict[str, int], superseded: int, codes: dict[int, list[str]]
) -> None:
    job = planned(COPIES, duplicates=duplicates)

    assert {row["sku_key"]: row["record_number"] for row in plan_of(job)} == kept
    assert (job.superseded, job.rejected, refused(job)) == (superseded, len(codes), codes)


def test_superseded_rows_say_which_row_counts() -> None:
    job = planned(COPIES)

    assert table_of(superseded_table(job), "record_number") == [
        {"record_number": 2, "line_number": 2, "sku": "A-1", "kept_record_number": 6},
        {"record_number": 4, "line_number": 4, "sku": "a-1", "kept_record_number": 6},
    ]


@pytest.mark.django_db(transaction=True)
def test_planning_again_comes_to_the_same() -> None:
    job = planned(HEADER + "A-1,One,Red,1,\nA-1,,,2,\nB-2,,,,\n")
    before, counters = plan_of(job), job.counts
    ImportJob.objects.filter(pk=job.pk).update(planned_rows=None, rejected=0)
    job.rejected_rows.all().delete()
    job.refresh_from_db()

    planning.plan(job, go_on=go_on)

    assert (plan_of(job), job.counts) == (before, counters)


def test_superseded_rows_count_where_the_row_that_counts_changes_nothing() -> None:
    product("A-1")

    job = planned("sku,name\nA-1,New\nA-1,Old\n")

    assert (plan_of(job), job.superseded, job.unchanged) == ([], 1, 1)


def test_copies_of_a_product_in_the_catalogue_are_refused_too() -> None:
    product("A-1")

    job = planned("sku,name\nA-1,New\nA-1,Old\n", duplicates="reject")

    assert (plan_of(job), refused(job)) == ([], {2: ["duplicate_sku"], 3: ["duplicate_sku"]})


@pytest.mark.parametrize(
    ("header", "row", "codes"),
    [
        ("sku,name,price", "A-1,,", ["missing_name", "missing_price"]),
        ("sku,name,price", "A-1,Mug,", ["missing_price"]),
        ("sku,name,price", "A-1,,1", ["missing_name"]),
        ("sku,name", "A-1,", ["missing_name"]),
    ],
)
def test_new_product_without_what_it_needs_is_refused_with_every_reason(
    header: str, row: str, codes: list[str]
) -> None:
    job = planned(f"{header}\n{row}\n")

    assert (plan_of(job), refused(job), job.rejected) == ([], {2: codes}, 1)


def test_refused_row_has_its_original_text_and_a_sentence_for_each_reason() -> None:
    job = planned('sku,name,description,price\nA-1,"","two\nlines",\nB-2,Mug,,1\nC-3,,,\n')

    first, second = job.rejected_rows.in_file_order()
    assert (first.record_number, first.line_number, first.raw) == (2, 2, 'A-1,"","two\nlines",')
    assert (second.record_number, second.line_number, second.raw) == (4, 5, "C-3,,,")
    assert [error["message"] for error in first.errors] == [
        "A-1 is a new product and has no name. Give it a name and import the row again.",
        "A-1 is a new product and has no price. Give it a price and import the row again.",
    ]


def test_refused_rows_leave_no_gaps_between_positions(settings: Settings) -> None:
    settings.IMPORT_STAGE_ROWS = 2
    rows = "".join(f"S-{number},{'' if number in (0, 3, 4, 9) else 'Mug'},1\n" for number in range(10))

    job = planned("sku,name,price\n" + rows)

    assert [position for position, _, _ in kinds(job)] == [1, 2, 3, 4, 5, 6]
    assert [key for _, key, _ in kinds(job)] == ["s-1", "s-2", "s-5", "s-6", "s-7", "s-8"]
    assert list(refused(job)) == [2, 5, 6, 11]
    assert job.planned_rows == 6


def test_positions_follow_the_key_byte_by_byte() -> None:
    job = planned("sku,name\nb,1\nB-1,2\na_2,3\na-10,4\nä,5\n")

    assert [key for _, key, _ in kinds(job)] == ["a-10", "a_2", "b", "b-1", "ä"]


def test_file_without_names_fails_only_if_it_has_no_known_product() -> None:
    product("A-1")
    assert kinds(planned("sku,price\nA-1,7\n")) == [(1, "a-1", "update")]
    with pytest.raises(FileFailure) as failure:
        planned("sku,price\nB-2,8\n")

    assert failure.value.code == "no_name_column"


def test_counters_add_up_to_the_records_read() -> None:
    product("OLD")
    product("SAME")
    content = "sku,name\nNEW,Mug\nOLD,New\nSAME,Old\nNEW-2,\n,no sku\n\nNEW,Cup\n"

    job = planned(content)

    assert (job.planned_rows, job.unchanged, job.superseded, job.rejected, job.skipped) == (2, 1, 1, 2, 1)
    assert job.total_rows == 7
    assert (job.phase, job.progress, job.checkpoint) == (Phase.PLANNING, PLANNED_SHARE, 0)
    assert job.planned_at is not None


def test_plan_is_complete_only_while_all_of_its_rows_are_there() -> None:
    job = staged("sku,name\nA-1,Mug\nB-2,Cup\n")
    assert not planning.is_complete(job)

    planning.plan(job, go_on=go_on)
    assert planning.is_complete(job)

    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("DELETE FROM {} WHERE position = 1").format(planning.plan_table(job)))
    assert not planning.is_complete(job)


def test_empty_plan_is_complete() -> None:
    product("A-1")

    assert planning.is_complete(planned("sku,name\nA-1,Old\n"))


def test_planning_stops_between_two_chunks_of_the_file_when_it_is_told_to(settings: Settings) -> None:
    settings.IMPORT_STAGE_ROWS = 1
    job = staged("sku,name\nA-1,\nB-2,\nC-3,\n")
    asked = 0

    def stop() -> None:
        nonlocal asked
        asked += 1
        if asked == 2:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        planning.plan(job, go_on=stop)

    assert refused(job) == {}
    assert not planning.is_complete(job)
