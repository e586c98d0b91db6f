"""Variables that are read from a file, as Docker and Kubernetes hand out secrets: `SECRET_KEY_FILE` names the file
that holds `SECRET_KEY`."""

import os
from collections.abc import MutableMapping
from pathlib import Path

NAMES = (
    "ADMIN_PASSWORD",
    "CELERY_BROKER_URL",
    "CREDENTIALS_KEY",
    "DATABASE_URL",
    "EMAIL_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "SECRET_KEY_FALLBACKS",
    "WEBHOOK_MASTER_KEY",
)


class FileVariableError(Exception):
    """The file cannot be used; the text says which, and why."""


def read_into(environ: MutableMapping[str, str] = os.environ) -> None:
    """Give each of NAMES that is missing what its file holds. Raises FileVariableError."""
    for name in NAMES:
        if not environ.get(name) and (path := environ.get(f"{name}_FILE")):
            environ[name] = _content(name, Path(path))


def _content(name: str, path: Path) -> str:
    try:
        content = path.read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise FileVariableError(f"{name}_FILE: {path} cannot be read ({error}).") from error
    if not content:
        raise FileVariableError(f"{name}_FILE: {path} is empty.")
    return content
