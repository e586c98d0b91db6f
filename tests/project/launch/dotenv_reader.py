"""Reads a `.env` in a process of its own, whose environment is empty."""

import json
import subprocess
import sys
from pathlib import Path

from tests.processes import ROOT


def read_by(*, dotenv: Path) -> dict[str, str]:
    """What the file puts into an empty environment."""
    script = "import json, os, pathlib, sys; os.environ.clear(); from product_importer.launch import dotenv; "
    script += "dotenv.read(pathlib.Path(sys.argv[1])); print(json.dumps(dict(os.environ)))"
    done = subprocess.run([sys.executable, "-c", script, dotenv], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    found: dict[str, str] = json.loads(done.stdout)
    return found
