"""A worker: the program that takes tasks from queues and carries them out.

python -m product_importer.worker imports
python -m product_importer.worker webhooks --concurrency=64

`celery -A product_importer worker` does the same, but loads Celery's shell and all tasks, which takes more memory.
"""

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from product_importer import due
from product_importer.celery import app


@dataclass(frozen=True)
class Kind:
    """What a worker serves, and how."""

    queues: tuple[str, ...]
    pool: str
    concurrency: int
    """Tasks at once."""

    @property
    def task_modules(self) -> list[str]:
        """Those of its queues."""
        return [module for module, queues in due.TASKS.items() if queues & {*self.queues}]


KINDS = {
    "imports": Kind(("imports",), "prefork", 2),
    "webhooks": Kind(("webhooks", "sources"), "threads", 32),  # they wait for others
}


def main(arguments: Sequence[str]) -> int:
    """Work until it is told to stop. The exit status."""
    given = _parser().parse_args(arguments)
    kind = KINDS[given.kind]
    app.conf.imports = kind.task_modules
    worker = app.Worker(
        hostname=given.hostname or f"{given.kind}-{os.getpid()}@{os.uname().nodename}",
        queues=kind.queues,
        pool=kind.pool,
        concurrency=given.concurrency or kind.concurrency,
        loglevel=logging.INFO,
        without_gossip=True,  # it need not know its neighbours
        without_mingle=True,
    )
    worker.start()
    return worker.exitcode or 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("product_importer.worker", description="Carries tasks out.", allow_abbrev=False)
    parser.add_argument("kind", choices=[*KINDS], help="whose tasks")
    parser.add_argument("--concurrency", type=int, metavar="N", help="how many tasks at once")
    parser.add_argument("--hostname", metavar="NAME", help="what the worker is called, unlike any other")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
