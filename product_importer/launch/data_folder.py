"""The folder for everything that an installation keeps: DATA_DIR, or `var` beside `manage.py`."""

import os
from collections.abc import Mapping
from pathlib import Path

DEFAULT = Path(__file__).resolve().parent.parent.parent / "var"


def chosen(environ: Mapping[str, str] = os.environ) -> Path:
    """Where it is, or would be; a relative DATA_DIR counts from the current folder."""
    return Path(environ.get("DATA_DIR") or DEFAULT).expanduser().resolve()


def unwritable(path: Path | str, reason: str) -> str:
    """The sentence for whoever gave us a folder in which we cannot write."""
    return f"DATA_DIR: {path} cannot be written to ({reason}). Set it to a folder that is ours, such as /data."


def make(folder: Path) -> None:
    """Make it if need be, closed to others. If root makes it others may pass through: root's servers run as another
    user."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o711 if os.geteuid() == 0 else 0o700)
