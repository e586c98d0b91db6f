"""The processes that `up` starts besides the servers. One more is one more entry in `children`."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from product_importer.launch import file_variables, variables
from product_importer.launch.address import Address

BASE_DIR = Path(__file__).resolve().parent.parent.parent


QUEUE = frozenset({"REDIS_URL", "CELERY_BROKER_URL"})
SERVERS = QUEUE | {"DATABASE_URL", "DATABASE_PASSWORD"}
KEYS = frozenset({"WEBHOOK_MASTER_KEY", "CREDENTIALS_KEY"})
FILES = frozenset({"S3_SECRET_ACCESS_KEY"})


@dataclass(frozen=True)
class Child:
    """A program of ours.

    `patience_seconds` is how long it may take to finish what it does when it is stopped; `secrets` are those of
    `file_variables.NAMES` that it needs, and gets.
    """

    name: str
    argv: tuple[str, ...]
    patience_seconds: float
    secrets: frozenset[str] = frozenset()

    def environment(self, environ: Mapping[str, str]) -> dict[str, str]:
        """Ours, without the secrets that it does not need."""
        withheld = [name for name in file_variables.NAMES if name not in self.secrets]
        hidden = {*withheld, *(f"{name}_FILE" for name in withheld)}
        kept = {name: value for name, value in environ.items() if name not in hidden}
        return {**kept, variables.WITHHELD: ",".join(withheld)}


def children(address: Address, data_dir: Path) -> list[Child]:
    """In starting order; they are stopped in reverse, so that nothing new is begun."""
    return [imports_worker(), webhooks_worker(), web(address), beat(data_dir)]


def web(address: Address) -> Child:
    options = ("--no-control-socket", "--bind", address.bind)
    conf = str(BASE_DIR / "product_importer" / "gunicorn.conf.py")
    return Child(
        "web",
        _python("gunicorn", "-c", conf, *options, "product_importer.wsgi:application"),
        patience_seconds=35.0,  # gunicorn gives open requests 30
        secrets=SERVERS | KEYS | FILES | {"SECRET_KEY", "SECRET_KEY_FALLBACKS", "METRICS_TOKEN"},
    )


def imports_worker() -> Child:
    return Child(
        "imports",
        _worker("imports"),
        patience_seconds=60.0,  # then a running import is interrupted, and resumed at the next start
        secrets=SERVERS | FILES,
    )


def webhooks_worker() -> Child:
    return Child(
        "webhooks",
        _worker("webhooks"),
        patience_seconds=25.0,  # a request under way takes 15
        secrets=SERVERS | KEYS | FILES | {"EMAIL_URL"},  # it sends mails and fetches files, too
    )


def imports_node() -> str:
    """The worker's name in the cluster, unique for each machine and each `up` on it."""
    return _node("imports")


def _node(name: str) -> str:
    return f"{name}-{os.getpid()}@{os.uname().nodename}"


def beat(data_dir: Path) -> Child:
    schedule = str(data_dir / "beat-schedule")
    argv = _python("product_importer.beat", "--schedule", schedule)
    return Child("beat", argv, patience_seconds=10.0, secrets=QUEUE)


def import_file(file: Path) -> Child:
    """Not a service: it ends by itself, and shows its progress in the terminal."""
    argv = (sys.executable, str(BASE_DIR / "manage.py"), "import_products", str(file))
    return Child("import", argv, patience_seconds=10.0, secrets=SERVERS | FILES)


def _worker(kind: str) -> tuple[str, ...]:
    return _python("product_importer.worker", kind, "--hostname", _node(kind))


def _python(module: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", module, *arguments)
