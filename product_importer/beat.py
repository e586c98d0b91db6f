"""Beat that leaves a sign of life with each tick: `/health/ready/` shows within two minutes that it is gone.

Only one sends what is due. Others stand by, and one of them takes over when it is gone. Twice would do no harm,
but double the work; while Redis is away nobody can tell, and nothing can be sent.

python -m product_importer.beat --schedule=FILE

It has an app of its own, without tasks, models and Celery's shell: with them, a process that only sends names would
take three times the memory. (`celery -A product_importer.beat beat` does the same with the shell.)
"""

import argparse
import dbm
import logging
import logging.config
from typing import Any

from celery import Celery
from celery.beat import PersistentScheduler
from celery.signals import beat_init
from django.conf import settings

from product_importer import due
from product_importer.launch import sign_file, start
from product_importer.lib import keys, signs_of_life
from product_importer.lib.lease import Lease

log = logging.getLogger(__name__)

LONGEST_SLEEP_SECONDS = 10.0
LEASE_SECONDS = 25.0
"""Longer than two sleeps: a beat that is late for once does not lose its place."""


class SeenScheduler(PersistentScheduler):
    def __init__(self, *args: Any, **options: Any) -> None:
        self._lease = Lease("beat", seconds=LEASE_SECONDS)
        self._stands_by_for = ""
        super().__init__(*args, **options)

    def sync(self) -> None:
        """Without its file it works as well, and a full disk will have space again."""
        try:
            super().sync()
        except dbm.error as error:
            log.warning("The schedule cannot be written: %s", error)

    def tick(self, *args: Any, **options: Any) -> float:
        sign_file.touch()
        if other := self._lease.held_by_another():
            self._stand_by(other)
            return LONGEST_SLEEP_SECONDS
        if self._stands_by_for:
            log.warning("The other beat is gone, so this one sends what is due from now on.")
            self._stands_by_for = ""
        signs_of_life.mark_seen("beat")
        return min(float(super().tick(*args, **options)), LONGEST_SLEEP_SECONDS)

    def close(self) -> None:
        self._lease.give_back()
        super().close()

    def _stand_by(self, other: str) -> None:
        if other != self._stands_by_for:
            log.warning("Another beat is at work (host and process: %s). One is enough: this one stands by.", other)
            self._stands_by_for = other


start.read_settings_or_exit()
logging.config.dictConfig(settings.LOGGING)
app = Celery("product_importer", fixups=[], set_as_current=False)
due.configure(app)


@beat_init.connect
def refuse_to_start_without_keys(**_: object) -> None:
    keys.exit_without()


def main() -> None:
    """Send what is due until it is told to stop."""
    parser = argparse.ArgumentParser("product_importer.beat", description="Sends what is due.", allow_abbrev=False)
    parser.add_argument("--schedule", metavar="FILE", help="where it keeps what it has sent")
    given = parser.parse_args()
    scheduler: Any = SeenScheduler  # its name would load this module once more
    app.Beat(schedule=given.schedule, scheduler=scheduler, loglevel="INFO").run()


if __name__ == "__main__":
    main()
