import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from product_importer.launch import folder_claim
from product_importer.launch.file_lock import Lock
from product_importer.launch.folder_claim import ClaimError


def test_claim_is_refused_when_another_up_has_the_folder(tmp_path: Path) -> None:
    first = folder_claim.Claim(tmp_path)
    first.sign("http://127.0.0.1:8000")

    with pytest.raises(ClaimError, match=rf"^It is already running: process {os.getpid()} at http://127.0.0.1:8000 "):
        folder_claim.Claim(tmp_path)


def test_claim_ends_children_of_a_killed_up_that_did_not_end_when_they_were_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder_claim, "LEFTOVERS_SECONDS", 0.1)
    (tmp_path / "up.lock").write_text("process 77 at http://127.0.0.1:8000\n")
    lock = Lock(tmp_path / "children.lock")
    lock.share()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, pass_fds=[lock.handle]) as stuck:
        lock.close()

        folder_claim.Claim(tmp_path)

        assert stuck.wait() == -signal.SIGKILL


def test_claim_is_refused_when_children_of_a_killed_up_are_still_at_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder_claim, "LEFTOVERS_SECONDS", 0.1)
    (tmp_path / "up.lock").write_text("process 77 at http://127.0.0.1:8000\n")
    Lock(tmp_path / "children.lock").share()

    with pytest.raises(ClaimError, match=r"^Processes left behind by process 77 at .* are still running in "):
        folder_claim.Claim(tmp_path)
