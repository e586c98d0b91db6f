import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A folder whose name tests all quoting, and that the servers' user may enter if root runs us."""
    with tempfile.TemporaryDirectory(prefix='it\'s a "trial" ') as folder:
        Path(folder).chmod(0o711)
        yield Path(folder, "var")
