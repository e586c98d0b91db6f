"""The file that a worker or beat touches while it works. The health check of its container looks at it:

python -m product_importer.launch.sign_file
"""

import os
import sys
import time
from pathlib import Path

FRESH_SECONDS = 60
"""How long a touch counts; workers and beat leave one at least every ten seconds."""


def touch() -> None:
    """Say that this process works. Does nothing where no file is named."""
    if path := _path():
        path.touch()


def is_fresh() -> bool:
    """Whether it was touched a moment ago."""
    path = _path()
    return path is not None and path.exists() and time.time() - path.stat().st_mtime < FRESH_SECONDS


def _path() -> Path | None:
    name = os.environ.get("SIGN_OF_LIFE_FILE")
    return Path(name) if name else None


if __name__ == "__main__":
    sys.exit(not is_fresh())
