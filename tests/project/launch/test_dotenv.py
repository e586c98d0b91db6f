import os
from pathlib import Path

import pytest

from product_importer.launch import dotenv
from tests.project.launch.dotenv_reader import read_by


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("KEY=a b # c", "a b"),
        ("KEY=a#b", "a#b"),
        ("KEY='a # b'", "a # b"),
        ('KEY="a # b"', "a # b"),
        ("export KEY=a\t# c", "a"),
        ("# KEY=a\n   # b\nKEY=c", "c"),
    ],
)
def test_dotenv_tells_comments_from_values(tmp_path: Path, line: str, value: str) -> None:
    file = tmp_path / ".env"
    file.write_text(line)

    assert read_by(dotenv=file) == {"KEY": value}


def test_file_that_is_not_there_changes_nothing(tmp_path: Path) -> None:
    assert read_by(dotenv=tmp_path / ".env") == {}


def test_every_line_is_read_and_the_values_are_text(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("PORT=80\n\nHOST=::1 # ours\nEMPTY=\n")

    assert read_by(dotenv=file) == {"PORT": "80", "HOST": "::1", "EMPTY": ""}


def test_variable_that_is_there_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / ".env"
    file.write_text("TESTED_BY_DOTENV=file\n")
    monkeypatch.setenv("TESTED_BY_DOTENV", "environment")

    dotenv.read(file)

    assert os.environ["TESTED_BY_DOTENV"] == "environment"


def test_file_is_beside_manage_py() -> None:
    assert (dotenv.FILE.name, (dotenv.FILE.parent / "manage.py").is_file()) == (".env", True)
