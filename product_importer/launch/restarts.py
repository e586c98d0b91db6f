"""Which children of `up` ended unexpectedly and are not settled: an empty file for each in `DATA_DIR/restarting`.

A file, because Redis may be what is away; an empty one, because the disk may be full.
"""

from collections.abc import Collection
from contextlib import suppress
from pathlib import Path


def note(data_dir: Path, names: Collection[str]) -> None:
    """These and no others. Does nothing if the folder cannot be written: it is only a note."""
    folder = _folder(data_dir)
    with suppress(OSError):
        folder.mkdir(exist_ok=True, mode=0o700)
        for settled in {*noted(data_dir)} - {*names}:
            (folder / settled).unlink(missing_ok=True)
        for name in names:
            (folder / name).touch()


def noted(data_dir: Path) -> list[str]:
    """Their names, sorted; none where `up` does not run."""
    try:
        return sorted(file.name for file in _folder(data_dir).iterdir())
    except OSError:
        return []


def _folder(data_dir: Path) -> Path:
    return data_dir / "restarting"
