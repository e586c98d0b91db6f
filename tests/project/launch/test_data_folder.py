import stat
from pathlib import Path

import pytest

from product_importer.launch import data_folder
from tests.processes import ROOT


def test_folder_is_beside_manage_py_unless_it_is_chosen() -> None:
    assert data_folder.chosen({}) == ROOT / "var"
    assert data_folder.chosen({"DATA_DIR": ""}) == ROOT / "var"


def test_relative_folder_counts_from_the_current_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert data_folder.chosen({"DATA_DIR": "a/../b"}) == tmp_path / "b"


def test_tilde_stands_for_the_home_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))

    assert data_folder.chosen({"DATA_DIR": "~/importer"}) == tmp_path / "importer"


def test_choosing_a_folder_does_not_make_it(tmp_path: Path) -> None:
    assert not data_folder.chosen({"DATA_DIR": str(tmp_path / "new")}).exists()


@pytest.mark.parametrize(("user", "mode"), [(0, 0o711), (1000, 0o700)], ids=["root", "somebody"])
def test_folder_is_closed_to_others_but_roots_may_be_passed_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, user: int, mode: int
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: user)

    data_folder.make(tmp_path / "deep" / "var")

    assert stat.S_IMODE((tmp_path / "deep" / "var").stat().st_mode) == mode


def test_folder_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    folder.mkdir(mode=0o755)
    (folder / "kept").touch()

    data_folder.make(folder)

    assert stat.S_IMODE(folder.stat().st_mode) == 0o755
    assert (folder / "kept").exists()
