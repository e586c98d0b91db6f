"""`manage.py import_products` on files whose columns nobody is sure of: it asks at a terminal, else it ends with 4."""

import json
import os
import pty
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from products.imports.models import Source
from products.imports.sources import actions
from products.jobs.models import ImportJob
from tests import processes
from tests.products.conftest import catalogue

pytestmark = pytest.mark.django_db(transaction=True)

UNKNOWN = "Code,Title,Betrag\nK-1,Kettle,5\n"
SURE = "sku,name,price_eur\nA-1,Chair,5.00\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "unknown.csv"
    path.write_text(UNKNOWN)
    return path


def run(*arguments: str) -> int:
    try:
        call_command("import_products", *arguments)
    except SystemExit as end:
        return int(str(end.code))
    return 0


def test_command_ends_with_4_and_says_what_to_do(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(str(file)) == 4

    said = capsys.readouterr()
    job = ImportJob.objects.get()
    assert said.out == "unknown.csv: waiting for the columns, nothing imported\n"
    lines = [line.removeprefix("unknown.csv: ") for line in said.err.splitlines()]
    assert lines[:6] == [
        "No column was recognised as the SKU.",
        "Columns:",
        "    A  Code                          K-1",
        "    B  Title                         Kettle",
        "    C  Betrag                        5",
        "Suggestion:",
    ]
    assert "? Is “Code” the SKU?" in lines
    assert lines[-2:] == [
        "Import it again with the columns, such as --map sku=Code --map name=Title --map price=Betrag,",
        f"or answer on its page: /products/imports/{job.id}/mapping/",
    ]
    assert (job.status, catalogue()) == ("awaiting_mapping", {})


def test_columns_given_by_map_are_taken(file: Path) -> None:
    assert run(str(file), "--map", "sku=Code", "--map", "name=Title", "--map", "price=Betrag") == 0

    assert catalogue() == {"K-1": ("Kettle", "", "5.00", True, 1)}


def test_json_has_the_question_as_the_api_tells_it(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(str(file), "--json") == 4

    said = capsys.readouterr()
    printed = json.loads(said.out)
    assert printed["status"] == "awaiting_mapping"
    assert printed["mapping"]["suggestion"]["fields"]["sku"] == {"from": "Code"}
    assert [each["sku"] for each in printed["mapping"]["preview"]["products"]] == ["K-1"]
    assert said.err == ""


def test_failed_file_outweighs_one_that_waits(file: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.csv"
    empty.touch()

    assert run(str(file), str(empty)) == 1


def test_auto_and_ask_are_passed_on(tmp_path: Path) -> None:
    path = tmp_path / "sure.csv"
    path.write_text(SURE)

    assert run(str(path), "--mapping", "ask") == 4
    assert run(str(path), "--mapping", "auto") == 0

    assert catalogue() == {"A-1": ("Chair", "", "5.00", True, 1)}


def test_dry_run_that_waits_leaves_nothing(file: Path, capsys: pytest.CaptureFixture[str], store: Path) -> None:
    assert run(str(file), "--dry-run") == 4

    assert "Suggestion:" in capsys.readouterr().err
    assert (ImportJob.objects.count(), [*store.glob("imports/*")]) == (0, [])


@pytest.mark.parametrize(
    ("content", "options", "recipe"),
    [
        (
            UNKNOWN,
            [],
            {
                "file": {"delimiter": ","},
                "fields": {"sku": {"from": "Code"}, "name": {"from": "Title"}, "price": {"from": "Betrag"}},
            },
        ),
        (UNKNOWN, ["--map", "sku=Code"], {"sku": "Code"}),
        ("SKU,Titel,Name\nA-1,x,Mug\n", [], {"sku": "SKU", "name": "Name"}),
    ],
    ids=["suggested", "given", "recognised"],
)
def test_recipe_is_saved(tmp_path: Path, content: str, options: list[str], recipe: dict[str, str]) -> None:
    file, saved = tmp_path / "a.csv", tmp_path / "recipe.json"
    file.write_text(content)

    run(str(file), "--save-recipe", str(saved), *options)

    assert json.loads(saved.read_text()) == recipe


def test_recipe_is_saved_of_one_file_at_a_time(file: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="one file at a time"):
        run(str(file), str(file), "--save-recipe", str(tmp_path / "recipe.json"))
    with pytest.raises(CommandError, match="cannot be written"):
        run(str(file), "--save-recipe", str(tmp_path / "none" / "recipe.json"))


def test_map_and_mapping_exclude_each_other(file: Path) -> None:
    with pytest.raises(CommandError, match="Give either --mapping, or --map and --recipe"):
        run(str(file), "--mapping", "ask", "--map", "sku=Code")


@pytest.mark.parametrize(("typed", "exit_status", "skus"), [(b"y\n", 0, ["K-1"]), (b"n\n", 4, []), (b"\n", 4, [])])
def test_person_at_a_terminal_is_asked(
    process_environment: dict[str, str], file: Path, typed: bytes, exit_status: int, skus: list[str]
) -> None:
    status, said = at_a_terminal(process_environment, typed, "import_products", str(file))

    assert "Import like this? [y/N]" in said
    assert "sku from Code" in said
    assert (status, [*catalogue()]) == (exit_status, skus)


def test_dry_run_at_a_terminal_goes_on_too(process_environment: dict[str, str], file: Path) -> None:
    status, said = at_a_terminal(process_environment, b"y\n", "import_products", str(file), "--dry-run")

    assert "dry run, nothing written: 1 row: created 1" in said
    assert (status, ImportJob.objects.count(), catalogue()) == (0, 0, {})


def at_a_terminal(environment: dict[str, str], typed: bytes, *arguments: str) -> tuple[int, str]:
    """Run `manage.py` in a terminal of its own, where somebody types ahead: exit status and what it shows."""
    line = processes.command_line(*arguments)
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(processes.ROOT)
        os.execve(line[0], line, environment)  # noqa: S606
    os.write(terminal, typed)
    shown = b"".join(iter(lambda: _read(terminal), b""))
    _, status = os.waitpid(pid, 0)
    os.close(terminal)
    return os.waitstatus_to_exitcode(status), shown.decode()


def _read(terminal: int) -> Any:
    """What comes next; nothing once the program has ended."""
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""


MAPPED = ("--map", "sku=Code", "--map", "name=Title", "--map", "price=Betrag")


def test_command_remembers_how_it_read_a_file_for_the_next_one(file: Path) -> None:
    assert run(str(file), *MAPPED, "--remember", "Acme") == 0

    assert run(str(file)) == 0

    assert [job.source_id for job in ImportJob.objects.all()].count(None) == 1
    assert Source.objects.get().recipe == {"sku": "Code", "name": "Title", "price": "Betrag"}


def test_command_takes_the_source_that_is_named(file: Path) -> None:
    source = actions.create(name="Acme", by=None, recipe={"sku": "Code", "name": "Title", "price": "Betrag"})

    assert run(str(file), "--source", "acme") == 0

    assert ImportJob.objects.get().source_id == source.pk


def test_command_refuses_a_source_that_there_is_not(file: Path) -> None:
    with pytest.raises(CommandError, match="There is no source “Nobody”"):
        run(str(file), "--source", "Nobody")


def test_command_says_if_the_name_cannot_be_kept(file: Path) -> None:
    with pytest.raises(CommandError, match="The file was imported, but its source was not saved"):
        run(str(file), *MAPPED, "--remember", "none")

    assert catalogue().keys() == {"K-1"}


def test_command_remembers_one_file_at_a_time(file: Path) -> None:
    with pytest.raises(CommandError, match="one file at a time"):
        run(str(file), str(file), "--remember", "Acme")
