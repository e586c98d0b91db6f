"""`start.sh` on machines that lack something."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.processes import ROOT


@pytest.fixture
def script_folder(tmp_path: Path) -> Path:
    """A copy of the scripts, beside which there is no virtual environment."""
    folder = tmp_path / "a copy"
    shutil.copytree(ROOT / ".ci", folder / ".ci")
    for name in ("start.sh", "requirements.txt", "requirements-embedded.txt"):
        shutil.copy(ROOT / name, folder)
    return folder


def start_sh(folder: Path, programs: Path) -> subprocess.CompletedProcess[str]:
    for tool in ("bash", "cat", "cksum", "dirname", "env"):
        (programs / tool).symlink_to(shutil.which(tool) or "")
    return subprocess.run([folder / "start.sh"], env={"PATH": str(programs)}, capture_output=True, text=True, cwd="/")


def fake_python(programs: Path, name: str, script: str) -> None:
    (programs / name).write_text(f"#!/bin/sh\n{script}\n")
    (programs / name).chmod(0o755)


def test_start_script_says_what_is_missing_when_there_is_no_new_python(script_folder: Path, tmp_path: Path) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    fake_python(programs, "python3", "exit 1")

    done = start_sh(script_folder, programs)

    assert done.returncode == 1
    assert done.stderr == (
        "Python 3.11 or newer is needed and was not found. On Debian or Ubuntu: apt install python3 python3-venv\n"
    )


def test_start_script_names_the_package_when_python_comes_without_venv(script_folder: Path, tmp_path: Path) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    without_venv = 'case "$*" in *ensurepip*) exit 1;; --version) echo Python 3.12.1;; esac'
    fake_python(programs, "python3.12", without_venv)

    done = start_sh(script_folder, programs)

    assert done.returncode == 1
    assert done.stderr == (
        "Python 3.12.1 is here without its venv module. On Debian or Ubuntu: apt install python3.12-venv\n"
    )


def test_start_script_installs_again_only_when_a_lock_changed(script_folder: Path, tmp_path: Path) -> None:
    programs, log = tmp_path / "bin", tmp_path / "log"
    (script_folder / ".venv" / "bin").mkdir(parents=True)
    programs.mkdir()
    fake_python(script_folder / ".venv" / "bin", "python", f'echo "$@" >> "{log}"')
    requirements = [script_folder / "requirements.txt", script_folder / "requirements-embedded.txt"]

    start_sh(script_folder, programs)
    first, second = log.read_text(), ""
    for tool in programs.iterdir():
        tool.unlink()
    requirements[1].write_text("changed")
    log.unlink()
    start_sh(script_folder, programs)
    second = log.read_text()

    assert [str(file) in first for file in requirements] == [True, True]
    assert [str(file) in second for file in requirements] == [False, True]
    assert second.splitlines()[-1] == f"{script_folder}/manage.py up"
