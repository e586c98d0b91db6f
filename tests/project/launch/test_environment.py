import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from product_importer.launch import environment
from tests.processes import ROOT


@pytest.mark.parametrize(
    ("command", "needed"),
    [
        ("", False),
        ("help import_products", False),
        ("--version", False),
        ("import_products --help", False),
        ("collectstatic --noinput", False),
        ("check --deploy", False),
        ("check --database default", True),
        ("generate_products 10 file.csv", False),
        ("generate_products 10 file.csv --fields", True),
        ("generate_products 10 file.csv --fields=brand", True),
        ("makemigrations --check", True),
        ("import_products file.csv", True),
        ("up", True),
    ],
)
def test_servers_are_needed_by_commands_that_work_with_data(command: str, needed: bool) -> None:
    assert environment.needs_servers(["manage.py", *command.split()]) is needed


PREPARE = """
import json, os, sys
from product_importer.launch import environment
from tests.processes import ROOT
before = dict(os.environ)
environment.prepare(["manage.py", *sys.argv[1:]])
print(json.dumps({name: value for name, value in os.environ.items() if before.get(name) != value}))
"""


def prepare(command: str, environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """In a process of its own, without servers: their URLs are given. Prints the variables that it set."""
    given = {"DATABASE_URL": "postgresql://nowhere/app", "REDIS_URL": "redis://nowhere/0", **environ}
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    line = [sys.executable, "-c", PREPARE, *command.split()]
    return subprocess.run(line, cwd=ROOT, env={**kept, **given}, capture_output=True, text=True, check=False)


def changes_of(command: str, environ: dict[str, str]) -> dict[str, str]:
    done = prepare(command, environ)
    assert done.stderr == ""
    found: dict[str, str] = json.loads(done.stdout)
    return found


def test_keys_are_made_up_for_a_command_that_works_with_data(tmp_path: Path) -> None:
    first = changes_of("migrate", {"DATA_DIR": str(tmp_path)})
    second = changes_of("migrate", {"DATA_DIR": str(tmp_path)})

    assert first.keys() == {"SECRET_KEY", "WEBHOOK_MASTER_KEY", "CREDENTIALS_KEY"}
    assert first == second


def test_given_key_is_kept_and_only_the_others_made_up(tmp_path: Path) -> None:
    changed = changes_of("migrate", {"DATA_DIR": str(tmp_path), "SECRET_KEY": "mine"})

    assert changed.keys() == {"WEBHOOK_MASTER_KEY", "CREDENTIALS_KEY"}


def test_nothing_is_made_up_for_a_command_without_data(tmp_path: Path) -> None:
    assert changes_of("collectstatic --noinput", {"DATA_DIR": str(tmp_path)}) == {}
    assert [*tmp_path.iterdir()] == []


def test_nothing_is_made_up_in_production(tmp_path: Path) -> None:
    assert changes_of("migrate", {"DATA_DIR": str(tmp_path), "DJANGO_ENV": "production"}) == {}
    assert [*tmp_path.iterdir()] == []


def test_data_folder_is_absolute_for_the_children() -> None:
    assert changes_of("help", {"DATA_DIR": "some/where"}) == {"DATA_DIR": str(ROOT / "some" / "where")}


def test_secret_is_read_from_its_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("from the file\n")

    changed = changes_of("help", {"DATA_DIR": str(tmp_path), "SECRET_KEY_FILE": str(tmp_path / "key")})

    assert changed == {"SECRET_KEY": "from the file"}


@pytest.mark.parametrize(
    ("command", "environ", "sentence"),
    [
        ("up", {"PORT": "http"}, "PORT must be a number from 1 to 65535, not 'http'."),
        ("up", {"HOST": "0.0.0.0"}, "HOST=0.0.0.0 opens the product to other machines"),
        ("migrate", {"DATA_DIR": "/dev/null/var"}, "Not a directory"),
    ],
    ids=["port", "host", "folder"],
)
def test_process_ends_with_a_sentence_when_it_cannot_have_its_place(
    tmp_path: Path, command: str, environ: dict[str, str], sentence: str
) -> None:
    done = prepare(command, {"DATA_DIR": str(tmp_path), **environ})

    assert (done.returncode, done.stdout) == (1, "")
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
