import subprocess
import sys
from pathlib import Path

from product_importer.launch import secrets_file
from tests.processes import ROOT


def test_keys_are_made_once_for_their_owner_only(tmp_path: Path) -> None:
    keys = secrets_file.load_or_create(tmp_path)

    assert secrets_file.load_or_create(tmp_path) == keys
    assert keys.keys() == {"SECRET_KEY", "WEBHOOK_MASTER_KEY", "CREDENTIALS_KEY"}
    assert min(map(len, keys.values())) == 64
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o600


def test_missing_key_is_added_and_the_others_stay(tmp_path: Path) -> None:
    (tmp_path / "secrets").write_text("SECRET_KEY=kept\n")

    keys = secrets_file.load_or_create(tmp_path)

    assert keys["SECRET_KEY"] == "kept"
    made = [f"{name}={keys[name]}" for name in ("WEBHOOK_MASTER_KEY", "CREDENTIALS_KEY")]
    assert (tmp_path / "secrets").read_text().splitlines() == ["SECRET_KEY=kept", *made]


def test_folder_is_made_closed_to_others(tmp_path: Path) -> None:
    secrets_file.load_or_create(tmp_path / "new" / "var")

    assert (tmp_path / "new" / "var").stat().st_mode & 0o066 == 0


def test_keys_of_two_installations_differ_and_so_do_those_of_one(tmp_path: Path) -> None:
    first, second = (secrets_file.load_or_create(tmp_path / name) for name in ("a", "b"))

    assert len({*first.values(), *second.values()}) == 6


def test_key_may_contain_an_equals_sign_and_other_lines_are_kept(tmp_path: Path) -> None:
    (tmp_path / "secrets").write_text("SECRET_KEY=a=b=\nOLD_KEY=old\nno key at all\n")

    keys = secrets_file.load_or_create(tmp_path)

    assert (keys["SECRET_KEY"], keys["OLD_KEY"]) == ("a=b=", "old")
    assert "OLD_KEY=old\n" in (tmp_path / "secrets").read_text()


def test_file_that_a_crash_left_half_written_is_forgotten(tmp_path: Path) -> None:
    (tmp_path / "secrets.new").write_text("SECRET_KEY=ha")

    keys = secrets_file.load_or_create(tmp_path)

    assert keys["SECRET_KEY"] != "ha"
    assert not (tmp_path / "secrets.new").exists()


def test_complete_file_is_not_written_again(tmp_path: Path) -> None:
    secrets_file.load_or_create(tmp_path)
    before = (tmp_path / "secrets").stat()

    secrets_file.load_or_create(tmp_path)

    assert (tmp_path / "secrets").stat().st_ino == before.st_ino


def test_many_processes_get_the_same_keys(tmp_path: Path) -> None:
    script = "import pathlib, sys; from product_importer.launch import secrets_file as f; "
    script += "print(f.load_or_create(pathlib.Path(sys.argv[1])))"
    line = [sys.executable, "-c", script, str(tmp_path)]
    processes = [subprocess.Popen(line, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(6)]

    said = {process.communicate()[0] for process in processes}

    assert said == {f"{secrets_file.load_or_create(tmp_path)}\n"}
