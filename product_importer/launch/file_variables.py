"""Variables that are read from a file, as Docker and Kubernetes hand out secrets: `SECRET_KEY_FILE` names the file
that holds `SECRET_KEY`."""

import os
from collections.abc import Collection, MutableMapping
from pathlib import Path

NAMES = (
    "ADMIN_PASSWORD",
    "CELERY_BROKER_URL",
    "CREDENTIALS_KEY",
    "DATABASE_PASSWORD",
    "DATABASE_URL",
    "EMAIL_URL",
    "METRICS_TOKEN",
    "REDIS_URL",
    "S3_SECRET_ACCESS_KEY",
    "SECRET_KEY",
    "SECRET_KEY_FALLBACKS",
    "WEBHOOK_MASTER_KEY",
)


def read_into(environ: MutableMapping[str, str] = os.environ, withheld: Collection[str] = ()) -> list[str]:
    """Give each of NAMES that is missing what its file holds, but for those `withheld`.

    A sentence for each file that cannot be used.
    """
    faults = []
    for name in NAMES:
        if name not in withheld and not environ.get(name) and (path := environ.get(f"{name}_FILE")):
            try:
                environ[name] = _content(Path(path))
            except ValueError as error:
                faults.append(f"{name}_FILE: {path} {error}. Name a file that holds {name} and that we may read.")
    return faults


def _content(path: Path) -> str:
    """Raises ValueError."""
    try:
        content = path.read_text().strip()
    except OSError as error:
        raise ValueError(f"cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise ValueError(f"cannot be read ({error})") from error
    if not content:
        raise ValueError("is empty")
    return content
