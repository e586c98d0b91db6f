"""The keys of an installation that was given none: random, made once, kept in `DATA_DIR/secrets`."""

import os
import secrets
from pathlib import Path

from product_importer.launch import data_folder
from product_importer.launch.file_lock import exclusive

NAMES = ("SECRET_KEY", "WEBHOOK_MASTER_KEY", "CREDENTIALS_KEY")
KEY_BYTES = 48  # of randomness


def load_or_create(data_dir: Path) -> dict[str, str]:
    """The keys by their names. The file is for its owner only; a missing key is added."""
    data_folder.make(data_dir)
    with exclusive(data_dir / "secrets.lock"):
        keys = _read(data_dir / "secrets")
        missing = {name: secrets.token_urlsafe(KEY_BYTES) for name in NAMES if name not in keys}
        if missing:
            _replace(data_dir / "secrets", keys | missing)
        return keys | missing


def _read(file: Path) -> dict[str, str]:
    lines = file.read_text().splitlines() if file.exists() else []
    return dict(line.split("=", 1) for line in lines if "=" in line)


def _replace(file: Path, keys: dict[str, str]) -> None:
    """All at once: a crash leaves the old file or the new one."""
    unfinished = file.with_name("secrets.new")
    unfinished.unlink(missing_ok=True)
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as output:
        output.writelines(f"{name}={key}\n" for name, key in keys.items())
        output.flush()
        os.fsync(handle)
    unfinished.replace(file)
