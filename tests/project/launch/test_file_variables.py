from pathlib import Path

import pytest

from product_importer.launch.file_variables import NAMES, read_into


@pytest.mark.parametrize("name", NAMES)
def test_each_secret_may_come_from_a_file(name: str, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from the file\n")
    environ = {f"{name}_FILE": str(tmp_path / "secret")}

    read_into(environ)

    assert environ[name] == "from the file"


def test_what_surrounds_a_secret_is_left_out_and_what_is_inside_stays(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("\n  two words \t\r\n")
    environ = {"SECRET_KEY_FILE": str(tmp_path / "secret")}

    read_into(environ)

    assert environ["SECRET_KEY"] == "two words"


def test_variable_that_is_there_wins_and_its_file_is_not_read(tmp_path: Path) -> None:
    environ = {"SECRET_KEY": "mine", "SECRET_KEY_FILE": str(tmp_path / "missing")}

    read_into(environ)

    assert environ["SECRET_KEY"] == "mine"


def test_empty_variable_counts_as_missing(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from the file")
    environ = {"SECRET_KEY": "", "SECRET_KEY_FILE": str(tmp_path / "secret")}

    read_into(environ)

    assert environ["SECRET_KEY"] == "from the file"


def test_other_variables_are_not_read_from_files(tmp_path: Path) -> None:
    (tmp_path / "port").write_text("80")
    environ = {"PORT_FILE": str(tmp_path / "port")}

    read_into(environ)

    assert environ.keys() == {"PORT_FILE"}


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "cannot be read"), (b"", "is empty"), (b" \n", "is empty"), (b"\xff", "cannot be read")],
    ids=["missing", "empty", "blank", "no text"],
)
def test_file_that_cannot_be_used_is_named(tmp_path: Path, content: bytes | None, reason: str) -> None:
    file = tmp_path / "secret"
    if content is not None:
        file.write_bytes(content)

    [fault] = read_into({"REDIS_URL_FILE": str(file)})

    assert fault.startswith(f"REDIS_URL_FILE: {file} {reason}")


def test_folder_is_no_file_for_a_secret(tmp_path: Path) -> None:
    [fault] = read_into({"DATABASE_URL_FILE": str(tmp_path)})

    assert "cannot be read" in fault
