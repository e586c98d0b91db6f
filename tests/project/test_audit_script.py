"""`.ci/audit.sh`: fails for a known vulnerability, and says so where nobody could be asked."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.processes import ROOT

FOUND = "Found 1 known vulnerability in 1 package\nName Version ID\nurllib3 1.0 CVE-1 (a ConnectionError may leak)"
AWAY = "requests.exceptions.ConnectionError: Failed to resolve 'api.osv.dev'"


@pytest.mark.parametrize(
    ("status", "printed", "ends", "says"),
    [
        (0, "No known vulnerabilities found", 0, "none known"),
        (1, AWAY, 0, "NOT LOOKED UP"),
        (1, FOUND, 1, "urllib3"),
        (1, "Hash mismatch for celery", 1, "Hash mismatch"),
    ],
)
def test_audit_ends_and_says(tmp_path: Path, status: int, printed: str, ends: int, says: str) -> None:
    shutil.copytree(ROOT / ".ci", tmp_path / ".ci")
    for lock in ("requirements.txt", "requirements-embedded.txt", "requirements-dev.txt"):
        (tmp_path / lock).touch()
    program = tmp_path / ".venv" / "bin" / "pip-audit"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\necho "$@" > asked\ncat <<"END"\n{printed}\nEND\nexit {status}\n')
    program.chmod(0o755)

    done = subprocess.run([tmp_path / ".ci" / "audit.sh"], capture_output=True, text=True, check=False)

    assert (done.returncode, says in done.stdout) == (ends, True)
    asked = (tmp_path / "asked").read_text()
    assert "requirements-embedded.txt" in asked
    assert "requirements-dev.txt" not in asked
