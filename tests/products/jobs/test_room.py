"""The room of jobs knows no file: only its record has columns about one, and only the snapshot tells its name."""

import ast
from pathlib import Path

import products.jobs

ROOM = Path(products.jobs.__file__).parent
OF_A_FILE = {"file", "file_name", "file_size", "file_sha256"}
ALLOWED = {"record.py": {"file_name"}, "progress.py": {"file_name"}}


def read_in(module: Path) -> set[str]:
    tree = ast.parse(module.read_text())
    return {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)} & OF_A_FILE


def test_no_module_of_jobs_reads_what_only_a_file_has() -> None:
    found = {module.name: names for module in ROOM.glob("*.py") if (names := read_in(module))}

    assert found == ALLOWED
