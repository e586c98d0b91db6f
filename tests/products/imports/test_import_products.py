"""`manage.py import_products`: every line that it prints says which file it is about."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, TypeAlias

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from products.imports.models import RejectedRow
from products.jobs.models import ImportJob
from tests import oracle, trials
from tests.products.conftest import catalogue

pytestmark = pytest.mark.django_db(transaction=True)

HEADER = "sku,name,price\n"


class Run(NamedTuple):
    exit_status: int
    out: list[str]
    err: list[str]


RunCommand: TypeAlias = Callable[..., Run]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> RunCommand:
    """Runs the command on files of these names and contents."""
    monkeypatch.chdir(tmp_path)

    def run(files: dict[str, str], *options: str) -> Run:
        for name, content in files.items():
            Path(name).parent.mkdir(exist_ok=True)
            Path(name).write_text(content)
        status = 0
        try:
            call_command("import_products", *files, *options)
        except SystemExit as end:
            status = int(str(end.code))
        printed = capsys.readouterr()
        return Run(status, printed.out.splitlines(), printed.err.splitlines())

    return run


def test_every_line_begins_with_the_name_of_its_file(run: RunCommand) -> None:
    done = run({"a.csv": HEADER + "A1,Mug,x\n", "b.csv": "sku,name,image\nB1,Cup,b.jpg\n,Pot,\n", "c.csv": "x\ny\n"})

    assert done.exit_status == 1
    assert done.out == [
        "a.csv: Completed: 1 row: rejected 1",
        "b.csv: Completed: 2 rows: created 1 · rejected 1",
    ]
    assert [line.split(".csv: ")[0] for line in done.err] == ["a", "b", "b", "c"]
    assert done.err[0].startswith("a.csv: row 2: The price x is not a number.")
    assert done.err[1] == "b.csv: note: These columns are not imported: “image”."
    assert done.err[2].startswith("b.csv: row 3: The SKU is missing.")
    assert done.err[3].startswith("c.csv: No header line with known column names was found.")


def test_rows_that_are_not_listed_are_counted_with_the_name_of_their_file(run: RunCommand) -> None:
    rows = HEADER + "".join(f"A{number},,1\n" for number in range(12))

    done, dry = run({"a.csv": rows}), run({"a.csv": rows}, "--dry-run")

    assert done.err[-1] == "a.csv: … and 2 more rows, listed on the job's page."
    assert dry.err[-1] == "a.csv: … and 2 more rows."
    assert dry.out == ["a.csv: dry run, nothing written: 12 rows: rejected 12"]


def test_files_that_share_a_name_are_told_apart_by_their_folders(run: RunCommand) -> None:
    done = run({"may/a.csv": HEADER + "A1,Mug,1\n", "june/a.csv": HEADER + "A1,Mug,1\n,Mug,1\n", "b.csv": HEADER})

    assert [line.split(":")[0] for line in done.out] == ["may/a.csv", "june/a.csv", "b.csv"]
    assert done.err[0].startswith("june/a.csv: row 3: ")


@pytest.mark.parametrize(
    "name", ['12" pipes.csv', "inch\\foot.csv", "100%22.csv", "R&amp;D; 'new'.csv", "räder 価格.csv"]
)
def test_file_is_shown_by_the_name_that_it_has(run: RunCommand, name: str) -> None:
    done = run({name: HEADER + "A1,Mug,x\n"})

    assert (done.exit_status, ImportJob.objects.get().file_name) == (3, name)
    assert done.out == [f"{name}: Completed: 1 row: rejected 1"]
    assert done.err[0].startswith(f"{name}: row 2: ")


def test_json_names_the_file(run: RunCommand) -> None:
    done = run({'12" pipes.csv': HEADER + "A1,Mug,1\n", "b.csv": "sku,name,image\nB1,Cup,x\n"}, "--json")

    first, second = map(json.loads, done.out)
    assert [first["file_name"], second["file_name"]] == ['12" pipes.csv', "b.csv"]
    assert (first["warnings"], [each["message"] for each in second["warnings"]]) == (
        [],
        ["These columns are not imported: “image”."],
    )
    assert done.err == []


@pytest.mark.parametrize(("options", "price"), [((), "5.50"), (("--dry-run",), "5.00")])
def test_list_without_names_ends_with_3_if_it_has_unknown_skus(
    run: RunCommand, options: tuple[str, ...], price: str
) -> None:
    run({"before.csv": HEADER + "A1,Mug,5.00\n"})

    done = run({"list.csv": "sku,price\nA1,5.50\nZZ-9,7.50\n"}, *options)

    assert done.exit_status == 3
    assert done.err == [
        "list.csv: row 3: ZZ-9 is a new product and has no name. "
        "Check the SKU, or add a column “name” and import the row again."
    ]
    assert catalogue()["A1"][2] == price


def test_every_file_has_its_object_and_its_part_in_the_exit_status(run: RunCommand) -> None:
    done = run(
        {"spring.csv": HEADER + "A-1,Chair,10.00\n", "autumn.csv": HEADER + "a-1,Chair,11.00\nC-3,Mug,-1\n"}, "--json"
    )

    first, last = map(json.loads, done.out)
    assert done.exit_status == 3
    assert [snapshot["file_name"] for snapshot in (first, last)] == ["spring.csv", "autumn.csv"]
    assert (first["counts"]["created"], last["counts"]["updated"], last["counts"]["rejected"]) == (1, 1, 1)
    assert catalogue()["A-1"] == ("Chair", "", "11.00", True, 2)


def test_command_says_why_on_standard_error_too_when_it_prints_json(run: RunCommand) -> None:
    done = run({"bad.csv": "some text\nmore of it\n"}, "--json")

    printed = json.loads(done.out[0])
    assert (done.exit_status, printed["status"], printed["error"]["code"]) == (1, "failed", "no_header")
    assert done.err == [f"bad.csv: {printed['error']['message']}"]


@pytest.mark.parametrize(
    ("option", "said"),
    [
        (["--map", "x=y"], "mapping: x: There is no such field. The fields are sku, name, description, price, active."),
        (["--delimiter", "x"], "delimiter: “x” is not valid. Use one of these: “,”, “;”, “tab”, “|”."),
    ],
)  # fmt: skip
def test_options_that_are_not_possible_are_refused_before_any_file(
    run: RunCommand, option: list[str], said: str
) -> None:
    with pytest.raises(CommandError, match=f"^{re.escape(said)}$"):
        run({"a.csv": HEADER + "A1,Mug,1\n"}, *option)

    assert (catalogue(), ImportJob.objects.count()) == ({}, 0)


def test_recipe_of_a_file_is_used_and_what_is_mapped_comes_first(run: RunCommand, tmp_path: Path) -> None:
    recipe = {"fields": {"sku": {"text": "{Code}-{Size}"}, "name": "Code"}, "rows": {"fill_down": ["Code"]}}
    (tmp_path / "recipe.json").write_text(json.dumps(recipe))

    done = run({"a.csv": "Code,Size,Label\nA,1,Mug\n,2,Cup\n"}, "--recipe", "recipe.json", "--map", "name=Label")

    assert done.exit_status == 0
    assert {sku: name for sku, (name, *_) in catalogue().items()} == {"A-1": "Mug", "A-2": "Cup"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "recipe.json is not JSON."),
        ("[" * 20_000, "recipe.json is not JSON."),
        ("[]", "mapping: Give a JSON object that names the header for each field, such as"),
        ('{"rows": {"skip": 3}}', "mapping: rows.skip: Give a list."),
        (None, "recipe.json cannot be read: No such file or directory."),
    ],
)
def test_recipe_that_cannot_be_is_refused_before_any_file(
    run: RunCommand, tmp_path: Path, content: str | None, said: str
) -> None:
    if content is not None:
        (tmp_path / "recipe.json").write_text(content)

    with pytest.raises(CommandError, match=f"^{re.escape(said)}"):
        run({"a.csv": HEADER + "A1,Mug,1\n"}, "--recipe", "recipe.json")

    assert ImportJob.objects.count() == 0


def test_dry_run_prints_the_counts_and_leaves_nothing(run: RunCommand, store: Path) -> None:
    records = trials.messy(500)
    expected = trials.prepare_catalogue_for(records)
    before, tables_before = oracle.stored_catalogue(), tables()

    done = run({"messy.csv": trials.content_of(records).decode()}, "--dry-run", "--json")

    printed = json.loads(done.out[0])
    assert (done.exit_status, printed["mode"], printed["status"], printed["progress"]) == (
        3,
        "dry_run",
        "completed",
        100,
    )
    assert {name: count for name, count in printed["counts"].items() if count} == expected.counts
    assert oracle.stored_catalogue() == before
    assert (ImportJob.objects.count(), RejectedRow.objects.count()) == (0, 0)
    assert [*store.joinpath("imports").glob("*")] == []
    assert tables() == tables_before


def tables() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'staging'")
        return {name for (name,) in cursor}
